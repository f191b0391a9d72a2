"""When a referral is late, and whom that concerns."""

from collections.abc import Collection
from datetime import datetime, timedelta

from pulang.access.terms import Role
from pulang.base.privacy import DataClass
from pulang.coordination.terms import (
    ANSWER_HOURS,
    BY_SENDER,
    LADDER,
    NEXT,
    PROTECTIVE,
    ReferralState,
)


def may_step(state: ReferralState, target: ReferralState, *, is_sender: bool) -> bool:
    """Tell whether one of the two offices may take this step: the sender withdraws, the other acts."""
    return target in NEXT[state] and (target in BY_SENDER) == is_sender


def answer_due(*, sent_at: datetime, due_at: datetime) -> datetime:
    """Return until when it must be accepted or declined: 48 hours, or sooner when it is due sooner."""
    return min(sent_at + timedelta(hours=ANSWER_HOURS), due_at)


def late_since(*, state: ReferralState, sent_at: datetime, due_at: datetime) -> datetime:
    """Return from when on a referral is late: unanswered after 48 hours, accepted past its day."""
    return answer_due(sent_at=sent_at, due_at=due_at) if state == ReferralState.SENT else due_at


def class_of_entry(service: str) -> DataClass:
    """Return who may see on the timeline that she was referred for this."""
    return DataClass.D5 if service in PROTECTIVE else DataClass.D2


def rungs_due(*, due_at: datetime, at: datetime, taken: Collection[int]) -> tuple[int, ...]:
    """Return the rungs of the ladder that are due at a moment and not taken, lowest first."""
    return tuple(
        number
        for number, (days, _role) in enumerate(LADDER)
        if at >= due_at + timedelta(days=days) and number not in taken
    )


def told_at(rung: int) -> Role:
    """Return the role whose desk is told on a rung."""
    return LADDER[rung][1]
