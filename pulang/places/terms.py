"""Vocabulary of places."""

from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLE = _("Places")
"""The menu's word; the entry itself is added by `web`, which stands above."""

DUTY_WRITE = "duty.write"
"""The permission of whoever keeps checklists and rosters; the table of roles stands in access."""


class Level(IntegerChoices):
    """Levels of administration by the length of their code."""

    PROVINCE = 2, _("province")
    REGENCY = 4, _("kabupaten or kota")
    DISTRICT = 6, _("kecamatan")
    VILLAGE = 10, _("desa or kelurahan")


class AliasKind(TextChoices):
    """Why a place bears another name."""

    ABBREVIATION = "abbreviation", _("abbreviation")
    CAPITAL = "capital", _("its capital, used for it")
    VARIANT = "variant", _("another spelling")
    FORMER = "former", _("former name")
    AMBIGUOUS = "ambiguous", _("may mean another place: ask")


class ExitKind(TextChoices):
    """How people leave from a point."""

    AIR = "air", _("airport")
    SEA = "sea", _("harbour")
    LAND = "land", _("border post")
    TRANSIT = "transit", _("transit outside NTT")


class Note(StrEnum):
    """What the finder wants a person to know about a place it read."""

    REGENCY_UNKNOWN = "regency_unknown"
    REGENCY_AMBIGUOUS = "regency_ambiguous"
    DISTRICT_UNKNOWN = "district_unknown"
    DISTRICT_AMBIGUOUS = "district_ambiguous"
    DISTRICT_ELSEWHERE = "district_elsewhere"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_AMBIGUOUS = "village_ambiguous"
    VILLAGE_ELSEWHERE = "village_elsewhere"
    FORMER_REGENCY = "former_regency"
    SPELLING = "spelling"
    BY_VILLAGE_ALONE = "by_village_alone"


NOTES: dict[Note, Promise] = {
    Note.REGENCY_UNKNOWN: _("This kabupaten or kota is not in the list."),
    Note.REGENCY_AMBIGUOUS: _("This name means more than one kabupaten or kota. Please choose."),
    Note.DISTRICT_UNKNOWN: _("This kecamatan is not in the list of that kabupaten."),
    Note.DISTRICT_AMBIGUOUS: _("More than one kecamatan bears this name. Please choose."),
    Note.DISTRICT_ELSEWHERE: _("This kecamatan lies in another kabupaten. Please choose."),
    Note.VILLAGE_UNKNOWN: _("This village is not in the list; it is kept as written."),
    Note.VILLAGE_AMBIGUOUS: _("More than one village bears this name. Please choose."),
    Note.VILLAGE_ELSEWHERE: _("This village lies in another kecamatan. Please choose."),
    Note.FORMER_REGENCY: _("Written with the kabupaten as it was before the split."),
    Note.SPELLING: _("Written differently from the list."),
    Note.BY_VILLAGE_ALONE: _("Found by the name of the village alone."),
}
