"""Which interest each period of a schedule earns, as apart from what is due at its end."""

from dataclasses import dataclass, replace
from datetime import date

from pulang.lending.rules.accrual import earned
from pulang.lending.rules.rounding import half_up
from pulang.lending.rules.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Row:
    """One due date as it is stored: what is due, what its period earns, what becomes principal."""

    number: int
    due: date
    principal: int
    interest: int
    accrues: int
    capitalised: int
    balance: int


def rows(drawn: Schedule, *, carried: int = 0) -> tuple[Row, ...]:
    """Return the rows to store. What they earn plus `carried` is what they ask for, to the rupiah.

    `carried` was earned before the schedule began; the first row in which anything is due asks for
    it.
    """
    made: list[Row] = []
    for one, accrues in zip(drawn.instalments, earned(drawn), strict=True):
        capitalised = max(-one.principal, 0)
        interest = 0 if capitalised else one.interest
        if carried and interest:
            interest, carried = interest + carried, 0
        made.append(
            Row(
                one.number,
                one.due,
                max(one.principal, 0),
                interest,
                accrues,
                capitalised,
                one.balance,
            )
        )
    if carried and made:  # a loan without interest asks for it with the last row
        made[-1] = replace(made[-1], interest=made[-1].interest + carried)
    return tuple(made)


def drawing(*, principal: int, annual_rate: int) -> int:
    """Return what a principal earns in a year while money still goes out: basis points of it."""
    return half_up(principal * annual_rate, 10_000)
