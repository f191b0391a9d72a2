"""Two things at once: polars, numpy, DuckDB and LightGBM let go of the interpreter while they count."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

WORKERS = 2

A = TypeVar("A")
B = TypeVar("B")


def both(one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
    """Return what both say, asked at the same time."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        second = beside.submit(other)
        first = one()
        return first, second.result()


def each(do: Callable[[A], B], things: Iterable[A]) -> Iterator[B]:
    """Yield what is said of each thing, in order, two things being at work at a time."""
    with ThreadPoolExecutor(max_workers=WORKERS) as hands:
        yield from hands.map(do, things)
