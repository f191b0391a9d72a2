"""Words of departure: placement companies and their permits, costs, clearance, stopped departures."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pulang.journey.terms import Occupation, Scheme
from pulang.law.terms import Component as Component

# --- placement companies and job orders ---


class SanctionKind(TextChoices):
    """What the authority imposed on a placement company."""

    WARNING = "warning", _("written warning")
    SUSPENSION = "suspension", _("activity suspended")
    REVOCATION = "revocation", _("licence revoked")


STOPPING = frozenset({SanctionKind.SUSPENSION, SanctionKind.REVOCATION})
"""Sanctions under which nobody may be placed; a warning does not stop a company."""


class Standing(TextChoices):
    """Whether a company may place anybody on a day."""

    VALID = "valid", _("valid")
    NOT_YET = "not_yet", _("not valid yet")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")


class Fault(StrEnum):
    """Why a job order takes nobody on a day."""

    LICENCE = "licence"
    PERMIT = "permit"
    ORDER = "order"
    UNVERIFIED = "unverified"
    FULL = "full"
    QUOTA = "quota"
    CLOSED = "closed"


AGREEMENT_SCHEMES = frozenset({Scheme.P_TO_P, Scheme.AWAK_KAPAL})
"""Schemes in which a company places her: she needs an agreement under a job order (handbook 1.5)."""


TEN_JOBS = (
    Occupation.DOMESTIC,
    Occupation.BABYSITTER,  # two jobs of the list: babies, and children
    Occupation.CAREGIVER,
    Occupation.COOK,
    Occupation.DRIVER,
    Occupation.GARDENER,
    Occupation.CLEANER,
    Occupation.PLANTATION,
    Occupation.FISHING,
)
"""The ten jobs for which Peraturan BP2MI 9/2020 forbids to charge the worker [V S14]."""


# --- costs ---


class Payer(TextChoices):
    """Who is charged."""

    WORKER = "worker", _("the worker or her family")
    EMPLOYER = "employer", _("the employer")
    AGENCY = "agency", _("the placement company")
    GOVERNMENT = "government", _("the government")


class Payee(TextChoices):
    """Who received the money: a kind, never a name."""

    AGENCY = "agency", _("placement company")
    RECRUITER = "recruiter", _("recruiter or go-between")
    TRAINING_CENTRE = "training_centre", _("training centre")
    CLINIC = "clinic", _("clinic")
    OFFICE = "office", _("government office")
    CARRIER = "carrier", _("airline, ship, bus")
    INSURER = "insurer", _("insurer")
    LENDER = "lender", _("bank or lender")
    OTHER = "other", _("somebody else")


class Charge(TextChoices):
    """What the rules say about charging the worker for something."""

    FORBIDDEN = "forbidden", _("may not be charged")
    ALLOWED = "allowed", _("may be charged")
    CAPPED = "capped", _("may be charged up to an amount")
    REVIEW = "review", _("an officer decides")


class Review(TextChoices):
    """What the officer decided about an amount that the worker was charged."""

    FORBIDDEN = "forbidden", _("too much: to be paid back")
    ALLOWED = "allowed", _("in order")


# --- stopped departures ---


class Band(TextChoices):
    """What the weight of the warning signs asks for (handbook 3.3)."""

    INFORM = "inform", _("inform her")
    CALL = "call", _("call within three days")
    SAME_DAY = "same_day", _("check on the same day")
    IMMEDIATE = "immediate", _("refer at once")


class Answer(TextChoices):
    """An answer at the counter; every question may be left."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("does not know")
    DECLINED = "declined", _("does not want to answer")
    NOT_ASKED = "not_asked", _("not asked yet")


class Carrier(TextChoices):
    """By what she was about to leave."""

    PLANE = "plane", _("plane")
    SHIP = "ship", _("ship")
    BOAT = "boat", _("small boat")
    CAR = "car", _("car or bus")
    ON_FOOT = "on_foot", _("on foot")
    UNKNOWN = "unknown", _("not known")


class FollowUp(TextChoices):
    """What became of a stopped departure."""

    STOPPED = "stopped", _("stopped, being talked to")
    SHELTERED = "sheltered", _("in temporary shelter")
    ON_WAY_HOME = "on_way_home", _("on the way home")
    AT_HOME = "at_home", _("at home")
    PREPARES = "prepares", _("prepares by the official way")
    WENT_ON = "went_on", _("went on by her own decision")


