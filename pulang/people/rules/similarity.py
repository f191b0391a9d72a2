"""How alike two names are: the best pairing of their tokens, rare tokens weighing more."""

from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from pulang.people.rules.dictionary import Book, shipped_book
from pulang.people.rules.names import tokens
from pulang.people.rules.spelling import spelling_key

EXACT, SAME_SPELLING, SAME_GROUP, INITIAL = 1.0, 0.98, 0.95, 0.7
_FLOOR = 0.8
"""Below this, two tokens count as different names: Jaro-Winkler gives strangers 0.5."""


@lru_cache(maxsize=262_144)
def token_similarity(one: str, other: str) -> float:
    """Return 0 to 1: same letters, same spelling key, same group of the shipped book, near, else 0."""
    return similarity_in(shipped_book(), one, other)


def similarity_in(book: Book, one: str, other: str) -> float:
    """Return the similarity of two tokens under a given book of names."""
    if one == other:
        return EXACT if one else 0.0
    if not one or not other:
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return INITIAL if _initial(book, one) == _initial(book, other) != "" else 0.0
    first, second = spelling_key(one), spelling_key(other)
    if first == second:
        return SAME_SPELLING
    if book.canonical(one) == book.canonical(other):
        return SAME_GROUP
    near: float = max(JaroWinkler.similarity(first, second), JaroWinkler.similarity(one, other))
    return near * 0.95 if near >= _FLOOR else 0.0


def _initial(book: Book, token: str) -> str:
    """Return the first letter of the key; a lone `Y.` stands for names whose key begins with j."""
    first = book.canonical(token)[:1]
    return "j" if first == "y" else first


def _equal_weight(_token: str) -> float:
    return 1.0


def align(
    one: tuple[str, ...],
    other: tuple[str, ...],
    *,
    alike: Callable[[str, str], float] = token_similarity,
) -> list[tuple[str, str, float]]:
    """Pair the tokens of two names, most alike first, each token used once; strangers stay alone."""
    pairs = [
        (-score, min(a, b), max(a, b), i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if (score := alike(a, b))
    ]
    pairs.sort()
    used_one: set[int] = set()
    used_other: set[int] = set()
    matched = []
    for minus, _, _, i, j in pairs:
        if i not in used_one and j not in used_other:
            used_one.add(i)
            used_other.add(j)
            matched.append((one[i], other[j], -minus))
    return matched


def tokens_similarity(
    one: tuple[str, ...],
    other: tuple[str, ...],
    *,
    weight: Callable[[str], float] = _equal_weight,
    alike: Callable[[str, str], float] = token_similarity,
) -> float:
    """Return 0 to 1 for two names as tokens; order plays no part, a left-out middle name little."""
    if not one or not other:
        return 0.0
    shared = sum(
        score * (weight(a) + weight(b)) / 2 for a, b, score in align(one, other, alike=alike)
    )
    total_one, total_other = sum(sorted(map(weight, one))), sum(sorted(map(weight, other)))
    small, large = sorted((total_one, total_other))
    if small <= 0:
        return 0.0
    return min(1.0, 0.7 * min(1.0, shared / small) + 0.3 * min(1.0, shared / large))


def name_similarity(one: str, other: str, sex: str = "") -> float:
    """Return 0 to 1 for two names as written."""
    return tokens_similarity(tokens(one, sex), tokens(other, sex))
