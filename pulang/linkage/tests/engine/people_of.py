"""Synthetic people with a known truth, in canonical columns, for the tests of the engine."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pulang.linkage.standard.lists import standard_list
from pulang.web.demo.population import write_lists


@lru_cache(maxsize=2)
def province(records: int, seed: int = 5) -> pl.DataFrame:
    """Return the rows of seven lists in canonical columns, with `person`, the truth."""
    with TemporaryDirectory() as folder:
        lists = write_lists(folder, records, seed)
        frames = [
            standard_list(path, today=date(2026, 11, 1)).with_columns(
                pl.lit(path.stem).alias("source")
            )
            for path in sorted(Path(lists).glob("*.parquet"))
            if path.stem != "truth"
        ]
        truth = pl.read_parquet(Path(lists) / "truth.parquet")
    rows = pl.concat(frames, how="diagonal_relaxed").with_columns(pl.col("data_row").cast(pl.Int64))
    truth = truth.select(
        pl.col("list").alias("source"), pl.col("row").cast(pl.Int64).alias("data_row"), "person"
    )
    rows = rows.join(truth, on=["source", "data_row"], how="left", maintain_order="left")
    return rows.with_columns(pl.int_range(0, pl.len(), dtype=pl.Int64).alias("record_id"))


def pairwise(clusters: pl.Series, person: pl.Series) -> tuple[float, float]:
    """Return pairwise precision and recall of clusters."""
    both = pl.DataFrame({"cluster": clusters, "person": person})
    right, claimed, wanted = (
        _pairs(both, by) for by in (["cluster", "person"], ["cluster"], ["person"])
    )
    return right / max(claimed, 1), right / max(wanted, 1)


def _pairs(frame: pl.DataFrame, by: list[str]) -> int:
    size = frame.group_by(by).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())
