"""Publishing counts about people: small cells hidden so that no sum gives them away (R8.7).

A count below five can name a person. Hiding it alone is not enough: with the totals beside it
anybody subtracts it back. Further cells are hidden until each hidden one could be at least one more
or one less without any published number changing. Source: handbook 8.5 R8.7; method: complementary
suppression along cycles of the table's row and column sums (docs/algorithms/suppression.md).
"""

from collections.abc import Sequence
from heapq import heappop, heappush

LEAST = 5
Table = Sequence[Sequence[int]]
Shown = tuple[tuple[int | None, ...], ...]
_Cell = tuple[int, int]


def suppress(table: Table, *, least: int = LEAST) -> Shown:
    """Return the table with its totals, hidden cells as None.

    One row and one column longer than given: the last row holds the sums of the columns, the last
    column those of the rows, the corner the sum of all. Zero is no person and stays. Where no
    hiding of some cells would do, all cells are hidden.
    """
    full = with_totals(table)
    hidden = {
        (row, column)
        for row, cells in enumerate(full)
        for column, count in enumerate(cells)
        if 0 < count < least
    }
    while exposed := _exposed(full, hidden):
        cycle = _cheapest_cycle(full, hidden, exposed)
        if cycle is None:
            return tuple(tuple(None for _ in cells) for cells in full)
        hidden |= cycle
    return tuple(
        tuple(None if (row, column) in hidden else count for column, count in enumerate(cells))
        for row, cells in enumerate(full)
    )


def suppress_line(counts: Sequence[int], *, least: int = LEAST) -> tuple[int | None, ...]:
    """Return counts whose total is published too: if one is hidden, the next smallest is as well."""
    small = {place for place, count in enumerate(counts) if 0 < count < least}
    if len(small) == 1:
        others = [place for place, count in enumerate(counts) if count and place not in small]
        if not others:
            return tuple(None for _ in counts)
        small.add(min(others, key=lambda place: (counts[place], place)))
    return tuple(None if place in small else count for place, count in enumerate(counts))


def rounded(count: int, *, base: int = 5) -> int:
    """Return a count rounded to the base, halves up: for maps, where neighbours invite subtraction."""
    return (2 * count + base) // (2 * base) * base


def with_totals(table: Table) -> tuple[tuple[int, ...], ...]:
    """Return the table with sums of rows, of columns, and of all.

    Raises: ValueError for rows of different length or counts below zero.
    """
    width = len(table[0]) if table else 0
    if any(len(row) != width for row in table):
        raise ValueError("rows of different length")
    if any(count < 0 for row in table for count in row):
        raise ValueError("a count below zero")
    rows = [(*row, sum(row)) for row in table]
    sums = tuple(sum(row[column] for row in rows) for column in range(width + 1))
    return (*rows, sums)


def _neighbours(hidden: set[_Cell]) -> dict[int, set[int]]:
    # Rows are nodes 0, 1, …; columns -1, -2, …; a hidden cell ties its row to its column.
    graph: dict[int, set[int]] = {}
    for row, column in hidden:
        graph.setdefault(row, set()).add(~column)
        graph.setdefault(~column, set()).add(row)
    return graph


def _exposed(full: Table, hidden: set[_Cell]) -> _Cell | None:
    """Return a hidden cell that lies on no cycle of hidden non-zero cells: sums give it away."""
    movable = {(row, column) for row, column in hidden if full[row][column]}
    for row, column in sorted(movable):
        graph = _neighbours(movable - {(row, column)})
        seen, todo = {row}, [row]
        while todo:
            for node in graph.get(todo.pop(), ()):
                if node not in seen:
                    seen.add(node)
                    todo.append(node)
        if ~column not in seen:
            return row, column
    return None


def _cheapest_cycle(full: Table, hidden: set[_Cell], cell: _Cell) -> set[_Cell] | None:
    """Return the cells of the cheapest cycle through a cell: hiding those loses the least."""
    start, goal = cell[0], ~cell[1]
    best: dict[int, int] = {start: 0}
    before: dict[int, int] = {}
    queue = [(0, start)]
    while queue:
        cost, node = heappop(queue)
        if node == goal:
            break
        if cost > best[node]:
            continue
        others = range(len(full[0])) if node >= 0 else range(len(full))
        for other in others:
            row, column = (node, other) if node >= 0 else (other, ~node)
            # A cell of nobody cannot be one less: a cycle through it protects nothing.
            if (row, column) == cell or not full[row][column]:
                continue
            step = 0 if (row, column) in hidden else full[row][column]
            following = ~other if node >= 0 else other
            if cost + step < best.get(following, 1 << 62):
                best[following] = cost + step
                before[following] = node
                heappush(queue, (cost + step, following))
    if goal not in before:
        return None
    cycle, node = set(), goal
    while node != start:
        near = before[node]
        cycle.add((near, ~node) if near >= 0 else (node, ~near))
        node = near
    return cycle
