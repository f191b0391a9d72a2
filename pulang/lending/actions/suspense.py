"""The suspense desk: an owner is found, the money goes back, or a wrong owner is undone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.lending.actions import ledger, receipts, repayments
from pulang.lending.actions.ledger import Move
from pulang.lending.actions.payees import two_people
from pulang.lending.models import Loan, Repayment, StatementLine
from pulang.lending.terms import Account, LineState, PostingKind

RETURN_ASKED = "return_asked"


class NoReason(Refused):
    """A step at the suspense desk needs its reason."""

    code = "lending.no_reason"


@transaction.atomic
def assign(*, line: StatementLine, loan: Loan, by: Actor, at: datetime) -> Repayment:
    """Book a waiting payment to a loan, in the books of its own day or the first open one.

    Raises: NotAllowed, WrongState, and what a repayment raises.
    """
    require(by, Permission.LOAN_WRITE)
    line = _waiting(line)
    if loan.pool_id != line.pool_id:
        raise NotFound
    made = repayments.record(
        loan=loan,
        amount=line.amount,
        received_on=line.booked_on,
        booked_on=receipts.open_day(line.pool, line.booked_on),
        key=f"assigned:{line.public_id}:{line.repayments.count()}",
        by=by,
        at=at,
        line=line,
        source=Account.SUSPENSE,
    )
    receipts.settle(line, LineState.MATCHED, loan=loan, by=by, at=at)
    _audit("lending.line_assigned", line, by=by, at=at, loan=loan.public_id)
    return made


@transaction.atomic
def ask_return(*, line: StatementLine, by: Actor, at: datetime) -> StatementLine:
    """Propose to send a payment back; a second person does it.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.LOAN_WRITE)
    line = _waiting(line)
    line.reason = RETURN_ASKED
    line.settled_at, line.settled_by = at, by.membership_id
    line.save(update_fields=["reason", "settled_at", "settled_by"])
    _audit("lending.return_asked", line, by=by, at=at)
    return line


@transaction.atomic
def send_back(*, line: StatementLine, by: Actor, at: datetime) -> StatementLine:
    """Send a payment back to its payer, as another person proposed. Twice is once.

    Raises: NotAllowed, WrongState, SamePerson.
    """
    require(by, Permission.LOAN_DECIDE)
    line = _locked(line)
    if line.state == LineState.RETURNED:
        return line
    if line.state != LineState.SUSPENSE or line.reason != RETURN_ASKED:
        raise WrongState(_("Nobody has proposed to send this payment back."))
    two_people(line.settled_by, by)
    ledger.post(
        pool=line.pool,
        kind=PostingKind.RETURNED,
        key=f"returned:{line.public_id}",
        booked_on=at.astimezone(WITA).date(),
        moves=[Move(Account.SUSPENSE, Account.CASH, line.amount)],
        by=by,
        at=at,
    )
    receipts.settle(line, LineState.RETURNED, loan=None, by=by, at=at)
    _audit("lending.line_returned", line, by=by, at=at)
    return line


@transaction.atomic
def undo(*, line: StatementLine, because: str, by: Actor, at: datetime) -> StatementLine:
    """Take a payment off the loan it was booked to: it was another's. It waits at the desk again.

    Raises: NotAllowed, NoReason, WrongState, ClosedPeriod.
    """
    require(by, Permission.LOAN_WRITE)
    if not because.strip():
        raise NoReason(_("Write why the payment does not belong to this loan."))
    with context.acting(by, reason=because.strip()):  # the history keeps it beside each row
        return _taken_off(_locked(line), by=by, at=at)


def _taken_off(line: StatementLine, *, by: Actor, at: datetime) -> StatementLine:
    repayment = line.repayments.filter(reversed_at=None).select_related("posting").first()
    if line.state != LineState.MATCHED or repayment is None:
        raise WrongState(_("This payment is booked to no loan."))
    day = at.astimezone(WITA).date()
    repayments.reverse(repayment=repayment, booked_on=day, by=by, at=at)
    if repayment.posting.kind != PostingKind.MATCHED:  # the money itself has not left the account
        ledger.post(
            pool=line.pool,
            kind=PostingKind.SUSPENSE,
            key=f"suspense:{line.public_id}:{line.repayments.count()}",
            booked_on=day,
            moves=[Move(Account.CASH, Account.SUSPENSE, line.amount)],
            by=by,
            at=at,
        )
    line.state, line.loan, line.reason = LineState.SUSPENSE, None, "reversed"
    line.settled_at = line.settled_by = None
    line.save(update_fields=["state", "loan", "reason", "settled_at", "settled_by"])
    _audit("lending.line_undone", line, by=by, at=at)
    return line


def _waiting(line: StatementLine) -> StatementLine:
    line = _locked(line)
    if line.state != LineState.SUSPENSE:
        raise WrongState(
            _("This payment does not wait any more: %(state)s.")
            % {"state": LineState(line.state).label}
        )
    return line


def _locked(line: StatementLine) -> StatementLine:
    return (
        StatementLine.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pool")
        .get(pk=line.pk)
    )


def _audit(event: str, line: StatementLine, *, by: Actor, at: datetime, **facts: object) -> None:
    subject = Subject("statement_line", line.public_id)
    audit.record(event, by=by, at=at, subject=subject, facts=facts)
