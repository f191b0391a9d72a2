"""A year passes over the demo's loans: each day what happened is booked, then the day is closed.

Money moves through the ledger's one door and days are closed by the same functions that close them
every night, so that the books tie. Only the notices of past days are not sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from pulang.access.context import acting
from pulang.access.terms import Actor
from pulang.base.ids import new_ulid
from pulang.lending.actions import closing, ledger, schedules
from pulang.lending.actions.ledger import Move
from pulang.lending.models import (
    Balance,
    Instalment,
    Loan,
    LoanRequest,
    Pool,
    Tranche,
)
from pulang.lending.terms import (
    Account,
    Collectability,
    Hardship,
    LoanState,
    PostingKind,
    RequestKind,
    RequestState,
    ScheduleReason,
    TrancheState,
)
from pulang.web.demo.lending_stories import Story

Deed = Callable[[datetime], None]


def noon(day: date) -> datetime:
    """Return ten o'clock in the morning of a day in NTT."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Paid:
    """A payment that was booked: its line of a statement follows."""

    loan: Loan
    posting: int
    line: str
    day: date
    number: int
    principal: int
    interest: int

    @property
    def amount(self) -> int:
        """Return what came in."""
        return self.principal + self.interest


@dataclass
class Books:
    """The diary of a pool: what happens on which day, and what came of it."""

    pool: Pool
    maker: Actor
    checker: Actor
    service: Actor
    today: date
    diary: dict[date, list[Deed]] = field(default_factory=lambda: defaultdict(list))
    paid: list[Paid] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def on(self, day: date, deed: Deed) -> None:
        """Let something happen on a day; what lies ahead has not happened."""
        if day < self.today:
            self.diary[day].append(deed)

    def tell(self, story: Story, loan: Loan, tranches: Iterable[Tranche]) -> None:
        """Write the story of a loan into the diary."""
        for tranche in tranches:
            day = story.paid_on.get(tranche.step)  # type: ignore[call-overload]
            if day:
                self.on(day, _deed(self._pay_out, loan, tranche))
        if story.begins_on:
            self.on(story.begins_on, _deed(self._begin, loan, story))

    def run(self, first: date) -> None:
        """Let the days pass, one after another, up to yesterday."""
        day = first
        with _telling_nobody():
            while day < self.today:
                with transaction.atomic():
                    self._live(day)
                day += timedelta(days=1)

    def _live(self, day: date) -> None:
        with acting(self.maker, reason="demo"):
            for deed in self.diary.pop(day, ()):
                deed(noon(day))
            self._forget_what_was_late()
        with acting(self.service, reason="demo"):
            self._close(day)

    # --- what happens ---

    def _post(
        self, kind: PostingKind, key: str, at: datetime, *moves: tuple[Account, Account, int, Loan]
    ) -> int:
        return ledger.post(
            pool=self.pool,
            kind=kind,
            key=key,
            booked_on=at.date(),
            moves=[Move(*move) for move in moves],
            by=self.maker,
            at=at,
        ).id

    def _pay_out(self, loan: Loan, tranche: Tranche, at: datetime) -> None:
        move = (Account.PRINCIPAL, Account.CASH, tranche.amount, loan)
        posting = self._post(PostingKind.DISBURSEMENT, f"tranche:{tranche.public_id}", at, move)
        Tranche.objects.filter(pk=tranche.pk).update(
            state=TrancheState.PAID, posting=posting, paid_on=at.date()
        )
        drawn = Balance.objects.values_list("principal", flat=True).get(pk=loan.pk)
        schedules.run_drawing(loan=loan, principal=drawn, starts_on=at.date())

    def _begin(self, loan: Loan, story: Story, at: datetime) -> None:
        balance = Balance.objects.get(pk=loan.pk)
        plan = schedules.plan_of(
            loan,
            principal=balance.principal,
            starts_on=at.date(),
            first_due_on=story.first_due or at.date() + timedelta(days=30),
            carried=balance.interest,
        )
        made = schedules.draw_up(
            loan=loan, plan=plan, reason=ScheduleReason.START, by=self.maker, at=at
        )
        loan.state, loan.state_since, loan.started_on = LoanState.REPAYING, at, at.date()
        loan.save(update_fields=["state", "state_since", "started_on"])
        rows = list(made.instalments.order_by("number"))
        getattr(self, f"_will_be_{story.fate}", self._will_be_paying)(loan, story, rows)

    def _will_be_paying(self, loan: Loan, story: Story, rows: list[Instalment]) -> None:
        last = rows[0].due_on
        for row in rows:
            last = max(last, row.due_on + timedelta(days=story.delay))
            self.on(last, _deed(self._repay, loan, row, row is rows[-1]))

    def _will_be_late(self, loan: Loan, story: Story, rows: list[Instalment]) -> None:
        target = self.today - timedelta(days=story.late_days)
        nearest = min(rows, key=lambda row: abs((row.due_on - target).days))
        for row in rows:
            if row.due_on < nearest.due_on:
                self.on(row.due_on, _deed(self._repay, loan, row, False))

    def _will_be_written_off(self, loan: Loan, story: Story, rows: list[Instalment]) -> None:
        self.on(self.today - timedelta(days=6), _deed(self._write_off, loan))
        self.on(self.today - timedelta(days=2), _deed(self._recover, loan))

    def _will_be_restructured(self, loan: Loan, story: Story, rows: list[Instalment]) -> None:
        self.on(rows[0].due_on, _deed(self._repay, loan, rows[0], False))
        self.on(rows[1].due_on + timedelta(days=34), _deed(self._restructure, loan))

    def _will_be_settled(self, loan: Loan, story: Story, rows: list[Instalment]) -> None:
        self.on(rows[0].due_on, _deed(self._repay, loan, rows[0], False))
        self.on(rows[1].due_on, _deed(self._settle_early, loan, rows[1]))

    def _will_be_halted(self, loan: Loan, story: Story, rows: list[Instalment]) -> None:
        for row in rows[:2]:
            self.on(row.due_on, _deed(self._repay, loan, row, False))
        day = min(rows[1].due_on + timedelta(days=9), self.today - timedelta(days=1))
        self.on(day, _deed(self._halt, loan))

    _will_be_claimed = _will_be_halted

    def _repay(self, loan: Loan, row: Instalment, is_last: bool, at: datetime) -> None:
        self._receive(loan, row.number, row.principal, row.interest, at)
        Instalment.objects.filter(pk=row.pk).update(
            principal_paid=row.principal,
            interest_paid=row.interest,
            is_paid=True,
            paid_on=at.date(),
        )
        if is_last:
            self._end(loan, LoanState.SETTLED, at)

    def _receive(
        self, loan: Loan, number: int, principal: int, interest: int, at: datetime
    ) -> None:
        line = new_ulid()
        posting = self._post(
            PostingKind.REPAYMENT,
            f"repayment:{line}",
            at,
            (Account.CASH, Account.INTEREST, interest, loan),
            (Account.CASH, Account.PRINCIPAL, principal, loan),
        )
        self.paid.append(Paid(loan, posting, line, at.date(), number, principal, interest))
        self.touched.add(loan.pk)

    def _settle_early(self, loan: Loan, row: Instalment, at: datetime) -> None:
        balance = Balance.objects.get(pk=loan.pk)
        self._receive(loan, row.number, balance.principal, balance.interest, at)
        later = loan.instalments.filter(is_current=True, is_paid=False)
        later.filter(number__gt=row.number).update(is_current=False)
        later.filter(number=row.number).update(
            principal_paid=row.principal,
            interest_paid=row.interest,
            is_paid=True,
            paid_on=at.date(),
        )
        self._end(loan, LoanState.SETTLED, at)

    def _restructure(self, loan: Loan, at: datetime) -> None:
        balance = Balance.objects.get(pk=loan.pk)
        left = loan.instalments.filter(is_current=True, is_paid=False).count()
        plan = schedules.plan_of(
            loan,
            principal=balance.principal,
            starts_on=at.date(),
            first_due_on=at.date() + timedelta(days=31),
            carried=balance.interest,
        )
        longer = schedules.shorter(plan, months=left + 6)
        self._asked(
            loan,
            RequestKind.RESTRUCTURE,
            at,
            hardship=Hardship.WAGE_LOST,
            reason="Jam kerja dikurangi, upah turun; cicilan diperkecil, waktu diperpanjang.",
            proposal={"months": left + 6},
        )
        made = schedules.draw_up(
            loan=loan,
            plan=longer,
            reason=ScheduleReason.RESTRUCTURE,
            by=self.maker,
            at=at,
            quality=Collectability(balance.collectability),
        )
        Balance.objects.filter(pk=loan.pk).update(
            kept_collectability=balance.collectability, cure_count=0
        )
        self.touched.add(loan.pk)
        for row in made.instalments.order_by("number"):
            self.on(row.due_on, _deed(self._repay, loan, row, False))

    def _write_off(self, loan: Loan, at: datetime) -> None:
        balance = Balance.objects.get(pk=loan.pk)
        self._asked(
            loan,
            RequestKind.WRITE_OFF,
            at,
            reason="Menunggak lebih dari 270 hari; alamat dan keluarga sudah dihubungi tiga kali.",
        )
        self._post(
            PostingKind.WRITTEN_OFF,
            f"write-off:{loan.public_id}",
            at,
            (Account.WRITE_OFF, Account.PRINCIPAL, balance.principal, loan),
            (Account.INTEREST_INCOME, Account.INTEREST, balance.interest, loan),
        )
        self._end(loan, LoanState.WRITTEN_OFF, at)

    def _recover(self, loan: Loan, at: datetime) -> None:
        move = (Account.CASH, Account.RECOVERY, 250_000, loan)
        self._post(PostingKind.RECOVERY, f"recovery:{new_ulid()}", at, move)

    def _halt(self, loan: Loan, at: datetime) -> None:
        Balance.objects.filter(pk=loan.pk).update(halted_since=at.date())

    def _asked(self, loan: Loan, kind: RequestKind, at: datetime, **said: object) -> None:
        LoanRequest.objects.create(
            loan=loan,
            kind=kind,
            state=RequestState.CONFIRMED,
            asked_at=at - timedelta(days=2),
            asked_by=self.maker.membership_id,
            answered_at=at,
            answered_by=self.checker.membership_id,
            **said,
        )

    def _end(self, loan: Loan, state: LoanState, at: datetime) -> None:
        loan.state, loan.state_since = state, at
        loan.ended_on = at.date()
        loan.save(update_fields=["state", "state_since", "ended_on"])
        Balance.objects.filter(pk=loan.pk).update(is_running=False)
        self.touched.add(loan.pk)

    # --- the close of a day ---

    def _forget_what_was_late(self) -> None:
        """What is still owed by those who paid today is found again by the close."""
        if self.touched:
            with connection.cursor() as cursor:
                cursor.execute(
                    "update lending_balance set oldest_due_on = null, overdue = 0,"
                    " collectability = greatest(kept_collectability, 1)"
                    " where loan_id = any(%s)",
                    [list(self.touched)],
                )
            self.touched.clear()

    def _close(self, day: date) -> None:
        night = noon(day + timedelta(days=1)) - timedelta(hours=9)
        closing.close_through(pool=self.pool, day=day, by=self.service, at=night)


@contextmanager
def _telling_nobody() -> Iterator[None]:
    """Close days without the notices and tasks that follow the end of a day: they are long past."""
    kept = list(closing.after_closing)
    closing.after_closing.clear()
    try:
        yield
    finally:
        closing.after_closing.extend(kept)


def _deed(act: Callable[..., None], *about: object) -> Deed:
    return lambda at: act(*about, at)
