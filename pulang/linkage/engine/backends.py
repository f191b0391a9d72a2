"""Where pairs are compared: DuckDB in this process, or Spark on as many machines as there are.

Both run the same Splink model over the same prepared numbers, so both give the same patterns.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import duckdb
import polars as pl
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from pulang.linkage.engine import splink_model
from pulang.linkage.engine.blocks import pair_number
from pulang.linkage.engine.patterns import compared

CHUNK = 6_000_000
"""Pairs compared at once: bounds the memory whatever the number of records."""

MEMORY = "4GB"
"""What DuckDB may use before it spills to disk."""

Tick = Callable[[float], None]


class Comparer(Protocol):
    """Something that compares pairs of prepared records."""

    def compare(self, frame: pl.DataFrame, pairs: pl.DataFrame, tick: Tick) -> pl.DataFrame:
        """Return left, right and pattern of the pairs, ordered by left and right."""


def _linker(records: Any) -> Linker:
    # Splink's check of columns does not know `match_key`, which carries what two names share.
    return Linker(records, splink_model.settings(), validate_settings=False)


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop("record_id").with_columns(pl.lit(0, dtype=pl.Int32).alias("match_key"))


def _keyed(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select(
        pl.col("left").alias("join_key_l"),
        pl.col("right").alias("join_key_r"),
        pl.col("shared").alias("match_key"),
    )


_RESULT = {"left": pl.Int32, "right": pl.Int32, "pattern": pl.Int64}


def _result(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(
        pl.col("idx_l").cast(pl.Int32).alias("left"),
        pl.col("idx_r").cast(pl.Int32).alias("right"),
        pl.col("pattern").cast(pl.Int64),
    )


@dataclass(frozen=True)
class OnDuckDB:
    """Compares in this process; spills to disk beyond `MEMORY`."""

    threads: int = 0

    def compare(self, frame: pl.DataFrame, pairs: pl.DataFrame, tick: Tick) -> pl.DataFrame:
        """Return left, right and pattern of the pairs, ordered by left and right."""
        if pairs.is_empty():
            return pl.DataFrame(schema=_RESULT)
        with TemporaryDirectory(prefix="pulang-link-") as spill, self._connection(spill) as con:
            api = DuckDBAPI(con)
            con.register("prepared", _columns(frame).to_arrow())
            records = api.register("prepared")
            linker = _linker(records)
            found = []
            for start in range(0, len(pairs), CHUNK):
                chunk = _keyed(frame, pairs.slice(start, CHUNK))
                con.register("candidates", chunk.to_arrow())
                blocked = api.table_to_splink_dataframe("__splink__blocked_id_pairs", "candidates")
                out = compared(linker, blocked, records)
                table = con.sql(f"select * from {out.physical_name}").to_arrow_table()  # noqa: S608
                found.append(_result(pl.DataFrame(table)))
                con.execute(f"drop table if exists {out.physical_name}")
                con.unregister("candidates")
                tick(min(1.0, (start + CHUNK) / len(pairs)))
        return pl.concat(found).sort(pair_number())

    @contextmanager
    def _connection(self, spill: str) -> Iterator[duckdb.DuckDBPyConnection]:
        con = duckdb.connect()
        con.execute(f"set memory_limit = '{MEMORY}'")
        con.execute(f"set temp_directory = '{spill}'")
        con.execute("set preserve_insertion_order = false")
        con.execute(f"set threads = {self.threads or os.cpu_count() or 1}")
        try:
            yield con
        finally:
            con.close()


@dataclass(frozen=True)
class OnSpark:
    """Compares on Spark: `local[*]` by default, or a cluster's master URL."""

    master: str | None = None

    def compare(self, frame: pl.DataFrame, pairs: pl.DataFrame, tick: Tick) -> pl.DataFrame:
        """Return left, right and pattern of the pairs, ordered by left and right."""
        if pairs.is_empty():
            return pl.DataFrame(schema=_RESULT)
        from pulang.linkage.engine.spark import session  # noqa: PLC0415 - only with the extra

        with (
            TemporaryDirectory(prefix="pulang-spark-") as folder,
            session(self.master, folder) as spark,
        ):
            from splink.backends.spark import SparkAPI  # noqa: PLC0415

            api = SparkAPI(  # type: ignore[no-untyped-call]
                spark_session=spark,
                register_udfs_automatically=False,
                break_lineage_method="persist",
            )
            _columns(frame).write_parquet(Path(folder) / "records.parquet")
            _keyed(frame, pairs).write_parquet(Path(folder) / "pairs.parquet")
            records = api.register(spark.read.parquet(f"{folder}/records.parquet"))
            linker = _linker(records)
            spark.read.parquet(f"{folder}/pairs.parquet").createOrReplaceTempView("candidates")
            blocked = api.table_to_splink_dataframe("__splink__blocked_id_pairs", "candidates")
            out = compared(linker, blocked, records)
            spark.table(out.physical_name).write.parquet(f"{folder}/out")
            found = pl.read_parquet(f"{folder}/out/*.parquet")
            tick(1.0)
        return _result(found).sort(pair_number())


def backend(name: str, *, spark_master: str | None) -> Comparer:
    """Return the comparer of that name: `duckdb` or `spark`."""
    if name == "duckdb":
        return OnDuckDB()
    if name == "spark":
        return OnSpark(master=spark_master)
    raise ValueError(f"There is no backend {name!r}; there are 'duckdb' and 'spark'.")
