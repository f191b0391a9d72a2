"""How often she is asked: by time since she began, and by the last warning. Pure.

The first month is when most goes wrong; a warning brings the questions closer again. The numbers
are a policy of the house [P]; a new policy is a new line from a later day, and holds for the
questions that follow it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

HIGH, RAISED = "high", "raised"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Hours between two questions, and for how many days each reason holds."""

    from_on: date
    normal_hours: int = 30 * 24
    first_hours: int = 7 * 24
    first_days: int = 30
    raised_hours: int = 7 * 24
    raised_days: int = 60
    high_hours: int = 24
    high_days: int = 14


RHYTHMS = (Rhythm(from_on=date(2026, 1, 1)),)
"""In order of their first day."""


def rhythm_on(day: date) -> Rhythm:
    """Return the policy of a day; before the first of them, the first."""
    held = [one for one in RHYTHMS if one.from_on <= day]
    return held[-1] if held else RHYTHMS[0]


def every_hours(
    *, started_at: datetime, risk: str, warned_at: datetime | None, at: datetime, rhythm: Rhythm
) -> int:
    """Return the hours to the next question: the closest of all reasons that hold.

    After a warning of high risk she is asked daily, then weekly until the raised time is over.
    """
    found = [rhythm.normal_hours]
    if at < started_at + timedelta(days=rhythm.first_days):
        found.append(rhythm.first_hours)
    if warned_at is not None and risk in {RAISED, HIGH}:
        if at < warned_at + timedelta(days=rhythm.raised_days):
            found.append(rhythm.raised_hours)
        if risk == HIGH and at < warned_at + timedelta(days=rhythm.high_days):
            found.append(rhythm.high_hours)
    return min(found)


def next_due(*, due_at: datetime, at: datetime, hours: int) -> datetime:
    """Return the first slot after `at`, counted from the one that was due.

    A clock that stood still for a week asks once, not seven times.
    """
    gap = timedelta(hours=hours)
    return due_at + gap * (max(at - due_at, timedelta()) // gap + 1)


EVERY_SQL = """least(
  %(normal_hours)s,
  case when %(at)s < {s}.started_at + make_interval(days => %(first_days)s)
    then %(first_hours)s end,
  case when {s}.risk in ('raised', 'high')
    and %(at)s < {s}.warned_at + make_interval(days => %(raised_days)s) then %(raised_hours)s end,
  case when {s}.risk = 'high'
    and %(at)s < {s}.warned_at + make_interval(days => %(high_days)s) then %(high_hours)s end)"""
"""`every_hours` for a million rows at once; a test holds the two against each other."""

NEXT_SQL = """{due} + make_interval(hours => {every} * (
  greatest(floor(extract(epoch from %(at)s - {due}) / ({every} * 3600)), 0)::int + 1))"""
"""`next_due`, likewise."""
