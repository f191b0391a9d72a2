"""Any life of a loan: whatever is done in whatever order, the books tie and the pool is never over.

A program that fails is printed as it was run (`state = Life()`, `state.pay(amount=1)`, …). Pasted into a
test that takes `lives`, with `state = lives()`, it runs again; `state.books_tie()` asks what failed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.errors import Refused
from pulang.journey.actions import holds
from pulang.journey.models import Hold
from pulang.journey.terms import HoldReason
from pulang.lending.actions import claims, closing, contracts, hardship, prepaying, repayments
from pulang.lending.actions.hardship import Proposal
from pulang.lending.models import Balance, InsuranceClaim, Loan, Repayment
from pulang.lending.queries import ledger as books
from pulang.lending.rules.prepayment import Wish
from pulang.lending.terms import Account, Grace, Hardship, LoanState, RequestKind
from pulang.lending.tests import factories
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_places

_START = date(2026, 1, 20)
_ALLOCATION = 95_000_000
_GRACES = (Grace.NONE, Grace.FULL_CAPITALISE, Grace.FULL_ACCRUE)
_DAYS = st.sampled_from([1, 2, 7, 16, 31, 31, 62])
_WORST = 200
"""Days after which a loan that nobody pays is lost."""


class Life(RuleBasedStateMachine):
    """One loan and the day on which it stands; each step may be refused, none may break the books."""

    bank: ClassVar[Bank]
    loans: ClassVar[dict[Grace, Loan]]

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()  # each life begins anew
        self.loan, self.day, self.count = self.loans[Grace.NONE], _START, 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize(grace=st.sampled_from(_GRACES))
    def first_money(self, grace: Grace) -> None:
        """The first tranche is paid out, and some days go by."""
        self.loan = self.loans[grace]
        self.pay_out()
        self.time_passes(days=12)

    # --- what happens ---

    @precondition(lambda self: self.loan.state in (LoanState.SIGNED, LoanState.REPAYING))
    @rule()
    def pay_out(self) -> None:
        tranche = self.loan.tranches.filter(state="planned").first()
        with self.step(self.bank.officer) as said:
            if tranche:
                factories.send(self.bank, tranche)
                contracts.paid_out(tranche=tranche, paid_on=self.day, **said)

    @precondition(lambda self: self.loan.state == LoanState.SIGNED)
    @rule(days=st.integers(20, 45))
    def begin(self, days: int) -> None:
        first = self.day + timedelta(days)
        with self.step(self.bank.officer) as said:
            contracts.begin(loan=self.loan, starts_on=self.day, first_due_on=first, **said)

    @rule(days=_DAYS)
    def time_passes(self, days: int) -> None:
        before = Balance.objects.get(pk=self.loan.pk)
        self.day += timedelta(days)
        with self.step(self.bank.officer) as said:
            with _telling_nobody():
                self._close(self.day - timedelta(2), said)
            self._close(self.day - timedelta(1), said)
        after = Balance.objects.get(pk=self.loan.pk)
        if after.halted_since:
            assert (after.interest, after.penalty) == (before.interest, before.penalty)

    @precondition(lambda self: self.loan.state == LoanState.REPAYING)
    @rule()
    def half_a_year_passes(self) -> None:
        self.time_passes(_WORST)

    def _close(self, day: date, said: dict) -> None:
        closing.close_through(pool=self.bank.pool, day=day, **said)

    @rule(amount=st.integers(1, 12_000_000))
    def pay(self, amount: int) -> None:
        self._pay(amount, self.day)

    @rule(amount=st.integers(1, 12_000_000), days=st.integers(1, 45))
    def pay_by_a_late_statement(self, amount: int, days: int) -> None:
        self._pay(amount, self.day - timedelta(days))

    @rule(more=st.integers(-1, 5_000), days=st.sampled_from([0, 0, 5]))
    def pay_all(self, more: int, days: int) -> None:
        balance = Balance.objects.get(pk=self.loan.pk)
        owed = balance.principal + balance.interest + balance.penalty - balance.advance
        self._pay(owed + more, self.day - timedelta(days))

    def _pay(self, amount: int, received_on: date) -> None:
        key = f"life:{self.loan.pk}:{self.count}"
        with self.step(self.bank.officer) as said:
            repayments.record(
                loan=self.loan,
                amount=amount,
                received_on=received_on,
                booked_on=self.day,
                key=key,
                **said,
            )

    @rule()
    def reverse(self) -> None:
        last = Repayment.objects.filter(loan=self.loan, reversed_at=None).order_by("-pk").first()
        with self.step(self.bank.officer) as said:
            if last:
                repayments.reverse(repayment=last, booked_on=self.day, **said)

    @precondition(lambda self: self.loan.state == LoanState.REPAYING)
    @rule(wish=st.sampled_from(Wish), amount=st.integers(1_000_000, 12_000_000))
    def prepay(self, wish: Wish, amount: int) -> None:
        self._pay(amount, self.day)
        with self.step(self.bank.officer) as said:
            prepaying.prepay(loan=self.loan, wish=wish, on=self.day, **said)

    # --- hard times ---

    @precondition(lambda self: self.loan.state == LoanState.REPAYING)
    @rule(months=st.integers(2, 24), capitalise=st.booleans())
    def restructure(self, months: int, capitalise: bool) -> None:
        first = (self.day + timedelta(30)).isoformat()
        figures = {"months": months, "first_due_on": first, "capitalise": capitalise}
        self._two(RequestKind.RESTRUCTURE, **figures)

    @rule(interest=st.integers(0, 200_000), penalty=st.sampled_from([0, 1, 20_000]))
    def waive(self, interest: int, penalty: int) -> None:
        self._two(RequestKind.WAIVE, interest=interest, penalty=penalty)

    @precondition(lambda self: self.loan.state == LoanState.REPAYING)
    @rule()
    def write_off(self) -> None:
        self._two(RequestKind.WRITE_OFF)

    @precondition(lambda self: self.loan.state == LoanState.WRITTEN_OFF)
    @rule()
    def release(self) -> None:
        self._two(RequestKind.RELEASE)

    @rule()
    def cancel(self) -> None:
        self._two(RequestKind.CANCEL)

    def _two(self, kind: RequestKind, **figures: object) -> None:
        proposal = Proposal(kind, "hard times", Hardship.SICK, figures)
        with self.step(self.bank.officer) as said:
            request = hardship.propose(loan=self.loan, proposal=proposal, **said)
            context.enter(self.bank.approver)
            hardship.confirm(request=request, **{**said, "by": self.bank.approver})

    @rule()
    def halt(self) -> None:
        with self.step(service_actor()) as said:
            holds.place(migration=self.loan.migration, reason=HoldReason.H1, **said)

    @rule()
    def lift(self) -> None:
        with self.step(service_actor()) as said:
            hold = Hold.objects.filter(migration=self.loan.migration, lifted_at=None).first()
            if hold:
                holds.lift(hold=hold, **said)

    @rule(asked=st.integers(1, 40_000_000))
    def ask_the_insurer(self, asked: int) -> None:
        self._two(RequestKind.CLAIM, asked=asked)

    @rule(share=st.sampled_from([10, 50, 100]), is_paid=st.booleans())
    def the_insurer_answers(self, share: int, is_paid: bool) -> None:
        claim = InsuranceClaim.objects.filter(loan=self.loan, state="filed").first()
        balance = Balance.objects.get(pk=self.loan.pk)
        owed = balance.principal + balance.interest + balance.penalty
        with self.step(self.bank.officer) as said:
            if claim and is_paid:
                amount = max(owed * share // 100, 1)
                claims.paid(claim=claim, amount=amount, paid_on=self.day, **said)
            elif claim:
                claims.refused(claim=claim, **said)

    @contextmanager
    def step(self, by) -> Iterator[dict]:
        """Take a step as somebody; a refusal is an answer, and leaves nothing behind."""
        self.count += 1
        context.enter(by)
        self.loan.refresh_from_db()
        try:
            with transaction.atomic():
                yield {"by": by, "at": self.at}
        except Refused as refusal:
            event(f"refused: {refusal.code}")
        context.enter(self.bank.officer)
        self.loan.refresh_from_db()

    @property
    def at(self) -> datetime:
        return factories.at(self.day)

    # --- what holds after every step ---

    @invariant()
    def books_tie(self) -> None:
        context.enter(self.bank.officer)
        assert [one.name for one in books.prove(self.bank.pool) if one.faults] == []

    @invariant()
    def pool_is_never_over(self) -> None:
        self.bank.pool.refresh_from_db()
        assert 0 <= self.bank.pool.available <= self.bank.pool.cash
        assert self.bank.pool.capital == _ALLOCATION

    @invariant()
    def nothing_is_negative(self) -> None:
        stands = books.balances(self.bank.pool, on=self.day)
        for account in (Account.CASH, Account.PRINCIPAL, Account.INTEREST, Account.PENALTY):
            assert stands[account].balance >= 0, account
        for account in (Account.INTEREST_INCOME, Account.PENALTY_INCOME, Account.ADVANCE):
            assert stands[account].balance <= 0, account

    @invariant()
    def no_more_is_paid_than_asked(self) -> None:
        for row in self.loan.instalments.filter(is_current=True):
            assert 0 <= row.principal_paid <= row.principal, row.number
            assert 0 <= row.interest_paid <= row.interest, row.number
            assert 0 <= row.penalty_paid <= row.penalty, row.number

    @invariant()
    def what_is_over_owes_nothing(self) -> None:
        balance = Balance.objects.get(pk=self.loan.pk)
        if self.loan.state in (LoanState.SETTLED, LoanState.WRITTEN_OFF, LoanState.RELEASED):
            assert (balance.principal, balance.interest, balance.penalty) == (0, 0, 0)
            assert not balance.is_running


@contextmanager
def _telling_nobody() -> Iterator[None]:
    """Close days without the messages that follow each: the last day of a step sends them."""
    kept = list(closing.after_closing)
    closing.after_closing.clear()
    try:
        yield
    finally:
        closing.after_closing.extend(kept)


@pytest.fixture
def lives(db) -> type[Life]:
    """Three loans of two tranches, each with its grace, from a pool that holds little more."""
    make_places()
    bank = factories.make_bank(allocation=_ALLOCATION, penalty_rate=1200, penalty_free_days=3)
    loans = {}
    for grace in _GRACES:
        loan = factories.make_loan(
            bank, factories.make_borrower(bank), amounts=(20_000_000, 10_000_000)
        )
        loan.grace, loan.grace_months = grace, 0 if grace == Grace.NONE else 2
        loan.save(update_fields=["grace", "grace_months"])
        loans[grace] = loan
    bank.pool.refresh_from_db()
    return type("Life", (Life,), {"bank": bank, "loans": loans})


@pytest.mark.parametrize(
    "few",
    [
        settings(max_examples=10, stateful_step_count=10, derandomize=True),
        pytest.param(
            settings(max_examples=200, stateful_step_count=30, print_blob=True),
            marks=pytest.mark.slow,
        ),
    ],
    ids=["few", "many"],
)
def test_whatever_happens_to_a_loan_the_books_tie_after_every_step(lives, few) -> None:
    context.enter(lives.bank.officer)

    run_state_machine_as_test(lives, settings=settings(few, deadline=None))
