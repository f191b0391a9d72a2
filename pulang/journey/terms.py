"""Words of a migration: its stages and allowed steps, schemes, holds."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a person stands in one migration."""

    INTERESTED = "interested", _("interested")
    REGISTERED = "registered", _("registered")
    PREPARING = "preparing", _("preparing")
    CLEARED = "cleared", _("cleared to depart")
    DEPARTED = "departed", _("departed")
    WORKING = "working", _("working abroad")
    RETURNING = "returning", _("on the way home")
    HOME = "home", _("home")
    REINTEGRATING = "reintegrating", _("settling in again")
    SETTLED = "settled", _("settled")
    WITHDRAWN = "withdrawn", _("gave it up")
    REFUSED = "refused", _("refused")
    MISSING = "missing", _("out of contact")
    DISTRESSED = "distressed", _("in distress")
    DECEASED = "deceased", _("deceased")


_S = Stage

PATH = (
    _S.INTERESTED,
    _S.REGISTERED,
    _S.PREPARING,
    _S.CLEARED,
    _S.DEPARTED,
    _S.WORKING,
    _S.RETURNING,
    _S.HOME,
    _S.REINTEGRATING,
    _S.SETTLED,
)
"""The way itself, in order; the others leave it."""

_BEFORE = frozenset({_S.WITHDRAWN, _S.REFUSED, _S.DECEASED})
_AWAY = frozenset({_S.MISSING, _S.DISTRESSED, _S.DECEASED})

NEXT: Mapping[Stage, frozenset[Stage]] = {
    _S.INTERESTED: frozenset({_S.REGISTERED}) | _BEFORE,
    _S.REGISTERED: frozenset({_S.PREPARING}) | _BEFORE,
    _S.PREPARING: frozenset({_S.CLEARED}) | _BEFORE,
    # A clearance can be taken back: she prepares again.
    _S.CLEARED: frozenset({_S.DEPARTED, _S.PREPARING}) | _BEFORE,
    _S.DEPARTED: frozenset({_S.WORKING, _S.RETURNING}) | _AWAY,
    _S.WORKING: frozenset({_S.RETURNING}) | _AWAY,
    _S.RETURNING: frozenset({_S.HOME}) | _AWAY,
    _S.HOME: frozenset({_S.REINTEGRATING, _S.SETTLED, _S.DECEASED}),
    _S.REINTEGRATING: frozenset({_S.SETTLED, _S.DECEASED}),
    _S.SETTLED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.REFUSED: frozenset(),
    # Found again, helped: she works on, comes home, or is known to have died.
    _S.MISSING: frozenset({_S.WORKING, _S.DISTRESSED, _S.RETURNING, _S.HOME, _S.DECEASED}),
    _S.DISTRESSED: frozenset({_S.WORKING, _S.MISSING, _S.RETURNING, _S.HOME, _S.DECEASED}),
    _S.DECEASED: frozenset(),
}
"""The allowed steps; the database holds the same table and refuses any other."""

FIRST = frozenset({_S.INTERESTED, _S.DEPARTED, _S.WORKING, _S.RETURNING, _S.HOME})
"""How a file may begin: also with somebody who left years ago, without papers or with them."""

ENDED = frozenset({_S.SETTLED, _S.WITHDRAWN, _S.REFUSED, _S.DECEASED})
ABROAD = frozenset({_S.DEPARTED, _S.WORKING, _S.MISSING, _S.DISTRESSED})


class Scheme(TextChoices):
    """How she is placed (UU 18/2017 Pasal 49 and 63; handbook 1.4)."""

    P_TO_P = "P_TO_P", _("through a placement company (P3MI)")
    G_TO_G = "G_TO_G", _("government to government")
    G_TO_P = "G_TO_P", _("government to private employer")
    UKPS = "UKPS", _("company for its own interest")
    PERSEORANGAN = "PERSEORANGAN", _("on her own (perseorangan)")
    AWAK_KAPAL = "AWAK_KAPAL", _("seafarer")
    MAGANG = "MAGANG", _("trainee abroad (magang)")
    ANTARDAERAH = "ANTARDAERAH", _("inside Indonesia (antardaerah)")


class Occupation(TextChoices):
    """Kinds of work; the first ten are those of Perban BP2MI 9/2020 or close to them."""

    DOMESTIC = "domestic", _("domestic work")
    BABYSITTER = "babysitter", _("care of babies or children")
    CAREGIVER = "caregiver", _("care of the old")
    COOK = "cook", _("cook")
    DRIVER = "driver", _("family driver")
    GARDENER = "gardener", _("gardener")
    CLEANER = "cleaner", _("cleaner")
    PLANTATION = "plantation", _("field, plantation")
    FISHING = "fishing", _("fishing vessel")
    MERCHANT = "merchant", _("merchant ship")
    CONSTRUCTION = "construction", _("construction")
    FACTORY = "factory", _("factory")
    HOSPITALITY = "hospitality", _("hotel, restaurant")
    HEALTH = "health", _("nurse, health care")
    OTHER = "other", _("other work")


class ProceduralStatus(TextChoices):
    """Whether the official procedure was followed: a need for service, never guilt (R1.10)."""

    PROSEDURAL = "PROSEDURAL", _("by the official procedure")
    NONPROSEDURAL = "NONPROSEDURAL", _("left without the official procedure")
    BELUM_DIKETAHUI = "BELUM_DIKETAHUI", _("not known yet")


class HoldReason(TextChoices):
    """Why a migration is halted: a class of reason, never a story."""

    H1 = "H1", _("protection")
    H2 = "H2", _("legal matter")
    H3 = "H3", _("age to be clarified")
    H4 = "H4", _("health")
    H5 = "H5", _("she asked for it")


class EventState(TextChoices):
    """Whether an entry of the timeline holds."""

    HOLDS = "holds", _("holds")
    CORRECTED = "corrected", _("corrected")
    VOID = "void", _("taken back")


class SharedItem(TextChoices):
    """What a worker may let the family left behind see."""

    STAGE = "stage", _("where she is on her way")
    COUNTRY = "country", _("the country")
    LAST_CONTACT = "last_contact", _("when she was last in contact")
    RETURN = "return", _("when she plans to come home")
    OFFICE = "office", _("which office to ask")


BACKDATED_AFTER_HOURS = 36
"""An entry recorded later than this after it happened is shown as written down afterwards."""
