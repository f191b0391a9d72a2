"""What the benches share: lists and truths of any shape, scores, and honest time and memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

HERE = Path(__file__).parent
TODAY = date(2026, 11, 1)
_READABLE = {".parquet", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"}


def lists_in(directory: Path, *, truth: Path | None = None) -> list[Path]:
    """Return the lists of a directory, the truth left out."""
    files = sorted(path for path in directory.iterdir() if path.suffix.lower() in _READABLE)
    left_out = {truth.resolve()} if truth else set()
    return [
        path for path in files if path.stem.lower() != "truth" and path.resolve() not in left_out
    ]


def read_lists(files: list[Path]) -> pl.DataFrame:
    """Return all rows of the lists in canonical columns, with `list` and `data_row` (from 1).

    Reading, choosing which column is which, and standardising: the first part of every timed run.
    """
    # Two lists at once, the largest first; threads, for columns need not be copied from them.
    largest_first = sorted(files, key=lambda path: path.stat().st_size, reverse=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = dict(zip(largest_first, pool.map(_read, largest_first), strict=True))
    frames = [found[path] for path in files]
    rows = pl.concat([frame for frame in frames if not frame.is_empty()], how="diagonal_relaxed")
    return rows.with_columns(pl.int_range(0, pl.len(), dtype=pl.Int64).alias("record_id"))


def _read(path: Path) -> pl.DataFrame:
    from pulang.linkage.standard.lists import standard_list

    frame = standard_list(path, today=TODAY).drop("row_number", "warnings", strict=False)
    return frame.with_columns(pl.lit(path.stem).alias("source"), pl.lit(path.stem).alias("list"))


def read_truth(path: Path, lists: list[str]) -> pl.DataFrame:
    """Return list, data_row (from 1) and person of a truth file of any headings.

    The column whose values are the names of the lists is `list`; of the others the one that starts
    anew in each list is the row, counted from 0, from 1, or from 2 where the heading is row 1.
    """
    truth = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    stems = {name.lower() for name in lists}
    named = {column: _stems(truth[column]) for column in truth.columns}
    which = max(truth.columns, key=lambda column: named[column].is_in(stems).mean() or 0.0)
    if not named[which].is_in(stems).any():
        raise SystemExit(f"No column of {path} holds the names of the lists: {sorted(stems)}.")
    rest = [column for column in truth.columns if column != which]
    row = _row_column(truth, which, rest)
    person = _person_column(rest, row)
    told = truth.select(
        named[which].alias("list"),
        pl.col(row).cast(pl.Int64).alias("data_row"),
        pl.col(person).cast(pl.String).alias("person"),
    )
    first = int(told.group_by("list").agg(pl.col("data_row").min())["data_row"].median())
    return told.with_columns(pl.col("data_row") - min(first, 2) + 1)


def _stems(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String).str.to_lowercase()
    endings = "|".join(ending[1:] for ending in sorted(_READABLE))
    return text.str.replace(r"^.*[/\\]", "").str.replace(rf"\.(?:{endings})$", "")


def _row_column(truth: pl.DataFrame, which: str, rest: list[str]) -> str:
    numbers = [
        column for column in rest if truth[column].cast(pl.Int64, strict=False).null_count() == 0
    ]
    named = [column for column in numbers if "row" in column.lower() or "baris" in column.lower()]
    if named:
        return named[0]
    for column in numbers:
        if not truth.select(pl.struct(which, column).is_duplicated().any()).item():
            return column
    raise SystemExit("No column of the truth numbers the rows of each list.")


def _person_column(rest: list[str], row: str) -> str:
    left = [column for column in rest if column != row]
    named = [
        c for c in left if any(word in c.lower() for word in ("person", "entity", "orang", "truth"))
    ]
    if not left:
        raise SystemExit("No column of the truth tells the person.")
    return (named or left)[0]


def scored(clusters: pl.DataFrame, truth: pl.DataFrame) -> dict[str, float]:
    """Return pairwise precision, recall and F1 of clusters (list, data_row, cluster).

    Rows that were refused, or that the truth does not know, are persons of their own.
    """
    found = clusters.with_columns(pl.col("list").str.to_lowercase())
    both = truth.join(found, on=["list", "data_row"], how="left").with_row_index("at")
    both = both.with_columns(
        pl.coalesce("cluster", -1 - pl.col("at").cast(pl.Int64)).alias("cluster")
    )
    right = _pairs(both, ["cluster", "person"])
    claimed, wanted = _pairs(both, ["cluster"]), _pairs(both, ["person"])
    return {
        "precision": round(right / claimed, 5) if claimed else 1.0,
        "recall": round(right / wanted, 5) if wanted else 1.0,
        "f1": round(2 * right / (claimed + wanted), 5) if claimed + wanted else 1.0,
    }


def _pairs(frame: pl.DataFrame, by: list[str]) -> int:
    size = frame.group_by(by).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())


def peak_rss() -> int:
    """Return the most memory this process and its largest child have held, in bytes."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) * 1024


def cpu_seconds() -> float:
    """Return the seconds of processor that this process and its children have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(sum(one.ru_utime + one.ru_stime for one in used), 2)


def cluster_at(threshold: float) -> str:
    """Return the column of the clusters at a threshold."""
    return f"cluster at {threshold}"


def best_scored(clusters: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Any]:
    """Return the scores of clusters; of clusters at several thresholds the best, and F1 of each."""
    if "cluster" in clusters.columns:
        return dict(scored(clusters, truth))
    rows = ["list", "data_row"]
    at = {
        name: scored(clusters.select(*rows, pl.col(name).alias("cluster")), truth)
        for name in clusters.columns
        if name not in rows
    }
    best = max(at.values(), key=lambda told: told["f1"])
    return {**best, "f1_of_clusters": {name: told["f1"] for name, told in at.items()}}


def in_a_process_of_its_own(script: str, *arguments: str) -> dict[str, Any]:
    """Run one side of a bench in a fresh process; return what it reported."""
    with tempfile.TemporaryDirectory(prefix="pulang-bench-") as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, str(HERE / script), *arguments, "--answer", str(answer)]
        # The package beside the benches is measured, whichever one is installed.
        own = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
        if done.returncode or not answer.exists():
            raise SystemExit(f"{script} {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
        told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return told


def answer(path: str, work: Callable[[], Mapping[str, Any]]) -> None:
    """Do the work of one side, and write its answer with seconds and memory."""
    started = time.perf_counter()
    told = dict(work())
    told.setdefault("seconds", round(time.perf_counter() - started, 2))
    told.setdefault("cpu_seconds", cpu_seconds())
    told["peak_rss_bytes"] = peak_rss()
    Path(path).write_text(json.dumps(told), encoding="utf-8")


def ratio(ours: Mapping[str, Any], yardstick: Mapping[str, Any]) -> dict[str, float]:
    """Return ours over the yardstick's, for each number that both have."""
    return {
        key: round(ours[key] / yardstick[key], 4)
        for key in ours
        if isinstance(ours[key], int | float) and yardstick.get(key)
    }
