"""Due days: the same day each month, clipped to the month's end, and never drifting."""

from calendar import monthrange
from datetime import date


def month_later(day: date, months: int, *, due_day: int = 0) -> date:
    """Return the same day so many months later (or earlier): 31 January, 28 February, 31 March.

    With `due_day` that day of the month is meant, though `day` may stand clipped before it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    wanted = due_day or day.day
    if wanted <= 28:
        return date(year, month + 1, wanted)
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


def due_dates(first_due: date, months: int, *, due_day: int = 0) -> tuple[date, ...]:
    """Return all due days; each is reckoned from the first, so a short month shortens no other."""
    return tuple(month_later(first_due, number, due_day=due_day) for number in range(months))
