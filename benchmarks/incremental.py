"""A file of 10,000 new rows against the registry, beside linking everything again.

The registry's index (prepared records, names, sorted keys) is kept on disk between files, so its
making is not in the time of a file; it is told as `index_seconds`.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import measuring
import polars as pl

SEED = 11


def run(*, records: int = 1_000_000, new: int = 10_000) -> dict[str, Any]:
    """Return the bench: `ours` the new rows, `yardstick` the full run over all rows."""
    from pulang.web.demo.population import write_lists

    with tempfile.TemporaryDirectory(prefix="pulang-bench-") as folder:
        lists = write_lists(Path(folder) / "lists", records + new, SEED)
        told = measuring.in_a_process_of_its_own(
            "incremental.py", "--lists", str(lists), "--new", str(new), "--folder", folder
        )
        ours, full = told["ours"], told["full"]
        return {
            "bench": "incremental",
            "size": records,
            "ours": {**ours, "peak_rss_bytes": told["peak_rss_bytes"]},
            "yardstick": full,
            "ratio": measuring.ratio(ours, full),
        }


def main() -> None:
    """Link everything, keep the index, then link the new rows."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--lists", type=Path, required=True)
    asked.add_argument("--new", type=int, required=True)
    asked.add_argument("--folder", type=Path, required=True)
    asked.add_argument("--answer", required=True)
    options = asked.parse_args()
    measuring.answer(options.answer, lambda: _work(options.lists, options.new, options.folder))


def _work(lists: Path, new: int, folder: Path) -> dict[str, Any]:
    from pulang.linkage.engine import link_new, prepare, unify

    rows = measuring.read_lists(measuring.lists_in(lists)).sample(
        fraction=1.0, shuffle=True, seed=SEED
    )
    names = rows["list"].unique().to_list()
    person = rows.select("list", pl.col("data_row").cast(pl.Int64)).join(
        measuring.read_truth(lists / "truth.parquet", names),
        on=["list", "data_row"],
        how="left",
        maintain_order="left",
    )["person"]
    started = time.perf_counter(), time.process_time()
    outcome = unify(rows)
    full = _since(started)
    old, fresh = rows.slice(new), rows.slice(0, new)
    registry = old.with_columns(outcome.clusters["cluster"].slice(new).alias("person_id"))
    started = time.perf_counter(), time.process_time()
    index = prepare(registry, folder / "index")
    indexed = _since(started)
    started = time.perf_counter(), time.process_time()
    found = link_new(fresh, index, model=outcome.model)
    ours = _since(started)
    return {
        "full": full,
        "ours": {
            **ours,
            **_right(found.clusters["person_id"], registry["person_id"], person, new),
            "index_seconds": indexed["seconds"],
        },
    }


def _since(started: tuple[float, float]) -> dict[str, float]:
    return {
        "seconds": round(time.perf_counter() - started[0], 2),
        "cpu_seconds": round(time.process_time() - started[1], 2),
    }


def _right(linked: pl.Series, registry: pl.Series, person: pl.Series, new: int) -> dict[str, float]:
    """Return how many of the new rows found their person: the person most of a cluster are."""
    owner = (
        pl.DataFrame({"person_id": registry, "person": person.slice(new)})
        .group_by("person_id")
        .agg(pl.col("person").mode().sort().first().alias("owner"))
    )
    told = pl.DataFrame({"person_id": linked, "person": person.slice(0, new)}).join(
        owner, on="person_id", how="left", maintain_order="left"
    )
    known = told.filter(pl.col("person").is_in(owner["owner"].implode()))
    right = (told["owner"] == told["person"]).sum()
    claimed = told["person_id"].is_not_null().sum()
    precision, recall = right / max(claimed, 1), right / max(len(known), 1)
    return {
        "precision": round(precision, 5),
        "recall": round(recall, 5),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 5),
    }


if __name__ == "__main__":
    main()
