"""How a sum of money is used on a loan: what is due, all the rest, put by, or too much."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulang.lending.actions import contracts
from pulang.lending.actions.ledger import Move
from pulang.lending.actions.owing import NO_INSTALMENT, PARTS, Owing, is_bound
from pulang.lending.models import Balance, StatementLine
from pulang.lending.terms import Account, Bucket, LineState, LoanState

ADVANCE = "advance"
SUSPENSE = "suspense"
RECOVERY = "recovery"
OVERPAID = "overpaid"
REVERSED = "reversed"

_ACCOUNTS = {
    Bucket.PRINCIPAL: Account.PRINCIPAL,
    Bucket.INTEREST: Account.INTEREST,
    Bucket.PENALTY: Account.PENALTY,
}


@dataclass(frozen=True, slots=True)
class Use:
    """How a sum is used on a loan: marked in `owing`, the rest put by or not hers to keep."""

    owing: Owing
    from_advance: int = 0
    to_advance: int = 0
    surplus: int = 0
    settles: bool = False


def use(owing: Owing, amount: int, *, advance: int) -> Use:
    """Use a sum: on what is due; on all the rest if it suffices for it; else put it by."""
    left = owing.use_on_due(amount)
    rest = owing.left
    if rest > left + advance or is_bound(owing.loan):
        return Use(owing, to_advance=left)
    owing.use_on_rest(rest)
    from_advance = min(advance, rest)
    return Use(
        owing,
        from_advance=from_advance,
        # What stands on the advance beyond the last rupiah is not the bank's either.
        surplus=left + advance - rest,
        to_advance=from_advance - advance,
        settles=True,
    )


def moves(use: Use, source: Account) -> list[Move]:
    """Return the ledger's moves: out of the advance first, where the loan is settled with it."""
    loan, made = use.owing.loan, []
    advance = use.from_advance
    for bucket in reversed(PARTS):
        total = use.owing.total(bucket)
        out = min(advance, total)
        advance -= out
        made.append(Move(Account.ADVANCE, _ACCOUNTS[bucket], out, loan))
        made.append(Move(source, _ACCOUNTS[bucket], total - out, loan))
    kept = max(-use.to_advance, 0)  # of the advance, neither needed nor hers to owe
    made.append(Move(source, Account.ADVANCE, max(use.to_advance, 0), loan))
    made.append(Move(Account.ADVANCE, Account.SUSPENSE, kept, loan))
    if source != Account.SUSPENSE:
        made.append(
            Move(
                source,
                Account.SUSPENSE,
                use.surplus - kept,
                loan if source == Account.ADVANCE else None,
            )
        )
    return [move for move in made if move.amount]


def parts(use: Use) -> list[dict[str, Any]]:
    version = use.owing.version
    told: list[dict[str, Any]] = [
        {"version": version, "number": one.number, "part": one.bucket, "amount": one.amount}
        for one in use.owing.used
    ]
    for name, amount in ((ADVANCE, use.to_advance), (SUSPENSE, use.surplus)):
        if amount > 0:
            told.append(
                {"version": version, "number": NO_INSTALMENT, "part": name, "amount": amount}
            )
    return told


def close(use: Use, *, at: datetime) -> None:
    """Write the marks; end the loan when nothing is owed any more."""
    owing = use.owing
    if use.settles:
        owing.finish()
    owing.save()
    if not use.settles:
        return
    loan = owing.loan
    contracts.step(loan, to=LoanState.SETTLED, at=at)
    loan.ended_on = owing.paid_on
    loan.save(update_fields=["state", "state_since", "ended_on"])
    Balance.objects.filter(pk=loan.pk).update(is_running=False)


def leave_surplus(line: StatementLine | None, surplus: int) -> None:
    """Show the suspense desk what was paid too much, as a line of its own beside the payment's."""
    if not line or not surplus:
        return
    StatementLine.objects.create(
        statement_id=line.statement_id,
        pool_id=line.pool_id,
        bank_id=line.bank_id,
        number=line.number,
        reference=surplus_reference(line),
        booked_on=line.booked_on,
        amount=surplus,
        virtual_account=line.virtual_account,
        payer=line.payer,
        remittance=line.remittance,
        state=LineState.SUSPENSE,
        reason=OVERPAID,
    )


def surplus_reference(line: StatementLine) -> str:
    """Return the reference of what was too much in a line: made of the line's, and of its count."""
    count = line.repayments.count()
    return f"{line.reference[:58]}+{line.public_id[-18:]}{count}"
