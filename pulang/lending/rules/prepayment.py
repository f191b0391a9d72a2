"""Paying principal before it is due: the instalments become smaller, or they end sooner."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pulang.lending.refusals import AmountRefused
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.schedule import LEAST_PRINCIPAL, Schedule
from pulang.lending.terms import Grace


class Wish(StrEnum):
    """What the borrower wants from paying early."""

    SMALLER = "smaller_instalments"
    SOONER = "fewer_instalments"


@dataclass(frozen=True, slots=True)
class Prepayment:
    """What an early payment did: amount = interest + principal + left. No schedule: all is paid."""

    interest: int
    principal: int
    left: int
    schedule: Schedule | None


def prepay(
    *,
    amount: int,
    outstanding: int,
    accrued: int,
    months: int,
    instalment: int,
    plan: Plan,
    wish: Wish,
) -> Prepayment:
    """Pay the interest accrued until today, then principal, and draw up what remains.

    `months` are the instalments that were still to come and `instalment` the usual one of them;
    `plan` begins with the next due day. Interest of the time that is no longer needed is not asked
    for: she pays for what she used. A flat loan is treated alike, on the principal that remains.

    Raises: AmountRefused.
    """
    if amount < 1:
        raise AmountRefused(amount=amount)
    interest = min(amount, accrued)
    principal = min(amount - interest, outstanding)
    rest = outstanding - principal
    return Prepayment(
        interest=interest,
        principal=principal,
        left=amount - interest - principal,
        schedule=_remaining(rest, months, instalment, plan, wish) if rest else None,
    )


def _remaining(rest: int, months: int, instalment: int, plan: Plan, wish: Wish) -> Schedule:
    if rest < LEAST_PRINCIPAL:
        return replace(plan, grace=Grace.NONE, grace_months=0).draw(principal=rest, months=1)
    if wish == Wish.SOONER:
        for fewer in range(plan.grace_months + 1, months):
            drawn = plan.draw(principal=rest, months=fewer)
            if drawn.monthly <= instalment:
                return drawn
    return plan.draw(principal=rest, months=months)
