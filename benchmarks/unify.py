"""Lists in, persons out: our whole pipeline, and beside it plain Splink, on the same files."""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import measuring
import polars as pl

SEED = 11


def run(
    *, records: int = 0, lists: Path | None = None, truth: Path | None = None, against: str = ""
) -> dict[str, Any]:
    """Return the bench: on synthetic lists of that many records, or on lists somebody made."""
    with tempfile.TemporaryDirectory(prefix="pulang-bench-") as folder:
        if lists is None:
            from pulang.web.demo.population import write_lists

            lists = write_lists(Path(folder) / "lists", records, SEED)
            truth = lists / "truth.parquet"
        names = [path.stem for path in measuring.lists_in(lists, truth=truth)]
        if not names:
            raise SystemExit(f"There is no list in {lists}.")
        told = measuring.read_truth(truth, names) if truth else None
        found: dict[str, Any] = {"bench": "unify", "size": 0}
        found["ours"] = _side("unify.py", lists, truth, told, Path(folder) / "ours.parquet")
        found["size"] = found["ours"].pop("rows")
        if against:
            other = _side("splink_yardstick.py", lists, truth, told, Path(folder) / "other.parquet")
            other.pop("rows")
            found["yardstick"] = other
            found["ratio"] = measuring.ratio(found["ours"], other)
        return found


def _side(
    script: str, lists: Path, truth: Path | None, told: pl.DataFrame | None, out: Path
) -> dict[str, Any]:
    more = ["--truth", str(truth)] if truth else []
    side = measuring.in_a_process_of_its_own(
        script, "--lists", str(lists), "--out", str(out), *more
    )
    if told is not None:
        side.update(measuring.best_scored(pl.read_parquet(out), told))
    return side


def main() -> None:
    """Run our side in this process."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--lists", type=Path, required=True)
    asked.add_argument("--truth", type=Path)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--answer", required=True)
    options = asked.parse_args()
    # Imported before the clock starts, as the yardstick's libraries are.
    from pulang.linkage.engine import unify

    def work() -> dict[str, Any]:
        started = time.perf_counter()
        rows = measuring.read_lists(measuring.lists_in(options.lists, truth=options.truth))
        read = round(time.perf_counter() - started, 2)
        outcome = unify(rows)
        rows.select("list", "data_row", "record_id").join(outcome.clusters, on="record_id").select(
            "list", "data_row", "cluster"
        ).write_parquet(options.out)
        report = outcome.report
        return {
            "rows": len(rows),
            "persons": report["persons"],
            "pairs_to_review": report["review"],
            "precision_measured_by_itself": report["precision"],
            "steps": {"read": read, **report["seconds"]},
        }

    measuring.answer(options.answer, work)


if __name__ == "__main__":
    main()