_F = FollowUp
NEXT_STEP: Mapping[FollowUp, frozenset[FollowUp]] = {
    _F.STOPPED: frozenset({_F.SHELTERED, _F.ON_WAY_HOME, _F.PREPARES, _F.WENT_ON}),
    _F.SHELTERED: frozenset({_F.ON_WAY_HOME, _F.PREPARES, _F.WENT_ON}),
    _F.ON_WAY_HOME: frozenset({_F.AT_HOME}),
    _F.AT_HOME: frozenset({_F.PREPARES}),
    _F.PREPARES: frozenset(),
    _F.WENT_ON: frozenset(),
}
"""The allowed steps after a stop. She is not held: who may lawfully travel may go on."""


class RouteAnswer(TextChoices):
    """What she says to the offer of the official way."""

    YES = "yes", _("she wants it")
    LATER = "later", _("she will think about it")
    NO = "no", _("she does not want it")


RED_FLAGS: dict[str, str | Promise] = {
    "RF01": _("The recruiter shows no permit or letter, or is in no register."),
    "RF02": _("Under 18, or the papers disagree about her age."),
    "RF03": _("KTP or family card made recently in another kabupaten; the village is not known."),
    "RF04": _("The passport was or will be made outside NTT."),
    "RF05": _("A visit or pilgrim passport or visa is to be used for work."),
    "RF06": _("“All free, the wage is cut later”: the recruiter pays now."),
    "RF07": _("Money, sirih pinang or animals were given for the family's consent."),
    "RF08": _("Sent one by one, told to act as an ordinary passenger, met by a caller."),
    "RF09": _("Recruited by a relative or neighbour home on leave."),
    "RF10": _("Travels through a transit town without the orientation of BP3MI."),
    "RF11": _("The family or the village head does not know, or signed a blank paper."),
    "RF12": _("Does not know the employer, the address, the wage or the work."),
    "RF13": _("Phone, KTP or diploma are held by the recruiter."),
    "RF14": _("Leaves at night or suddenly, with little luggage or a prepared story."),
    "RF15": _("Promised a wage far above the usual, or an online job."),
    "RF16": _("Was kept in a holding house that she could not leave freely."),
    "RF17": _("The same phone, account or address stands with three or more others."),
    "RF18": _("Work in a household inside Indonesia, unpaid or unclear."),
    "RF19": _("An official or somebody in uniform escorts her or “arranges” it."),
    "RF20": _("Signed a note of debt on land or animals."),
    "RF21": _("Is afraid, gives learnt answers, looks to a companion."),
    "RF22": _("Was deported before and is recruited again within six months."),
}
"""Warning signs in plain words; weights and sources stand in `data/red_flags.csv`."""

QUESTIONS: dict[str, str | Promise] = {
    "Q1": _("Are you 18 years or older?"),
    "Q2": _("Does somebody else pay for this journey?"),
    "Q3": _("Do you hold your passport, your KTP and your phone yourself?"),
    "Q4": _("Do you know who meets you where you arrive?"),
    "Q5": _("Can you call your family now?"),
}
"""The five questions at the counter (R3.7); what an answer points at: `data/questions.csv`."""


class StopReason(TextChoices):
    """Why the departure was stopped."""

    VISIT_VISA = "visit_visa", _("travels for work with a visit or pilgrim visa")
    NO_PASS = "no_pass", _("no departure pass")
    PASS_REFUSED = "pass_refused", _("the pass is expired, revoked or not hers")
    UNDER_AGE = "under_age", _("under 18, or age in doubt")
    NO_PAPERS = "no_papers", _("papers are missing")
    FALSE_PAPERS = "false_papers", _("papers look false")
    SHE_ASKED = "she_asked", _("she asked for help")
    TIP = "tip", _("somebody gave notice")
    WARNING_SIGNS = "warning_signs", _("warning signs at the counter")


# --- what a checkpoint answers ---

VERDICT_WORDS: dict[str, str | Promise] = {
    "valid": _("valid"),
    "expired": _("the days have passed"),
    "not_yet": _("not today"),
    "revoked": _("revoked"),
    "unknown_key": _("signed by nobody we know"),
    "bad_signature": _("forged: the signature is wrong"),
    "malformed": _("not a departure pass"),
    "used_elsewhere": _("used already, elsewhere or earlier"),
}


# --- what a passenger list shows ---

FINDING_WORDS: dict[str, str | Promise] = {
    "with_pass": _("travels with a pass"),
    "by_name": _("a pass under this name: compare"),
    "other_pass": _("a pass for another day or place"),
    "not_cleared": _("prepares to work abroad, no pass"),
    "unknown": _("not in the registry"),
}
