"""Why two records are, or are not, one person: the waterfall that a reviewer sees."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from pulang.linkage.engine import comparisons, patterns
from pulang.linkage.engine.backends import OnDuckDB
from pulang.linkage.engine.model import LinkageModel, probability
from pulang.linkage.engine.outcome import Evidence, Explanation
from pulang.linkage.engine.pipeline import contradictory, with_shared_names
from pulang.linkage.engine.preparing import CANONICAL, prepare

Record = Mapping[str, Any]

_SHOWN = {
    "name": ("full_name",),
    "rarity": ("full_name",),
    "given": ("full_name",),
    "born": ("born_on",),
    "sex": ("sex",),
    "nik": ("nik",),
    "nik_birth": ("nik", "born_on"),
    "family_card": ("family_card",),
    "passport": ("passport",),
    "phone": ("phone",),
    "place": ("village", "district", "regency", "place_code"),
    "mother": ("mother_name",),
    "father": ("father_name",),
    "spouse": ("spouse_name",),
    "birthplace": ("birthplace",),
    "same_list": ("source",),
}


def explain(left: Record, right: Record, *, model: LinkageModel | None = None) -> Explanation:
    """Return the evidence of each field of two records, in bits; it sums to the total."""
    return explain_many([(left, right)], model=model)[0]


def explain_many(
    pairs: Sequence[tuple[Record, Record]], *, model: LinkageModel | None = None
) -> list[Explanation]:
    """Return the explanations of several pairs at once."""
    if not pairs:
        return []
    model = model or LinkageModel.shipped()
    rows = [_row(record, at) for at, record in enumerate(r for pair in pairs for r in pair)]
    frame = pl.DataFrame(rows, schema=CANONICAL)
    heaped = tuple(date.fromisoformat(day) for day in model.heaped)
    ready = prepare(frame, lexicon=model.lexicon(), heaped=heaped)
    numbers = pl.DataFrame(
        {"left": range(0, len(rows), 2), "right": range(1, len(rows), 2)},
        schema={"left": pl.Int32, "right": pl.Int32},
    )
    numbers = with_shared_names(ready.frame, numbers)
    found = OnDuckDB().compare(ready.frame, numbers, lambda _part: None)
    table, which = patterns.table(found["pattern"].to_numpy())
    levels = table.select(comparisons.NAMES).to_numpy()
    prior, weights = model.evidence(levels)
    strange = table.select(contradictory() & model.contradictions_reviewed).to_series().to_list()
    return [
        _explanation(pair, levels[at], prior, weights[at], strange[at], model)
        for pair, at in zip(pairs, which, strict=True)
    ]


def _row(record: Record, at: int) -> dict[str, Any]:
    return {**{name: record.get(name) for name in CANONICAL}, "record_id": at}


def _explanation(
    pair: tuple[Record, Record],
    levels: Sequence[int],
    prior: float,
    weights: Sequence[float],
    strange: bool,
    model: LinkageModel,
) -> Explanation:
    total = prior + float(sum(weights))
    chance = float(probability(np.array([total]))[0])
    shown = tuple(
        Evidence(
            field=field.name,
            group=field.group,
            bits=float(weights[at]),
            level=label(field, int(levels[at])),
            left=_shown(pair[0], field.name),
            right=_shown(pair[1], field.name),
        )
        for at, field in enumerate(comparisons.fields())
    )
    return Explanation(
        prior=prior,
        evidence=tuple(sorted(shown, key=lambda bar: (-abs(bar.bits), bar.field))),
        total=total,
        probability=chance,
        zone="apart" if is_silent(levels) else zone(chance, strange=strange, model=model),
    )


def is_silent(levels: Sequence[int]) -> bool:
    """Tell whether two records have nothing in common by which a person can be known."""
    told = dict(zip(comparisons.NAMES, levels, strict=True))
    numbers = (told[name] for name in ("nik", "passport", "family_card", "phone"))
    return told["name"] < 0 and all(level <= 0 for level in numbers)


def zone(chance: float, *, strange: bool, model: LinkageModel) -> str:
    """Return linked, review or apart for a probability."""
    if chance < model.thresholds.review:
        return "apart"
    return "linked" if chance >= model.thresholds.linked and not strange else "review"


def label(field: comparisons.Field, level: int) -> str:
    """Return what a level of a comparison says in words."""
    return (
        "not known on both sides"
        if level < 0
        else field.levels[len(field.levels) - 1 - level].label
    )


def _shown(record: Record, name: str) -> str:
    values = (record.get(column) for column in _SHOWN[name])
    return ", ".join(str(value) for value in values if value not in (None, ""))
