"""Can she pay it from her wage? With the numbers that the refusal and the borrower's sheet print.

All monthly debts count against the wage, not only this loan: the loan shark's instalment is paid
from the same money. Handbook 5.4; worked figures in docs/algorithms/lending.md.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from pulang.lending.refusals import AmountRefused, WageRefused
from pulang.lending.rules.schedule import LEAST_PRINCIPAL, MOST_PRINCIPAL, Schedule, schedule
from pulang.lending.terms import DayCount, Grace, InterestMethod

_WHOLE = 10_000
STEP = 1000
"""Principals are offered in whole thousands."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The most that fits her wage over so many months, and what it costs a month."""

    months: int
    principal: int
    monthly: int


@dataclass(frozen=True, slots=True)
class Affordability:
    """Yes or no, and why. Shares are basis points of the net wage, rounded against the loan."""

    is_affordable: bool
    is_near: bool
    share: int
    instalment: int
    most_instalment: int
    most_principal: int
    longer: tuple[Offer, ...]
    needed_wage: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about a loan but its amount and tenor."""

    annual_rate: int
    method: InterestMethod
    first_due: date
    grace: Grace = Grace.NONE
    grace_months: int = 0
    day_count: DayCount = DayCount.THIRTY_360
    rounding: int = 1

    def draw(self, *, principal: int, months: int) -> Schedule:
        """Draw up the schedule for an amount and a tenor."""
        return schedule(
            principal=principal,
            months=months,
            annual_rate=self.annual_rate,
            method=self.method,
            first_due=self.first_due,
            grace=self.grace,
            grace_months=self.grace_months,
            day_count=self.day_count,
            rounding=self.rounding,
        )


def proven_wage(*, amount: Decimal, rate: Decimal, haircut: int = 500) -> int:
    """Return a foreign wage in whole rupiah after a haircut in basis points, rounded down.

    The haircut keeps her safe when her wage's currency falls; for a wage in rupiah it is 0.
    """
    worth = amount * rate * (_WHOLE - haircut) / _WHOLE
    return int(worth.to_integral_value(ROUND_FLOOR))


def affordability(
    *,
    net_wage: int,
    other_debts: int,
    principal: int,
    months: int,
    plan: Plan,
    cap: int = 3500,
    warn: int = 3000,
    tenors: Sequence[int] = (),
) -> Affordability:
    """Tell whether the largest instalment and her other debts stay under `cap` of the net wage.

    `other_debts` is what she pays for them a month; `tenors` are the longer ones that the product
    allows, for each of which the most that would fit is told.

    Raises: WageRefused, TermsRefused.
    """
    if net_wage <= 0:
        raise WageRefused
    if other_debts < 0:
        raise AmountRefused(amount=other_debts)
    instalment = plan.draw(principal=principal, months=months).monthly
    burden, room = instalment + other_debts, room_of(net_wage, other_debts, cap)
    return Affordability(
        is_affordable=burden * _WHOLE <= cap * net_wage,
        is_near=warn * net_wage < burden * _WHOLE <= cap * net_wage,
        share=-(-burden * _WHOLE // net_wage),
        instalment=instalment,
        most_instalment=room,
        most_principal=most_principal(room=room, months=months, plan=plan).principal,
        longer=tuple(
            most_principal(room=room, months=tenor, plan=plan)
            for tenor in sorted(tenors)
            if tenor > months
        ),
        needed_wage=needed_wage(burden=burden, cap=cap),
    )


def room_of(net_wage: int, other_debts: int, cap: int) -> int:
    """Return what is left of her wage for an instalment a month."""
    return max(0, net_wage * cap // _WHOLE - other_debts)


def needed_wage(*, burden: int, cap: int) -> int:
    """Return the smallest net wage of which the burden is at most `cap`."""
    return -(-burden * _WHOLE // cap)


def most_principal(*, room: int, months: int, plan: Plan) -> Offer:
    """Return the largest principal in whole thousands whose largest instalment fits the room.

    Halving keeps one amount that fits below one that does not until they are neighbours: the
    answer is a schedule that was drawn up, not a formula turned around.
    """

    def fits(thousands: int) -> bool:
        return plan.draw(principal=thousands * STEP, months=months).monthly <= room

    low, high = LEAST_PRINCIPAL // STEP, MOST_PRINCIPAL // STEP
    if not fits(low):
        return Offer(months, 0, 0)
    # What she pays back in all is never less than the principal.
    high = min(high, room * months // STEP + 1)
    if high <= low or fits(high):
        low = high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    found = plan.draw(principal=low * STEP, months=months)
    return Offer(months, found.principal, found.monthly)


# --- what the money is for ---


class Finding(StrEnum):
    """What the rules say about one cost that the loan would pay."""

    FINE = "fine"
    OVER = "over"
    FORBIDDEN = "forbidden"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost: `amount = allowed + over`; forbidden and unlisted costs have nothing allowed."""

    component: str
    amount: int
    finding: Finding
    allowed: int
    over: int


def cost_lines(
    *, lines: Iterable[tuple[str, int]], ceilings: Mapping[str, int], on_employer: Container[str]
) -> tuple[CostLine, ...]:
    """Judge each cost: what the employer must bear is forbidden whatever its amount (handbook 5.4).

    A ceiling holds for all lines of its component together, in their order. A component without
    one is unlisted: a person has to look at it.

    Raises: AmountRefused for an amount under one rupiah.
    """
    left = dict(ceilings)
    return tuple(_judged(component, amount, left, on_employer) for component, amount in lines)


def _judged(
    component: str, amount: int, left: dict[str, int], on_employer: Container[str]
) -> CostLine:
    if amount < 1:
        raise AmountRefused(amount=amount)
    if component in on_employer:
        return CostLine(component, amount, Finding.FORBIDDEN, 0, amount)
    if component not in left:
        return CostLine(component, amount, Finding.UNLISTED, 0, amount)
    allowed = min(amount, left[component])
    left[component] -= allowed
    finding = Finding.FINE if allowed == amount else Finding.OVER
    return CostLine(component, amount, finding, allowed, amount - allowed)
