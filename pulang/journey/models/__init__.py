"""One migration of a person, what happened on it, who halted it."""

from pulang.journey.models.events import Event
from pulang.journey.models.families import FamilyLink
from pulang.journey.models.gates import GateDecision, Hold, Override
from pulang.journey.models.migrations import MIGRATION_ROWS, Migration, MigrationQuerySet

__all__ = [
    "MIGRATION_ROWS",
    "Event",
    "FamilyLink",
    "GateDecision",
    "Hold",
    "Migration",
    "MigrationQuerySet",
    "Override",
]
