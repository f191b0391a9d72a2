"""Accepted rows as the lines that PostgreSQL copies in."""

import hashlib
import io

import polars as pl

from pulang.linkage.rules.synonyms import is_row_counter

COLUMNS = (
    "row_number", "fingerprint", "raw", "full_name", "sex", "born_on", "birth_precision",
    "birthplace", "nik", "family_card", "passport", "phone", "address", "village", "district",
    "regency", "place_code", "mother_name", "father_name", "spouse_name", "external_id",
    "stated_on", "warnings",
)  # fmt: skip
NULL = "\\N"


def fingerprints(cells: pl.DataFrame) -> pl.Series:
    """Return 32 hex digits per row, the same for the same cells under the same headings in any order.

    The running number of a sheet does not count: a list sorted anew brings the same rows.
    """
    names = sorted(
        name for name in cells.columns if name != "row_number" and not is_row_counter(name)
    )
    told = [
        pl.when(pl.col(name) != "").then(pl.lit(f"{name}\x1e") + pl.col(name)).otherwise(pl.lit(""))
        for name in names or cells.columns[:1]
    ]
    lines = cells.select(pl.concat_str(told, separator="\x1f")).to_series()
    digest = hashlib.blake2b
    return pl.Series(
        "fingerprint",
        [digest(line.encode(), digest_size=16).hexdigest() for line in lines],
        dtype=pl.String,
    )


def packed(accepted: pl.DataFrame, cells: pl.DataFrame) -> bytes:
    """Return CSV lines in the order of COLUMNS; strings are quoted, so that none is taken for NULL."""
    if len(accepted) != len(cells):
        cells = cells.join(
            accepted.select("row_number"), on="row_number", how="semi", maintain_order="left"
        )
    raw = cells.select(pl.struct(pl.exclude("row_number")).struct.json_encode().alias("raw"))
    told = pl.col("warnings").list.len() > 0
    frame = accepted.with_columns(
        ("\\x" + fingerprints(cells)).alias("fingerprint"),
        raw.to_series().alias("raw"),
        pl.when(told)
        .then(pl.lit('["') + pl.col("warnings").list.join('","') + pl.lit('"]'))
        .alias("warnings"),
    ).select(COLUMNS)
    sink = io.BytesIO()
    frame.write_csv(sink, include_header=False, quote_style="non_numeric", null_value=NULL)
    return sink.getvalue()
