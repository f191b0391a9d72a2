"""The whole way: records in, persons out."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine import comparisons, patterns, training
from pulang.linkage.engine.backends import backend as backend_named
from pulang.linkage.engine.blocks import candidate_pairs, pair_number, strangers
from pulang.linkage.engine.clusters import clusters
from pulang.linkage.engine.model import Bits, LinkageModel, probability, rarity_of
from pulang.linkage.engine.names import NEVER, names_needed, shared_names
from pulang.linkage.engine.outcome import Outcome
from pulang.linkage.engine.preparing import Prepared, prepare

Progress = Callable[[str, float], None]
Records = pl.DataFrame | str | Path

_SHARES = {"prepare": 0.35, "block": 0.2, "compare": 0.3, "learn": 0.08, "cluster": 0.07}
"""Of the time of a run, roughly, for the bar that people watch."""


class Clock:
    """Times the steps and tells the progress."""

    def __init__(self, progress: Progress | None) -> None:
        """Start now."""
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._started = time.perf_counter()
        self._before = 0.0

    def done(self, step: str) -> None:
        """Note that a step has ended."""
        now = time.perf_counter()
        self.seconds[step] = round(now - self._started, 3)
        self._started = now
        self._before += _SHARES.get(step, 0.0)
        self.tell(step, 0.0)

    def tell(self, step: str, part: float) -> None:
        """Say how far the run is."""
        if self._progress:
            self._progress(step, min(1.0, self._before + part * _SHARES.get(step, 0.0)))


def unify(
    records: Records,
    *,
    backend: str = "duckdb",
    spark_master: str | None = None,
    model: LinkageModel | None = None,
    progress: Progress | None = None,
    teacher: str = "nik",
) -> Outcome:
    """Return the persons in the records.

    `records` have the columns of `preparing.CANONICAL`, or are the path of a Parquet file with them;
    all but record_id and source may be missing. Without a model one is learned from the records
    themselves; where they cannot teach (too few NIK), the model that ships decides. With
    `teacher="mixture"` lists of another country, without NIK, teach themselves unsupervised.
    """
    clock = Clock(progress)
    frame = pl.read_parquet(records) if isinstance(records, str | Path) else records
    ready = prepare(frame)
    clock.done("prepare")
    pairs = candidate_pairs(ready.frame)
    pairs = (promising if teacher == "nik" else with_shared_names)(ready.frame, pairs)
    drill = pairs.clear()
    if model is None:
        drill = strangers(ready.frame, pairs.select("left", "right"), alike=teacher == "nik")
        drill = with_shared_names(ready.frame, drill)
    clock.done("block")
    comparer = backend_named(backend, spark_master=spark_master)
    found = comparer.compare(
        ready.frame, pl.concat([pairs, drill]), lambda part: clock.tell("compare", part)
    )
    clock.done("compare")
    table, which = patterns.table(found["pattern"].to_numpy())
    found = found.with_columns(pl.Series("which", which.astype(np.int32)))
    drilled = pl.Series(among(found, drill))
    apart, found = found.filter(drilled), found.filter(~drilled)
    blind = None
    if model is None:
        model, blind = learned(found, apart, ready, table, teacher=teacher)
    clock.done("learn")
    scored, evidence = score(table, model, blind=blind)
    judged = judge(found, scored, model)
    links = judged.filter(pl.col("zone") == "linked")
    label = clusters(len(ready.frame), links, ready.frame["nik"].to_numpy())
    clock.done("cluster")
    ids = ready.frame["record_id"].to_numpy()
    outcome = Outcome(
        clusters=pl.DataFrame({"record_id": ids, "cluster": ids[label]}),
        pairs=named(judged, ids, evidence),
        report=report(ready, found, judged, label, model, backend, clock),
        model=model,
    )
    clock.tell("cluster", 1.0)
    return outcome


def with_shared_names(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs with `shared`: what their names have in common."""
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    return pairs.with_columns(pl.Series("shared", shared_names(frame, left, right)))


