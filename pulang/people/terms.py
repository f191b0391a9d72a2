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
