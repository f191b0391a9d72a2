"""How urgent a complaint is, which steps it may take, and when it is late."""

from datetime import datetime

from pulang.abroad.terms import (
    COMPLAINT_ENDED,
    COMPLAINT_NEXT,
    SUGGEST_A_VICTIM,
    ComplaintCategory,
    ComplaintState,
    Escalation,
)

NOW, TODAY, THIS_WEEK, LATER = 0, 1, 2, 3
_TODAY = frozenset({ComplaintCategory.ILLNESS_WITHOUT_CARE})
# A withheld passport is a sign of forced labour, open wages feed a family: neither waits.
_THIS_WEEK = frozenset(
    {
        ComplaintCategory.WITHHELD_PASSPORT,
        ComplaintCategory.UNPAID_WAGE,
        ComplaintCategory.CONTRACT_CHANGE,
        ComplaintCategory.OVERWORK,
    }
)


def urgency(category: str, *, is_in_danger: bool, escalation: int = Escalation.NONE) -> int:
    """Return 0 (now) to 3 (when there is time); each escalation raises it by one."""
    if is_in_danger or category in SUGGEST_A_VICTIM:
        return NOW
    base = TODAY if category in _TODAY else THIS_WEEK if category in _THIS_WEEK else LATER
    return max(NOW, base - escalation)


def may_follow(state: str, target: str) -> bool:
    """Tell whether a complaint may take the step."""
    return ComplaintState(target) in COMPLAINT_NEXT[ComplaintState(state)]


def escalation(
    *, state: str, answer_due_at: datetime, solution_due_at: datetime, at: datetime
) -> Escalation:
    """Return how far a complaint must have been carried up at a moment."""
    if state in COMPLAINT_ENDED:
        return Escalation.NONE
    if at >= solution_due_at:
        return Escalation.LATE_SOLUTION
    if state == ComplaintState.RECEIVED and at >= answer_due_at:
        return Escalation.LATE_ANSWER
    return Escalation.NONE