def promising(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that agree enough to be compared, with what their names share."""
    needed = names_needed(frame, pairs["left"].to_numpy(), pairs["right"].to_numpy())
    possible = needed != NEVER
    told = with_shared_names(frame, pairs.filter(pl.Series(possible)))
    enough = told["shared"].to_numpy() >= needed[possible].astype(np.int32) * 1000
    return told.filter(pl.Series(enough))


def among(found: pl.DataFrame, some: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which of the pairs found, in order, are some of those asked."""
    mine, asked = (pairs.select(pair_number()).to_series().to_numpy() for pairs in (found, some))
    told = np.zeros(len(found), dtype=bool)
    told[np.searchsorted(mine, asked)] = True
    return told


def learned(
    found: pl.DataFrame, apart: pl.DataFrame, ready: Prepared, table: pl.DataFrame, *, teacher: str
) -> tuple[LinkageModel, Bits | None]:
    """Return the model that the records teach, else the one that ships; and what its trees say."""
    levels = table.select(comparisons.NAMES).to_numpy()
    count = np.bincount(found["which"].to_numpy(), minlength=len(table)).astype(float)
    drill = apart["which"].to_numpy()
    if teacher == "mixture":
        strange = np.bincount(drill, minlength=len(table)).astype(float)
        model = training.mixture(levels, count, strange, len(ready.frame))
        return with_names(model, ready), None
    told = training.labels(found, ready.frame, table, drill)
    if not told.enough:
        return LinkageModel.shipped(), None
    model = training.train(told)
    blind = model.blind_bits(levels)
    model = replace(model, nik_bits=training.nik_bits(blind, levels, count))
    return with_names(model, ready), blind


def with_names(model: LinkageModel, ready: Prepared) -> LinkageModel:
    """Return the model with what the lists taught about names and dates."""
    return replace(
        model,
        rarity=rarity_of(ready.lexicon),
        names_seen=ready.lexicon.names_seen,
        heaped=tuple(day.isoformat() for day in ready.heaped),
    )


def score(
    table: pl.DataFrame, model: LinkageModel, *, blind: Bits | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return per pattern its weight and probability; and prior and evidence of those in a zone.

    `blind` is what the model's trees say of the patterns, if they were asked already.
    """
    levels = table.select(comparisons.NAMES).to_numpy()
    if not len(levels):
        bits = np.empty(0)
    else:
        bits = model.total_bits(levels) if blind is None else blind + model.nik_weights(levels)
    scored = table.with_row_index("which").select(
        pl.col("which").cast(pl.Int32),
        pl.Series("weight", bits, dtype=pl.Float64),
        pl.Series("probability", probability(bits), dtype=pl.Float64),
        pl.Series("splink", patterns.match_weights(model.splink, table["pattern"].to_numpy())).cast(
            pl.Float32
        ),
        (contradictory() & model.contradictions_reviewed).alias("strange"),
    )
    wanted = scored.filter(pl.col("probability") >= model.thresholds.review)
    rows = wanted["which"].to_numpy()
    prior, weights = (
        model.evidence(levels[rows]) if len(rows) else (0.0, np.empty((0, len(comparisons.NAMES))))
    )
    columns = {f"evidence_{name}": weights[:, at] for at, name in enumerate(comparisons.NAMES)}
    evidence = pl.DataFrame({"which": rows, **columns}).with_columns(
        pl.col("which").cast(pl.Int32), pl.lit(prior).alias("prior")
    )
    return scored, evidence


def contradictory() -> pl.Expr:
    """Tell of patterns that only a person may link, whatever the numbers say (handbook 7.6).

    Names that share nothing; another given name with another birth date or sex: one NIK on such
    two records is a borrowed one, a wife with her husband's number, a child with its mother's. And
    two whole NIK: whichever is wrong, linking changes an identity document.
    """
    other_given = pl.col("given") == 0
    other_birth = pl.col("born").is_between(0, training.ALIKE_BORN - 1)
    strangers = (pl.col("name") >= 0) & (pl.col("name") <= training.DIFFERENT_NAMES)
    two_nik = pl.col("nik").is_between(0, training.SAME - 1)
    return strangers | two_nik | (other_given & (other_birth | (pl.col("sex") == 0)))


def judge(found: pl.DataFrame, scored: pl.DataFrame, model: LinkageModel) -> pl.DataFrame:
    """Return the pairs that are linked or to be reviewed, with weight, probability and zone."""
    limits = model.thresholds
    which = found["which"].to_numpy()
    chance = scored["probability"].to_numpy()[which]
    kept = chance >= limits.review
    sure = (pl.col("probability") >= limits.linked) & ~pl.col("strange")
    zone = pl.when(sure).then(pl.lit("linked")).otherwise(pl.lit("review"))
    return (
        found.filter(pl.Series(kept))
        .with_columns(
            pl.Series("probability", chance[kept]),
            pl.Series("weight", scored["weight"].to_numpy()[which[kept]]),
            pl.Series("splink", scored["splink"].to_numpy()[which[kept]]),
            pl.Series("strange", scored["strange"].to_numpy()[which[kept]]),
        )
        .with_columns(zone.alias("zone"))
    )


def named(judged: pl.DataFrame, ids: npt.NDArray[np.int64], evidence: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs by record id, with the evidence of their patterns."""
    return (
        judged.with_columns(
            pl.Series("left", ids[judged["left"].to_numpy()], dtype=pl.Int64),
            pl.Series("right", ids[judged["right"].to_numpy()], dtype=pl.Int64),
        )
        .join(evidence, on="which", how="left", maintain_order="left")
        .drop("which", "pattern", "strange")
    )


def report(
    ready: Prepared,
    found: pl.DataFrame,
    judged: pl.DataFrame,
    label: npt.NDArray[np.int64],
    model: LinkageModel,
    backend: str,
    clock: Clock,
) -> dict[str, Any]:
    """Return the numbers of a run."""
    zones = dict(judged.group_by("zone").len().sort("zone").iter_rows())
    limits = model.thresholds
    return {
        "backend": backend,
        "records": len(ready.frame),
        "candidates": len(found),
        "linked": zones.get("linked", 0),
        "review": zones.get("review", 0),
        "persons": int((label == np.arange(len(label))).sum()),
        "thresholds": {"linked": limits.linked, "review": limits.review},
        "precision": limits.precision,
        "recall": limits.recall,
        "measured_on": limits.measured_on,
        "trained_on": model.trained_on,
        "seconds": dict(clock.seconds),
    }
