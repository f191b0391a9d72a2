"""How a borrower may be written to, and about whom everybody is silent: told by packages above."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pulang.notices.rules.safety import Safe


@dataclass(frozen=True, slots=True)
class Way:
    """Her own way: channel, address, language, and when it is safe."""

    channel: str
    address: str
    language: str
    safe: Safe


Ways = Callable[[Collection[int]], Mapping[int, Way]]
"""ways(person_ids) returns her way for whom there is one; asked as the service."""
Silence = Callable[[Collection[int]], Collection[int]]
"""silence(person_ids) returns those to whom no machine may write."""

_ways: list[Ways] = []
_silences: list[Silence] = []


def register(*, ways: Ways, silence: Silence) -> None:
    """Let a stage tell the safe ways it knows; registering twice is once."""
    if ways not in _ways:
        _ways.append(ways)
    if silence not in _silences:
        _silences.append(silence)


def ways_to(person_ids: Collection[int]) -> dict[int, Way]:
    """Return the safe way to each person who has one and about whom nobody asked for silence."""
    silent: set[int] = set()
    for silence in _silences:
        silent.update(silence(person_ids))
    asked = set(person_ids) - silent
    found: dict[int, Way] = {}
    for ways in _ways:
        found = {**ways(asked), **found}
    return found
