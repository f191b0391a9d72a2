"""Rows that are none of the list's: the heading once more, totals, notes under the table, empty rows."""

import re
from collections.abc import Sequence

import polars as pl

from pulang.linkage.rules.synonyms import plain_header

_TOTAL = r"(?i)^\s*(?:sub\s?)?(?:grand\s)?(?:total|jumlah|rekapitulasi|jml)\b[\s.:]*(?:keseluruhan|seluruhnya|semua|orang|pmi|peserta|rows?)?[\s.:]*\d*$"
_NOTE = r"(?i)^\s*(?:catatan|keterangan|ket\b|note|sumber|source|dicetak|printed|mengetahui|kepala\s+(?:dinas|desa|bidang|uptd)|nip\b|\*+\)?\s)"
_MADE_UP = re.compile(r"column \d+$")
_NUMBER = r"^[\d\s.,()]*$"


def without(
    frame: pl.DataFrame, headers: Sequence[str]
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Return the frame without such rows, and (row number, why) of each; empty rows are not told."""
    if frame.is_empty():
        return frame, []
    filled = pl.sum_horizontal((pl.col(name) != "").cast(pl.Int32) for name in headers)
    blank = pl.all_horizontal(
        (pl.col(name) == "") | (pl.col(name).str.strip_chars() == "") for name in headers
    )
    few = max(3, len(headers) // 3)
    marked = frame.select(
        "row_number", filled.alias("n"), blank.alias("blank"), _heading(headers).alias("heading")
    )
    suspects = frame.filter((marked["n"] <= few) & ~marked["blank"])
    aside = [(number, "heading") for number in marked.filter("heading")["row_number"]]
    aside += _totals_and_notes(suspects, headers)
    numbers = [number for number, _why in aside]
    keep = ~marked["blank"]
    if numbers:
        keep &= ~frame["row_number"].is_in(numbers)
    return (frame if keep.all() else frame.filter(keep)), sorted(aside)


def _heading(headers: Sequence[str]) -> pl.Expr:
    """Compare the two widest headings first: a row that differs there is no heading."""
    named = (name for name in headers if plain_header(name) and not _MADE_UP.match(name))
    wide = sorted(named, key=len, reverse=True)[:4]
    if not wide:
        return pl.lit(False)
    last = [name.rsplit(" / ", 1)[-1] for name in wide]
    return pl.all_horizontal(
        pl.col(name).str.to_lowercase().str.strip_chars().is_in([name.lower(), tail.lower()])
        for name, tail in zip(wide, last, strict=True)
    )


def _totals_and_notes(suspects: pl.DataFrame, headers: Sequence[str]) -> list[tuple[int, str]]:
    if suspects.is_empty():
        return []
    told = suspects.select(
        "row_number",
        pl.concat_list([pl.col(name).str.strip_chars() for name in headers]).alias("cells"),
    ).with_columns(pl.col("cells").list.eval(pl.element().filter(pl.element() != "")).alias("told"))
    first = pl.col("told").list.first()
    others = (
        pl.col("told")
        .list.slice(1)
        .list.eval(pl.element().str.contains(_NUMBER).all())
        .list.first()
    )
    found = told.select(
        "row_number",
        pl.when(first.str.contains(_TOTAL) & others.fill_null(True))
        .then(pl.lit("total"))
        .when(first.str.contains(_NOTE) & (pl.col("told").list.len() <= 2))
        .then(pl.lit("note"))
        .alias("why"),
    ).drop_nulls()
    return list(found.iter_rows())
