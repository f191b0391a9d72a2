"""Granting a loan, signing it, paying out its tranches, beginning repayment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import WrongState
from pulang.journey.models import Migration
from pulang.law.terms import Component
from pulang.lending.actions import ledger, schedules
from pulang.lending.actions.ledger import Move, PoolExhausted
from pulang.lending.models import (
    Application,
    Balance,
    Loan,
    ProductTerms,
    Schedule,
    Tranche,
)
from pulang.lending.rules.numbers import loan_number, virtual_account
from pulang.lending.terms import (
    NEXT_OF_LOAN,
    Account,
    LoanState,
    PostingKind,
    ScheduleReason,
    TrancheState,
    TrancheStep,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One cost that the loan pays, and with which step of the payout."""

    step: TrancheStep
    component: Component
    amount: int


@dataclass(frozen=True, slots=True)
class Grant:
    """What was decided: for whom, under which terms, how much, for how long, for what."""

    migration: Migration
    terms: ProductTerms
    months: int
    parts: Sequence[Part]
    application: Application | None = None
    had_informal_debt: bool = False

    @property
    def principal(self) -> int:
        """Return the sum of its parts."""
        return sum(part.amount for part in self.parts)


@transaction.atomic
def grant(*, grant: Grant, by: Actor, at: datetime) -> Loan:
    """Make the loan and bind its money in the pool; the pool's row is locked last and shortly.

    Raises: NotAllowed, PoolExhausted.
    """
    require(by, Permission.LOAN_DECIDE)
    terms, pool = grant.terms, grant.terms.product.pool
    person = grant.migration.person
    loan = Loan(
        application=grant.application,
        pool=pool,
        bank_id=pool.bank_id,
        person=person,
        migration=grant.migration,
        terms=terms,
        state_since=at,
        principal=grant.principal,
        annual_rate=terms.annual_rate,
        months=grant.months,
        method=terms.method,
        day_count=terms.day_count,
        grace=terms.grace,
        grace_months=terms.grace_months,
        place_code=person.place_code[:4],
        sex=person.sex,
        destination=grant.migration.destination,
        had_informal_debt=grant.had_informal_debt,
        approved_at=at,
        approved_by=by.membership_id,
    )
    loan.number = loan_number(loan.public_id, on=at.astimezone(WITA).date())
    loan.virtual_account = virtual_account(loan.public_id, prefix=pool.virtual_prefix)
    loan.save(force_insert=True)
    Balance.objects.create(loan=loan, pool=pool)
    _audit("lending.granted", loan, by=by, at=at, principal=loan.principal, months=loan.months)
    try:
        with transaction.atomic():
            Tranche.objects.bulk_create(
                Tranche(
                    loan=loan,
                    pool=pool,
                    step=part.step,
                    component=part.component,
                    amount=part.amount,
                )
                for part in grant.parts
            )
    except IntegrityError as error:
        if "pool_never" not in str(error):
            raise
        raise PoolExhausted(
            _("The pool has not enough money left for this loan. Nothing was granted."),
            pool=pool.public_id,
            asked=loan.principal,
        ) from error
    return loan


