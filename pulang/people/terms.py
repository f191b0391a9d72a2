"""Vocabulary of people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """Sex as a source states it; unknown is the empty string, never a default."""

    FEMALE = "F", _("female")
    MALE = "M", _("male")


class BirthPrecision(TextChoices):
    """How exact a birth date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    ESTIMATED = "estimated", _("estimated")


class PersonState(TextChoices):
    """A merged person points to the one she became; nothing is deleted."""

    ACTIVE = "active", _("active")
    MERGED = "merged", _("merged")
    ERASED = "erased", _("erased")


class DocumentKind(TextChoices):
    """Identity documents and external keys (R1.7)."""

    NIK = "nik", _("NIK (identity number)")
    FAMILY_CARD = "family_card", _("family card (KK)")
    PASSPORT = "passport", _("passport")
    TRAVEL_LETTER = "travel_letter", _("travel document (SPLP)")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
    BAPTISM = "baptism", _("baptism certificate")
    SISKOP2MI = "siskop2mi", _("ID CPMI (SISKOP2MI)")
    BPJS = "bpjs", _("social security number (BPJS)")


class NameKind(TextChoices):
    """What kind of name it is."""

    GIVEN = "given", _("full name")
    ALIAS = "alias", _("alias")
    MARRIED = "married", _("married name")
    BAPTISMAL = "baptismal", _("baptismal name")
    ADAT = "adat", _("adat name")
    FORMER = "former", _("former name")


class ContactKind(TextChoices):
    """Ways to reach a person."""

    PHONE = "phone", _("phone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("e-mail")


class PhoneOwner(TextChoices):
    """Whose phone it is: shared phones are common, and a recruiter's is a danger."""

    SELF = "self", _("the person's own")
    FAMILY = "family", _("family")
    NEIGHBOUR = "neighbour", _("neighbour")
    VILLAGE_HEAD = "village_head", _("village head")
    EMPLOYER = "employer", _("employer")
    RECRUITER = "recruiter", _("recruiter or agent")


class HouseholdRole(TextChoices):
    """A person's place in the household."""

    HEAD = "head", _("head of household")
    SPOUSE = "spouse", _("husband or wife")
    CHILD = "child", _("child")
    PARENT = "parent", _("parent")
    GRANDPARENT = "grandparent", _("grandparent")
    SIBLING = "sibling", _("brother or sister")
    RELATIVE = "relative", _("other relative")
    OTHER = "other", _("not related")


class ConsentPurpose(TextChoices):
    """What the data may be used for; each is asked for on its own."""

    REGISTER = "register", _("keep my data in the registry")
    SHARE_PLACEMENT = "share_placement", _("share with offices of placement and protection")
    SHARE_BANK = "share_bank", _("share with the bank for a loan")
    SHARE_TRAINING = "share_training", _("share with training centres")
    SHARE_PARTNER = "share_partner", _("share with church, NGO or shelter")
    CONTACT_FAMILY = "contact_family", _("contact my family")
    STATISTICS = "statistics", _("research and statistics without my name")


class ConsentBasis(TextChoices):
    """Lawful basis of UU 27/2022 Article 20."""

    CONSENT = "consent", _("explicit consent")
    CONTRACT = "contract", _("agreement with the person")
    LEGAL_OBLIGATION = "legal_obligation", _("legal obligation")
    VITAL_INTEREST = "vital_interest", _("vital interest")
    PUBLIC_TASK = "public_task", _("public task")
    LEGITIMATE = "legitimate", _("legitimate interest")


class ConsentChannel(TextChoices):
    """How consent was given."""

    SIGNED = "signed", _("on paper, signed")
    THUMBPRINT = "thumbprint", _("on paper, thumbprint before a witness")
    ORAL = "oral", _("spoken before a witness")
    PHONE = "phone", _("by phone")
    ONLINE = "online", _("online")


class SuggestionState(TextChoices):
    """State of a suggestion for the book of names."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


FINDINGS = {
    "NIK_LENGTH": _("A NIK has 16 digits; this has %(count)s."),
    "NIK_NO_DIGITS": _("This is not a NIK: it holds no digits."),
    "NIK_LETTERS": _("A letter stands where a digit belongs (O for 0, I for 1)."),
    "NIK_SPREADSHEET": _(
        "A spreadsheet shortened this number and its last digits are lost. Ask for the card again."
    ),
    "NIK_PLACEHOLDER": _("The same digit 16 times is a placeholder, not a NIK."),
    "NIK_REGION_UNKNOWN": _("No region has the code %(code)s."),
    "NIK_FORMER_REGION": _("Registered in %(place)s, which no longer exists under this code."),
    "NIK_DATE_INVALID": _("The digits %(digits)s hold no birth date."),
    "NIK_CENTURY": _("The year can be %(years)s: ask for the age."),
    "NIK_DOB_MISMATCH": _(
        "The NIK says born on %(nik)s, the stated birth date is %(stated)s. Both are kept: a corrected "
        "birth date does not change the NIK."
    ),
    "NIK_SEX_MISMATCH": _(
        "The NIK is that of a %(nik)s, stated is %(stated)s. Check whether it is the NIK of husband "
        "or wife."
    ),
    "NIK_SERIAL_ZERO": _("The serial 0000 is never issued."),
    "NIK_IS_FAMILY_CARD": _("This is the number of the family card (KK), not a NIK."),
    "DOB_UNREADABLE": _(
        "This cannot be read as a date. Write it like 12-03-1985, or only the year."
    ),
    "DOB_INVALID": _("There is no such day in the calendar."),
    "DOB_IMPLAUSIBLE": _("The year %(year)s cannot be a year of birth."),
    "DOB_AGE_ONLY": _("Only an age (%(age)s) is given."),
    "DOB_DEFAULT_DAY": _("%(day)s is often written when nobody knows the day."),
    "DOB_MONTH_FIRST": _("Read with the month first; please check."),
    "DOB_CENTURY_GUESSED": _("Two digits of the year were given; read as %(year)s."),
    "DOB_SPREADSHEET": _("Read from a spreadsheet's day number; please check."),
    "PHONE_EMPTY": _("This holds no number."),
    "PHONE_INVALID": _("This cannot be dialled: check the digits, with country code if abroad."),
    "PHONE_SPREADSHEET": _("A spreadsheet shortened this number. Ask for it again."),
    "PHONE_ABROAD": _("A number of %(country)s."),
}
"""The sentence of each finding of `people.rules`, by its code."""

REASONS = {
    "nik": _("same NIK"),
    "near_nik": _("NIK differs in one or two digits"),
    "phone": _("same phone"),
    "name": _("name"),
    "birth": _("same birth date"),
    "year": _("same year of birth"),
    "village": _("same village"),
    "district": _("same kecamatan"),
    "regency": _("same kabupaten"),
}
"""Why a person was found, by the codes of `rules.agreement.Agreement`."""
