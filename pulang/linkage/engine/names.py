"""What two names share: counted on token identities, before the slower comparisons run."""

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine.tokens import SLOTS

_CHUNK = 1 << 18

Shared = npt.NDArray[np.int32]


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
