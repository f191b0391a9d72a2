"""Links to persons: components as any reference finds them, and no bridge between two NIK."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.linkage.engine.clusters import clusters, components

NO_NIK = np.zeros(30, dtype=np.int64)
edges = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60)


def links(pairs, weights=None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "left": [min(pair) for pair in pairs],
            "right": [max(pair) for pair in pairs],
            "weight": weights or [5.0] * len(pairs),
        },
        schema={"left": pl.Int32, "right": pl.Int32, "weight": pl.Float64},
    )


def by_hand(count: int, pairs) -> list[int]:
    """Walk from every record to all it reaches: slow and plain."""
    near = {row: {row} for row in range(count)}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    found = []
    for row in range(count):
        seen, ahead = {row}, [row]
        while ahead:
            fresh = near[ahead.pop()] - seen
            seen |= fresh
            ahead.extend(fresh)
        found.append(min(seen))
    return found


@settings(deadline=None)
@given(edges)
def test_components_are_those_a_walk_finds(pairs):
    left, right = [a for a, _ in pairs], [b for _, b in pairs]

    assert components(30, left, right).tolist() == by_hand(30, pairs)


@settings(deadline=None)
@given(edges)
def test_without_nik_every_link_is_followed(pairs):
    assert clusters(30, links(pairs), NO_NIK).tolist() == by_hand(30, pairs)


@settings(deadline=None)
@given(edges, st.lists(st.sampled_from([0, 0, 7, 8]), min_size=30, max_size=30))
def test_the_order_of_the_links_changes_nothing(pairs, numbers):
    nik = np.array(numbers, dtype=np.int64)

    one = clusters(30, links(pairs), nik)
    other = clusters(30, links(pairs[::-1]), nik)

    assert one.tolist() == other.tolist()


def test_a_record_without_nik_does_not_bridge_two_people_with_different_nik():
    nik = np.array([111, 0, 222], dtype=np.int64)

    found = clusters(3, links([(0, 1), (1, 2)], [9.0, 6.0]), nik)

    assert found.tolist() == [0, 0, 2]


def test_two_nik_stay_together_where_their_own_records_were_linked():
    nik = np.array([111, 222, 0], dtype=np.int64)

    found = clusters(3, links([(0, 1), (1, 2)], [9.0, 6.0]), nik)

    assert found.tolist() == [0, 0, 0]


def test_nobody_is_nobody():
    assert clusters(0, links([]), np.empty(0, dtype=np.int64)).tolist() == []
