"""How old she was on a day, by every source that says so. One source below the age is a stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

UNDER_AGE, CONFLICT, UNKNOWN, AGREED, SINGLE = (
    "under_age",
    "conflict",
    "unknown",
    "agreed",
    "single",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A birth date as one source states it. `precision`: day, month, year or estimated."""

    code: str
    born_on: date
    precision: str = "day"

    @property
    def latest(self) -> date:
        """Return the last day she can have been born on: what protects her most."""
        year, month = self.born_on.year, self.born_on.month
        if self.precision == "month":
            following = date(year + month // 12, month % 12 + 1, 1)
            return following - timedelta(days=1)
        if self.precision in {"year", "estimated"}:
            return date(year, 12, 31)
        return self.born_on

    @property
    def earliest(self) -> date:
        """Return the first day she can have been born on."""
        if self.precision == "month":
            return self.born_on.replace(day=1)
        if self.precision in {"year", "estimated"}:
            return date(self.born_on.year, 1, 1)
        return self.born_on


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sources together say."""

    state: str
    too_young: tuple[Source, ...] = ()
    apart_years: int = 0
    sources: tuple[Source, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Tell whether any source says that she was too young."""
        return bool(self.too_young)

    @property
    def is_conflict(self) -> bool:
        """Tell whether two sources disagree by more than is allowed."""
        return self.state == CONFLICT


def anniversary(day: date, years: int) -> date:
    """Return the day `years` later; 29 February becomes 1 March, as ages are reckoned."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(born_on: date, *, on: date) -> int:
    """Return completed years."""
    years = on.year - born_on.year
    return years if anniversary(born_on, years) <= on else years - 1


def apart(sources: Iterable[Source]) -> int:
    """Return the whole years between the two sources that are surely furthest apart."""
    known = list(sources)
    if len(known) < 2:
        return 0
    first = min(one.latest for one in known)
    last = max(one.earliest for one in known)
    return max(age_on(first, on=last), 0) if last > first else 0


def differ_too_much(sources: Iterable[Source], *, years: int) -> bool:
    """Tell whether two sources lie more than `years` apart, whatever their precision."""
    known = list(sources)
    if len(known) < 2:
        return False
    first = min(one.latest for one in known)
    last = max(one.earliest for one in known)
    return last > anniversary(first, years)


def judge(
    sources: Iterable[Source], *, on: date, min_age: int, may_differ_years: int = 1
) -> Verdict:
    """Judge her age on the day she was registered.

    Too young on any source stops her; sources further apart than allowed are a conflict. Both can
    be: the verdict then says conflict and names the sources that say she was too young.
    """
    known = tuple(sorted(set(sources), key=lambda one: (one.code, one.born_on)))
    young = tuple(one for one in known if anniversary(one.latest, min_age) > on)
    if differ_too_much(known, years=may_differ_years):
        return Verdict(CONFLICT, young, apart(known), known)
    if young:
        return Verdict(UNDER_AGE, young, apart(known), known)
    if not known:
        return Verdict(UNKNOWN)
    return Verdict(AGREED if len({one.code for one in known}) > 1 else SINGLE, (), 0, known)
