"""Which spellings a reviewer's "same person" suggests for the book of names (R7.4)."""

from pulang.people.rules.names import tokens
from pulang.people.rules.similarity import SAME_GROUP, align

_SHORTEST = 4


def suggested(one: str, other: str) -> tuple[tuple[str, str], ...]:
    """Return pairs of words that are near each other and not yet one name; short forms left out."""
    return tuple(
        (first, second)
        for first, second, score in align(tokens(one), tokens(other))
        if score < SAME_GROUP and min(len(first), len(second)) >= _SHORTEST
    )
