"""What two names share: counted on token identities, before the slower comparisons run."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine.together import each
from pulang.linkage.engine.tokens import SLOTS

_CHUNK = 1 << 16

Shared = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int32]
Tokens = npt.NDArray[np.int64]
Facts = npt.NDArray[np.int32]
Table = npt.NDArray[Any]


def shared_names(
    frame: pl.DataFrame, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> Shared:
    """Return per pair: 1000 × (number of tokens shared) + (rarity of the shared tokens in bits)."""
    tokens = np.column_stack([frame[f"n{i + 1}"].to_numpy() for i in range(SLOTS)])
    bits = np.column_stack([frame[f"w{i + 1}"].to_numpy() for i in range(SLOTS)]).astype(np.int32)

    def chunk(start: int) -> Shared:
        part = slice(start, start + _CHUNK)
        return _shared(_of(tokens, left[part]), _of(tokens, right[part]), _of(bits, left[part]))

    found = list(each(chunk, range(0, len(left), _CHUNK)))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int32)


def _shared(ours: Tokens, theirs: Tokens, bits: Shared) -> Shared:
    total = np.zeros(ours.shape[1], dtype=np.int32)
    for i in range(SLOTS):
        hit = ours[i] == theirs[0]
        for j in range(1, SLOTS):
            hit |= ours[i] == theirs[j]
        hit &= ours[i] != 0
        total += np.where(hit, bits[i] + 1000, 0)
    return total


def _of(table: Table, rows: Indices) -> Table:
    """Return the rows of a table as columns. `take` fetches rows in half the time of an index."""
    return np.ascontiguousarray(table.take(rows, axis=0).T)


NEVER = 9


def names_needed(frame: pl.DataFrame, left: Indices, right: Indices) -> npt.NDArray[np.int8]:
    """Return how many names a pair must share to be compared at all; others cannot become links.

    None where they have a number in common, or sex, exact date and district. `NEVER` where sex or birth
    date speak against it. One where both may be the same; two where they live in different districts.
    """
    about = _about(frame)

    def chunk(start: int) -> npt.NDArray[np.int8]:
        part = slice(start, start + _CHUNK)
        return _needed(_of(about, left[part]), _of(about, right[part]))

    found = list(each(chunk, range(0, len(left), _CHUNK)))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int8)


_NUMBERS = ("nik", "pp", "ph", "kk")
_KNOWN = (*_NUMBERS, "pd", "sx")
_ABOUT = (*_KNOWN, "y", "m", "d", "dd")


def _about(frame: pl.DataFrame) -> npt.NDArray[np.int32]:
    """Return what is asked of each record in one row: one place in memory to fetch per record."""
    made = np.empty((len(frame), len(_ABOUT)), dtype=np.int32)
    for at, name in enumerate(_ABOUT):
        value = frame[name].fill_null(0).to_numpy().astype(np.int64)
        # Half of the bits are enough here: two that meet by chance are only compared for nothing.
        made[:, at] = (value ^ (value >> 31)) & 0x7FFFFFFF
    return made


def _needed(ours: Facts, theirs: Facts) -> npt.NDArray[np.int8]:
    mine, other = (dict(zip(_ABOUT, facts, strict=True)) for facts in (ours, theirs))
    same = dict(
        zip(
            _KNOWN,
            (ours[: len(_KNOWN)] == theirs[: len(_KNOWN)]) & (ours[: len(_KNOWN)] != 0),
            strict=True,
        )
    )
    number = same["nik"] | same["pp"] | same["ph"] | same["kk"]
    sex = same["sx"] | (mine["sx"] == 0) | (other["sx"] == 0)
    unknown = (mine["y"] == 0) | (other["y"] == 0)
    month, day, year = (mine[name] == other[name] for name in ("m", "d", "y"))
    default = (mine["dd"] + other["dd"]) > 0
    swapped = (mine["m"] == other["d"]) & (mine["d"] == other["m"])
    near_year = np.abs(mine["y"] - other["y"]) <= 1
    birth = unknown | (year & (month | day | default | swapped))
    birth |= (month & day) | (near_year & default)
    here = same["pd"]
    elsewhere = ~here & (mine["pd"] != 0) & (other["pd"] != 0)
    one, two, three, never = (np.int8(count) for count in (1, 2, 3, NEVER))
    # Measured: in another district one shared name, or another year, is a stranger 199 times of 200.
    near = np.where(elsewhere, np.where(year | unknown, two, three), one)
    needed = np.where(birth, near, np.where(year & here, two, never))
    needed[year & month & day & here & ~default] = 0
    needed[~sex] = NEVER
    needed[number] = 0
    return needed
