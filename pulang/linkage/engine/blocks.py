"""Candidate pairs: records that share one of many keys.

Each family of keys says one way in which two records of a person still meet when the rest is
wrong (handbook 7.6). A block that is too large is refined by a further field, so that the number
of candidates grows with the number of records and not with its square; what stays too large even
then says nothing (Maria, 1 July, no place) and is dropped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine.together import each
from pulang.linkage.engine.tokens import SLOTS

Numbers = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
Columns = Mapping[str, npt.NDArray[np.int64]]

BLOCK_AT_MOST = 24
"""Records in a block before it is refined: 276 pairs."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of key: what it is made of, and the fields that refine a block which is too large.

    Each of the `variants` makes a key of every record that has its parts. Keys of all variants
    meet: the rarest name of one record may be the second rarest of the other.
    """

    name: str
    variants: tuple[tuple[str, ...], ...]
    refine: tuple[str, ...] = ()
    at_most: int = BLOCK_AT_MOST


def families() -> list[Family]:
    """Return the kinds of keys, surest first."""
    tokens = [f"n{i + 1}" for i in range(SLOTS)]
    pairs = list(combinations(tokens, 2))
    return [
        Family("NIK", (("nik",),), (), 60),
        Family("start of the NIK and name", (("nik12", "g1"),)),
        Family("end of the NIK and name", (("nik10", "g1"),)),
        Family("passport", (("pp",),)),
        Family("phone", (("ph",),), ("g1",), 8),
        Family("family card and birth", (("kk", "born"),)),
        Family("family card and given name", (("kk", "g1"), ("kk", "g2"))),
        Family("district and birth", (("pd", "born"),), ("sx",), 12),
        Family("mother and birth", (("mo1", "born"), ("mo2", "born")), ("g1",), 12),
        Family("mother and given name", (("mo1", "g1", "pr"),), ("mo2",), 12),
        Family("name and birth", tuple((token, "born") for token in tokens), ("pr", "sx"), 16),
        Family("two names and year", tuple((*pair, "y") for pair in pairs), ("pr", "pd"), 10),
        Family("two names and day", tuple((*pair, "md") for pair in pairs), ("pr",), 12),
        Family("two names and district", tuple((*pair, "pd") for pair in pairs), ("pv",), 8),
        # Alone they are enough where they are rare: small lists, a street, a name that two carry.
        Family("birth", (("born",),), (), 5),
        Family("rare name", (("n1",), ("n2",)), (), 4),
        Family("place", (("pv",), ("pd",), ("bp",)), (), 5),
        Family("birthplace and district", (("bp", "pd"),), (), 6),
        Family("name, village and year", tuple((token, "pv", "y") for token in tokens[:3]), (), 12),
    ]


def key_columns(frame: pl.DataFrame) -> dict[str, npt.NDArray[np.int64]]:
    """Return the columns that keys are made of; 0 means unknown."""
    y, m, d = (pl.col(name).cast(pl.Int64).fill_null(0) for name in "ymd")
    whole = (y > 0) & (m > 0) & (d > 0)
    low, high = pl.min_horizontal(m, d), pl.max_horizontal(m, d)
    made = frame.select(
        *[pl.col(f"n{i + 1}") for i in range(SLOTS)],
        *[
            pl.col(name)
            for name in (
                "g1",
                "g2",
                "nik",
                "nik12",
                "pp",
                "ph",
                "kk",
                "mo1",
                "mo2",
                "pr",
                "pd",
                "pv",
                "bp",
            )
        ],
        pl.col("sx").cast(pl.Int64),
        (pl.col("nik") % 10_000_000_000).alias("nik10"),
        y.alias("y"),
        # Day and month in order of size: a swapped date meets its original.
        pl.when(whole).then(y * 10_000 + low * 100 + high).otherwise(0).alias("born"),
        pl.when(whole & (pl.col("dd") == 0)).then(low * 100 + high).otherwise(0).alias("md"),
    )
    return {
        name: made[name].fill_null(0).to_numpy().astype(np.int64, copy=False)
        for name in made.columns
    }


def entries(columns: Columns, family: Family) -> tuple[Rows, Numbers]:
    """Return the records that have keys of a family, and the keys; a record may have several."""
    rows, keys = [], []
    for parts in family.variants:
        have = with_all(columns, parts)
        tokens = [part for part in parts if part[0] == "n" and part[1:] in "1234"]
        key = np.zeros(len(have), dtype=np.uint64)
        for part in tokens:
            # A sum: two names give one key in whatever order they stand.
            key += _scattered(columns[part].take(have).view(np.uint64))
        for part in parts:
            if part not in tokens:
                key = refined(columns, have, key, part)
        rows.append(have)
        keys.append(key)
    return np.concatenate(rows), np.concatenate(keys)


def refined(columns: Columns, rows: Rows, keys: Numbers, part: str) -> Numbers:
    """Return the keys with one more field in them."""
    return _scattered(keys ^ _scattered(columns[part].take(rows).view(np.uint64)))


def _scattered(numbers: Numbers) -> Numbers:
    with np.errstate(over="ignore"):
        numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (numbers ^ (numbers >> np.uint64(31))) + _ODD


def blocks(columns: Columns, family: Family) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Yield (rows ordered by block, where each block starts, its size), for blocks of 2 to `at_most`."""
    rows, keys = entries(columns, family)
    for step in (None, *family.refine):
        if step is not None:
            have = columns[step].take(rows) != 0
            rows = rows[have]
            keys = refined(columns, rows, keys[have], step)
        if len(rows) < 2:
            return
        keys, rows = _ordered(keys, rows)
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        sizes = np.diff(starts, append=len(keys))
        fits = (sizes >= 2) & (sizes <= family.at_most)
        yield rows, starts[fits], sizes[fits]
        large = np.repeat(sizes > family.at_most, sizes)
        rows, keys = rows[large], keys[large]


