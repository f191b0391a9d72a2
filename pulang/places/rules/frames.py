"""The finder over a whole list at once: each distinct triple is resolved once."""

from typing import Any

import polars as pl

from pulang.places.rules.index import PlaceIndex
from pulang.places.rules.matching import resolve_many

SCHEMA: dict[str, Any] = {
    "village": pl.String,
    "district": pl.String,
    "regency": pl.String,
    "place_code": pl.String,
    "candidates": pl.List(pl.String),
    "notes": pl.List(pl.String),
}


def resolve_frame(triples: pl.DataFrame, *, index: PlaceIndex) -> pl.DataFrame:
    """Return one row per distinct (village, district, regency) with place_code, candidates, notes.

    Missing values count as empty; join the answer back on the three columns, filled with ''.
    """
    distinct = triples.select(
        pl.col("village", "district", "regency").cast(pl.String).fill_null("")
    ).unique(maintain_order=True)
    found = resolve_many(distinct.iter_rows(), index=index)
    return pl.DataFrame(
        [
            (*triple, one.code, list(one.candidates), [str(note) for note in one.notes])
            for triple, one in found.items()
        ],
        schema=SCHEMA,
        orient="row",
    )
