"""What is still to be paid: nothing is paid twice."""

from collections.abc import Iterable


def left(*, amount: int, shares: Iterable[int]) -> int:
    """Return how much of an item nobody has taken over yet, in rupiah."""
    return amount - sum(shares)


def may_take(*, amount: int, shares: Iterable[int], more: int) -> bool:
    """Tell whether somebody may take over so much more of an item."""
    return 0 < more <= left(amount=amount, shares=shares)
