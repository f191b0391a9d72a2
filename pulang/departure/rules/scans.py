"""Which scan of a pass was the departure: decided by the set of scans, whatever order they came in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulang.departure.rules.token import Verdict

SAME_PASSAGE = timedelta(hours=2)
"""Two looks at one exit point within it are one passage: the desk and the gate."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One scan of one pass whose token was good at that moment."""

    client_id: str
    exit_point: str
    scanned_at: datetime


def departure(scans: Collection[Seen]) -> Seen | None:
    """Return the scan with which she left: the earliest; of equals the one with the lowest id."""
    return min(scans, key=lambda one: (one.scanned_at, one.client_id), default=None)


def settle(scans: Collection[Seen]) -> Mapping[str, Verdict]:
    """Return the verdict on each scan of one pass, by its id.

    The earliest passage is valid; a look elsewhere, or later, is a pass used twice. The answer
    depends on the set alone: a device that comes back from the hills a week late changes nothing
    for those who told it before, but what was later than hers.
    """
    first = departure(scans)
    if first is None:
        return {}
    return {
        one.client_id: Verdict.VALID
        if one.exit_point == first.exit_point and one.scanned_at - first.scanned_at <= SAME_PASSAGE
        else Verdict.USED_ELSEWHERE
        for one in scans
    }
