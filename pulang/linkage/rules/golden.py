"""The golden record of many persons at once: unanimous values by columns, the rest by the rule."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pulang.linkage.rules.survivorship import GOLDEN, Statement, choose

STATEMENTS = {
    "person": pl.Int64,
    "field": pl.String,
    "value": pl.String,
    "precision": pl.String,
    "source": pl.String,
    "trust": pl.Int64,
    "on": pl.Date,
}
"""One row for each value that a source states of a person."""


def statements_of(records: pl.DataFrame) -> pl.DataFrame:
    """Return the statements of rows with person, source, trust, on and the golden fields."""
    parts = []
    for name in GOLDEN:
        value = pl.col(name).cast(pl.String)
        precision = pl.col("birth_precision") if name == "born_on" else pl.lit("")
        parts.append(
            records.lazy()
            .filter(value.is_not_null() & (value != ""))
            .select(
                "person",
                pl.lit(name).alias("field"),
                value.alias("value"),
                precision.fill_null("").alias("precision"),
                "source",
                pl.col("trust").cast(pl.Int64),
                "on",
            )
        )
    return pl.concat(parts).collect()


def golden(
    statements: pl.DataFrame, *, chosen: Mapping[tuple[int, str], str] | None = None
) -> pl.DataFrame:
    """Return one row per person with the golden fields; `chosen` are the values stewards chose.

    Persons about whom nobody states anything have no row.
    """
    grouped = statements.group_by("person", "field").agg(
        pl.col("value").first(), pl.col("precision").first(),
        pl.struct("value", "precision").n_unique().alias("values"),
    )  # fmt: skip
    agreed = grouped.filter(pl.col("values") == 1).select("person", "field", "value", "precision")
    torn = grouped.filter(pl.col("values") > 1).select("person", "field")
    rows = torn.join(statements, on=["person", "field"]).sort("person", "field", "source", "value")
    long = pl.concat([agreed, _by_rule(rows)])
    if chosen:
        long = _with_chosen(long, chosen)
    wide = long.pivot(on="field", on_columns=list(GOLDEN), index="person", values="value")
    births = long.filter(pl.col("field") == "born_on").select(
        "person", pl.col("precision").alias("birth_precision")
    )
    return wide.join(births, on="person", how="left").with_columns(
        pl.col("born_on").str.to_date("%Y-%m-%d", strict=False),
        *(pl.col(name).fill_null("") for name in (*GOLDEN, "birth_precision") if name != "born_on"),
    )


def _by_rule(rows: pl.DataFrame) -> pl.DataFrame:
    chosen: list[dict[str, Any]] = []
    at: tuple[int, str] | None = None
    said: list[Statement] = []

    def close() -> None:
        if at is not None and (choice := choose(at[1], said)):
            chosen.append(
                {
                    "person": at[0],
                    "field": at[1],
                    "value": choice.value,
                    "precision": choice.precision,
                }
            )

    for person, name, value, precision, source, trust, on in rows.select(
        list(STATEMENTS)
    ).iter_rows():
        if (person, name) != at:
            close()
            at, said = (person, name), []
        said.append(Statement(value, source, trust, on, precision))
    close()
    schema = {name: STATEMENTS[name] for name in ("person", "field", "value", "precision")}
    return pl.DataFrame(chosen, schema=schema)


def _with_chosen(long: pl.DataFrame, chosen: Mapping[tuple[int, str], str]) -> pl.DataFrame:
    rows = [
        (person, name, value, "day" if name == "born_on" and value else "")
        for (person, name), value in chosen.items()
    ]
    own = pl.DataFrame(rows, schema=long.schema, orient="row")
    return pl.concat(
        [long.join(own, on=["person", "field"], how="anti"), own.filter(pl.col("value") != "")]
    )
