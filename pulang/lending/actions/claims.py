"""What became of a claim at the credit insurer: paid, or refused. The family is not pursued."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import WrongState
from pulang.coordination.actions import tasks
from pulang.lending.actions import contracts, ledger
from pulang.lending.actions.ledger import Move
from pulang.lending.actions.moratoria import claim_key
from pulang.lending.actions.owing import Owing, is_bound
from pulang.lending.actions.relief import TooMuch
from pulang.lending.actions.repayments import claim_left
from pulang.lending.models import Balance, InsuranceClaim, Loan
from pulang.lending.terms import Account, Bucket, ClaimState, LoanState, PostingKind

_ACCOUNTS = {
    Bucket.PENALTY: Account.PENALTY,
    Bucket.INTEREST: Account.INTEREST,
    Bucket.PRINCIPAL: Account.PRINCIPAL,
}


@transaction.atomic
def paid(
    *, claim: InsuranceClaim, amount: int, paid_on: date, by: Actor, at: datetime
) -> InsuranceClaim:
    """Book what the insurer paid. Told twice it is booked once; what settles the loan ends it.

    Raises: NotAllowed, TooMuch, WrongState, ClosedPeriod, NotYet.
    """
    require(by, Permission.LOAN_WRITE)
    loan = contracts.locked(claim.loan)
    claim = _open(claim)
    if claim.state == ClaimState.PAID and claim.paid == amount:
        return claim
    if claim.state != ClaimState.FILED:
        raise WrongState(_("This claim was answered already."), state=claim.state)
    moves = (
        _recovered(loan, amount)
        if loan.state == LoanState.WRITTEN_OFF
        else _used(loan, amount, on=paid_on, by=by, at=at)
    )
    posted = ledger.post(
        pool=loan.pool,
        kind=PostingKind.INSURANCE,
        key=f"claim:{claim.public_id}",
        booked_on=paid_on,
        moves=moves,
        by=by,
        at=at,
    )
    claim.paid, claim.posting_id = amount, posted.id
    _answered(claim, ClaimState.PAID, by=by, at=at)
    _end_if_nothing_is_owed(loan, on=paid_on, at=at)
    return claim


@transaction.atomic
def refused(*, claim: InsuranceClaim, by: Actor, at: datetime) -> InsuranceClaim:
    """Write down that the insurer refused.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.LOAN_WRITE)
    claim = _open(claim)
    if claim.state != ClaimState.FILED:
        raise WrongState(_("This claim was answered already."), state=claim.state)
    _answered(claim, ClaimState.REFUSED, by=by, at=at)
    return claim


def _open(claim: InsuranceClaim) -> InsuranceClaim:
    return (
        InsuranceClaim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("loan")
        .get(pk=claim.pk)
    )


def _used(loan: Loan, amount: int, *, on: date, by: Actor, at: datetime) -> list[Move]:
    """Use the insurer's money on what is owed, and mark it on the instalments."""
    owing = Owing.of(loan, on=on, by=by, at=at)
    left = owing.use_on_rest(owing.use_on_due(amount))
    if left:
        raise TooMuch(_("The insurer paid more than is owed. Book what is beyond as suspense."))
    if not owing.left:
        owing.finish()
    owing.save()
    return [
        Move(Account.CASH, account, owing.total(bucket), loan)
        for bucket, account in _ACCOUNTS.items()
    ]


def _recovered(loan: Loan, amount: int) -> list[Move]:
    if amount > claim_left(loan):
        raise TooMuch(_("The insurer paid more than is owed. Book what is beyond as suspense."))
    return [Move(Account.CASH, Account.RECOVERY, amount, loan)]


def _end_if_nothing_is_owed(loan: Loan, *, on: date, at: datetime) -> None:
    balance = Balance.objects.get(pk=loan.pk)
    owed = balance.principal + balance.interest + balance.penalty
    if loan.state == LoanState.WRITTEN_OFF or owed or is_bound(loan):
        return
    contracts.step(loan, to=LoanState.SETTLED, at=at)
    loan.ended_on = on
    loan.save(update_fields=["state", "state_since", "ended_on"])
    Balance.objects.filter(pk=loan.pk).update(is_running=False)


def _answered(claim: InsuranceClaim, state: ClaimState, *, by: Actor, at: datetime) -> None:
    claim.state, claim.answered_at, claim.answered_by = state, at, by.membership_id
    claim.save(update_fields=["state", "paid", "posting", "answered_at", "answered_by"])
    tasks.done(key=claim_key(claim.loan), by=by, at=at)
    audit.record(
        f"lending.claim_{state}",
        by=by,
        at=at,
        subject=Subject("loan", claim.loan.public_id),
        facts={"claim": claim.public_id, "paid": claim.paid},
    )
