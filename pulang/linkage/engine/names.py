"""What two names share: counted on token identities, before the slower comparisons run."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine.tokens import SLOTS

_CHUNK = 1 << 18

Shared = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int32]
Columns = Mapping[str, npt.NDArray[np.int64]]


def shared_names(
    frame: pl.DataFrame, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> Shared:
    """Return per pair: 1000 × (number of tokens shared) + (rarity of the shared tokens in bits)."""
    tokens = np.column_stack([frame[f"n{i + 1}"].to_numpy() for i in range(SLOTS)])
    bits = np.column_stack([frame[f"w{i + 1}"].to_numpy() for i in range(SLOTS)]).astype(np.int32)
    made = np.empty(len(left), dtype=np.int32)
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        ours, theirs = tokens[left[part]], tokens[right[part]]
        weights = bits[left[part]] + 1000
        total = np.zeros(len(ours), dtype=np.int32)
        for i in range(SLOTS):
            mine = ours[:, i]
            hit = mine == theirs[:, 0]
            for j in range(1, SLOTS):
                hit |= mine == theirs[:, j]
            hit &= mine != 0
            total += np.where(hit, weights[:, i], 0)
        made[part] = total
    return made


def worth_comparing(
    frame: pl.DataFrame, left: Indices, right: Indices, shared: Shared
) -> npt.NDArray[np.bool_]:
    """Tell which pairs agree enough to be compared at all; the others cannot become links.

    Kept are pairs with a number in common, and pairs of one sex and a birth date that may be one,
    which share a name (two, where they live in different districts) or exact date and district.
    """
    kept = np.empty(len(left), dtype=bool)
    names = ("nik", "pp", "ph", "kk", "sx", "y", "m", "d", "dd", "pd")
    column = {name: frame[name].fill_null(0).to_numpy() for name in names}
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        ours = {name: values[left[part]] for name, values in column.items()}
        theirs = {name: values[right[part]] for name, values in column.items()}
        kept[part] = _alike(ours, theirs, shared[part])
    return kept


def _alike(ours: Columns, theirs: Columns, shared: Shared) -> npt.NDArray[np.bool_]:
    def same(name: str) -> npt.NDArray[np.bool_]:
        return np.asarray((ours[name] == theirs[name]) & (ours[name] != 0))

    number = same("nik") | same("pp") | same("ph") | same("kk")
    sex = (ours["sx"] == theirs["sx"]) | (ours["sx"] == 0) | (theirs["sx"] == 0)
    unknown = (ours["y"] == 0) | (theirs["y"] == 0)
    month, day = ours["m"] == theirs["m"], ours["d"] == theirs["d"]
    default = (ours["dd"] + theirs["dd"]) > 0
    swapped = (ours["m"] == theirs["d"]) & (ours["d"] == theirs["m"])
    year = ours["y"] == theirs["y"]
    near_year = np.abs(ours["y"].astype(np.int32) - theirs["y"]) <= 1
    birth = unknown | (year & (month | day | default | swapped))
    birth |= (month & day) | (near_year & default)
    here = same("pd")
    elsewhere = (ours["pd"] != theirs["pd"]) & (ours["pd"] != 0) & (theirs["pd"] != 0)
    one, two, three = (shared >= 1000 * times for times in (1, 2, 3))
    # Measured: in another district one shared name, or another year, is a stranger 199 times of 200.
    near = birth & np.where(elsewhere, two & (year | unknown | three), one)
    exact = year & month & day & here & ~default
    return np.asarray(number | (sex & (near | (year & two & here) | exact)))
