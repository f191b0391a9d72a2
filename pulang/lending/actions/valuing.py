"""A payment is worth the day on which she paid: what the close booked since is taken back.

The nightly close does not wait for the bank's file. When a statement comes after its day was closed,
penalty was booked on instalments that were paid, and interest on a loan that was paid off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from pulang.access.terms import Actor
from pulang.lending.actions import ledger
from pulang.lending.actions.closing import PENALTY_MOST
from pulang.lending.actions.ledger import Move
from pulang.lending.actions.owing import FAR, NO_INSTALMENT, Owing, is_bound
from pulang.lending.models import Entry, Instalment, Pool, Posting
from pulang.lending.rules.accrual import penalty_of_days
from pulang.lending.terms import Account, PostingKind

PENALTY_BACK, INTEREST_BACK = "penalty_back", "interest_back"
"""Parts of a payment that say what was taken back with it."""


@dataclass(slots=True)
class Back:
    """What was booked after she had paid, by instalment; and the interest of a loan paid off.

    It is of the days from `first` to `last`: from the day on which she paid, or on which two
    persons drew up the schedule that holds, to the last that is closed.
    """

    owing: Owing
    first: date
    last: date
    penalties: dict[int, int] = field(default_factory=dict)
    interest: int = 0

    @classmethod
    def of(cls, owing: Owing, amount: int) -> "Back":
        """Take back in memory what the close booked since she paid, before her money is used."""
        back = cls(owing, _first(owing), _last(owing))
        if owing.paid_on >= owing.day:
            return back
        for row in owing.rows:
            if booked := min(back._penalty(row), row.penalty - row.penalty_paid):
                back.penalties[row.number] = booked
                back._add_penalty(row, -booked)
        interest = back._interest()
        if not is_bound(owing.loan) and amount + owing.balance.advance >= owing.left - interest:
            back.interest = interest
            owing.balance.interest -= interest
        return back

    def on_what_is_left(self) -> None:
        """Ask again for the penalty of what she left unpaid; her money was used."""
        for row in self.owing.rows:
            if again := min(self._penalty(row), self.penalties.get(row.number, 0)):
                self.penalties[row.number] -= again
                self._add_penalty(row, again)

    def post(self, *, key: str, by: Actor, at: datetime) -> None:
        """Book what is taken back."""
        loan, penalty = self.owing.loan, sum(self.penalties.values())
        if not penalty + self.interest:
            return
        ledger.post(
            pool=loan.pool,
            kind=PostingKind.TAKEN_BACK,
            key=_key(key),
            booked_on=self.owing.day,
            moves=[
                Move(Account.PENALTY_INCOME, Account.PENALTY, penalty, loan),
                Move(Account.INTEREST_INCOME, Account.INTEREST, self.interest, loan),
            ],
            by=by,
            at=at,
        )

    def parts(self) -> list[dict[str, Any]]:
        """Return what a payment remembers of it, so that it can be undone with the payment."""
        told = [(PENALTY_BACK, number, amount) for number, amount in self.penalties.items()]
        told.append((INTEREST_BACK, NO_INSTALMENT, self.interest))
        version = self.owing.version
        return [
            {"version": version, "number": number, "part": part, "amount": amount}
            for part, number, amount in told
            if amount
        ]

    def _add_penalty(self, row: Instalment, amount: int) -> None:
        row.penalty += amount
        self.owing.balance.penalty += amount

    def _penalty(self, row: Instalment) -> int:
        """Return the penalty of these days on what is unpaid of an instalment."""
        terms = self.owing.loan.terms
        free = row.due_on + timedelta(days=terms.penalty_free_days)
        return penalty_of_days(
            overdue=row.principal + row.interest - row.principal_paid - row.interest_paid,
            annual_rate=terms.penalty_rate,
            first=(self.first - free).days,
            last=(self.last - free).days,
            cap=(row.principal + row.interest) * PENALTY_MOST // 10_000,
        )

    def _interest(self) -> int:
        booked = Entry.objects.filter(
            loan=self.owing.loan,
            debit=Account.INTEREST,
            credit=Account.INTEREST_INCOME,
            posting__kind=PostingKind.ACCRUAL,
            booked_on__gte=self.first,
        ).aggregate(total=Sum("amount"))["total"]
        return min(int(booked or 0), self.owing.balance.interest)


def _first(owing: Owing) -> date:
    current = owing.loan.schedules.filter(is_current=True).first()
    return max(owing.paid_on, current.starts_on) if current else owing.paid_on


def _last(owing: Owing) -> date:
    closed = Pool.objects.values_list("closed_through", flat=True).get(pk=owing.loan.pool_id)
    halted = owing.balance.halted_since or FAR
    return min(closed, min(owing.day, halted) - timedelta(days=1))


def undo(
    parts: Iterable[Mapping[str, Any]], key: str, owing: Owing, *, by: Actor, at: datetime
) -> None:
    """Book again what was taken back with a payment that is itself taken back; the caller saves."""
    posting = Posting.objects.select_related("pool").filter(key=_key(key)).first()
    if posting is None:
        return
    ledger.reverse(posting=posting, booked_on=owing.day, by=by, at=at)
    by_number = {row.number: row for row in owing.rows}
    for part in parts:
        if part["part"] == PENALTY_BACK and (row := by_number.get(part["number"])):
            row.penalty += part["amount"]


def _key(key: str) -> str:
    return f"taken-back:{key}"
