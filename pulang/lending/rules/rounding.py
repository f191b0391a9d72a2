"""Whole rupiah out of exact fractions, with integers only."""


def half_up(numerator: int, denominator: int) -> int:
    """Divide and round half up; both are at least zero, the denominator more."""
    return (2 * numerator + denominator) // (2 * denominator)


def to_step(numerator: int, denominator: int, step: int) -> int:
    """Round to the rupiah half up; to a larger step always up.

    So the last instalment, which takes the difference, is never the largest by more than a few rupiah.
    """
    if step == 1:
        return half_up(numerator, denominator)
    return -(-numerator // (denominator * step)) * step
