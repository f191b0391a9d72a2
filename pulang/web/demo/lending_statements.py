"""The demo's bank statements: what each payment did, and one line that nobody can place yet."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from pulang.lending.actions import ledger
from pulang.lending.actions.ledger import Move
from pulang.lending.models import BankStatement, Repayment, StatementLine
from pulang.lending.terms import Account, LineState, PostingKind, StatementFormat
from pulang.web.demo.lending_books import Paid, noon
from pulang.web.demo.lending_rows import Desk


def write(paid: Sequence[Paid], *, desk: Desk, at: datetime) -> None:
    """Write one statement a month with the payments of its days, and what each did."""
    months = sorted({f"{one.day:%Y-%m}" for one in paid})
    sheets = {
        sheet.file_name: sheet
        for sheet in BankStatement.objects.bulk_create(
            BankStatement(
                pool=desk.pool,
                bank_id=desk.pool.bank_id,
                digest=hashlib.sha256(f"demo:{month}".encode()).hexdigest(),
                format=StatementFormat.CAMT053,
                file_name=f"mutasi-{month}.xml",
                line_count=sum(f"{one.day:%Y-%m}" == month for one in paid),
                uploaded_at=at,
                uploaded_by=desk.maker.membership_id,
            )
            for month in months
        )
    }
    lines = StatementLine.objects.bulk_create(
        [_line(one, number, sheets, desk) for number, one in enumerate(paid, 1)], 500
    )
    Repayment.objects.bulk_create(
        [
            Repayment(
                loan=one.loan,
                line=line,
                posting_id=one.posting,
                received_on=one.day,
                amount=one.amount,
                parts=[
                    {"version": 1, "number": one.number, "part": part, "amount": amount}
                    for part, amount in (("interest", one.interest), ("principal", one.principal))
                ],
                booked_at=noon(one.day),
                booked_by=desk.maker.membership_id,
            )
            for one, line in zip(paid, lines, strict=True)
        ],
        500,
    )
    if months:
        _suspense(sheets[f"mutasi-{months[-1]}.xml"], len(paid) + 1, desk=desk, at=at)


def _line(one: Paid, number: int, sheets: dict[str, BankStatement], desk: Desk) -> StatementLine:
    return StatementLine(
        public_id=one.line,
        statement=sheets[f"mutasi-{one.day:%Y-%m}.xml"],
        pool=desk.pool,
        bank_id=desk.pool.bank_id,
        number=number,
        reference=f"BNTT{one.day:%y%m%d}{number:06}",
        booked_on=one.day,
        amount=one.amount,
        virtual_account=one.loan.virtual_account,
        state=LineState.MATCHED,
        loan=one.loan,
        settled_at=noon(one.day),
        settled_by=desk.maker.membership_id,
    )


def _suspense(sheet: BankStatement, number: int, *, desk: Desk, at: datetime) -> None:
    line = StatementLine.objects.create(
        statement=sheet,
        pool=desk.pool,
        bank_id=desk.pool.bank_id,
        number=number,
        reference=f"BNTT{desk.today:%y%m%d}{number:06}",
        booked_on=desk.today,
        amount=650_000,
        payer="YULIANA ABUK",
        remittance="cicilan pinjaman",
        state=LineState.SUSPENSE,
        reason="no_number",
    )
    ledger.post(
        pool=desk.pool,
        kind=PostingKind.SUSPENSE,
        key=f"line:{line.public_id}",
        booked_on=desk.today,
        moves=[Move(Account.CASH, Account.SUSPENSE, line.amount)],
        by=desk.maker,
        at=at,
    )
