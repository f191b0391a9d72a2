"""Half-open periods [from, to): what held on which day."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything with a period; None is open on that side."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


T = TypeVar("T", bound=Dated)


def holds(version: Dated, *, on: date) -> bool:
    """Tell whether a version held on a day; its last day is the one before `valid_to`."""
    begun = version.valid_from is None or version.valid_from <= on
    return begun and (version.valid_to is None or on < version.valid_to)


def version_on(versions: Iterable[T], *, on: date) -> T | None:
    """Return the version that held on a day; None when none did."""
    return next((one for one in versions if holds(one, on=on)), None)


def overlap(one: Dated, other: Dated) -> bool:
    """Tell whether two periods share a day."""
    begins_before = one.valid_from is None or other.valid_to is None
    ends_after = one.valid_to is None or other.valid_from is None
    return (begins_before or one.valid_from < other.valid_to) and (  # type: ignore[operator]
        ends_after or other.valid_from < one.valid_to  # type: ignore[operator]
    )