def _ordered(keys: Numbers, rows: Rows) -> tuple[Numbers, Rows]:
    """Return keys and rows by key, then row.

    Key and row travel in one number, for numbers sort several times faster than an order does. The
    key keeps the bits that the row leaves: two keys that meet by chance only add a candidate.
    """
    bits = np.uint64(int(rows.max()).bit_length())
    packed = np.sort((keys >> bits << bits) | rows.view(np.uint64))
    mask = (np.uint64(1) << bits) - np.uint64(1)
    return packed & ~mask, (packed & mask).view(np.int64)


def with_all(columns: Columns, parts: tuple[str, ...]) -> Rows:
    """Return the rows in which every part is known."""
    present = columns[parts[0]] != 0
    for part in parts[1:]:
        present = present & (columns[part] != 0)
    return np.flatnonzero(present)


def pairs_within(rows: Rows, starts: Rows, sizes: Rows, bits: int) -> Rows:
    """Return all pairs of two rows within blocks of ordered rows, each pair as one number.

    The smaller row stands above `bits`, the larger below.
    """
    found = []
    for size in np.flatnonzero(np.bincount(sizes)):
        # Column for column: the first of every block, the second of every block, …
        block = rows.take(np.arange(size)[:, None] + starts[sizes == size][None, :])
        a, b = np.triu_indices(int(size), k=1)
        pairs = ((block << bits)[a] | block[b]).ravel()
        if (block[1:] == block[:-1]).any():
            # A record that has one key twice does not meet itself.
            pairs = pairs[(block[a] != block[b]).ravel()]
        found.append(pairs)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def distinct(numbers: Rows) -> Rows:
    """Return the distinct numbers in order. `numpy.unique` hashes, which takes many times longer."""
    ordered = np.sort(numbers)
    fresh = np.ones(len(ordered), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def located(among: npt.NDArray[Any], asked: npt.NDArray[Any]) -> tuple[Rows, Rows]:
    """Return where each number asked begins in an ordered list, and how often it stands there.

    Asked in their order, neighbours are found on pages that are in the cache already, and only those
    which are there at all are asked where they end: a quarter of the time.
    """
    order = np.argsort(asked)
    numbers = asked[order]
    begin = np.searchsorted(among, numbers, side="left")
    there = np.zeros(len(numbers), dtype=bool)
    inside = begin < len(among)
    there[inside] = among[begin[inside]] == numbers[inside]
    count = np.zeros(len(numbers), dtype=np.int64)
    count[there] = np.searchsorted(among, numbers[there], side="right") - begin[there]
    first, size = np.empty_like(begin), np.empty_like(count)
    first[order], size[order] = begin, count
    return first, size


def merged(runs: list[Rows]) -> Rows:
    """Return the distinct numbers of ordered runs, in order: the lower and the upper half at once."""
    runs = [run for run in runs if len(run)]
    if not runs:
        return np.empty(0, dtype=np.int64)
    middle = int(np.median([run[len(run) // 2] for run in runs]))
    cuts = [np.searchsorted(run, middle) for run in runs]
    halves = (
        [run[:cut] for run, cut in zip(runs, cuts, strict=True)],
        [run[cut:] for run, cut in zip(runs, cuts, strict=True)],
    )
    return np.concatenate(list(each(lambda half: distinct(np.concatenate(half)), halves)))


def candidate_pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct candidate pairs of prepared records: left < right, ordered."""
    columns = key_columns(frame)
    # Both rows of a pair travel in one number.
    bits = len(frame).bit_length()

    def of(family: Family) -> Rows:
        pairs = [pairs_within(*found, bits) for found in blocks(columns, family)]
        return distinct(np.concatenate(pairs)) if pairs else np.empty(0, dtype=np.int64)

    coded = merged(list(each(of, families())))
    right = coded & ((1 << bits) - 1)
    return pl.DataFrame({"left": (coded >> bits).astype(np.int32), "right": right.astype(np.int32)})


def pair_number() -> pl.Expr:
    """Return a pair's `left` and `right` as one number, which sorts and is found faster than two."""
    return pl.col("left").cast(pl.Int64) * 2**32 + pl.col("right").cast(pl.Int64)


def strangers(
    frame: pl.DataFrame, candidates: pl.DataFrame, *, each: int = 15_000, alike: bool = True
) -> pl.DataFrame:
    """Return pairs that are not candidates: any two; if `alike` also of one district, one given name.

    The candidates come in order, as `candidate_pairs` gives them.

    Neighbours in an order that the records themselves shuffle, so that every run gives the same.
    """
    shuffled = frame.select(
        "idx", "pd", "g1", "sx", _shuffle=(pl.col("raw") ^ (pl.col("idx") * 2654435761)).hash(3)
    )
    shuffled = shuffled.filter(pl.col("idx") % max(1, len(frame) // 150_000) == 0)
    orders = [["_shuffle"], ["pd", "sx", "_shuffle"], ["g1", "_shuffle"]]
    found = [
        _neighbours(shuffled.sort([*order, "idx"])["idx"].to_numpy(), each)
        for order in (orders if alike else orders[:1])
    ]
    pairs = pl.concat(found).unique().sort("left", "right")
    known, asked = (
        some.select(pair_number()).to_series().to_numpy() for some in (candidates, pairs)
    )
    # Each of the few pairs is looked up: no table of millions is built.
    _first, times = located(known, asked)
    return pairs.filter(pl.Series(times == 0))


def _neighbours(rows: npt.NDArray[np.int32], count: int) -> pl.DataFrame:
    """Return about `count` pairs of rows that stand near each other."""
    step = max(1, len(rows) // count)
    far = min(max(2, count // max(1, len(rows)) + 2), max(len(rows), 2))
    lags = range(1, far) if step == 1 else (1,)
    one = np.concatenate([rows[:-lag:step] for lag in lags])
    other = np.concatenate([rows[lag::step] for lag in lags])
    size = min(len(one), len(other))
    one, other = (one, other) if step == 1 else (one[:size], other[:size])
    return pl.DataFrame({"left": np.minimum(one, other), "right": np.maximum(one, other)})
