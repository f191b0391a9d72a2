"""From links to persons: connected components, with a guard against bridges between two NIK."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Rows = npt.NDArray[np.int64]


def components(count: int, left: npt.ArrayLike, right: npt.ArrayLike) -> Rows:
    """Return per record the smallest record number of its component."""
    left, right = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    first = np.empty(int(label.max()) + 1, dtype=np.int64)
    first[label[::-1]] = np.arange(count)[::-1]
    return np.asarray(first[label])


def clusters(count: int, links: pl.DataFrame, nik: Rows) -> Rows:
    """Return per record the smallest record of its person.

    Links (left, right, weight) are followed, the surest first where it matters: in a component
    that holds several NIK a link does not join two groups that each have a NIK of their own and
    share none, unless the two records it joins say so themselves.
    """
    left, right = links["left"].to_numpy(), links["right"].to_numpy()
    label = components(count, left, right)
    doubtful = _with_several(label, nik)
    inside = doubtful[left]
    if not inside.any():
        return label
    kept = _guarded(links.filter(pl.Series(inside)), nik)
    return np.where(doubtful, components(count, *kept), label)


def _with_several(label: Rows, nik: Rows) -> npt.NDArray[np.bool_]:
    """Tell per record whether its component holds more than one NIK."""
    with_nik = np.flatnonzero(nik)
    owner, number = label[with_nik], nik[with_nik]
    least = np.full(len(label), np.iinfo(np.int64).max)
    most = np.zeros(len(label), dtype=np.int64)
    np.minimum.at(least, owner, number)
    np.maximum.at(most, owner, number)
    return (most > least)[label]


def _guarded(links: pl.DataFrame, nik: Rows) -> tuple[Sequence[int], Sequence[int]]:
    ordered = links.sort(["weight", "left", "right"], descending=[True, False, False])
    parent: dict[int, int] = {}
    numbers: dict[int, set[int]] = {}
    kept_left, kept_right = [], []

    def root(row: int) -> int:
        path = []
        while parent.setdefault(row, row) != row:
            path.append(row)
            row = parent[row]
        for passed in path:
            parent[passed] = row
        return row

    def of(row: int) -> set[int]:
        if row not in numbers:
            numbers[row] = {int(nik[row])} if nik[row] else set()
        return numbers[row]

    for one, other in ordered.select("left", "right").iter_rows():
        a, b = root(one), root(other)
        if a == b:
            continue
        mine, theirs = of(a), of(b)
        said_so = nik[one] and nik[other] and nik[one] != nik[other]
        if mine and theirs and not mine & theirs and not said_so:
            continue
        low, high = min(a, b), max(a, b)
        parent[high] = low
        numbers[low] = mine | theirs
        kept_left.append(one)
        kept_right.append(other)
    return kept_left, kept_right
