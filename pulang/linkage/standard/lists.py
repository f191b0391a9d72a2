"""A whole file in standard columns, by suggestion and without asking: benchmarks and evaluations."""

from datetime import date
from pathlib import Path

import polars as pl

from pulang.linkage.reading import open_list
from pulang.linkage.rules import mapping
from pulang.linkage.standard.frames import standardise
from pulang.linkage.standard.places import Finder


def standard_list(
    path: Path | str, *, today: date, places: Finder | None = None, default_area: str = ""
) -> pl.DataFrame:
    """Return the accepted rows of a list of any headings.

    `data_row` numbers the rows under the heading from 1. Rows that are refused are not in it.
    """
    opened = open_list(path)
    columns = opened.columns()
    chosen = mapping.as_mapping(mapping.suggest(columns))
    dates = [
        value for name, field in chosen.items() if field == "born_on" for value in columns[name]
    ]
    parts = [
        standardise(
            chunk.frame,
            mapping=chosen,
            today=today,
            places=places,
            default_area=default_area,
            month_first=mapping.month_first(dates),
        ).accepted
        for chunk in opened.chunks(size=250_000)
    ]
    return pl.concat(parts).with_columns(
        (pl.col("row_number") - opened.header_row).alias("data_row")
    )
