"""Drawing up what is due when, and which interest runs meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pulang.access.terms import Actor
from pulang.law.queries import holidays
from pulang.lending.models import Balance, Instalment, Loan, Schedule
from pulang.lending.rules import accrual, earning
from pulang.lending.rules.arrears import working_day
from pulang.lending.rules.schedule import schedule as reckon
from pulang.lending.terms import Collectability, DayCount, Grace, InterestMethod, ScheduleReason

_YEAR = 365


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms of a schedule: of the loan itself, or new ones after restructuring."""

    principal: int
    annual_rate: int
    months: int
    method: InterestMethod
    starts_on: date
    first_due_on: date
    grace: Grace = Grace.NONE
    grace_months: int = 0
    carried: int = 0
    """Interest earned before it begins; asked for with the first due date."""


def plan_of(
    loan: Loan, *, principal: int, starts_on: date, first_due_on: date, carried: int
) -> Plan:
    """Return the plan of a loan's own terms."""
    return Plan(
        principal=principal,
        annual_rate=loan.annual_rate,
        months=loan.months,
        method=InterestMethod(loan.method),
        starts_on=starts_on,
        first_due_on=first_due_on,
        grace=Grace(loan.grace),
        grace_months=loan.grace_months,
        carried=carried,
    )


def draw_up(
    *,
    loan: Loan,
    plan: Plan,
    reason: ScheduleReason,
    by: Actor,
    at: datetime,
    keep: Collection[Instalment] = (),
    quality: Collectability = Collectability.LANCAR,
) -> Schedule:
    """Let a new schedule hold instead of the one before, and interest run by it from `starts_on`.

    The caller has brought the interest up to the day before `starts_on`, and holds the balance's
    row. Instalments of the former schedule stay readable; what was paid on them stays paid. With
    `keep` what is overdue stays due as it is, beside the new schedule; `quality` is what the loan
    keeps of before.

    Raises: TermsRefused.
    """
    reckoned = reckon(
        principal=plan.principal,
        annual_rate=plan.annual_rate,
        months=plan.months,
        method=plan.method,
        first_due=plan.first_due_on,
        starts_on=plan.starts_on,
        grace=plan.grace,
        grace_months=plan.grace_months,
        day_count=DayCount(loan.day_count),
    )
    rows = earning.rows(reckoned, carried=plan.carried)
    dues = _open_days(loan, [row.due for row in rows])
    last = loan.schedules.order_by("-version").first()
    loan.schedules.filter(is_current=True).update(is_current=False)
    Instalment.objects.filter(loan=loan, is_current=True).exclude(
        pk__in=[one.pk for one in keep]
    ).update(is_current=False)
    made = Schedule.objects.create(
        loan=loan,
        version=last.version + 1 if last else 1,
        reason=reason,
        principal=plan.principal,
        interest=sum(row.interest for row in rows),
        annual_rate=plan.annual_rate,
        months=plan.months,
        method=plan.method,
        grace=plan.grace,
        grace_months=plan.grace_months,
        starts_on=plan.starts_on,
        first_due_on=plan.first_due_on,
        effective_rate=reckoned.effective_rate * 100,
        kept=quality,
        made_at=at,
        made_by=by.membership_id,
    )
    before = max((one.number for one in keep), default=0)
    Instalment.objects.bulk_create(
        Instalment(
            schedule=made,
            loan=loan,
            number=before + row.number,
            due_on=due,
            principal=row.principal,
            interest=row.interest,
            accrues=row.accrues,
            capitalised=row.capitalised,
            balance=row.balance,
            is_paid=row.principal + row.interest == 0,
        )
        for row, due in zip(rows, dues, strict=True)
    )
    run(loan, starts_on=plan.starts_on, ends_on=dues[0], total=rows[0].accrues)
    return made


def _open_days(loan: Loan, dues: Sequence[date]) -> list[date]:
    """Return the days on which she can pay: the interest of a period is the same, a day longer or not."""
    if not loan.terms.due_moves:
        return list(dues)
    closed = holidays()
    return [working_day(due, holidays=closed) for due in dues]


def run_drawing(*, loan: Loan, principal: int, starts_on: date) -> None:
    """Let interest run on what is paid out, before the schedule begins."""
    total = earning.drawing(principal=principal, annual_rate=loan.annual_rate)
    run(loan, starts_on=starts_on, ends_on=starts_on + timedelta(days=_YEAR), total=total)


def booked_ahead(balance: Balance, *, on: date) -> int:
    """Return the interest that is booked for a day and later: the day was being closed already."""
    if not balance.is_running or balance.accrual_from is None or balance.accrual_to is None:
        return 0
    period = accrual.Period(balance.accrual_from, balance.accrual_to, balance.accrual_total)
    return max(0, balance.accrual_done - accrual.accrued(period, on=on))


def run(loan: Loan, *, starts_on: date, ends_on: date, total: int) -> None:
    """Let interest of a period run. What is booked ahead counts in it, or a day is asked for twice."""
    balance = Balance.objects.select_for_update(no_key=True).get(pk=loan.pk)
    ahead = booked_ahead(balance, on=starts_on)
    balance.is_running = True
    balance.accrual_from, balance.accrual_to = starts_on, ends_on
    balance.accrual_total, balance.accrual_done = total, ahead
    balance.accrued_through = starts_on - timedelta(days=1)
    balance.save(
        update_fields=[
            "is_running",
            "accrual_from",
            "accrual_to",
            "accrual_total",
            "accrual_done",
            "accrued_through",
        ]
    )


def shorter(plan: Plan, *, months: int) -> Plan:
    """Return the plan over fewer months, without grace: it has begun already."""
    return replace(plan, months=months, grace=Grace.NONE, grace_months=0)
