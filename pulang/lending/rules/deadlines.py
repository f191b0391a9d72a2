"""Until when an answer is due: working days of a bank, Monday to Friday."""

from collections.abc import Container
from datetime import date, timedelta

SATURDAY = 5


def working_days_later(day: date, count: int, *, holidays: Container[date] = frozenset()) -> date:
    """Return the day on which so many working days after `day` have passed; `day` is not counted."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            count -= 1
    return day
