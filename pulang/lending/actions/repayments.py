"""Payments of a loan: what is due first, the oldest first; early, late, too much; and taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import WrongState
from pulang.lending.actions import contracts, ledger, usage, valuing
from pulang.lending.actions.ledger import KeyTaken, Move
from pulang.lending.actions.owing import NO_INSTALMENT, Owing, is_bound
from pulang.lending.models import (
    Balance,
    Entry,
    Instalment,
    Loan,
    Pool,
    Posting,
    Repayment,
    StatementLine,
)
from pulang.lending.refusals import AmountRefused
from pulang.lending.terms import (
    RUNNING,
    Account,
    Bucket,
    LineState,
    LoanState,
    PostingKind,
)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in: how much, when, in the books of which day, under which key."""

    amount: int
    received_on: date
    booked_on: date
    key: str
    line: StatementLine | None
    source: Account


@transaction.atomic
def record(
    *,
    loan: Loan,
    amount: int,
    received_on: date,
    key: str,
    by: Actor,
    at: datetime,
    line: StatementLine | None = None,
    source: Account = Account.CASH,
    booked_on: date | None = None,
) -> Repayment:
    """Book a payment. The same key again changes nothing.

    It pays what is due, in the product's order. What is left settles the loan when it covers
    everything, else it waits as an advance for the next due date. What is beyond the last rupiah
    goes to the suspense desk. A statement that comes after its day was closed is booked on a later
    day, `booked_on`; what it pays counts as paid when the bank received it, and penalty and
    interest that were booked since are taken back (`valuing`).

    Raises: NotAllowed, AmountRefused, WrongState, ClosedPeriod, NotYet, KeyTaken.
    """
    require(by, Permission.LOAN_WRITE)
    if amount < 1:
        raise AmountRefused(amount=amount)
    loan = contracts.locked(loan)
    if known := Repayment.objects.filter(posting__key=key).first():
        return _same(known, loan, amount)
    payment = Payment(amount, received_on, booked_on or received_on, key, line, source)
    if loan.state == LoanState.WRITTEN_OFF:
        return _recover(loan, payment, by=by, at=at)
    return _repay(loan, payment, by=by, at=at)


def _repay(loan: Loan, payment: Payment, *, by: Actor, at: datetime) -> Repayment:
    if loan.state not in RUNNING:
        raise WrongState(
            _("This loan is “%(state)s”: no payment is booked to it.")
            % {"state": LoanState(loan.state).label},
            state=loan.state,
        )
    owing = Owing.of(loan, on=payment.booked_on, by=by, at=at, paid_on=payment.received_on)
    if not owing.balance.drawn:
        raise WrongState(_("Nothing was paid out on this loan: no payment is booked to it."))
    back = valuing.Back.of(owing, payment.amount)
    use = usage.use(owing, payment.amount, advance=owing.balance.advance)
    if not use.settles:
        back.on_what_is_left()
    back.post(key=payment.key, by=by, at=at)
    suspended = payment.source == Account.SUSPENSE
    kind = PostingKind.MATCHED if suspended else PostingKind.REPAYMENT
    parts = [*usage.parts(use), *back.parts()]
    made = _book(loan, payment, kind, usage.moves(use, payment.source), parts, by=by, at=at)
    usage.close(use, at=at)
    usage.leave_surplus(payment.line, use.surplus)
    _audit("lending.repaid", loan, by=by, at=at, amount=payment.amount, settles=use.settles)
    return made


def apply_advances(pool: Pool, day: date, by: Actor, at: datetime) -> int:
    """Use what was paid early on what falls due; each loan in a transaction of its own."""
    due = Instalment.objects.filter(
        loan=OuterRef("pk"), is_current=True, is_paid=False, due_on__lte=day
    )
    loans = Loan.objects.filter(
        Exists(due),
        pool=pool,
        balance__is_running=True,
        balance__advance__gt=0,
        balance__halted_since=None,
    )
    return sum(_apply_advance(loan, day, by, at) for loan in loans.order_by("pk"))


