"""What a loan really costs a year: the rate at which all that is paid is worth what was received."""

from collections.abc import Sequence
from decimal import Decimal, localcontext

_DIGITS = 40
_PLACES = Decimal("0.000001")
_STEPS = 100


def period_rate(*, received: int, payments: Sequence[int], gaps: Sequence[int]) -> Decimal:
    """Return the internal rate of a period; `gaps` are the periods that pass before each payment."""
    with localcontext(prec=_DIGITS):
        return 1 / _discount(received, payments, gaps) - 1


def compounded(rate: Decimal, times: int) -> Decimal:
    """Return what a rate becomes when interest bears interest so many times, to six places."""
    with localcontext(prec=_DIGITS):
        return ((1 + rate) ** times - 1).quantize(_PLACES)


def nominal(effective: Decimal) -> Decimal:
    """Return twelve times the month's rate that compounds to an effective yearly rate."""
    with localcontext(prec=_DIGITS):
        return (12 * ((1 + effective) ** (Decimal(1) / 12) - 1)).quantize(_PLACES)


def _discount(received: int, payments: Sequence[int], gaps: Sequence[int]) -> Decimal:
    """Solve Σ payment · v^time = received for v.

    The sum is a polynomial in v without negative coefficients: it rises and is convex, so Newton's
    steps from v = 1 (where nothing is discounted) fall to the root and never past it.
    """
    if received <= 0 or sum(payments) < received:
        raise ValueError("less is paid back than was received")
    factor = Decimal(1)
    for _step in range(_STEPS):
        value, slope = _present(payments, gaps, factor)
        smaller = factor - (value - received) / slope
        if abs(factor - smaller) < Decimal("1e-30"):
            return smaller
        factor = smaller
    raise ArithmeticError("the rate was not found")


def _present(
    payments: Sequence[int], gaps: Sequence[int], factor: Decimal
) -> tuple[Decimal, Decimal]:
    """Return the present value and its derivative by the discount factor, from the last to the first."""
    value = slope = Decimal(0)
    for payment, gap in zip(reversed(payments), reversed(gaps), strict=True):
        value += payment
        power = factor ** (gap - 1)
        # (v^gap · f)' = gap · v^(gap-1) · f + v^gap · f'
        slope = power * (gap * value + factor * slope)
        value *= power * factor
    return value, slope
