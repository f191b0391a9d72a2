"""What is done to a loan once two persons agreed. The caller holds its row and checked who may."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.base.money import format_rupiah
from pulang.lending.actions import contracts, ledger, schedules
from pulang.lending.actions.ledger import Move
from pulang.lending.models import (
    Balance,
    Instalment,
    InsuranceClaim,
    Loan,
    LoanRequest,
    Moratorium,
    Tranche,
)
from pulang.lending.rules.affordability import Plan as RulePlan
from pulang.lending.rules.arrears import collectability
from pulang.lending.rules.restructure import restructure as reckon
from pulang.lending.terms import (
    COMMITTED,
    Account,
    ClaimState,
    Collectability,
    DayCount,
    Grace,
    InterestMethod,
    LoanState,
    PostingKind,
    ScheduleReason,
    TrancheState,
)


class TooMuch(Refused):
    """More than is owed."""

    code = "lending.more_than_owed"


class NotLateEnough(Refused):
    """A loan is written off when it is lost, not before."""

    code = "lending.not_late_enough"


class OnItsWay(Refused):
    """A payment order is at the bank."""

    code = "lending.on_its_way"


def restructure(loan: Loan, request: LoanRequest, by: Actor, at: datetime) -> None:
    """Draw up anew what is owed; the quality stays until three instalments were paid in a row.

    Figures: months, annual_rate, first_due_on, grace, grace_months, capitalise.
    """
    _expect(loan, LoanState.REPAYING)
    today = _today(at)
    balance = _brought_up(loan, on=today, by=by, at=at)
    if balance.halted_since:
        raise WrongState(_("Collection of this loan is halted."))
    wanted, ahead = request.proposal, schedules.booked_ahead(balance, on=today)
    interest, penalty = balance.interest - ahead, balance.penalty
    capitalised = interest if wanted.get("capitalise") else 0
    plan = _plan(loan, wanted, principal=balance.principal, starts_on=today, interest=interest)
    if capitalised:
        _capitalise(loan, capitalised, request, on=today, by=by, at=at)
    quality = Collectability(max(balance.collectability, _quality(loan, on=today)))
    schedules.draw_up(
        loan=loan, plan=plan, reason=ScheduleReason.RESTRUCTURE, by=by, at=at, quality=quality
    )
    _carry_penalty(loan, penalty)
    Balance.objects.filter(pk=loan.pk).update(
        overdue=0,
        oldest_due_on=None,
        collectability=quality,
        kept_collectability=quality,
        cure_count=0,
    )


def _plan(
    loan: Loan, wanted: dict[str, Any], *, principal: int, starts_on: date, interest: int
) -> schedules.Plan:
    months, grace_months = int(wanted["months"]), int(wanted.get("grace_months", 0))
    rate, method = int(wanted.get("annual_rate", loan.annual_rate)), InterestMethod(loan.method)
    grace = Grace(wanted.get("grace", Grace.NONE)) if grace_months else Grace.NONE
    first_due = date.fromisoformat(str(wanted["first_due_on"]))
    terms = RulePlan(
        annual_rate=rate,
        method=method,
        first_due=first_due,
        grace=grace,
        grace_months=grace_months,
        day_count=DayCount(loan.day_count),
    )
    reckoned = reckon(
        outstanding=principal,
        overdue_interest=interest,
        months=months,
        capitalised=interest if wanted.get("capitalise") else 0,
        plan=terms,
    )
    return schedules.Plan(
        principal=reckoned.principal,
        annual_rate=rate,
        months=months,
        method=method,
        starts_on=starts_on,
        first_due_on=first_due,
        grace=grace,
        grace_months=grace_months,
        carried=reckoned.interest_left,
    )


def _capitalise(
    loan: Loan, amount: int, request: LoanRequest, *, on: date, by: Actor, at: datetime
) -> None:
    """Interest becomes principal; it was earned when it accrued, and no money leaves the pool."""
    ledger.post(
        pool=loan.pool,
        kind=PostingKind.CAPITALISED,
        key=f"request:{request.public_id}",
        booked_on=on,
        moves=[Move(Account.PRINCIPAL, Account.INTEREST, amount, loan)],
        by=by,
        at=at,
    )


def _carry_penalty(loan: Loan, penalty: int) -> None:
    first = loan.instalments.filter(is_current=True, is_paid=False).order_by("number").first()
    if first and penalty:
        first.penalty = penalty
        first.save(update_fields=["penalty"])


def _quality(loan: Loan, *, on: date) -> int:
    balance = Balance.objects.get(pk=loan.pk)
    days = (on - balance.oldest_due_on).days if balance.oldest_due_on else 0
    return int(collectability(days))


def waive(loan: Loan, request: LoanRequest, by: Actor, at: datetime) -> None:
    """Give up penalty and interest: figures penalty, interest; the oldest instalments first."""
    if loan.state not in (LoanState.REPAYING, LoanState.SIGNED):
        _expect(loan, LoanState.REPAYING)
    today = _today(at)
    balance = _brought_up(loan, on=today, by=by, at=at)
    penalty = int(request.proposal.get("penalty", 0))
    interest = int(request.proposal.get("interest", 0))
    for asked, owed in ((penalty, balance.penalty), (interest, balance.interest)):
        if not 0 <= asked <= owed:
            raise TooMuch(
                _("%(owed)s are owed of this; %(asked)s cannot be waived.")
                % {"owed": format_rupiah(owed), "asked": format_rupiah(asked)}
            )
    if not penalty + interest:
        raise Refused(_("Write an amount above zero."))
    ledger.post(
        pool=loan.pool,
        kind=PostingKind.WAIVED,
        key=f"request:{request.public_id}",
        booked_on=today,
        moves=[
            Move(Account.PENALTY_INCOME, Account.PENALTY, penalty, loan),
            Move(Account.INTEREST_INCOME, Account.INTEREST, interest, loan),
        ],
        by=by,
        at=at,
    )
    _mark_waived(loan, penalty=penalty, interest=interest, on=today)


def _mark_waived(loan: Loan, *, penalty: int, interest: int, on: date) -> None:
    for row in loan.instalments.filter(is_current=True, is_paid=False).order_by("due_on", "number"):
        off = min(penalty, row.penalty - row.penalty_paid)
        done = min(interest, row.interest - row.interest_paid)
        penalty, interest = penalty - off, interest - done
        row.penalty_paid += off
        row.interest_paid += done
        if row.unpaid == 0:
            row.is_paid, row.paid_on = True, on
        row.save(update_fields=["penalty_paid", "interest_paid", "is_paid", "paid_on"])
    late = list(
        Instalment.objects.filter(loan=loan, is_current=True, is_paid=False, due_on__lte=on)
    )
    Balance.objects.filter(pk=loan.pk).update(
        overdue=sum(row.unpaid for row in late),
        oldest_due_on=min((row.due_on for row in late), default=None),
    )


def write_off(loan: Loan, request: LoanRequest, by: Actor, at: datetime) -> None:
    """Take a lost loan off the books; the claim on her stands (hapus buku)."""
    _expect(loan, LoanState.REPAYING)
    today = _today(at)
    balance = _brought_up(loan, on=today, by=by, at=at)
    refused = InsuranceClaim.objects.filter(loan=loan, state=ClaimState.REFUSED).exists()
    if balance.collectability < Collectability.MACET and not refused:
        raise NotLateEnough(
            _("Only a loan of quality 5, or one that the insurer refused, is written off.")
        )
    advance = balance.advance
    out = {}
    for account in (Account.PRINCIPAL, Account.INTEREST, Account.PENALTY):
        owed = getattr(balance, account.value)
        out[account] = min(advance, owed)
        advance -= out[account]
    if advance:
        raise WrongState(_("More was paid early than is owed: settle this loan."))
    gone = {
        Account.PRINCIPAL: Account.WRITE_OFF,
        Account.INTEREST: Account.INTEREST_INCOME,
        Account.PENALTY: Account.PENALTY_INCOME,
    }
    moves = [Move(Account.ADVANCE, account, amount, loan) for account, amount in out.items()]
    moves += [
        Move(gone[account], account, getattr(balance, account.value) - amount, loan)
        for account, amount in out.items()
    ]
    ledger.post(
        pool=loan.pool,
        kind=PostingKind.WRITTEN_OFF,
        key=f"request:{request.public_id}",
        booked_on=today,
        moves=moves,
        by=by,
        at=at,
    )
    _end(loan, LoanState.WRITTEN_OFF, on=today, at=at)


def release(loan: Loan, request: LoanRequest, by: Actor, at: datetime) -> None:
    """Give up the claim on a loan that was written off (hapus tagih)."""
    contracts.step(loan, to=LoanState.RELEASED, at=at)
    loan.ended_on = _today(at)
    loan.save(update_fields=["state", "state_since", "ended_on"])
    Moratorium.objects.filter(loan=loan, ends_on=None).update(
        ends_on=_today(at), ended_at=at, ended_by=by.membership_id
    )


def cancel_payout(loan: Loan, request: LoanRequest, by: Actor, at: datetime) -> None:
    """Give back to the pool what was not paid out; a loan of which nothing went out is cancelled.

    Raises: OnItsWay while an order is at the bank, WrongState when nothing is left to give back.
    """
    bound = list(
        Tranche.objects.select_for_update(no_key=True)
        .filter(loan=loan, state__in=COMMITTED)
        .order_by("pk")
    )
    if any(one.state == TrancheState.SENT for one in bound):
        raise OnItsWay(_("A payment order is at the bank. Wait for its answer."))
    if not bound:
        raise WrongState(_("Nothing of this loan waits to be paid out."))
    if not Balance.objects.get(pk=loan.pk).drawn:
        contracts.step(loan, to=LoanState.CANCELLED, at=at)
        loan.ended_on = _today(at)
        loan.save(update_fields=["state", "state_since", "ended_on"])
    Tranche.objects.filter(pk__in=[one.pk for one in bound]).update(state=TrancheState.CANCELLED)


def file_claim(loan: Loan, request: LoanRequest, by: Actor, at: datetime) -> None:
    """Ask the credit insurer for what is owed: figures asked, reference."""
    if loan.state not in (LoanState.SIGNED, LoanState.REPAYING, LoanState.WRITTEN_OFF):
        _expect(loan, LoanState.REPAYING)
    asked = int(request.proposal["asked"])
    if asked < 1:
        raise Refused(_("Write an amount above zero."))
    if InsuranceClaim.objects.filter(loan=loan, state=ClaimState.FILED).exists():
        raise WrongState(_("A claim is at the insurer already."))
    halt = Moratorium.objects.filter(loan=loan, ends_on=None).first()
    InsuranceClaim.objects.create(
        loan=loan,
        code=halt.code if halt else "",
        asked=asked,
        reference=str(request.proposal.get("reference", ""))[:60],
        filed_at=at,
        filed_by=by.membership_id,
    )


def _end(loan: Loan, state: LoanState, *, on: date, at: datetime) -> None:
    contracts.step(loan, to=state, at=at)
    loan.ended_on = on
    loan.save(update_fields=["state", "state_since", "ended_on"])
    Balance.objects.filter(pk=loan.pk).update(is_running=False, overdue=0, oldest_due_on=None)


def _brought_up(loan: Loan, *, on: date, by: Actor, at: datetime) -> Balance:
    ledger.accrue_one(loan=loan, through=on - timedelta(days=1), by=by, at=at)
    return Balance.objects.select_for_update(no_key=True).get(pk=loan.pk)


def _expect(loan: Loan, state: LoanState) -> None:
    if loan.state != state:
        raise WrongState(
            _("This loan is “%(state)s”; that step is not possible from there.")
            % {"state": LoanState(loan.state).label},
            state=loan.state,
        )


def _today(at: datetime) -> date:
    return at.astimezone(WITA).date()
