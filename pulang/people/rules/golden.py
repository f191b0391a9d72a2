"""Which claim stands on the person when several disagree: desk before lists, then agreement, then recency.

The rule of the house desk. Where the registry is linked, `linkage` decides by its own survivorship.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Value = TypeVar("Value")
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Said(Generic[Value]):
    """A value, who said it and when."""

    value: Value
    source: str
    at: datetime


def choose(said: Sequence[Said[Value]]) -> Value | None:
    """Return the value that stands: the last one from the desk, else the most frequent, else the latest."""
    if not said:
        return None
    desk = [claim for claim in said if claim.source == DESK]
    if desk:
        return max(desk, key=lambda claim: claim.at).value
    votes = Counter(claim.value for claim in said)
    return max(said, key=lambda claim: (votes[claim.value], claim.at)).value
