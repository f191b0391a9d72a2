"""Interest and penalty of each day in whole rupiah, so that the days add up to the schedule exactly.

Never the rounded amount of one day times days: what has accrued *until* a day is rounded, and a day
is the difference. Nothing drifts, however long the month.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pulang.lending.rules.rounding import half_up
from pulang.lending.rules.schedule import Schedule

_YEAR = 365 * 10_000


@dataclass(frozen=True, slots=True)
class Period:
    """Interest that is earned from a day until its due day."""

    starts_on: date
    due: date
    interest: int


def accrued(period: Period, *, on: date) -> int:
    """Return what has accrued at the end of a day: nothing on the first, all on the due day."""
    whole = (period.due - period.starts_on).days
    passed = min(max((on - period.starts_on).days, 0), whole)
    return half_up(period.interest * passed, whole)


def of_day(period: Period, *, on: date) -> int:
    """Return what one day adds."""
    return accrued(period, on=on) - accrued(period, on=on - timedelta(1))


def accrued_in_all(periods: tuple[Period, ...], *, on: date) -> int:
    """Return what has accrued over all periods of a schedule until a day."""
    return sum(accrued(period, on=on) for period in periods)


def periods(drawn: Schedule, *, starts_on: date) -> tuple[Period, ...]:
    """Return when the interest of a schedule is earned: by month, whenever it is asked for.

    Interest of a grace without payments is earned in the grace and asked for later; here it stands
    where it is earned. The sum is the interest of the schedule.
    """
    days = [starts_on, *(one.due for one in drawn.instalments)]
    return tuple(
        Period(before, after, interest)
        for (before, after), interest in zip(pairwise(days), earned(drawn), strict=True)
    )


def earned(drawn: Schedule) -> tuple[int, ...]:
    """Return the interest earned in each month; it differs from what is due after an unpaid grace.

    What was earned in the grace is taken off the months that ask for it, as it was spread over
    them: what is left is the interest on what was owed in the month.
    """
    due = [one.interest for one in drawn.instalments]
    if not drawn.accrued:
        return tuple(due)
    unpaid = sum(1 for one in drawn.instalments if not one.total)
    grace = _shared(drawn.accrued, list(drawn.gaps[:unpaid]))
    count, left = len(due) - unpaid, drawn.accrued
    own, share = [], half_up(left, count)
    for number, asked in enumerate(due[unpaid:], 1):
        part = left if number == count else min(share, left)
        left -= part
        own.append(asked - part)
    for later in range(count - 1, 0, -1):  # some rupiah of rounding, where interest is tiny
        own[later - 1] += min(own[later], 0)
        own[later] = max(own[later], 0)
    return (*grace, *own)


def _shared(amount: int, weights: list[int]) -> list[int]:
    """Divide an amount by weights, rounding sums and not parts."""
    whole, passed, parts, before = sum(weights), 0, [], 0
    for weight in weights:
        passed += weight
        until = half_up(amount * passed, whole)
        parts.append(until - before)
        before = until
    return parts


def penalty(
    *,
    overdue: int,
    annual_rate: int,
    days: int,
    cap: int | None = None,
    in_moratorium: bool = False,
) -> int:
    """Return the penalty of an overdue amount after so many days; a year has 365.

    `cap` is the most that may be asked for this amount in all. While collection is halted nothing
    is added: the debt may be her trafficker's tool.
    """
    if in_moratorium or overdue <= 0 or days <= 0:
        return 0
    asked = half_up(overdue * annual_rate * days, _YEAR)
    return asked if cap is None else min(asked, cap)


def penalty_of_days(
    *, overdue: int, annual_rate: int, first: int, last: int, cap: int | None = None
) -> int:
    """Return what the days from the n-th to the m-th add, so that days add up to the whole."""

    def until(days: int) -> int:
        return penalty(overdue=overdue, annual_rate=annual_rate, days=days, cap=cap)

    return until(last) - until(first - 1) if first <= last else 0


def penalty_of_day(*, overdue: int, annual_rate: int, day: int, cap: int | None = None) -> int:
    """Return what the n-th day adds to the penalty."""
    return penalty_of_days(overdue=overdue, annual_rate=annual_rate, first=day, last=day, cap=cap)
