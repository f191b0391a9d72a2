"""Principal paid early on her wish: what was paid ahead becomes a smaller or shorter schedule."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import WrongState
from pulang.lending.actions import contracts, repayments, schedules, usage
from pulang.lending.actions.owing import Owing
from pulang.lending.models import Balance, Instalment, Loan, Schedule
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.prepayment import Wish
from pulang.lending.rules.prepayment import prepay as reckon
from pulang.lending.terms import Account, DayCount, InterestMethod, LoanState, ScheduleReason


@transaction.atomic
def prepay(*, loan: Loan, wish: Wish, on: date, by: Actor, at: datetime) -> Schedule:
    """Use what stands on the advance for principal today instead of on the next due date.

    It pays what is due, the interest earned so far, then principal; the rest of the loan is drawn
    up anew with smaller or with fewer instalments.

    Raises: NotAllowed, WrongState, ClosedPeriod, TermsRefused.
    """
    require(by, Permission.LOAN_WRITE)
    loan = contracts.locked(loan)
    owing = Owing.of(loan, on=on, by=by, at=at)
    advance = owing.balance.advance
    coming = [row for row in owing.rows if row.due_on > on and not row.is_paid]
    if loan.state != LoanState.REPAYING or not advance or not coming:
        raise WrongState(_("Nothing was paid ahead on this loan that could reduce it."))
    if advance >= owing.left:
        raise WrongState(_("What was paid ahead covers the whole loan: it ends with it."))
    left = owing.use_on_due(advance)
    if not left:
        raise WrongState(_("Nothing was paid ahead on this loan that could reduce it."))
    owing.use_on_rest(left)
    use = usage.Use(owing)
    repayments.post_advance(owing, usage.moves(use, Account.ADVANCE), by=by, at=at)
    owing.save()
    made = _anew(loan, coming, wish, on=on, by=by, at=at)
    facts = {"amount": advance, "wish": wish.value}
    subject = Subject("loan", loan.public_id)
    audit.record("lending.prepaid", by=by, at=at, subject=subject, facts=facts)
    return made


def _anew(
    loan: Loan, coming: list[Instalment], wish: Wish, *, on: date, by: Actor, at: datetime
) -> Schedule:
    balance = Balance.objects.get(pk=loan.pk)
    terms: dict[str, Any] = {
        "annual_rate": loan.annual_rate,
        "method": InterestMethod(loan.method),
    }
    reckoned = reckon(
        amount=1,  # the money is used already: only the number of months is asked
        outstanding=balance.principal + 1,
        accrued=0,
        months=len(coming),
        instalment=max(row.total for row in coming),
        plan=Plan(first_due=coming[0].due_on, day_count=DayCount(loan.day_count), **terms),
        wish=wish,
    )
    months = len(reckoned.schedule.instalments) if reckoned.schedule else 1
    plan = schedules.Plan(
        principal=balance.principal,
        months=months,
        starts_on=on,
        first_due_on=coming[0].due_on,
        carried=balance.interest,
        **terms,
    )
    return schedules.draw_up(loan=loan, plan=plan, reason=ScheduleReason.PREPAYMENT, by=by, at=at)
