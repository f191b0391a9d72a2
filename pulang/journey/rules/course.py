"""The course of a migration: from its stage entries to where she stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulang.journey.terms import BACKDATED_AFTER_HOURS, FIRST, NEXT, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """A stage reached: when it happened, and in which order it was recorded."""

    stage: Stage
    occurred_at: datetime
    number: int


def may_follow(stage: Stage | None, target: Stage) -> bool:
    """Tell whether `target` may come after `stage`; None is the beginning of the file."""
    return target in (FIRST if stage is None else NEXT[stage])


def is_on_course(steps: Iterable[Step]) -> bool:
    """Tell whether every step may follow the one before it, in the order recorded."""
    before: Stage | None = None
    for step in sorted(steps, key=lambda step: step.number):
        if not may_follow(before, step.stage):
            return False
        before = step.stage
    return True


def stands_at(steps: Iterable[Step]) -> Step | None:
    """Return the step at which she stands: the last recorded one that holds."""
    return max(steps, key=lambda step: step.number, default=None)


def is_backdated(*, occurred_at: datetime, recorded_at: datetime) -> bool:
    """Tell whether an entry was written down well after it happened."""
    return recorded_at - occurred_at > timedelta(hours=BACKDATED_AFTER_HOURS)