@transaction.atomic
def settle_if_covered(*, loan: Loan, on: date, by: Actor, at: datetime) -> bool:
    """End a loan whose advance covers everything, once no more money is on its way out.

    Raises: NotAllowed, ClosedPeriod.
    """
    require(by, Permission.LOAN_WRITE)
    loan = contracts.locked(loan)
    if loan.state not in RUNNING:
        return False
    owing = Owing.of(loan, on=on, by=by, at=at)
    if not owing.balance.drawn or owing.left > owing.balance.advance or is_bound(loan):
        return False
    _book_advance(owing, by=by, at=at)
    return True


@transaction.atomic
def _apply_advance(loan: Loan, day: date, by: Actor, at: datetime) -> int:
    loan = contracts.locked(loan)
    owing = Owing.of(loan, on=day, by=by, at=at)
    if loan.state not in RUNNING or not owing.balance.advance:
        return 0
    return _book_advance(owing, by=by, at=at)


def _book_advance(owing: Owing, *, by: Actor, at: datetime) -> int:
    use = usage.use(owing, owing.balance.advance, advance=0)
    moves = [move for move in usage.moves(use, Account.ADVANCE) if move.debit != move.credit]
    if not moves and not use.settles:
        return 0
    if moves:
        post_advance(owing, moves, by=by, at=at)
    usage.close(use, at=at)
    last = owing.loan.repayments.filter(line__isnull=False, reversed_at=None).first()
    usage.leave_surplus(last.line if last else None, use.surplus)
    return 1


def post_advance(owing: Owing, moves: list[Move], *, by: Actor, at: datetime) -> None:
    """Book moves out of a loan's advance, as its next posting of that kind."""
    loan = owing.loan
    count = (
        Posting.objects.filter(kind=PostingKind.ADVANCE_APPLIED, entries__loan=loan)
        .distinct()
        .count()
    )
    ledger.post(
        pool=loan.pool,
        kind=PostingKind.ADVANCE_APPLIED,
        key=f"advance:{loan.public_id}:{count + 1}",
        booked_on=owing.day,
        moves=moves,
        by=by,
        at=at,
    )


def _recover(loan: Loan, payment: Payment, *, by: Actor, at: datetime) -> Repayment:
    """Book what still comes in on a loan that was written off: the claim stands until given up."""
    recovered = min(payment.amount, claim_left(loan))
    moves = [
        Move(payment.source, Account.RECOVERY, recovered, loan),
        Move(payment.source, Account.INTEREST_INCOME, payment.amount - recovered, loan),
    ]
    parts = [
        {"version": 0, "number": NO_INSTALMENT, "part": usage.RECOVERY, "amount": payment.amount}
    ]
    _audit("lending.recovered", loan, by=by, at=at, amount=payment.amount)
    return _book(loan, payment, PostingKind.RECOVERY, moves, parts, by=by, at=at)


