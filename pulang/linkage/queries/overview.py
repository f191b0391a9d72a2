"""Reading the registry's figures as its overview page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulang.access.terms import Actor, Permission
from pulang.linkage.models import Figures
from pulang.linkage.queries.counting import COLUMNS
from pulang.linkage.terms import RECORD_FIELDS

_MOST_SETS = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one source: how full, how valid; `step` 0 to 5 is its shade."""

    label: str
    filled: float
    valid: float | None
    filled_step: int
    valid_step: int | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One source's columns."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Persons known to exactly these lists."""

    names: tuple[str, ...]
    persons: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The page."""

    counted_at: datetime
    totals: dict[str, Any]
    sources: tuple[dict[str, Any], ...]
    sums: dict[str, int]
    headings: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    overlap: tuple[Together, ...]
    hidden_sets: int


def latest(actor: Actor) -> Figures | None:
    """Return the latest figures for someone who may see them."""
    if not actor.may(Permission.REGISTRY_OVERVIEW):
        return None
    return Figures.objects.order_by("-pk").first()


def overview(figures: Figures) -> Overview:
    """Return the figures as the page shows them."""
    content = figures.content
    sources = tuple(content["sources"])
    names = {source["slug"]: source["name"] for source in sources}
    together = [
        Together(tuple(names.get(slug, slug) for slug in row["sources"]), row["persons"])
        for row in content["overlap"]
    ]
    counted = (
        "rows",
        "accepted",
        "refused",
        "repeated",
        "linked",
        "new",
        "duplicates",
        "to_review",
    )
    return Overview(
        counted_at=figures.counted_at,
        totals=content["totals"],
        sources=sources,
        sums={name: sum(source[name] for source in sources) for name in counted},
        headings=tuple(str(RECORD_FIELDS[name]) for name in COLUMNS),
        heat=tuple(
            HeatRow(source["name"], _cells(content["columns"][source["slug"]]))
            for source in sources
            if source["slug"] in content["columns"]
        ),
        overlap=tuple(together[:_MOST_SETS]),
        hidden_sets=max(0, len(together) - _MOST_SETS),
    )


def _cells(columns: dict[str, dict[str, float | None]]) -> tuple[Cell, ...]:
    cells = []
    for name in COLUMNS:
        said = columns.get(name, {"filled": 0.0, "valid": None})
        filled, valid = said["filled"] or 0.0, said["valid"]
        cells.append(
            Cell(
                str(RECORD_FIELDS[name]),
                filled,
                valid,
                _step(filled),
                None if valid is None else _step(valid),
            )
        )
    return tuple(cells)


def _step(share: float) -> int:
    return min(5, int(share * 5.001))


def plot(figures: Figures, language: str) -> str:
    """Return the drawing of the overlap in a language."""
    plots = figures.content.get("plots", {})
    return str(plots.get(language[:2]) or plots.get("id", ""))
