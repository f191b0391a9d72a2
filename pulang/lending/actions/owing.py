"""What is owed on a loan's instalments, how money is used on them, and the marks it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pulang.access.terms import Actor
from pulang.lending.actions import ledger
from pulang.lending.models import Balance, Instalment, Loan, Tranche
from pulang.lending.rules.allocation import Item, allocate
from pulang.lending.rules.arrears import collectability
from pulang.lending.rules.restructure import CURE, paid_in_row
from pulang.lending.terms import COMMITTED, Bucket, Collectability

PARTS = (Bucket.PENALTY, Bucket.INTEREST, Bucket.PRINCIPAL)
FAR = date(9999, 12, 31)
NO_INSTALMENT = 0
"""Number of what is paid before there is a schedule, or beyond what it asks for."""


@dataclass(frozen=True, slots=True)
class Used:
    """So much money was used for one part of one instalment."""

    number: int
    bucket: Bucket
    amount: int


@dataclass(slots=True)
class Owing:
    """A loan whose row is held, its interest brought up to a day, and what is unpaid of it.

    Money is used on it in memory; `save` writes the marks after the ledger has moved.
    """

    loan: Loan
    balance: Balance
    rows: list[Instalment]
    day: date
    paid_on: date
    used: list[Used] = field(default_factory=list)

    @classmethod
    def of(
        cls, loan: Loan, *, on: date, by: Actor, at: datetime, paid_on: date | None = None
    ) -> "Owing":
        """Bring the interest up to the evening before a day, and read what is owed that day.

        `paid_on` is when she paid, where that was before the day on which it is booked.
        """
        bring_up(loan, through=on - timedelta(days=1), by=by, at=at)
        balance = Balance.objects.select_for_update(no_key=True).get(pk=loan.pk)
        rows = list(loan.instalments.filter(is_current=True).order_by("number"))
        return cls(loan, balance, rows, on, paid_on or on)

    @property
    def left(self) -> int:
        """Everything that is still owed, due or not, after what was used."""
        return sum(self._owed(bucket) for bucket in PARTS)

    @property
    def version(self) -> int:
        """The version of the schedule that holds; 0 before there is one."""
        current = self.loan.schedules.filter(is_current=True).first()
        return current.version if current else 0

    def total(self, bucket: Bucket) -> int:
        """Return what was used for a part over all instalments."""
        return sum(one.amount for one in self.used if one.bucket == bucket)

    def use_on_due(self, amount: int) -> int:
        """Use money on what is due that day, the oldest first; return what is left of it."""
        if amount < 1:
            return 0
        order = [Bucket(name) for name in self.loan.terms.allocation_order.split(",")]
        done = allocate(amount=amount, items=self._items(), order=order, on=self.day)
        self._mark(Used(part.number, part.bucket, part.amount) for part in done.parts)
        return done.left

    def use_on_rest(self, amount: int) -> int:
        """Use money on interest earned so far and then on principal, due or not; return the rest."""
        for bucket in PARTS:
            for number, room in [*self._room(bucket), (NO_INSTALMENT, amount)]:
                paid = min(amount, room, self._owed(bucket))
                if paid > 0:
                    self._mark([Used(number, bucket, paid)])
                    amount -= paid
        return amount

    def give_back(self, amounts: dict[Bucket, int]) -> None:
        """Take marks off again, the latest instalment first, so that the oldest stay paid."""
        for bucket, amount in amounts.items():
            column = f"{bucket}_paid"
            for row in reversed(self.rows):
                taken = min(amount, getattr(row, column))
                setattr(row, column, getattr(row, column) - taken)
                amount -= taken
        for row in self.rows:
            row.is_paid = row.unpaid == 0
            row.paid_on = row.paid_on if row.is_paid else None

    def finish(self) -> None:
        """Nothing is owed any more: what was not earned is not asked for."""
        for row in self.rows:
            if not row.is_paid:
                row.is_paid, row.paid_on = True, self.paid_on

    def save(self) -> None:
        """Write the marks, and what follows from them: arrears, quality, the way back to quality 1."""
        Instalment.objects.bulk_update(
            self.rows,
            ["penalty", "principal_paid", "interest_paid", "penalty_paid", "is_paid", "paid_on"],
        )
        refresh(self.loan, rows=self.rows, on=self.day)

    def _items(self) -> list[Item]:
        """Return what is unpaid. What the ledger has not earned yet is not asked for."""
        items, ends = [], self.balance.halted_since or FAR
        rest = {bucket: self._owed(bucket) for bucket in PARTS}
        for row in self.rows:
            if row.is_paid or row.due_on > ends:
                continue
            owed = {bucket: min(rest[bucket], _room(row, bucket)) for bucket in PARTS}
            rest = {bucket: rest[bucket] - owed[bucket] for bucket in PARTS}
            items.append(
                Item(
                    row.number,
                    row.due_on,
                    penalty=owed[Bucket.PENALTY],
                    interest=owed[Bucket.INTEREST],
                    principal=owed[Bucket.PRINCIPAL],
                )
            )
        return items

    def _owed(self, bucket: Bucket) -> int:
        return int(getattr(self.balance, bucket.value)) - self.total(bucket)

    def _room(self, bucket: Bucket) -> list[tuple[int, int]]:
        return [(row.number, _room(row, bucket)) for row in self.rows]

    def _mark(self, several: Iterable[Used]) -> None:
        by_number = {row.number: row for row in self.rows}
        for one in several:
            self.used.append(one)
            if row := by_number.get(one.number):
                column = f"{one.bucket}_paid"
                setattr(row, column, getattr(row, column) + one.amount)
                if row.unpaid == 0:
                    row.is_paid, row.paid_on = True, self.paid_on


def refresh(loan: Loan, *, rows: Sequence[Instalment], on: date) -> None:
    """Write what is overdue on a day, and the quality that follows; three in time cure a loan."""
    balance = Balance.objects.get(pk=loan.pk)
    late = [row for row in rows if not row.is_paid and row.due_on <= on]
    oldest = min((row.due_on for row in late), default=None)
    due = [row for row in rows if row.due_on <= on and row.total]
    cured = paid_in_row((row.due_on, row.paid_on) for row in due)
    kept = Collectability(balance.kept_collectability)
    if cured >= CURE:
        kept = Collectability.LANCAR
    by_days = collectability((on - oldest).days if oldest else 0)
    Balance.objects.filter(pk=loan.pk).update(
        oldest_due_on=oldest,
        overdue=sum(row.unpaid for row in late),
        kept_collectability=kept,
        cure_count=cured,
        collectability=max(kept, by_days),
    )


def is_bound(loan: Loan) -> bool:
    """Tell whether money is still on its way out: such a loan is not over."""
    return Tranche.objects.filter(loan=loan, state__in=COMMITTED).exists()


def bring_up(loan: Loan, *, through: date, by: Actor, at: datetime) -> None:
    """Book a loan's interest through a day, over the ends of its periods: as the close would do."""
    while True:
        balance = Balance.objects.select_for_update(no_key=True).get(pk=loan.pk)
        ends = balance.accrual_to
        if not balance.is_running or ends is None or ends > through or balance.halted_since:
            break
        ledger.accrue_one(loan=loan, through=ends - timedelta(days=1), by=by, at=at)
        Balance.objects.filter(pk=loan.pk).update(**_next_period(loan, after=ends))
    ledger.accrue_one(loan=loan, through=through, by=by, at=at)


def _next_period(loan: Loan, *, after: date) -> dict[str, Any]:
    row = loan.instalments.filter(is_current=True, due_on__gt=after).order_by("due_on").first()
    return {
        "accrual_from": after,
        "accrual_to": row.due_on if row else FAR,
        "accrual_total": row.accrues if row else 0,
        "accrual_done": 0,
    }


def _room(row: Instalment, bucket: Bucket) -> int:
    return int(getattr(row, bucket.value) - getattr(row, f"{bucket}_paid"))