def _book(
    loan: Loan,
    payment: Payment,
    kind: PostingKind,
    moves: list[Move],
    parts: list[dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> Repayment:
    posted = ledger.post(
        pool=loan.pool,
        kind=kind,
        key=payment.key,
        booked_on=payment.booked_on,
        moves=moves,
        by=by,
        at=at,
    )
    return Repayment.objects.create(
        loan=loan,
        line=payment.line,
        posting_id=posted.id,
        received_on=payment.received_on,
        amount=payment.amount,
        parts=parts,
        booked_at=at,
        booked_by=by.membership_id,
    )


@transaction.atomic
def reverse(*, repayment: Repayment, booked_on: date, by: Actor, at: datetime) -> Repayment:
    """Take a payment back: it bounced, or it was another's. Twice is once.

    The marks come off the latest instalments, so the oldest stay paid; a loan that it had settled
    runs again.

    Raises: NotAllowed, WrongState, ClosedPeriod, NotYet.
    """
    require(by, Permission.LOAN_WRITE)
    loan = contracts.locked(repayment.loan)
    repayment = Repayment.objects.select_related("posting__pool").get(pk=repayment.pk)
    if repayment.reversed_at:
        return repayment
    owing = Owing.of(loan, on=booked_on, by=by, at=at)
    _same_schedule(repayment, owing)
    _take_surplus(repayment)
    amounts = _free_advance(repayment, owing, by=by, at=at)
    valuing.undo(repayment.parts, repayment.posting.key, owing, by=by, at=at)
    ledger.reverse(posting=repayment.posting, booked_on=booked_on, by=by, at=at)
    _add(amounts, repayment.posting_id)
    repayment.reversed_at, repayment.reversed_by = at, by.membership_id
    repayment.save(update_fields=["reversed_at", "reversed_by"])
    if loan.state != LoanState.WRITTEN_OFF:
        owing.give_back(amounts)
        _run_again(loan, at=at)
        owing.save()
    _audit("lending.reversed", loan, by=by, at=at, amount=repayment.amount)
    return repayment


def _same_schedule(repayment: Repayment, owing: Owing) -> None:
    versions = {part["version"] for part in repayment.parts} - {0}
    if versions and versions != {owing.version}:
        raise WrongState(
            _(
                "The schedule of this loan was drawn up anew after this payment, so it cannot be"
                " taken back alone. Open “Hard times” on the loan and propose a restructuring"
                " of what is owed; a second person confirms it."
            )
        )


def _take_surplus(repayment: Repayment) -> None:
    """What was too much of it must still lie at the suspense desk."""
    if not any(part["part"] == usage.SUSPENSE for part in repayment.parts) or not repayment.line:
        return
    taken = StatementLine.objects.filter(
        reference=usage.surplus_reference(repayment.line), state=LineState.SUSPENSE
    ).update(state=LineState.REFUSED, reason=usage.REVERSED)
    if not taken:
        raise WrongState(_("What was paid too much has left the suspense desk already."))


def _free_advance(
    repayment: Repayment, owing: Owing, *, by: Actor, at: datetime
) -> dict[Bucket, int]:
    """Undo uses of the advance, the latest first, until what this payment put by is there again."""
    needed = sum(part["amount"] for part in repayment.parts if part["part"] == usage.ADVANCE)
    amounts: dict[Bucket, int] = {}
    while Balance.objects.get(pk=owing.loan.pk).advance < needed:
        used = (
            Posting.objects.filter(
                kind=PostingKind.ADVANCE_APPLIED, entries__loan=owing.loan, reversed_by=None
            )
            .select_related("pool")
            .order_by("-id")
            .first()
        )
        if used is None:
            raise WrongState(_("A later payment settled this loan. Take that one back first."))
        ledger.reverse(posting=used, booked_on=owing.day, by=by, at=at)
        _add(amounts, used.pk)
    return amounts


def _add(amounts: dict[Bucket, int], posting: int) -> None:
    for entry in Entry.objects.filter(posting=posting, credit__in=list(Bucket)):
        bucket = Bucket(entry.credit)
        amounts[bucket] = amounts.get(bucket, 0) + entry.amount


def _run_again(loan: Loan, *, at: datetime) -> None:
    """A loan that is not paid off any more runs again; the close catches up with its interest."""
    if loan.state != LoanState.SETTLED:
        return
    contracts.step(loan, to=LoanState.REPAYING if loan.started_on else LoanState.SIGNED, at=at)
    loan.ended_on = None
    loan.save(update_fields=["state", "state_since", "ended_on"])
    Balance.objects.filter(pk=loan.pk).update(is_running=True)


def claim_left(loan: Loan) -> int:
    """Return what was written off of a loan and has not come back."""
    entries = Entry.objects.filter(loan=loan)

    def total(side: str, account: Account) -> int:
        found = entries.filter(**{side: account}).aggregate(total=Sum("amount"))["total"]
        return int(found or 0)

    lost = total("debit", Account.WRITE_OFF) - total("credit", Account.WRITE_OFF)
    back = total("credit", Account.RECOVERY) - total("debit", Account.RECOVERY)
    return max(lost - back, 0)


def _same(known: Repayment, loan: Loan, amount: int) -> Repayment:
    if (known.loan_id, known.amount) != (loan.pk, amount):
        raise KeyTaken(_("This was booked before, with other figures. Nothing was booked."))
    return known


def _audit(event: str, loan: Loan, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=Subject("loan", loan.public_id), facts=facts)
