"""How long each step waits for an answer before the next one. Pure.

The time of a step runs from the moment it was really reached: a clock that stood still for a week
takes one step when it wakes, and gives the reminder its day before anybody else is troubled.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

LAST = 5
HOURS: Mapping[str, tuple[int, ...]] = {
    # after the question, the reminder, second contact, family, representative office
    "normal": (24, 24, 48, 72, 72),
    "raised": (12, 12, 24, 48, 48),
    "high": (4, 4, 12, 24, 24),
}
"""A policy of the house [P], by risk."""


def next_step_at(*, step: int, risk: str, reached_at: datetime) -> datetime | None:
    """Return when the step after `step` is due (0 is the question); None after the last."""
    if step >= LAST:
        return None
    return reached_at + timedelta(hours=HOURS[risk][step])


WAIT_SQL = "case {c}.risk %s end" % " ".join(  # noqa: UP031 - braces stay for `format`
    "when '%s' then (array[%s])[{step}]" % (risk, ", ".join(map(str, hours)))  # noqa: UP031
    for risk, hours in HOURS.items()
)
"""Hours by risk and step (1 is the first element), for SQL; a test holds the two together."""
