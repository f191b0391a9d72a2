"""A new schedule for a loan that can no longer be paid as agreed, and what it says of its quality."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pulang.lending.refusals import AmountRefused, OverpaidRefused
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.arrears import LIMITS, collectability
from pulang.lending.rules.schedule import Schedule
from pulang.lending.terms import Collectability

CURE = 3
"""Payments in a row, each whole and in time, before a restructured loan may count as better."""


@dataclass(frozen=True, slots=True)
class Restructured:
    """What became of the debt: principal + capitalised - given up = new principal."""

    principal: int
    capitalised: int
    given_up: int
    interest_left: int
    schedule: Schedule


def restructure(
    *,
    outstanding: int,
    overdue_interest: int,
    months: int,
    plan: Plan,
    capitalised: int = 0,
    given_up: int = 0,
) -> Restructured:
    """Draw up what remains anew, with a new tenor, rate or grace.

    `capitalised` is the part of the overdue interest that is added to the principal; the rest of
    it stays due as it is. `given_up` is principal that the bank forgives. Penalty is never
    capitalised: it would bear interest.

    Raises: AmountRefused, OverpaidRefused, TermsRefused.
    """
    for amount in (overdue_interest, capitalised, given_up):
        if amount < 0:
            raise AmountRefused(amount=amount)
    if capitalised > overdue_interest:
        raise OverpaidRefused(amount=capitalised, owed=overdue_interest)
    if given_up >= outstanding:
        raise OverpaidRefused(amount=given_up, owed=outstanding)
    principal = outstanding + capitalised - given_up
    return Restructured(
        principal=principal,
        capitalised=capitalised,
        given_up=given_up,
        interest_left=overdue_interest - capitalised,
        schedule=plan.draw(principal=principal, months=months),
    )


def quality(*, before: Collectability, days: int, paid_in_row: int) -> Collectability:
    """Return the quality of a restructured loan: as before until cured, never better than its days.

    A new schedule has nothing overdue on its first day; without this every loss would be current.
    """
    by_days = collectability(days, limits=LIMITS)
    return by_days if paid_in_row >= CURE else max(before, by_days)


def paid_in_row(payments: Iterable[tuple[date, date | None]]) -> int:
    """Count the latest due items that were paid whole and in time, one after another.

    `payments` are the due items of the new schedule until today: due day, and the day on which the
    last rupiah of it came (None while something is missing). A late one begins the count anew.
    """
    count = 0
    for due, paid_on in sorted(payments, key=lambda one: one[0]):
        count = count + 1 if paid_on is not None and paid_on <= due else 0
    return count
