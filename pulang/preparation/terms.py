"""Words of preparing: papers and their state, family permission, orientation, flags."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pulang.journey.terms import Scheme


class Demand(TextChoices):
    """How strictly a scheme asks for a paper (handbook 1.5)."""

    MANDATORY = "M", _("required")
    CONDITIONAL = "C", _("only for some countries or kinds of work")


SHORT_SCHEME = {
    Scheme.P_TO_P: _("placement company"),
    Scheme.G_TO_G: _("government to government"),
    Scheme.G_TO_P: _("government to employer"),
    Scheme.UKPS: _("own company"),
    Scheme.PERSEORANGAN: _("on her own"),
    Scheme.AWAK_KAPAL: _("seafarer"),
    Scheme.MAGANG: _("trainee"),
    Scheme.ANTARDAERAH: _("inside Indonesia"),
}
"""Ways of placement in two or three words, where many stand side by side."""


class PaperState(TextChoices):
    """Where a paper stands."""

    SUBMITTED = "submitted", _("waits for the officer")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("sent back")
    EXPIRED = "expired", _("no longer valid")
    WITHDRAWN = "withdrawn", _("replaced or taken back")


LIVE = frozenset({PaperState.SUBMITTED, PaperState.ACCEPTED})


class RejectReason(TextChoices):
    """Why a paper is sent back; said in words she can act on."""

    UNREADABLE = "unreadable", _("The photo cannot be read. Take it again in daylight.")
    WRONG_PAPER = "wrong_paper", _("This is another paper than the one asked for.")
    OTHER_PERSON = "other_person", _("Name or number belong to another person.")
    EXPIRED = "expired", _("The paper is no longer valid. Get a new one.")
    INCOMPLETE = "incomplete", _("A page, stamp or signature is missing.")
    SUSPECT = "suspect", _("The office that issued it has to confirm it first.")
    OTHER = "other", _("Another reason, see the remark.")


class Relation(TextChoices):
    """Who gives the family's permission."""

    HUSBAND = "husband", _("husband")
    WIFE = "wife", _("wife")
    FATHER = "father", _("father")
    MOTHER = "mother", _("mother")
    GUARDIAN = "guardian", _("guardian (wali)")


class RelationProof(TextChoices):
    """How the relation is proved."""

    FAMILY_CARD = "family_card", _("stands in the family card (KK)")
    GUARDIAN_LETTER = "guardian_letter", _("letter of guardianship")
    NONE = "none", _("not proved yet")


class FreeWill(TextChoices):
    """What she said alone, without anybody of the family or the recruiter in the room."""

    WANTS = "wants", _("she wants to go, of her own will")
    DOES_NOT = "does_not", _("she does not want to go")
    UNCLEAR = "unclear", _("not clear: talk again")


class SessionKind(TextChoices):
    """What is held before departure."""

    ORIENTATION = "OPP", _("orientation before departure (OPP)")
    TRAINING = "LATIH", _("training")


class FlagCode(TextChoices):
    """Warning signs that preparing itself can see (handbook 3.3)."""

    RF02 = "RF02", _("younger than 18, or papers disagree about the age")
    RF04 = "RF04", _("passport made outside NTT")
    RF05 = "RF05", _("visa for a visit or pilgrimage, used for work")


class Photo(TextChoices):
    """What may be uploaded, by its content."""

    JPEG = "image/jpeg", _("photo (JPEG)")
    PDF = "application/pdf", _("PDF")


VISA_TYPES = [
    ("work", _("work visa, calling visa")),
    ("visit", _("visit, tourist")),
    ("pilgrim", _("pilgrimage")),
    ("student", _("student, training")),
    ("other", _("another kind")),
]


def visas_for(scheme: str) -> tuple[str, ...]:
    """Return the visas on which she may leave; a trainee is no worker and has a trainee's visa."""
    return ("work", "student") if scheme == Scheme.MAGANG else ("work",)


AGE_PAPERS = ("KTP", "KK", "AKTA", "BAPTIS", "IJAZAH")
"""Papers that state a birth date."""

UPLOAD_BYTES = 8 << 20
"""Largest photo or PDF: what a phone makes, not what a scanner of plans makes."""

HOME_PROVINCE = "53"
PUBLIC_CODE_LETTERS = 12
