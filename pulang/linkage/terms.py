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

LEVELS = {
    "not known on both sides": _("not known on both sides"),
    "same name, letter by letter": _("same name, letter by letter"),
    "same names, spelt or ordered otherwise": _("same names, spelt or ordered otherwise"),
    "one name is the other, cut off": _("one name is the other, cut off"),
    "one name holds the other": _("one name holds the other"),
    "two names shared, others differ": _("two names shared, others differ"),
    "same single name": _("same single name"),
    "shared name, initials fit": _("shared name, initials fit"),
    "one shared name, initials fit, others differ": _(
        "one shared name, initials fit, others differ"
    ),
    "one name holds the single other": _("one name holds the single other"),
    "one shared name, the rest near": _("one shared name, the rest near"),
    "one shared name, the rest differs": _("one shared name, the rest differs"),
    "no shared name but nearly the same letters": _("no shared name but nearly the same letters"),
    "no shared name, some letters alike": _("no shared name, some letters alike"),
    "different names": _("different names"),
    "shared names are common, or none": _("shared names are common, or none"),
    "same first given name": _("same first given name"),
    "a given name in common": _("a given name in common"),
    "other given name, initials fit": _("other given name, initials fit"),
    "different given names": _("different given names"),
    "same birth date": _("same birth date"),
    "same birth date, a default day": _("same birth date, a default day"),
    "day and month swapped": _("day and month swapped"),
    "same year, a default day on one side": _("same year, a default day on one side"),
    "same year and month": _("same year and month"),
    "same year and day": _("same year and day"),
    "same year, no more known": _("same year, no more known"),
    "same day, year one off": _("same day, year one off"),
    "same day, year up to five off": _("same day, year up to five off"),
    "same day, one digit of the year off": _("same day, one digit of the year off"),
    "same year, other day": _("same year, other day"),
    "years near, a default day": _("years near, a default day"),
    "years near": _("years near"),
    "some years apart": _("some years apart"),
    "another birth date": _("another birth date"),
    "same sex": _("same sex"),
    "different sex": _("different sex"),
    "same NIK": _("same NIK"),
    "NIK one digit off in the serial": _("NIK one digit off in the serial"),
    "same place and birth date in the NIK, other number": _(
        "same place and birth date in the NIK, other number"
    ),
    "NIK one digit off": _("NIK one digit off"),
    "NIK two digits off": _("NIK two digits off"),
    "another NIK": _("another NIK"),
    "the NIK tells the other's birth date": _("the NIK tells the other's birth date"),
    "the NIK tells another birth date": _("the NIK tells another birth date"),
    "same family card": _("same family card"),
    "another family card": _("another family card"),
    "same passport": _("same passport"),
    "passport one sign off": _("passport one sign off"),
    "passport two signs off": _("passport two signs off"),
    "another passport": _("another passport"),
    "same phone": _("same phone"),
    "same phone, carried by several": _("same phone, carried by several"),
    "same phone, carried by many": _("same phone, carried by many"),
    "another phone": _("another phone"),
    "same village": _("same village"),
    "same district, village untold": _("same district, village untold"),
    "same district, other village": _("same district, other village"),
    "same regency, district untold": _("same regency, district untold"),
    "same regency, other district": _("same regency, other district"),
    "another district": _("another district"),
    "another regency": _("another regency"),
    "same name of the mother": _("same name of the mother"),
    "name of the mother fits": _("name of the mother fits"),
    "name of the mother in part": _("name of the mother in part"),
    "another name of the mother": _("another name of the mother"),
    "same name of the father": _("same name of the father"),
    "name of the father fits": _("name of the father fits"),
    "name of the father in part": _("name of the father in part"),
    "another name of the father": _("another name of the father"),
    "same name of the spouse": _("same name of the spouse"),
    "name of the spouse fits": _("name of the spouse fits"),
    "name of the spouse in part": _("name of the spouse in part"),
    "another name of the spouse": _("another name of the spouse"),
    "same birthplace": _("same birthplace"),
    "another birthplace": _("another birthplace"),
    "two lists": _("two lists"),
    "one list": _("one list"),
    "shared names worth 26 bits or more": _("shared names, very rare"),
    "shared names worth 22 bits or more": _("shared names, very rare"),
    "shared names worth 19 bits or more": _("shared names, very rare"),
    "shared names worth 16 bits or more": _("shared names, rare"),
    "shared names worth 14 bits or more": _("shared names, rare"),
    "shared names worth 12 bits or more": _("shared names, rare"),
    "shared names worth 10 bits or more": _("shared names, fairly common"),
    "shared names worth 8 bits or more": _("shared names, fairly common"),
    "shared names worth 6 bits or more": _("shared names, fairly common"),
    "shared names worth 4 bits or more": _("shared names, fairly common"),
}
"""What a level of the engine says, in the reader's language; the engine itself speaks English."""

EVIDENCE_GROUPS = {
    "prior": _("two records at random"),
    "name": _("name"),
    "rarity": _("rarity of the shared names"),
    "given": _("given name"),
    "birth date": _("birth date"),
    "born": _("birth date"),
    "sex": _("sex"),
    "NIK": _("NIK"),
    "nik": _("NIK"),
    "nik_birth": _("NIK and birth date"),
    "family card": _("family card"),
    "family_card": _("family card"),
    "passport": _("passport"),
    "phone": _("phone"),
    "place": _("place"),
    "mother": _("mother's name"),
    "father": _("father's name"),
    "spouse": _("name of husband or wife"),
    "birthplace": _("birthplace"),
    "list": _("list"),
    "same_list": _("list"),
}
"""Names of the fields of the evidence."""

RECORD_FIELDS = {
    "full_name": _("name"),
    "sex": _("sex"),
    "born_on": _("birth date"),
    "birthplace": _("birthplace"),
    "nik": _("NIK"),
    "family_card": _("family card"),
    "passport": _("passport"),
    "phone": _("phone"),
    "place_code": _("place"),
    "address": _("address"),
    "village": _("village as written"),
    "district": _("kecamatan as written"),
    "regency": _("kabupaten as written"),
    "mother_name": _("mother's name"),
    "father_name": _("father's name"),
    "spouse_name": _("name of husband or wife"),
    "stated_on": _("stated on"),
}
"""The columns of a record as pages name them."""

SECOND_REASONS = {
    "nik_differs": _("The two carry different NIK."),
    "passport_differs": _("The two carry different passports."),
    "golden_nik_changes": _("The NIK shown for one of them would change."),
    "protected": _("One of them is under protection."),
}
"""Why a merge needs a second steward."""

CRITERIA = {
    "only": _("the only value stated"),
    "written_out": _("written out, not shortened"),
    "completeness": _("more complete"),
    "validity": _("a valid number"),
    "precision": _("more exact"),
    "depth": _("known down to the village"),
    "agreement": _("stated by more sources"),
    "trust": _("from a more trusted source"),
    "recency": _("stated most recently"),
    "order": _("equal in all; the first in order"),
    "override": _("chosen by a steward"),
}
"""Why the golden record shows a value."""

STEPS = {
    "read": _("reading the records"),
    "prepare": _("preparing names, dates and numbers"),
    "block": _("finding pairs worth comparing"),
    "compare": _("comparing pairs"),
    "learn": _("learning from pairs with the same NIK"),
    "cluster": _("putting records together"),
    "place": _("placing records with persons"),
    "persons": _("writing persons"),
    "claims": _("writing what each source says"),
    "links": _("linking records"),
    "pairs": _("writing doubtful pairs"),
    "done": _("done"),
}
"""The steps of a run."""
