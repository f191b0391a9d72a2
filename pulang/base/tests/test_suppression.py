"""Small counts stay hidden, whatever somebody reckons from the published ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pulang.base.suppression import LEAST, rounded, suppress, suppress_line, with_totals

TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=4
    )
)


def bounds(table: list[list[int]]) -> list[tuple[float, float, int]]:
    """Reckon as an attacker does: least and most that each hidden cell may be, and what it is."""
    full, shown = with_totals(table), suppress(table)
    cells = [(r, c) for r, row in enumerate(shown) for c, count in enumerate(row) if count is None]
    if not cells:
        return []
    height, width = len(full) - 1, len(full[0]) - 1
    equations, sums = [], []
    # Each row and each column, totals included: its parts less its total is nothing.
    lines = [[(r, c) for c in range(width + 1)] for r in range(height + 1)]
    lines += [[(r, c) for r in range(height + 1)] for c in range(width + 1)]
    for line in lines:
        equation, known = np.zeros(len(cells)), 0
        for place, cell in enumerate(line):
            sign = -1 if place == len(line) - 1 else 1
            count = shown[cell[0]][cell[1]]
            if count is None:
                equation[cells.index(cell)] += sign
            else:
                known += sign * count
        equations.append(equation)
        sums.append(-known)
    found = []
    for index, (row, column) in enumerate(cells):
        goal = np.zeros(len(cells))
        goal[index] = 1
        least, most = (
            linprog(sign * goal, A_eq=equations, b_eq=sums, bounds=(0, None)) for sign in (1, -1)
        )
        assert least.success
        top = -most.fun if most.success else float("inf")
        found.append((least.fun, top, full[row][column]))
    return found


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_no_hidden_count_can_be_reckoned_from_the_published_ones(table: list[list[int]]) -> None:
    for least, most, truth in bounds(table):
        assert least - 1e-6 <= truth <= most + 1e-6
        if truth:
            assert most - least > 0.5, f"{truth} lies between {least} and {most}"


@given(TABLES)
def test_no_small_count_is_published(table: list[list[int]]) -> None:
    for row in suppress(table):
        assert not [count for count in row if count is not None and 0 < count < LEAST]


@given(TABLES)
def test_what_is_published_is_true(table: list[list[int]]) -> None:
    for shown, full in zip(suppress(table), with_totals(table), strict=True):
        assert all(a is None or a == b for a, b in zip(shown, full, strict=True))


def test_a_table_without_small_counts_is_published_whole() -> None:
    assert suppress([[5, 9], [12, 0]]) == ((5, 9, 14), (12, 0, 12), (17, 9, 26))


def test_a_small_count_takes_the_cheapest_others_with_it() -> None:
    shown = suppress([[3, 40, 60], [50, 6, 70], [80, 90, 100]])

    assert shown[0][:2] == (None, None)
    assert shown[1][:2] == (None, None)
    assert sum(count is None for row in shown for count in row) == 4


def test_a_single_person_hides_every_total_she_is_in() -> None:
    assert suppress([[1, 0], [0, 0]]) == ((None, 0, None), (0, 0, 0), (None, 0, None))


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_a_line_hides_none_or_at_least_two(counts: list[int]) -> None:
    shown = suppress_line(counts)
    hidden = [count for count, seen in zip(counts, shown, strict=True) if seen is None]

    assert not [count for count in shown if count is not None and 0 < count < LEAST]
    assert len(hidden) != 1 or len(counts) == 1


def test_counts_are_rounded_half_up() -> None:
    assert [rounded(count) for count in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]


@pytest.mark.parametrize("table", [[[1, 2], [3]], [[-1]]])
def test_a_table_that_cannot_be_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"length|zero"):
        suppress(table)
