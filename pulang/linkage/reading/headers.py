"""Where the heading of a list stands: under title lines, in one row or merged over several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pulang.linkage.rules.synonyms import known, plain_header

LOOK = 30
"""Rows in which the heading is looked for."""
_DATA = re.compile(r"\d{6,}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|^\d+([.,]\d+)?$|@")


@dataclass(frozen=True, slots=True)
class Heading:
    """Rows first..last (from 0) hold the heading; first is -1 when the list has none."""

    first: int
    last: int
    names: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Return how many rows of the file come before the first row of data."""
        return self.last + 1


def find_heading(grid: Sequence[Sequence[str]]) -> Heading:
    """Return the heading of the first rows of a list; rows may differ in length."""
    width = max((len(row) for row in grid), default=0)
    rows = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in grid[:LOOK]]
    best: tuple[float, int, int] | None = None
    for first in range(len(rows)):
        for last in range(first, min(first + 3, len(rows))):
            window = rows[first : last + 1]
            if not all(_is_label_row(row, width) for row in (window[0], window[-1])):
                break
            score = _score(window) - 0.5 * (last - first)
            if score >= 2 and (best is None or score > best[0] + 0.01):
                best = (score, first, last)
    if best is None:
        return _by_shape(rows, width)
    _points, first, last = best
    names = _unique(_joined(rows[first : last + 1]))
    return Heading(first, _past_numbering(rows, last), names)


def _is_label_row(row: Sequence[str], width: int) -> bool:
    told = [cell for cell in row if cell]
    if len(told) < (1 if width == 1 else 2):
        return False
    return sum(bool(_DATA.search(cell)) for cell in told) <= len(told) * 0.2 and all(
        len(cell) < 120 for cell in told
    )


def _score(window: Sequence[Sequence[str]]) -> float:
    fields = [known(name) for name in _joined(window) if name]
    hits = {field for field in fields if field}
    if len(window) == 1 and len(window[0]) == 1:
        return 2.0 if hits else 0.0
    return len(hits) + 0.05 * len([name for name in window[-1] if name])


def _joined(window: Sequence[Sequence[str]]) -> list[str]:
    """Join rows of a merged heading; the text of a merged cell spreads over the empty cells beside it."""
    if len(window) == 1:
        return list(window[0])
    spread = []
    for row in window[:-1]:
        filled, last = [], ""
        for place, cell in enumerate(row):
            below = any(lower[place] for lower in window[1:])
            last = cell or (last if below else "")
            filled.append(last)
        spread.append(filled)
    spread.append(list(window[-1]))
    names = []
    for parts in zip(*spread, strict=True):
        told = list(dict.fromkeys(part for part in parts if part))
        names.append(" / ".join(told))
    return names


def _past_numbering(rows: Sequence[Sequence[str]], last: int) -> int:
    """Skip the row that numbers the columns (1 2 3 …), as forms of offices have it."""
    if last + 1 >= len(rows):
        return last
    told = [re.sub(r"[()\s]", "", cell) for cell in rows[last + 1] if cell]
    numbers = [int(cell) for cell in told if cell.isdigit() and len(cell) < 4]
    counts = len(numbers) >= 3 and len(numbers) >= len(told) - 1
    return last + 1 if counts and numbers == sorted(numbers) and numbers[0] in (0, 1) else last


def _by_shape(rows: Sequence[Sequence[str]], width: int) -> Heading:
    """Take the first full row of labels over rows with data; without one the list has no heading."""
    for place, row in enumerate(rows[:-1]):
        told = [cell for cell in row if cell]
        if len(told) < max(1, width * 0.6):
            continue
        labels = not any(_DATA.search(cell) for cell in told) and len(set(told)) == len(told)
        below = rows[place + 1 : place + 6]
        data = sum(any(_DATA.search(cell) for cell in lower if cell) for lower in below)
        if labels and data >= max(1, len(below) // 2):
            return Heading(place, place, _unique(row))
        break
    return Heading(-1, -1, tuple(f"column {number}" for number in range(1, width + 1)))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names):
        text = " ".join(name.split())[:120] or f"column {place + 1}"
        seen[text] = seen.get(text, 0) + 1
        result.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return tuple(result)


def repeats_heading(row: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a row is the heading once more."""
    return [plain_header(cell) for cell in row] == [plain_header(name) for name in names]
