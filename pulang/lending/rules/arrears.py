"""How late a loan is, and what that says about its quality. Every limit is a row, not code."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta

from pulang.lending.rules.rounding import half_up
from pulang.lending.terms import Collectability

_WHOLE = 10_000
SUNDAY = 6
WORST = Collectability.MACET

LIMITS: Mapping[Collectability, int] = {
    Collectability.LANCAR: 0,
    Collectability.DPK: 90,
    Collectability.KURANG_LANCAR: 120,
    Collectability.DIRAGUKAN: 180,
}
"""The last day past due of each quality; later is Macet (POJK 40/POJK.03/2019, handbook 5.5)."""

OLDER_LIMITS: Mapping[Collectability, int] = {
    Collectability.LANCAR: 0,
    Collectability.DPK: 90,
    Collectability.KURANG_LANCAR: 180,
    Collectability.DIRAGUKAN: 270,
}
"""As older literature prints them (90/180/270)."""

PROVISIONS: Mapping[Collectability, int] = {
    Collectability.LANCAR: 100,
    Collectability.DPK: 500,
    Collectability.KURANG_LANCAR: 1500,
    Collectability.DIRAGUKAN: 5000,
    Collectability.MACET: 10_000,
}
"""PPKA: what the bank sets aside, in basis points of the outstanding principal (handbook 5.5)."""

PAR = (1, 30, 60, 90)
NON_PERFORMING = frozenset(
    {Collectability.KURANG_LANCAR, Collectability.DIRAGUKAN, Collectability.MACET}
)


def working_day(day: date, *, holidays: Container[date] = frozenset()) -> date:
    """Return the day itself or the next on which the bank is open: not a Sunday, not a holiday."""
    while day.weekday() == SUNDAY or day in holidays:
        day += timedelta(1)
    return day


def collectability(days: int, *, limits: Mapping[Collectability, int] = LIMITS) -> Collectability:
    """Return the quality of a loan so many days past due."""
    for quality in sorted(limits):
        if days <= limits[quality]:
            return quality
    return WORST


def worst(qualities: Iterable[Collectability]) -> Collectability:
    """Return the quality that holds for all loans of one debtor: that of her worst (one obligor)."""
    return max(qualities, default=Collectability.LANCAR)


def provision(
    *,
    outstanding: int,
    quality: Collectability,
    provisions: Mapping[Collectability, int] = PROVISIONS,
) -> int:
    """Return what is to be set aside for a loan."""
    return half_up(outstanding * provisions[quality], _WHOLE)


def at_risk(loans: Iterable[tuple[int, int]], *, limits: Sequence[int] = PAR) -> dict[int, int]:
    """Return the whole outstanding principal of loans at least so many days late, for each limit.

    `loans` are pairs of days past due and outstanding principal. PAR30 contains PAR60.
    """
    sums = dict.fromkeys(limits, 0)
    for days, outstanding in loans:
        for limit in limits:
            if days >= limit:
                sums[limit] += outstanding
    return sums


def age(days: int, *, limits: Sequence[int] = PAR) -> int:
    """Return the limit whose column of the ageing report a loan stands in; 0 when it is not late."""
    return max((limit for limit in limits if days >= limit), default=0)


def non_performing(outstanding: Mapping[Collectability, int]) -> int:
    """Return the NPL ratio in basis points: quality 3 to 5 of everything outstanding."""
    whole = sum(outstanding.values())
    bad = sum(amount for quality, amount in outstanding.items() if quality in NON_PERFORMING)
    return half_up(bad * _WHOLE, whole) if whole else 0
