"""Which published figures cannot all be true.

Two tests. *Same question, other answer*: figures on the same topic, period, place, destination, sex
and part that differ (256 and 257 victims; a headline of 79 and a table of 77). *More than the whole*:
parts of one source that add up to more than its whole. Parts that add up to less are only noted,
because sources often print the largest rows. A claim is never added to what we count ourselves.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure, as far as comparing needs it."""

    id: str
    topic: str
    unit: str
    value: Decimal
    starts_on: date
    ends_on: date
    place: str
    destination: str
    sex: str
    part: str
    source: str

    @property
    def question(self) -> tuple[object, ...]:
        """Return what the figure answers."""
        period = (self.starts_on, self.ends_on)
        return (self.topic, self.unit, period, self.place, self.destination, self.sex, self.part)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures that answer one question differently, least first."""

    ids: tuple[str, ...]
    least: Decimal
    most: Decimal

    @property
    def gap(self) -> Decimal:
        """Return by how much they differ."""
        return self.most - self.least


@dataclass(frozen=True, slots=True)
class PartsAndWhole:
    """The parts of a whole in one source along one dimension."""

    whole_id: str
    dimension: str
    part_ids: tuple[str, ...]
    whole: Decimal
    total: Decimal

    @property
    def missing(self) -> Decimal:
        """Return what the parts leave of the whole; negative when they exceed it."""
        return self.whole - self.total

    @property
    def is_contradiction(self) -> bool:
        """Tell whether the parts exceed the whole."""
        return self.total > self.whole


DIMENSIONS = ("sex", "place", "destination")
"""`part` is left out: it may name one part only (left without papers), not a division."""
_PERCENT = "percent"


def disagreements(figures: Iterable[Figure]) -> list[Disagreement]:
    """Return the questions with more than one answer, the widest gap first."""
    answers: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        answers[figure.question].append(figure)
    found = []
    for same in answers.values():
        if len({figure.value for figure in same}) < 2:
            continue
        ordered = sorted(same, key=lambda figure: (figure.value, figure.id))
        ids = tuple(figure.id for figure in ordered)
        found.append(Disagreement(ids, ordered[0].value, ordered[-1].value))
    return sorted(found, key=lambda each: (-each.gap, each.ids))


def parts_and_wholes(figures: Iterable[Figure]) -> list[PartsAndWhole]:
    """Return each whole with its parts in the same source, contradictions first."""
    groups: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.unit != _PERCENT:
            period = (figure.starts_on, figure.ends_on)
            groups[figure.topic, figure.unit, figure.source, period].append(figure)
    found = []
    for group in groups.values():
        plain = [figure for figure in group if not figure.part]
        for whole in plain:
            if any(getattr(whole, dimension) for dimension in DIMENSIONS):
                continue
            for dimension in DIMENSIONS:
                others = [name for name in DIMENSIONS if name != dimension]
                parts = [
                    figure
                    for figure in plain
                    if getattr(figure, dimension)
                    and not any(getattr(figure, other) for other in others)
                ]
                if len({getattr(figure, dimension) for figure in parts}) < 2:
                    continue
                if len(parts) > len({getattr(figure, dimension) for figure in parts}):
                    continue  # the parts disagree among themselves, which is told above
                ids = tuple(figure.id for figure in parts)
                total = sum((figure.value for figure in parts), Decimal(0))
                found.append(PartsAndWhole(whole.id, dimension, ids, whole.value, total))
    return sorted(found, key=lambda each: (not each.is_contradiction, each.missing, each.whole_id))
