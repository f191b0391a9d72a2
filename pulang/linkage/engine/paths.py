"""What each leaf of the trees owes to each comparison.

On its way down a tree a pair passes from node to node, each with the mean answer of what came
there; the step from one to the next is owed to the comparison asked. The steps of all trees add up
exactly to the answer (Saabas 2014). A table per leaf makes this cheap for millions of pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import lightgbm
import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Paths:
    """The contribution tables of a booster's trees."""

    base: float
    tables: tuple[Table, ...]
    """One per tree: leaf x comparison."""

    @classmethod
    def of(cls, booster: lightgbm.Booster) -> Self:
        """Read the tables off the trees."""
        width = booster.num_feature()
        base, tables = 0.0, []
        for tree in booster.dump_model()["tree_info"]:
            table = np.zeros((max(1, int(tree["num_leaves"])), width))
            root = tree["tree_structure"]
            base += _value(root)
            for leaf, owed in _leaves(root, np.zeros(width)):
                table[leaf] = owed
            tables.append(table)
        return cls(base=base, tables=tuple(tables))

    def contributions(self, booster: lightgbm.Booster, rows: Table) -> tuple[float, Table]:
        """Return the base and what each row owes to each comparison; they sum to the raw answer."""
        total = np.zeros(rows.shape)
        if not len(rows):
            return self.base, total
        leaves = np.asarray(booster.predict(rows, pred_leaf=True, num_threads=2)).reshape(
            len(rows), -1
        )
        for at, table in enumerate(self.tables):
            total += table.take(leaves[:, at], axis=0)
        return self.base, total


def _value(node: dict[str, Any]) -> float:
    return float(node["internal_value"] if "internal_value" in node else node["leaf_value"])


def _leaves(node: dict[str, Any], owed: Table) -> Iterator[tuple[int, Table]]:
    if "split_feature" not in node:
        yield int(node.get("leaf_index", 0)), owed
        return
    for child in (node["left_child"], node["right_child"]):
        step = owed.copy()
        step[int(node["split_feature"])] += _value(child) - _value(node)
        yield from _leaves(child, step)
