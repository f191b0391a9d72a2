"""Work abroad: placements and check-ins, complaints, deaths and the way home, remittances, contacts."""

from pulang.abroad.models.checkins import CheckIn, CheckInNote, CheckInQuerySet, EscalationStep
from pulang.abroad.models.complaints import Complaint, ComplaintQuerySet, ComplaintStep
from pulang.abroad.models.contacts import FamilyContact
from pulang.abroad.models.deaths import (
    DeathCase,
    DeathDoubt,
    DeathNotice,
    DeathPaper,
    DeathReport,
    DeathStepState,
)
from pulang.abroad.models.limits import TimeLimit
from pulang.abroad.models.missions import Mission
from pulang.abroad.models.placements import (
    Placement,
    PlacementQuerySet,
    PlacementTerms,
    SafeContact,
    Schedule,
)
from pulang.abroad.models.remittances import Remittance
from pulang.abroad.models.way_home import CostItem, CostShare, HeirClaim, Leg

__all__ = [
    "CheckIn",
    "CheckInNote",
    "CheckInQuerySet",
    "Complaint",
    "ComplaintQuerySet",
    "ComplaintStep",
    "CostItem",
    "CostShare",
    "DeathCase",
    "DeathDoubt",
    "DeathNotice",
    "DeathPaper",
    "DeathReport",
    "DeathStepState",
    "EscalationStep",
    "FamilyContact",
    "HeirClaim",
    "Leg",
    "Mission",
    "Placement",
    "PlacementQuerySet",
    "PlacementTerms",
    "Remittance",
    "SafeContact",
    "Schedule",
    "TimeLimit",
]
