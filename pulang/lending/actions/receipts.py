"""Statements of the bank: each line is booked to its loan, waits at the suspense desk, or is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.lending import statements
from pulang.lending.actions import ledger, repayments
from pulang.lending.actions.ledger import Move
from pulang.lending.models import BankStatement, Loan, Pool, StatementLine
from pulang.lending.rules.numbers import is_checked
from pulang.lending.statements.values import Line, Statement
from pulang.lending.terms import Account, LineState, PostingKind

MOST_BYTES = 20_000_000
MOST_LINES = 20_000

REASONS = {
    "unknown": gettext_noop("No loan has this account or number."),
    "no_number": gettext_noop("The payment names no loan."),
    "bad_number": gettext_noop("The account number has a slip: its last digit does not fit."),
    "ambiguous": gettext_noop("The payment names more than one loan."),
    "debit": gettext_noop("Money that went out is not booked from a statement."),
    "reversal": gettext_noop("The bank took a booking back: look for the payment and reverse it."),
    "not_bookable": gettext_noop(
        "Not rupiah, no amount, or parts of a rupiah: nothing was booked."
    ),
    "closed": gettext_noop("The day of the payment is closed: it is booked on the first open day."),
    "future": gettext_noop("The day of the payment has not come yet: nothing was booked."),
    "loan": gettext_noop("The loan takes no payment: paid off, given up, or nothing was paid out."),
    "overpaid": gettext_noop("Paid beyond the last rupiah of a loan."),
    "reversed": gettext_noop("The payment was taken back."),
}
"""Why a line is not booked to a loan, in the words of the desk."""

_NUMBER = re.compile(r"(?<![0-9])([0-9]{2})[ -]?([0-9]{2})[ -]?([0-9]{9})(?![0-9])")
_DIGITS = re.compile(r"(?<![0-9])[0-9]{12,20}(?![0-9])")


class StatementTooLarge(Refused):
    """The file is beyond what is taken in at once."""

    code = "lending.statement_large"


@dataclass(slots=True)
class Taken:
    """A statement file and what became of its lines."""

    statement: BankStatement
    is_new: bool
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The loan that a line names, or why it names none."""

    loan: Loan | None = None
    reason: str = ""


