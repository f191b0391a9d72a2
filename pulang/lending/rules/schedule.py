"""Repayment schedules to the rupiah: four methods, three day counts, four kinds of grace.

Everything is integer arithmetic on exact fractions. Formulas, worked tables and sources:
docs/algorithms/lending.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from pulang.base.money import BasisPoints
from pulang.lending.refusals import (
    DueDayRefused,
    FeeRefused,
    FirstDueRefused,
    GraceRefused,
    MonthsRefused,
    PrincipalRefused,
    RateRefused,
    RoundingRefused,
)
from pulang.lending.rules.dates import due_dates, month_later
from pulang.lending.rules.rounding import half_up, to_step
from pulang.lending.rules.yields import compounded, nominal, period_rate
from pulang.lending.terms import DayCount, Grace, InterestMethod

MOST_RATE = 6000
MOST_MONTHS = 60
LEAST_PRINCIPAL = 10_000
MOST_PRINCIPAL = 10_000_000_000
MOST_FIRST_DAYS = 62
STEPS = (1, 100, 500, 1000)
_WHOLE = 10_000  # basis points
_DAYS_IN_YEAR = {DayCount.ACTUAL_365: 365, DayCount.ACTUAL_360: 360}


@dataclass(frozen=True, slots=True)
class Instalment:
    """One month. `total = principal + interest`; `balance` is the principal still owed after it.

    In a month of grace in which interest is added to the loan, `principal` is negative by it.
    """

    number: int
    due: date
    principal: int
    interest: int
    total: int
    balance: int


@dataclass(frozen=True)
class Schedule:
    """All months of a loan; sums are exact: what is paid is `principal + interest`."""

    instalments: tuple[Instalment, ...]
    principal: int
    interest: int
    fee: int
    accrued: int  # interest of a grace without payments, asked for in the instalments that follow
    gaps: tuple[int, ...]  # before each instalment: months under 30/360, else days
    periods: int  # how many of these make a year

    @property
    def total(self) -> int:
        """What she pays back over the whole life, fee apart."""
        return self.principal + self.interest

    @property
    def total_cost(self) -> int:
        """What the loan costs her: interest and fee."""
        return self.interest + self.fee

    @property
    def payable(self) -> tuple[Instalment, ...]:
        """Return the months in which something is due; months of grace may have nothing."""
        return tuple(one for one in self.instalments if one.total)

    @property
    def capitalised(self) -> int:
        """Interest that was added to the loan in months of grace."""
        return -sum(one.principal for one in self.instalments if one.principal < 0)

    @property
    def monthly(self) -> int:
        """The largest instalment: what the wage must bear."""
        return max(one.total for one in self.instalments)

    @cached_property
    def effective_rate(self) -> Decimal:
        """The effective yearly rate as a share, 0.061678 for 6 % paid monthly; fee included."""
        payments = [one.total for one in self.instalments]
        received = self.principal - self.fee
        rate = period_rate(received=received, payments=payments, gaps=self.gaps)
        return compounded(rate, self.periods)

    @property
    def nominal_rate(self) -> Decimal:
        """Twelve times the monthly rate behind the effective one: 0.109 for 6 % flat over 12 months."""
        return nominal(self.effective_rate)


@dataclass(frozen=True, slots=True)
class _Periods:
    """The months that remain; interest of one is `balance · weight / base`, exactly."""

    weights: tuple[int, ...]
    base: int

    def interest(self, balance: int, index: int) -> int:
        return half_up(balance * self.weights[index], self.base)

    def simple(self, balance: int) -> int:
        """Return the interest of all these months when none bears interest itself."""
        return half_up(balance * sum(self.weights), self.base)

    def split(self, at: int) -> "tuple[_Periods, _Periods]":
        return _Periods(self.weights[:at], self.base), _Periods(self.weights[at:], self.base)


_Rows = Iterator[tuple[int, int]]  # principal and interest of each month


def schedule(
    *,
    principal: int,
    annual_rate: BasisPoints | int,
    months: int,
    method: InterestMethod,
    first_due: date,
    grace: Grace = Grace.NONE,
    grace_months: int = 0,
    day_count: DayCount = DayCount.THIRTY_360,
    starts_on: date | None = None,
    due_day: int = 0,
    rounding: int = 1,
    fee: int = 0,
) -> Schedule:
    """Draw up the repayment of a loan: one row a month, the months of grace among them.

    Whole rupiah, half up per month; the last instalment takes the rounding, so principals sum to
    `principal` exactly and the balance ends at zero. Without `starts_on` it begins a month before
    `first_due`. `due_day` is the day of the month that is meant when `first_due` falls into a
    shorter one (31, with a first due day on 28 February). `fee` is kept back from what she receives and counts in the effective rate. A
    single repayment is due on the last of the due days.

    Raises: TermsRefused, of the kind that says which term and what is possible.
    """
    starts_on = starts_on or month_later(first_due, -1)
    _check(principal, annual_rate, months, grace, grace_months, rounding, fee)
    _check_first_due(starts_on, first_due, due_day)
    dues = due_dates(first_due, months, due_day=due_day)
    periods = _periods(day_count, annual_rate, (starts_on, *dues))
    in_grace, paying = periods.split(grace_months)
    rows, balance, carried = _grace(grace, principal, in_grace)
    try:
        rows += _METHODS[method](balance, paying, carried, rounding)
    except _TooLate:
        raise FirstDueRefused(starts_on=starts_on, first_due=first_due, most=31) from None
    if method == InterestMethod.SINGLE:
        dues = (*dues[:grace_months], dues[-1])
    return Schedule(
        instalments=_instalments(dues, rows, principal, rounding),
        principal=principal,
        interest=sum(interest for _principal, interest in rows),
        fee=fee,
        accrued=carried,
        gaps=_gaps(day_count, starts_on, first_due, dues),
        periods=12 if day_count == DayCount.THIRTY_360 else 365,
    )


def _check(
    principal: int, rate: int, months: int, grace: Grace, grace_months: int, step: int, fee: int
) -> None:
    least = LEAST_PRINCIPAL if months > 1 else 1  # a last rest is paid in one
    if not least <= principal <= MOST_PRINCIPAL:
        raise PrincipalRefused(principal=principal, least=least, most=MOST_PRINCIPAL)
    if not 0 <= rate <= MOST_RATE:
        raise RateRefused(rate=rate, most=MOST_RATE)
    if not 1 <= months <= MOST_MONTHS:
        raise MonthsRefused(months=months, most=MOST_MONTHS)
    if not 0 <= grace_months < months or (grace == Grace.NONE) != (grace_months == 0):
        raise GraceRefused(grace_months=grace_months, months=months)
    if step not in STEPS:
        raise RoundingRefused(rounding=step)
    if not 0 <= fee < principal:
        raise FeeRefused(fee=fee, principal=principal)


def _check_first_due(starts_on: date, first_due: date, due_day: int) -> None:
    if not 0 <= due_day <= 31 or month_later(first_due, 0, due_day=due_day) != first_due:
        raise DueDayRefused(first_due=first_due, due_day=due_day)
    if not 1 <= (first_due - starts_on).days <= MOST_FIRST_DAYS:
        raise FirstDueRefused(starts_on=starts_on, first_due=first_due, most=MOST_FIRST_DAYS)


def _periods(day_count: DayCount, rate: int, days: Sequence[date]) -> _Periods:
    if day_count == DayCount.THIRTY_360:
        return _Periods((rate,) * (len(days) - 1), 12 * _WHOLE)
    weights = tuple(rate * (after - before).days for before, after in pairwise(days))
    return _Periods(weights, _DAYS_IN_YEAR[day_count] * _WHOLE)


def _gaps(
    day_count: DayCount, starts_on: date, first_due: date, dues: Sequence[date]
) -> tuple[int, ...]:
    if day_count != DayCount.THIRTY_360:
        return tuple((after - before).days for before, after in pairwise((starts_on, *dues)))
    first = first_due.year * 12 + first_due.month - 1
    months = [due.year * 12 + due.month - first for due in dues]
    return tuple(after - before for before, after in pairwise((0, *months)))


def _instalments(
    dues: Sequence[date], rows: Sequence[tuple[int, int]], balance: int, rounding: int
) -> tuple[Instalment, ...]:
    made = []
    for number, (due, (principal, interest)) in enumerate(zip(dues, rows, strict=True), 1):
        if balance == 0:  # rounded up so far that nothing is left for the last months
            raise RoundingRefused(rounding=rounding)
        balance -= principal
        made.append(Instalment(number, due, principal, interest, principal + interest, balance))
    return tuple(made)


# --- months of grace ---


def _grace(
    grace: Grace, principal: int, months: _Periods
) -> tuple[list[tuple[int, int]], int, int]:
    """Return the rows of grace, the balance after it, and interest that is still to be asked for."""
    if grace == Grace.FULL_ACCRUE:
        return [(0, 0)] * len(months.weights), principal, months.simple(principal)
    rows, balance = [], principal
    for index in range(len(months.weights)):
        interest = months.interest(balance, index)
        if grace == Grace.FULL_CAPITALISE:
            rows.append((-interest, interest))
            balance += interest
        else:
            rows.append((0, interest))
    return rows, balance, 0


# --- methods: `carried` is interest from the grace, spread evenly and free of interest ---


class _TooLate(Exception):
    """The first period is so long that the level instalment does not pay its interest."""


def _annuity(balance: int, months: _Periods, carried: int, step: int) -> _Rows:
    """Equal instalments. A = P · Π(1+iₖ) / Σₖ Πⱼ>ₖ(1+iⱼ); with equal iₖ this is P·i/(1−(1+i)⁻ⁿ)."""
    growth, sums, scale = 1, 0, 1
    for weight in months.weights:
        factor = months.base + weight
        growth *= factor
        sums = sums * factor + scale
        scale *= months.base
    count = len(months.weights)
    level = to_step(
        balance * growth * count + carried * months.base * sums, months.base * sums * count, step
    )
    share = half_up(carried, count)
    for index in range(count - 1):
        extra = min(share, carried)
        carried -= extra
        interest = months.interest(balance, index) + extra
        if interest > level:
            raise _TooLate
        principal = min(level - interest, balance)
        balance -= principal
        yield principal, interest
    yield balance, months.interest(balance, count - 1) + carried


def _flat(balance: int, months: _Periods, carried: int, step: int) -> _Rows:
    """Interest on the whole principal for the whole time, in equal parts whatever was paid back."""
    count, left = len(months.weights), months.simple(balance) + carried
    level, share = to_step(balance + left, count, step), half_up(left, count)
    for _index in range(count - 1):
        interest = min(share, left)
        principal = min(level - interest, balance)
        left -= interest
        balance -= principal
        yield principal, interest
    yield balance, left


def _declining(balance: int, months: _Periods, carried: int, step: int) -> _Rows:
    """Equal principal, interest on what is still owed."""
    count = len(months.weights)
    part, share = to_step(balance, count, step), half_up(carried, count)
    for index in range(count - 1):
        extra, principal = min(share, carried), min(part, balance)
        carried -= extra
        yield principal, months.interest(balance, index) + extra
        balance -= principal
    yield balance, months.interest(balance, count - 1) + carried


def _single(balance: int, months: _Periods, carried: int, step: int) -> _Rows:
    """All at the end, with simple interest."""
    yield balance, months.simple(balance) + carried


_METHODS: dict[InterestMethod, Callable[[int, _Periods, int, int], _Rows]] = {
    InterestMethod.ANNUITY: _annuity,
    InterestMethod.FLAT: _flat,
    InterestMethod.DECLINING: _declining,
    InterestMethod.SINGLE: _single,
}