@transaction.atomic
def sign(*, loan: Loan, by: Actor, at: datetime) -> Loan:
    """Record that she signed the contract: on her own phone, or at the counter before an officer.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.OWN_FILE if by.role == "worker" else Permission.LOAN_WRITE)
    # Without the pool: she signs on her own phone, and its row is not hers to read.
    held = Loan.objects.select_for_update(of=("self",), no_key=True).select_related("terms")
    loan = held.get(pk=loan.pk)
    step(loan, to=LoanState.SIGNED, at=at)
    loan.signed_at, loan.signed_by = at, by.membership_id
    loan.start_latest_on = at.astimezone(WITA).date() + timedelta(days=loan.terms.start_latest_days)
    loan.save(update_fields=["state", "state_since", "signed_at", "signed_by", "start_latest_on"])
    _audit("lending.signed", loan, by=by, at=at)
    return loan


@transaction.atomic
def paid_out(*, tranche: Tranche, paid_on: date, by: Actor, at: datetime) -> Tranche:
    """Book a tranche that the bank has paid. Told twice it is paid once.

    Raises: NotAllowed, WrongState, ClosedPeriod, NotYet.
    """
    require(by, Permission.LOAN_WRITE)
    loan = locked(tranche.loan)
    tranche = Tranche.objects.select_for_update(of=("self",), no_key=True).get(pk=tranche.pk)
    if tranche.state == TrancheState.PAID:
        return tranche
    if tranche.state != TrancheState.SENT:
        raise WrongState(_("This tranche is in no payment file."), state=tranche.state)
    ledger.accrue_one(loan=loan, through=paid_on - timedelta(days=1), by=by, at=at)
    posted = ledger.post(
        pool=loan.pool,
        kind=PostingKind.DISBURSEMENT,
        key=f"tranche:{tranche.public_id}",
        booked_on=paid_on,
        moves=[Move(Account.PRINCIPAL, Account.CASH, tranche.amount, loan)],
        by=by,
        at=at,
    )
    tranche.state, tranche.posting_id, tranche.paid_on = TrancheState.PAID, posted.id, paid_on
    tranche.save(update_fields=["state", "posting", "paid_on"])
    balance = Balance.objects.get(pk=loan.pk)
    if loan.state == LoanState.SIGNED:
        schedules.run_drawing(loan=loan, principal=balance.principal, starts_on=paid_on)
    else:
        _again(loan, balance, paid_on=paid_on, by=by, at=at)
    _audit("lending.paid_out", loan, by=by, at=at, amount=tranche.amount, step=tranche.step)
    return tranche


@transaction.atomic
def begin(*, loan: Loan, starts_on: date, first_due_on: date, by: Actor, at: datetime) -> Schedule:
    """Begin repayment: at the first wage, or on the latest day of the contract.

    Interest since the payout is asked for with the first instalment.

    Raises: NotAllowed, WrongState, TermsRefused, ClosedPeriod.
    """
    require(by, Permission.LOAN_WRITE)
    loan = locked(loan)
    step(loan, to=LoanState.REPAYING, at=at)
    ledger.check_day(pool=loan.pool, day=starts_on, at=at)
    ledger.accrue_one(loan=loan, through=starts_on - timedelta(days=1), by=by, at=at)
    balance = Balance.objects.select_for_update(no_key=True).get(pk=loan.pk)
    if not balance.principal:
        raise WrongState(_("Nothing was paid out yet."))
    if balance.halted_since:
        raise WrongState(_("Collection of this loan is halted."))
    plan = schedules.plan_of(
        loan,
        principal=balance.principal,
        starts_on=starts_on,
        first_due_on=first_due_on,
        carried=balance.interest - schedules.booked_ahead(balance, on=starts_on),
    )
    made = schedules.draw_up(loan=loan, plan=plan, reason=ScheduleReason.START, by=by, at=at)
    loan.started_on = starts_on
    loan.save(update_fields=["state", "state_since", "started_on"])
    _audit("lending.begun", loan, by=by, at=at, first_due_on=first_due_on)
    return made


def locked(loan: Loan) -> Loan:
    """Return the loan, its row held until the transaction ends."""
    return (
        Loan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pool", "terms")
        .get(pk=loan.pk)
    )


def step(loan: Loan, *, to: LoanState, at: datetime) -> None:
    """Take an allowed step; the caller saves.

    Raises: WrongState.
    """
    if to not in NEXT_OF_LOAN[LoanState(loan.state)]:
        raise WrongState(
            _("This loan is “%(state)s”; that step is not possible from there.")
            % {"state": LoanState(loan.state).label},
            state=loan.state,
        )
    loan.state, loan.state_since = to, at


def _again(loan: Loan, balance: Balance, *, paid_on: date, by: Actor, at: datetime) -> None:
    """Draw up what is left after a tranche that came when repayment had begun already."""
    left = loan.instalments.filter(is_current=True, due_on__gt=paid_on).order_by("number")
    first = left.first()
    # The bank has paid, whatever is overdue: that stays due beside the new schedule.
    owed = list(loan.instalments.filter(is_current=True, is_paid=False, due_on__lte=paid_on))
    plan = schedules.plan_of(
        loan,
        principal=balance.principal - sum(one.principal - one.principal_paid for one in owed),
        starts_on=paid_on,
        first_due_on=first.due_on if first else paid_on + timedelta(days=30),
        carried=balance.interest
        - schedules.booked_ahead(balance, on=paid_on)
        - sum(one.interest - one.interest_paid for one in owed),
    )
    plan = schedules.shorter(plan, months=left.count() or 1)
    schedules.draw_up(loan=loan, plan=plan, reason=ScheduleReason.DRAWDOWN, by=by, at=at, keep=owed)


def _audit(event: str, loan: Loan, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=Subject("loan", loan.public_id), facts=facts)
