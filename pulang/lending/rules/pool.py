"""How many workers a revolving fund serves, and at which loss it shrinks.

Expected values without chance: of each rupiah that falls due a share never comes. Months are alike;
what was repaid is lent again at the beginning of the next month, in whole loans.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pulang.lending.refusals import SimulationRefused
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.rounding import half_up
from pulang.lending.rules.schedule import Schedule
from pulang.lending.terms import DayCount, Grace, InterestMethod

_WHOLE = 10_000
_ANY_DAY = date(2026, 1, 1)  # months of 30 days: the date changes nothing


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the fund; amounts in rupiah at its end, `served` counts new borrowers."""

    number: int
    served: int
    lent: int
    repaid: int
    interest: int
    lost: int
    cost: int
    cash: int
    outstanding: int

    @property
    def value(self) -> int:
        """What the fund is worth: cash and what will still be paid back."""
        return self.cash + self.outstanding


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed. Shares are basis points; `loss` is of principal that falls due, `late` of payments.

    `cost` is of the outstanding principal a year; late payments come `late_months` after their day.
    """

    allocation: int
    loan: int
    annual_rate: int
    months: int
    grace_months: int = 0
    grace: Grace = Grace.FULL_CAPITALISE
    method: InterestMethod = InterestMethod.ANNUITY
    loss: int = 0
    late: int = 0
    late_months: int = 3
    cost: int = 0

    def schedule(self) -> Schedule:
        """Return the schedule that all loans have."""
        plan = Plan(
            annual_rate=self.annual_rate,
            method=self.method,
            first_due=_ANY_DAY,
            grace=self.grace if self.grace_months else Grace.NONE,
            grace_months=self.grace_months,
            day_count=DayCount.THIRTY_360,
        )
        return plan.draw(principal=self.loan, months=self.months)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a fund does when it is always fully lent, in rupiah; `average` is a share in basis points."""

    average: int
    monthly: int
    yearly: int
    served: int
    interest: int


def capacity(scenario: Scenario) -> Capacity:
    """Return the steady state: with loans begun evenly the average balance decides.

    Over 12 months of annuity at 6 % 54.7 % of a loan is owed on average, so Rp50 billion lend
    Rp7.6 billion a month (handbook 5.1).
    """
    _check(scenario, years=1)
    drawn = scenario.schedule()
    owed, life = _owed(drawn), sum(drawn.gaps)
    whole, balances = scenario.loan * life, sum(owed)
    monthly = scenario.allocation * scenario.loan // balances
    return Capacity(
        average=half_up(balances * _WHOLE, whole),
        monthly=monthly,
        yearly=12 * monthly,
        served=12 * monthly // scenario.loan,
        interest=half_up(12 * monthly * drawn.interest, scenario.loan),
    )


def _owed(drawn: Schedule) -> list[int]:
    """Return the balance at the beginning of each month of a loan's life."""
    balances, balance = [], drawn.principal
    for one, gap in zip(drawn.instalments, drawn.gaps, strict=True):
        balances += [balance] * gap
        balance = one.balance
    return balances


def simulate(scenario: Scenario, *, years: int) -> tuple[Month, ...]:
    """Run the fund month by month: lend what there is, receive what falls due, lose a share of it.

    Raises: SimulationRefused, TermsRefused.
    """
    _check(scenario, years=years)
    due, interest_due = _by_month(scenario.schedule())
    begun: list[int] = []
    late: dict[int, tuple[int, int]] = {}
    cash, outstanding, months = scenario.allocation, 0, []
    for number in range(1, 12 * years + 1):
        served = max(0, cash) // scenario.loan
        begun.append(served)
        lent = served * scenario.loan
        cash, outstanding = cash - lent, outstanding + lent
        principal, interest = _falling_due(begun, due), _falling_due(begun, interest_due)
        lost = _share(principal, scenario.loss)
        coming, earning = principal - lost, interest - _share(interest, scenario.loss)
        waiting = (_share(coming, scenario.late), _share(earning, scenario.late))
        late[number + scenario.late_months] = waiting
        before = late.pop(number, (0, 0))
        repaid = coming - waiting[0] + before[0]
        earned = earning - waiting[1] + before[1]
        cost = half_up(outstanding * scenario.cost, 12 * _WHOLE)
        cash += repaid + earned - cost
        outstanding -= repaid + lost
        months.append(Month(number, served, lent, repaid, earned, lost, cost, cash, outstanding))
    return tuple(months)


def _check(scenario: Scenario, *, years: int) -> None:
    shares = (scenario.loss, scenario.late, scenario.cost)
    if not 0 < scenario.loan <= scenario.allocation or not 1 <= years <= 30:
        raise SimulationRefused
    if any(not 0 <= share <= _WHOLE for share in shares) or not 1 <= scenario.late_months <= 60:
        raise SimulationRefused


def _by_month(drawn: Schedule) -> tuple[list[int], list[int]]:
    """Return principal and interest that are paid in each month of a loan's life.

    Interest added to the loan in a grace is principal when it is paid; it was never lent, so the
    fund books it as interest: the principal of a loan is what went out.
    """
    principal, interest, left = [], [], drawn.principal
    for one, gap in zip(drawn.instalments, drawn.gaps, strict=True):
        back = min(max(one.principal, 0), left)
        left -= back
        principal += [0] * (gap - 1) + [back]
        interest += [0] * (gap - 1) + [one.total - back]
    return principal, interest


def _falling_due(begun: Sequence[int], amounts: Sequence[int]) -> int:
    """Sum over the loans begun in each month what they owe in this one, the latest month."""
    return sum(count * amount for count, amount in zip(reversed(begun), amounts, strict=False))


def _share(amount: int, share: int) -> int:
    return half_up(amount * share, _WHOLE)


def served_by_year(months: Sequence[Month]) -> tuple[int, ...]:
    """Return how many workers were served in each year."""
    return tuple(
        sum(one.served for one in months[start : start + 12]) for start in range(0, len(months), 12)
    )


def break_even(scenario: Scenario, *, years: int) -> int:
    """Return the largest loss, in basis points, at which the fund is worth what it began with.

    The value falls as the loss rises, so halving finds it; 0 when it shrinks without any loss.
    """

    def holds(loss: int) -> bool:
        changed = replace(scenario, loss=loss)
        return simulate(changed, years=years)[-1].value >= scenario.allocation

    low, high = 0, _WHOLE
    if not holds(low):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
