"""Deal synthetic persons out to seven lists, with a truth beside them that says which rows are one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from pulang.web.demo.gazetteer import Floats, Ints
from pulang.web.demo.lists import KINDS, Page
from pulang.web.demo.noise import Noise
from pulang.web.demo.persons import FIRST_SERIAL, Persons, Rng, draw_persons

TIMES = (1, 2, 3, 4, 5)
SHARE = (0.30, 0.30, 0.22, 0.12, 0.06)
MEAN = sum(times * share for times, share in zip(TIMES, SHARE, strict=True))
AGAIN = 0.012
"""How many of the rows are the same person a second time in the same list."""
BLOCK = 250_000
"""Rows drawn at once; a family is never split between blocks, and memory stays small."""
BLOCKS = 100
"""Most blocks that still leave each its own ten NIK serials per district and day."""


@dataclass(frozen=True)
class Lists:
    """The lists by name, and the truth: list, row (the first row under the header is 1), person."""

    frames: dict[str, pl.DataFrame]
    truth: pl.DataFrame


def generate(records: int, seed: int = 2026, noise: Noise | None = None) -> Lists:
    """Return seven lists that together have exactly `records` rows; the same seed and size give the same cells."""
    parts = list(blocks(records, seed, noise or Noise()))
    frames = {
        kind.name: pl.concat([part.frames[kind.name] for part in parts], rechunk=True)
        for kind in KINDS
    }
    return Lists(frames, _joined([part.truth for part in parts]))


def write_lists(
    directory: Path | str, records: int, seed: int = 2026, noise: Noise | None = None
) -> Path:
    """Write one parquet file per list and truth.parquet, block by block, so that millions of rows fit in memory."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    truths: list[pl.DataFrame] = []
    for part in blocks(records, seed, noise or Noise()):
        for name, frame in part.frames.items():
            table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if name not in writers:
                meta = table.schema.with_metadata({"note": "SYNTHETIC: these people never lived"})
                writers[name] = pq.ParquetWriter(
                    directory / f"{name}.parquet", meta, compression="zstd"
                )
            writers[name].write_table(table.cast(writers[name].schema))
        truths.append(part.truth)
    for writer in writers.values():
        writer.close()
    _joined(truths).write_parquet(directory / "truth.parquet")
    return directory


def blocks(records: int, seed: int, noise: Noise) -> Iterator[Lists]:
    """The lists in blocks; rows and persons are numbered within the block until they are joined."""
    count = max(1, -(-records // BLOCK))
    if count > BLOCKS:
        raise ValueError(
            f"At most {BLOCK * BLOCKS:,} rows: beyond that two persons would share a NIK."
        )
    width = 1000 // max(10, count)
    for number in range(count):
        size = records // count + (number < records % count)
        serials = range(FIRST_SERIAL + number * width, FIRST_SERIAL + (number + 1) * width)
        yield _block(size, number * BLOCK, serials, np.random.default_rng([seed, number]), noise)


def _block(size: int, first: int, serials: range, rng: Rng, noise: Noise) -> Lists:
    # Six standard deviations more than needed: the rows of so many persons are never too few.
    wanted = int(size / MEAN + 6 * 0.52 * size**0.5) + 20
    persons = draw_persons(size=wanted, first=first, serials=serials, rng=rng)
    pulls = np.array([(spec.procedural, spec.other) for spec in KINDS])
    person, kind = dealt(persons, size, pulls, rng)
    frames, truths = {}, []
    for number, spec in enumerate(KINDS):
        rows = rng.permutation(person[kind == number])
        frames[spec.name] = pl.DataFrame(spec.columns(Page(persons.at(rows), rng, noise)))
        truths.append(_truth(spec.name, rows + first + 1))
    return Lists(frames, pl.concat(truths))


def dealt(persons: Persons, size: int, pulls: Floats, rng: Rng) -> tuple[Ints, Ints]:
    """Which person stands in which list: one to five of them, now and then twice in one.

    `pulls` says for each list how readily it takes in those who go by the rules and those who do not.
    """
    count = len(persons)
    times = rng.choice(TIMES, p=SHARE, size=count)
    pull = np.where(persons.procedural[:, None], pulls[:, 0], pulls[:, 1])
    order = np.argsort(-(np.log(pull) + rng.gumbel(size=pull.shape)), axis=1)
    person = np.repeat(np.arange(count), times)
    place = np.arange(len(person)) - np.repeat(np.cumsum(times) - times, times)
    kind = order[person, place]
    kept = min(max(1, int(size / (1 + AGAIN))), len(person))
    again = rng.integers(0, kept, size - kept)
    person, kind = person[:kept], kind[:kept]
    return np.concatenate([person, person[again]]), np.concatenate([kind, kind[again]])


def _truth(name: str, person: Ints) -> pl.DataFrame:
    return pl.DataFrame({"list": pl.repeat(name, len(person), eager=True), "person": person})


def _joined(truths: list[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat(truths)
    row = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("list")
    return whole.select("list", row.alias("row"), "person")
