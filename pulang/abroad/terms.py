"""Words of work abroad: placements, check-ins, complaints, deaths and the way home, remittances."""

from collections.abc import Mapping

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from pulang.base.privacy import DataClass
from pulang.journey.terms import Stage

# --- complaints ---


class ComplaintCategory(TextChoices):
    """What a worker complains of."""

    UNPAID_WAGE = "unpaid_wage", _("wage not paid, or paid short")
    WITHHELD_PASSPORT = "withheld_passport", _("passport or papers withheld")
    CONTRACT_CHANGE = "contract_change", _("other work, wage or place than agreed")
    OVERWORK = "overwork", _("working hours without end")
    NO_REST_DAY = "no_rest_day", _("no day of rest")
    ILLNESS_WITHOUT_CARE = "illness_without_care", _("ill or injured without care")
    VIOLENCE = "violence", _("violence or threats")
    SEXUAL_VIOLENCE = "sexual_violence", _("sexual violence or harassment")
    CONFINEMENT = "confinement", _("locked in, or not allowed to call")
    OTHER = "other", _("something else")


class ComplaintState(TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", _("received")
    IN_WORK = "in_work", _("being worked on")
    WITH_MISSION = "with_mission", _("with the mission abroad")
    SOLVED = "solved", _("solved")
    NOT_SOLVED = "not_solved", _("could not be solved")
    BECAME_CASE = "became_case", _("became a protection case")


_C, _CS = ComplaintCategory, ComplaintState

COMPLAINT_ENDED = frozenset({_CS.SOLVED, _CS.NOT_SOLVED, _CS.BECAME_CASE})
COMPLAINT_NEXT: Mapping[ComplaintState, frozenset[ComplaintState]] = {
    _CS.RECEIVED: frozenset({_CS.IN_WORK, _CS.WITH_MISSION}) | COMPLAINT_ENDED,
    _CS.IN_WORK: frozenset({_CS.WITH_MISSION}) | COMPLAINT_ENDED,
    _CS.WITH_MISSION: frozenset({_CS.IN_WORK}) | COMPLAINT_ENDED,
    # She may say that it is not solved after all.
    _CS.SOLVED: frozenset({_CS.IN_WORK}),
    _CS.NOT_SOLVED: frozenset({_CS.IN_WORK}),
    _CS.BECAME_CASE: frozenset(),
}
"""The allowed steps of a complaint."""

SUGGEST_A_VICTIM = frozenset({_C.VIOLENCE, _C.SEXUAL_VIOLENCE, _C.CONFINEMENT})
"""Categories whose story is a case story (D6), read by a case worker and by nobody else."""


def class_of_complaint(category: str, *, is_in_danger: bool) -> DataClass:
    """Return the data class of a complaint's story."""
    return DataClass.D6 if is_in_danger or category in SUGGEST_A_VICTIM else DataClass.D2


class Escalation(IntegerChoices):
    """How far a late complaint was carried up."""

    NONE = 0, _("in time")
    LATE_ANSWER = 1, _("answered late")
    LATE_SOLUTION = 2, _("solved late")


# --- deaths abroad ---


class DeathSource(TextChoices):
    """From whom a message of a death came."""

    MISSION = "mission", _("mission abroad (Perwakilan)")
    EMPLOYER = "employer", _("employer or agency")
    FAMILY = "family", _("family")
    COMMUNITY = "community", _("friends or community abroad")
    CHURCH = "church", _("parish or church network")
    OFFICE = "office", _("another office")


class DeathStep(TextChoices):
    """The fifteen steps (handbook 4.6)."""

    D0 = "D0", _("The news")
    D1 = "D1", _("Who it is")
    D2 = "D2", _("The family is told in person")
    D3 = "D3", _("The family decides")
    D4 = "D4", _("Papers")
    D5 = "D5", _("Costs")
    D6 = "D6", _("The flight")
    D7 = "D7", _("Arrival at El Tari, met with prayer")
    D8 = "D8", _("A night in the mortuary of RSUD W.Z. Johannes")
    D9 = "D9", _("Onward to the village")
    D10 = "D10", _("Handed over to the family")
    D11 = "D11", _("Burial")
    D12 = "D12", _("Rights of the heirs")
    D13 = "D13", _("Looking after the family")
    D14 = "D14", _("Investigation")


class StepState(TextChoices):
    """Where one of the fifteen steps stands."""

    WAITING = "waiting", _("not yet")
    OPEN = "open", _("to be done")
    DONE = "done", _("done")
    WAIVED = "waived", _("not needed")


class FamilyDecision(TextChoices):
    """What the family decided."""

    HOME = "home", _("bring home")
    ABROAD = "abroad", _("bury abroad")


class DeathPaperKind(TextChoices):
    """Papers that a flight of remains needs (handbook 4.6)."""

    AGENT_REQUEST = "agent_request", _("request of an official funeral agent")
    PASSPORT = "passport", _("passport of the deceased, or a travel document in its place")
    ESCORT_PASSPORT = "escort_passport", _("passport of the escort")
    MCCD = "mccd", _("medical certificate of cause of death (MCCD)")
    EXPORT_PERMIT = "export_permit", _("local permit to take the remains out")
    SEALING = "sealing", _("sealing certificate")
    EMBALMING = "embalming", _("embalming certificate")
    MISSION_LETTER = "mission_letter", _("letter of the mission (SK-JNH)")
    POVERTY_LETTER = "poverty_letter", _("letter that the family cannot pay")
    POLICE_REPORT = "police_report", _("police report or autopsy")


class PaperState(TextChoices):
    """Where a paper stands."""

    MISSING = "missing", _("missing")
    ASKED = "asked", _("asked for")
    HERE = "here", _("here")
    NOT_NEEDED = "not_needed", _("not needed")


class CostKind(TextChoices):
    """What has to be paid once."""

    TREATMENT = "treatment", _("mortuary, embalming, coffin")
    PAPERS = "papers", _("papers and permits")
    AIR_CARGO = "air_cargo", _("air cargo")
    MORTUARY_HERE = "mortuary_here", _("mortuary in Kupang")
    ONWARD = "onward", _("onward by land, sea or air")
    BURIAL = "burial", _("burial")
    FAMILY_TRAVEL = "family_travel", _("travel of the family")
    OTHER = "other", _("something else")


class FundSource(TextChoices):
    """Who pays (handbook 4.6, D5)."""

    EMPLOYER = "employer", _("employer")
    INSURANCE = "insurance", _("social insurance (BPJS)")
    MISSION = "mission", _("mission abroad (Perwakilan)")
    BP3MI = "bp3mi", _("BP3MI")
    PROVINCE = "province", _("province (APBD)")
    KABUPATEN = "kabupaten", _("kabupaten (APBD)")
    VILLAGE = "village", _("village (dana desa)")
    CHURCH = "church", _("church or civil society")
    COMMUNITY = "community", _("community abroad")
    FAMILY = "family", _("family")


class IdentityEvidence(TextChoices):
    """By what an officer knows who the deceased is."""

    PASSPORT = "passport", _("passport compared with face or body")
    FINGERPRINTS = "fingerprints", _("fingerprints")
    MISSION_LETTER = "mission_letter", _("letter of the mission that says so")
    PAPERS = "papers", _("papers found with the deceased")
    WITNESSES = "witnesses", _("two people who knew the deceased well")


class NoticeTo(TextChoices):
    """Whom a message about a death goes to, after the family was told."""

    FAMILY = "family", _("family: what happens next")
    VILLAGE = "village", _("village office")
    PARISH = "parish", _("parish or congregation")
    KABUPATEN = "kabupaten", _("kabupaten office")
    COMMUNITY = "community", _("community abroad")


class LegMode(TextChoices):
    """How the remains travel."""

    PLANE = "plane", _("plane")
    AMBULANCE = "ambulance", _("ambulance")
    SHIP = "ship", _("ship or ferry")
    OTHER = "other", _("other")


class ClaimKind(TextChoices):
    """What the heirs may claim (R4.7)."""

    JKM = "jkm", _("death benefit (JKM)")
    JKK = "jkk", _("work accident benefit (JKK)")
    WAGES = "wages", _("open wages")
    INSURANCE = "insurance", _("insurance of the employer or agency")
    SOCSO = "socso", _("SOCSO (PERKESO), Malaysia")


class ClaimState(TextChoices):
    """Where a claim of the heirs stands."""

    TO_CHECK = "to_check", _("to be checked")
    NOT_ENTITLED = "not_entitled", _("no right to it")
    ENTITLED = "entitled", _("right confirmed")
    FILED = "filed", _("handed in")
    PAID = "paid", _("paid out")
    REFUSED = "refused", _("refused")


CLAIM_ENDED = frozenset({ClaimState.NOT_ENTITLED, ClaimState.PAID, ClaimState.REFUSED})


class Suspicion(TextChoices):
    """Why a death has to be looked into (handbook 4.6, D14)."""

    INJURIES = "injuries", _("injuries that are not explained")
    ORGANS = "organs", _("signs of removed organs, or stitches not explained")
    MINOR = "minor", _("the deceased was a child")
    CAUSE_UNKNOWN = "cause_unknown", _("no cause of death, or one that is doubted")
    REPORTED_ABUSE = "reported_abuse", _("abuse was reported before")


class ToldWith(TextChoices):
    """Who stood beside the trained person when the family was told."""

    PARISH = "parish", _("parish or congregation")
    VILLAGE = "village", _("village head or elder")
    NGO = "ngo", _("civil society (JPIC, ZHTN)")
    HEALTH = "health", _("health worker")


# --- at home, and herself ---


class RemittancePurpose(TextChoices):
    """What money sent home is meant for."""

    DAILY = "daily", _("daily needs")
    SCHOOL = "school", _("school of the children")
    HEALTH = "health", _("health")
    DEBT = "debt", _("paying back a debt")
    HOUSE = "house", _("house or land")
    SAVING = "saving", _("saving, small business")
    CUSTOM = "custom", _("adat and celebrations")
    OTHER = "other", _("something else")


class Currency(TextChoices):
    """Currencies in which NTT's workers are paid."""

    IDR = "IDR", _("Indonesian rupiah (IDR)")
    MYR = "MYR", _("Malaysian ringgit (MYR)")
    SGD = "SGD", _("Singapore dollar (SGD)")
    HKD = "HKD", _("Hong Kong dollar (HKD)")
    TWD = "TWD", _("Taiwan dollar (TWD)")
    SAR = "SAR", _("Saudi riyal (SAR)")
    BND = "BND", _("Brunei dollar (BND)")
    JPY = "JPY", _("Japanese yen (JPY)")
    KRW = "KRW", _("Korean won (KRW)")
    AUD = "AUD", _("Australian dollar (AUD)")
    USD = "USD", _("US dollar (USD)")


class ContactChannel(TextChoices):
    """How the worker and the family were in contact, or an office with the family."""

    VISIT = "visit", _("visit at home")
    CALL = "call", _("phone call")
    VIDEO = "video", _("video call")
    MESSAGE = "message", _("message")
    LETTER = "letter", _("letter")
    OFFICE = "office", _("at the office")


class LimitOf(TextChoices):
    """What a time limit is for."""

    COMPLAINT_ANSWER = "complaint_answer", _("first answer to a complaint")
    COMPLAINT_SOLUTION = "complaint_solution", _("solution of a complaint")
    DEATH_STEP = "death_step", _("step of a death abroad")
    HEIR_CLAIM = "heir_claim", _("claim of the heirs")
    RETURN_PLAN = "return_plan", _("planning of the return")


# --- placements and check-ins ---


class MissionKind(TextChoices):
    """Offices of Indonesia abroad."""

    KBRI = "KBRI", _("embassy (KBRI)")
    KJRI = "KJRI", _("consulate general (KJRI)")
    KRI = "KRI", _("consulate (KRI)")
    KDEI = "KDEI", _("economic and trade office (KDEI)")


class TermsKind(TextChoices):
    """Why a new version of a placement began."""

    START = "start", _("began to work")
    CHANGE = "change", _("terms changed")
    TRANSFER = "transfer", _("another employer")


class EndReason(TextChoices):
    """Why a placement ended."""

    CONTRACT = "contract", _("contract ended")
    OWN_WISH = "own_wish", _("she ended it")
    EMPLOYER = "employer", _("the employer ended it")
    RESCUED = "rescued", _("brought to safety")
    OTHER = "other", _("something else")


class WagePeriod(TextChoices):
    """For how long a wage is."""

    MONTH = "month", _("a month")
    WEEK = "week", _("a week")
    DAY = "day", _("a day")


class Weekday(TextChoices):
    """Her day of rest."""

    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")
    NONE = "none", _("none")


class ContactRank(IntegerChoices):
    """Whose phone it is, in the order in which they are tried."""

    HERSELF = 1, _("her own")
    SECOND = 2, _("second contact abroad")
    FAMILY = 3, _("family at home")


class Risk(TextChoices):
    """How closely she is asked."""

    NORMAL = "normal", _("normal")
    RAISED = "raised", _("raised")
    HIGH = "high", _("high")


class WarningReason(TextChoices):
    """What raised the risk: a class of reason, never a story."""

    HELP = "help", _("asked for help")
    LATE = "late", _("answered late")
    COMPLAINT = "complaint", _("complaint")
    OFFICER = "officer", _("an officer worries")


class CheckInState(TextChoices):
    """Where a check-in stands."""

    DUE = "due", _("to be asked")
    ASKED = "asked", _("asked")
    MISSED = "missed", _("no answer yet")
    ANSWERED = "answered", _("waits for us")
    CLOSED = "closed", _("closed")


UNANSWERED = frozenset({CheckInState.DUE, CheckInState.ASKED, CheckInState.MISSED})
"""One of these at a time for each placement."""

ASKED_STAGES = frozenset({Stage.WORKING, Stage.DISTRESSED})
"""Who is asked. Who is out of contact is looked for; who died is not asked for by a machine."""


class Answer(TextChoices):
    """What she answered."""

    FINE = "fine", _("I am fine")
    HELP = "help", _("I need help")
    CALL = "call", _("Call me")


class Via(TextChoices):
    """How an answer came."""

    LINK = "link", _("by the link")
    SMS = "sms", _("by SMS")
    WHATSAPP = "whatsapp", _("by WhatsApp")
    PHONE = "phone", _("on the phone")
    OWN_PAGE = "own_page", _("on her own page")


class Outcome(TextChoices):
    """What was done about an answer, or why a check-in ended."""

    FINE = "fine", _("she is fine")
    ADVISED = "advised", _("talked to and advised")
    COMPLAINT = "complaint", _("a complaint was taken up")
    MISSION = "mission", _("the representative office helps")
    CASE = "case", _("handed to a case worker")
    MISTAKE = "mistake", _("it was a mistake")
    MISSING = "missing", _("she is looked for as out of contact")
    ENDED = "ended", _("the placement ended")


CLOSE_WITH = (Outcome.ADVISED, Outcome.COMPLAINT, Outcome.MISSION, Outcome.CASE, Outcome.MISTAKE)


class LadderStep(IntegerChoices):
    """The steps after a check-in without an answer, one after the other."""

    REMINDER = 1, _("reminded")
    SECOND = 2, _("second contact asked")
    FAMILY = 3, _("family asked")
    MISSION = 4, _("representative office asked")
    PROVINCE = 5, _("province decides")


class StepOutcome(TextChoices):
    """What a step did."""

    MESSAGE = "message", _("message sent")
    TASK = "task", _("put on a desk")
    NOT_NEEDED = "not_needed", _("no longer needed")