def take_in(*, pool: Pool, data: bytes, file_name: str, by: Actor, at: datetime) -> list[Taken]:
    """Take in a statement file, line by line, each in a transaction of its own.

    The same file again goes on where it stopped and books nothing twice; the same payment in
    another file is one payment.

    Raises: NotAllowed, StatementTooLarge, StatementRefused, MessageRefused.
    """
    require(by, Permission.LOAN_WRITE)
    if len(data) > MOST_BYTES:
        raise StatementTooLarge(
            _("The file is larger than %(most)d MB. Ask the bank for one file a day.")
            % {"most": MOST_BYTES // 1_000_000}
        )
    found = statements.read(data)
    if sum(len(one.lines) for one in found) > MOST_LINES:
        raise StatementTooLarge(
            _("The file has more than %(most)d lines. Ask the bank for one file a day.")
            % {"most": MOST_LINES}
        )
    for one in found:
        _check_account(pool, one)
    digest = sha256(data).hexdigest()
    return [
        _take_one(pool, one, f"{digest[:56]}{index:08x}", file_name, by=by, at=at)
        for index, one in enumerate(found)
    ]


def _check_account(pool: Pool, said: Statement) -> None:
    """A statement of another account must not be booked here, be it from the same bank."""
    mine, its = _bare(pool.account_number), _bare(said.account)
    if its and its != mine:
        raise statements.StatementRefused(
            _("The statement is of the account %(its)s; the pool's account is %(mine)s.")
            % {"its": its, "mine": mine}
        )


def _bare(account: str) -> str:
    return "".join(sign for sign in account if sign.isalnum())


def _take_one(
    pool: Pool, said: Statement, digest: str, file_name: str, *, by: Actor, at: datetime
) -> Taken:
    statement, is_new = _opened(pool, said, digest, file_name, by=by, at=at)
    known = set(statement.lines.values_list("number", flat=True))
    taken = Taken(statement, is_new)
    for number, line in enumerate(said.lines, start=1):
        if number not in known:
            state = book(statement, number, line, by=by, at=at).state
            taken.counts[state] = taken.counts.get(state, 0) + 1
    if taken.counts:
        subject = Subject("bank_statement", statement.public_id)
        audit.record("lending.statement_taken", by=by, at=at, subject=subject, facts=taken.counts)
    return taken


def _opened(
    pool: Pool, said: Statement, digest: str, file_name: str, *, by: Actor, at: datetime
) -> tuple[BankStatement, bool]:
    try:
        with transaction.atomic():
            return BankStatement.objects.get_or_create(
                pool=pool,
                digest=digest,
                defaults={
                    "bank_id": pool.bank_id,
                    "format": said.format,
                    "file_name": file_name[-200:],
                    "starts_on": said.starts_on,
                    "ends_on": said.ends_on,
                    "opening": said.opening,
                    "closing": said.closing,
                    "line_count": len(said.lines),
                    "uploaded_at": at,
                    "uploaded_by": by.membership_id,
                },
            )
    except IntegrityError:  # two pressed at once
        return BankStatement.objects.get(pool=pool, digest=digest), False


@transaction.atomic
def book(
    statement: BankStatement, number: int, line: Line, *, by: Actor, at: datetime
) -> StatementLine:
    """Book one line of a statement: to its loan, or into suspense; or say why it is not booked."""
    kept = _draft(statement, number, line)
    reason = _unbookable(line, at)
    if reason:
        return _keep(kept, LineState.REFUSED, reason)
    try:
        with transaction.atomic():
            kept.save(force_insert=True)  # its reference is taken now, or was before
    except IntegrityError as error:
        if "statement_line_booked_once" not in str(error):
            raise
        return _keep(kept, LineState.REPEATED, "")
    match = find(statement.pool, line)
    if match.loan is not None:
        reason = _pay(kept, match.loan, by=by, at=at)
        if not reason:
            return kept
    _suspend(kept, reason or match.reason, by=by, at=at)
    return kept


def find(pool: Pool, line: Line) -> Match:
    """Find the loan that a line names: by virtual account first, else by a number in its text."""
    if line.virtual_account:
        return _by_account(pool, line.virtual_account)
    numbers = set(_numbers(line.remittance_text))
    accounts = {
        one
        for one in _DIGITS.findall(line.remittance_text)
        if one.startswith(pool.virtual_prefix) and is_checked(one)
    }
    loans = list(Loan.objects.filter(pool=pool, number__in=numbers)) if numbers else []
    if accounts:
        loans += Loan.objects.filter(pool=pool, virtual_account__in=accounts)
    several = {loan.pk: loan for loan in loans}
    if len(several) > 1:
        return Match(reason="ambiguous")
    if several:
        return Match(next(iter(several.values())))
    return Match(reason="unknown" if numbers or accounts else "no_number")


def _by_account(pool: Pool, account: str) -> Match:
    loan = Loan.objects.filter(pool=pool, virtual_account=account).first()
    if loan:
        return Match(loan)
    return Match(reason="unknown" if is_checked(account) else "bad_number")


def _numbers(text: str) -> Iterator[str]:
    for year, month, rest in _NUMBER.findall(text):
        if is_checked(rest):
            yield f"{year}-{month}-{rest}"


def _draft(statement: BankStatement, number: int, line: Line) -> StatementLine:
    return StatementLine(
        statement=statement,
        pool=statement.pool,
        bank_id=statement.bank_id,
        number=number,
        reference=line.reference,
        booked_on=line.booked_on,
        amount=line.amount,
        virtual_account=line.virtual_account,
        payer=line.payer_name,
        remittance=line.remittance_text,
        state=LineState.SUSPENSE,
    )


def _unbookable(line: Line, at: datetime) -> str:
    if line.problem or line.amount < 1:
        return "not_bookable"
    if line.is_reversal:
        return "reversal"
    if not line.is_credit:
        return "debit"
    if line.booked_on > at.astimezone(WITA).date():
        return "future"
    return ""


def _keep(line: StatementLine, state: LineState, reason: str) -> StatementLine:
    line.state, line.reason = state, reason
    line.save(force_insert=True)
    return line


def _pay(line: StatementLine, loan: Loan, *, by: Actor, at: datetime) -> str:
    """Book a line to a loan; return why not where the loan or the day does not take it."""
    try:
        with transaction.atomic():
            repayments.record(
                loan=loan,
                amount=line.amount,
                received_on=line.booked_on,
                booked_on=open_day(line.pool, line.booked_on),
                key=f"line:{line.public_id}",
                by=by,
                at=at,
                line=line,
            )
    except ledger.ClosedPeriod:
        return "closed"
    except Refused:
        return "loan"
    settle(line, LineState.MATCHED, loan=loan, by=by, at=at)
    return ""


def settle(
    line: StatementLine, state: LineState, *, loan: Loan | None, by: Actor, at: datetime
) -> None:
    """Write what became of a line, and by whom."""
    line.state, line.loan, line.reason = state, loan, ""
    line.settled_at, line.settled_by = at, by.membership_id
    line.save(update_fields=["state", "loan", "reason", "settled_at", "settled_by"])


def _suspend(line: StatementLine, reason: str, *, by: Actor, at: datetime) -> None:
    line.reason = reason
    line.save(update_fields=["reason"])
    ledger.post(
        pool=line.pool,
        kind=PostingKind.SUSPENSE,
        key=f"suspense:{line.public_id}",
        booked_on=open_day(line.pool, line.booked_on),
        moves=[Move(Account.CASH, Account.SUSPENSE, line.amount)],
        by=by,
        at=at,
    )


def open_day(pool: Pool, wanted: date) -> date:
    """Return a day, or the first after it that is not closed."""
    closed = Pool.objects.values_list("closed_through", flat=True).get(pk=pool.pk)
    return max(wanted, closed + timedelta(days=1))
