"""Weighing warning signs at an exit point. The weight asks for something; a person decides (R3.6).

Source: handbook 3.3 (weights, bands), R3.7 (five questions). Lists: `data/`.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pulang.departure.terms import Answer, Band

VERSION = "2026-11"
"""Stored with each screening: an old one is never weighed anew (R3.1)."""
ALONE = 5
"""One sign of this weight is enough for a referral at once."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of the signs, what it asks for and within how many hours."""

    weight: int
    band: Band
    hours: int
    strongest: tuple[str, ...]
    """Signs that ask for a referral each by itself."""


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("pulang.departure.data") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def weights() -> Mapping[str, int]:
    """Return the weight of each warning sign."""
    return {row["code"]: int(row["weight"]) for row in _rows("red_flags")}


@cache
def bands() -> tuple[tuple[Band, int, int], ...]:
    """Return (band, from weight, hours), the gravest first."""
    found = [
        (Band(row["band"]), int(row["from_weight"]), int(row["hours"])) for row in _rows("bands")
    ]
    return tuple(sorted(found, key=lambda one: -one[1]))


@cache
def _pointers() -> Mapping[tuple[str, Answer], str]:
    return {(row["code"], Answer(row["answer"])): row["points_at"] for row in _rows("questions")}


def weigh(flags: Collection[str]) -> Weighed:
    """Return what the signs together ask for; a sign given twice counts once.

    Raises: KeyError for a sign that is in no list.
    """
    signs = sorted(set(flags))
    weight = sum(weights()[code] for code in signs)
    strongest = tuple(code for code in signs if weights()[code] >= ALONE)
    reached = [one for one in bands() if weight >= one[1]]
    band, _least, hours = bands()[0] if strongest else reached[0]
    return Weighed(weight, band, hours, strongest)


def hours_of(band: Band) -> int:
    """Return within how many hours a band asks for an answer."""
    return next(hours for each, _least, hours in bands() if each == band)


def pointed_at(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the warning signs that answers point at; whoever asked confirms or drops them."""
    found = {
        _pointers()[code, Answer(answer)]
        for code, answer in answers.items()
        if (code, Answer(answer)) in _pointers()
    }
    return tuple(sorted(found))
