"""Vocabulary of linkage."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BatchState(TextChoices):
    """Life of one file brought in."""

    UPLOADED = "uploaded", _("uploaded")
    MAPPED = "mapped", _("columns mapped")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Zone(TextChoices):
    """Where a pair stands."""

    LINKED = "linked", _("linked")
    REVIEW = "review", _("to review")
    APART = "apart", _("apart")


class PairState(TextChoices):
    """What a person decided about a doubtful pair."""

    OPEN = "open", _("to decide")
    SAME = "same", _("same person")
    DIFFERENT = "different", _("different persons")
    UNSURE = "unsure", _("unsure")
    FIELD_VISIT = "field_visit", _("needs a field visit")
    SECOND = "second", _("waits for a second person")


class RunState(TextChoices):
    """Life of a linkage run."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class RunScope(TextChoices):
    """What a run reads anew."""

    NEW = "new", _("new records against the registry")
    FULL = "full", _("all records anew")


class ChangeKind(TextChoices):
    """What changed who is whom."""

    LINK = "link", _("records linked by a run")
    MERGE = "merge", _("two persons merged")
    SPLIT = "split", _("records split off")
    OVERRIDE = "override", _("value chosen by a steward")


FIELDS: dict[str, str] = {
    # canonical field -> what it holds; the standard columns that reading, mapping, the engine and
    # the golden record share
    "full_name": "name as written",
    "first_name": "given names where the list splits the name (joined into full_name)",
    "last_name": "fam or family name where the list splits the name",
    "sex": "F or M",
    "born_on": "birth date",
    "birthplace": "birthplace",
    "birthplace_and_date": "'Atambua, 12 Maret 1985' in one column (split)",
    "nik": "NIK as digits, as text",
    "family_card": "family card number",
    "passport": "passport or travel document number",
    "phone": "phone in E.164",
    "address": "address as written",
    "village": "desa or kelurahan as written",
    "district": "kecamatan as written",
    "regency": "kabupaten or kota as written",
    "place_code": "Kemendagri digits to the deepest known level",
    "mother_name": "mother's name",
    "father_name": "father's name",
    "spouse_name": "spouse's name",
    "stated_on": "day of the row itself (registration, arrival, baptism, opening of the account)",
    "external_id": "the list's own key of the row",
}
