"""The evidence of a pair as a waterfall: each field lifts or lowers the match weight."""

from collections.abc import Sequence
from dataclasses import dataclass

_LABELS, _PLOT, _ROW, _TOP = 170, 400, 26, 8


@dataclass(frozen=True, slots=True)
class Step:
    """One field's evidence in bits: positive speaks for the same person."""

    label: str
    weight: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A step as drawn, in the drawing's units."""

    label: str
    note: str
    weight: float
    kind: str
    x: float
    width: float
    y: int
    text_y: int
    value_x: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The whole drawing."""

    bars: tuple[Bar, ...]
    total: float
    zero_x: float
    width: int
    height: int


def draw(steps: Sequence[Step], *, total_label: str) -> Waterfall:
    """Lay out the bars; the last one is the sum from zero."""
    edges = [0.0]
    for step in steps:
        edges.append(edges[-1] + step.weight)
    low, high = min(edges), max(edges)
    scale = _PLOT / ((high - low) or 1.0)

    def at(value: float) -> float:
        return round(_LABELS + (value - low) * scale, 1)

    spans = [
        (step.label, step.note, step.weight, "for" if step.weight >= 0 else "against", start, end)
        for step, start, end in zip(steps, edges, edges[1:], strict=False)
    ]
    spans.append((total_label, "", edges[-1], "sum", 0.0, edges[-1]))
    bars = []
    for row, (label, note, weight, kind, start, end) in enumerate(spans):
        x, right = at(min(start, end)), at(max(start, end))
        y = _TOP + row * _ROW
        bars.append(
            Bar(label, note, weight, kind, x, max(right - x, 2), y, y + 13, max(right, x + 2) + 6)
        )
    return Waterfall(
        tuple(bars), edges[-1], at(0.0), _LABELS + _PLOT + 60, _TOP * 2 + len(spans) * _ROW
    )
