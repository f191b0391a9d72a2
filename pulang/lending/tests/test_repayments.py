"""Payments on a loan: each rupiah is marked where the books say it went."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.access import context
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.lending.actions import closing, contracts, prepaying, repayments
from pulang.lending.actions.ledger import ClosedPeriod, KeyTaken
from pulang.lending.models import Balance, Entry, Instalment, Loan, Repayment
from pulang.lending.queries import ledger as books
from pulang.lending.refusals import AmountRefused
from pulang.lending.rules.prepayment import Wish
from pulang.lending.terms import Account, LoanState
from pulang.lending.tests import factories

PAID_ON = date(2026, 2, 1)
FIRST = date(2026, 3, 1)
NOW = factories.at(date(2027, 6, 1))
MONTHLY = 5_163_986


@pytest.fixture
def running(bank, loan) -> Loan:
    """Sixty million, paid out and begun on 1 February, first due on 1 March."""
    factories.pay_out(bank, loan, on=PAID_ON)
    factories.begin(bank, loan, on=PAID_ON, first_due_on=FIRST)
    context.enter(bank.officer)
    return loan


def _pay(bank, loan, amount: int, on: date, key: str = "") -> Repayment:
    return repayments.record(
        loan=loan,
        amount=amount,
        received_on=on,
        key=key or f"pay:{on}:{amount}",
        by=bank.officer,
        at=NOW,
    )


def _close(bank, day: date) -> None:
    closing.close_through(pool=bank.pool, day=day, by=bank.officer, at=NOW)


def _balance(loan) -> Balance:
    return Balance.objects.get(pk=loan.pk)


def _assert_proven(bank, loan) -> None:
    assert [check.name for check in books.prove(bank.pool) if check.faults] == []
    marks = Instalment.objects.filter(loan=loan).aggregate(
        principal=Sum("principal_paid"), interest=Sum("interest_paid")
    )
    for part in ("principal", "interest"):
        booked = sum(
            entry.amount
            if entry.credit == part
            else -entry.amount
            if entry.debit == part and entry.credit in ("cash", "suspense", "advance")
            else 0
            for entry in Entry.objects.filter(loan=loan).exclude(posting__kind="disbursement")
            if part in (entry.credit, entry.debit)
            and {entry.debit, entry.credit} & {"cash", "suspense", "advance"}
        )
        assert (marks[part] or 0) == booked, part


def test_an_instalment_paid_on_its_day_is_paid(bank, running):
    made = _pay(bank, running, MONTHLY, FIRST)

    first = running.instalments.get(number=1)
    assert (first.is_paid, first.paid_on) == (True, FIRST)
    assert [part["part"] for part in made.parts] == ["interest", "principal"]
    assert _balance(running).principal == 55_136_014
    assert _balance(running).interest == 0
    _assert_proven(bank, running)


def test_half_an_instalment_pays_its_interest_first_and_the_rest_is_late(bank, running):
    _pay(bank, running, 1_000_000, FIRST)
    _close(bank, FIRST + timedelta(days=5))

    first, balance = running.instalments.get(number=1), _balance(running)
    assert (first.interest_paid, first.principal_paid, first.is_paid) == (300_000, 700_000, False)
    assert (balance.overdue, balance.oldest_due_on) == (MONTHLY - 1_000_000, FIRST)
    assert balance.collectability == 2
    _assert_proven(bank, running)


def test_a_late_payment_makes_the_loan_current_again(bank, running):
    _close(bank, FIRST + timedelta(days=40))
    before = _balance(running).collectability

    _pay(bank, running, 2 * MONTHLY, FIRST + timedelta(days=41))

    balance = _balance(running)
    assert before == 2
    assert (balance.collectability, balance.overdue, balance.oldest_due_on) == (1, 0, None)
    _assert_proven(bank, running)


def test_what_is_paid_early_waits_and_is_used_on_the_due_date(bank, running):
    _pay(bank, running, MONTHLY, FIRST - timedelta(days=10))
    waiting = _balance(running).advance

    _close(bank, FIRST)

    assert waiting == MONTHLY
    assert _balance(running).advance == 0
    assert running.instalments.get(number=1).is_paid
    assert _balance(running).collectability == 1
    _assert_proven(bank, running)


def test_paying_everything_early_settles_with_the_interest_earned_so_far(bank, running):
    day = FIRST - timedelta(days=14)
    owed = 60_000_000 + 150_000  # half of the month's 300,000

    made = _pay(bank, running, owed, day)

    running.refresh_from_db()
    assert (running.state, running.ended_on) == (LoanState.SETTLED, day)
    assert sum(part["amount"] for part in made.parts) == owed
    assert not _balance(running).is_running
    bank.pool.refresh_from_db()
    assert bank.pool.available == 50_000_000_000
    _close(bank, FIRST + timedelta(days=3))
    assert _balance(running).interest == 0
    _assert_proven(bank, running)


def test_too_much_settles_the_loan_and_the_rest_is_not_the_banks(bank, running):
    _pay(bank, running, 70_000_000, FIRST)

    stands = books.balances(bank.pool, on=FIRST)
    running.refresh_from_db()
    assert running.state == LoanState.SETTLED
    assert stands[Account.SUSPENSE].balance == -(70_000_000 - 60_300_000)
    with pytest.raises(WrongState, match="no payment is booked"):
        _pay(bank, running, 1, FIRST, key="again")
    _assert_proven(bank, running)


def test_twelve_instalments_on_their_days_settle_the_loan(bank, running):
    for row in running.instalments.order_by("number"):
        _pay(bank, running, row.total, row.due_on)

    running.refresh_from_db()
    assert running.state == LoanState.SETTLED
    assert _balance(running).repaid == 61_967_830
    _assert_proven(bank, running)


@pytest.fixture
def drawn(bank, loan) -> Loan:
    return factories.pay_out(bank, loan, on=PAID_ON)


def test_a_payment_before_repayment_began_waits(bank, drawn):
    loan = drawn
    context.enter(bank.officer)

    _pay(bank, loan, 500_000, PAID_ON + timedelta(days=3))

    assert _balance(loan).advance == 500_000
    _assert_proven(bank, loan)


@pytest.fixture
def half(bank, maria) -> Loan:
    """One tranche is in a payment file, the other is planned."""
    loan = factories.make_loan(bank, maria, amounts=(10_000_000, 20_000_000))
    factories.send(bank, loan.tranches.order_by("step").first())
    return loan


def test_nothing_is_settled_while_money_is_still_on_its_way(bank, half):
    loan = half
    context.enter(bank.officer)
    first = loan.tranches.order_by("step").first()
    contracts.paid_out(tranche=first, paid_on=PAID_ON, by=bank.officer, at=NOW)

    _pay(bank, loan, 15_000_000, PAID_ON + timedelta(days=3))

    loan.refresh_from_db()
    assert loan.state == LoanState.SIGNED
    assert _balance(loan).advance == 15_000_000


def test_a_payment_told_twice_is_booked_once(bank, running):
    one = _pay(bank, running, MONTHLY, FIRST, key="k")
    two = _pay(bank, running, MONTHLY, FIRST, key="k")

    assert one == two
    with pytest.raises(KeyTaken):
        _pay(bank, running, MONTHLY + 1, FIRST, key="k")


def test_nothing_negative_and_nothing_into_a_closed_day(bank, running):
    _close(bank, FIRST)

    with pytest.raises(AmountRefused):
        _pay(bank, running, -5, FIRST)
    with pytest.raises(ClosedPeriod, match="closed period"):
        _pay(bank, running, 5, FIRST)


def test_only_the_desk_of_the_bank_books(bank, running):
    with context.acting(bank.approver), pytest.raises(NotAllowed):
        repayments.record(
            loan=running, amount=1, received_on=FIRST, key="x", by=bank.approver, at=NOW
        )


@pytest.mark.parametrize("amount", [1_000_000, MONTHLY, 3 * MONTHLY, 70_000_000])
def test_a_payment_taken_back_leaves_what_stood_before(bank, running, amount):
    before = _state(running)
    made = _pay(bank, running, amount, FIRST)

    repayments.reverse(repayment=made, booked_on=FIRST, by=bank.officer, at=NOW)
    repayments.reverse(repayment=made, booked_on=FIRST, by=bank.officer, at=NOW)

    assert _state(running) == (*before[:2], before[2] + 300_000, *before[3:])
    assert books.balances(bank.pool, on=FIRST)[Account.SUSPENSE].balance == 0
    _assert_proven(bank, running)


def _state(loan):
    loan.refresh_from_db()
    balance = _balance(loan)
    marks = list(
        loan.instalments.order_by("number").values_list(
            "principal_paid", "interest_paid", "is_paid", "paid_on"
        )
    )
    return (loan.state, balance.principal, balance.interest, balance.advance, marks)


def test_an_advance_that_was_used_already_is_taken_back_too(bank, running):
    made = _pay(bank, running, MONTHLY, FIRST - timedelta(days=10))
    _close(bank, FIRST)

    repayments.reverse(repayment=made, booked_on=FIRST + timedelta(days=1), by=bank.officer, at=NOW)

    balance = _balance(running)
    assert balance.principal == 60_000_000
    assert (balance.advance, balance.overdue, balance.collectability) == (0, MONTHLY, 2)
    _assert_proven(bank, running)


steps = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "pay", "close", "reverse"]),
        st.integers(0, 20),
        st.integers(1, 90_000_000) | st.sampled_from([MONTHLY, MONTHLY // 2, 2 * MONTHLY]),
    ),
    min_size=1,
    max_size=8,
)


@given(steps=steps)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_paid_on_whichever_days_the_books_are_proven(bank, running, steps):
    with transaction.atomic():
        day, made = PAID_ON + timedelta(days=1), []
        for index, (what, days, amount) in enumerate(steps):
            day += timedelta(days=days)
            try:
                with transaction.atomic():
                    _step(bank, running, what, day, amount, index, made)
            except Refused:
                continue
            _assert_proven(bank, running)
        transaction.set_rollback(True)


def _step(bank, loan, what, day, amount, index, made):
    if what == "close":
        _close(bank, min(day, NOW.date()) - timedelta(days=1))
    elif what == "pay":
        made.append(_pay(bank, loan, amount, day, key=f"step:{index}"))
    elif made:
        repayments.reverse(repayment=made.pop(), booked_on=day, by=bank.officer, at=NOW)


@pytest.mark.parametrize(("wish", "months"), [(Wish.SMALLER, 11), (Wish.SOONER, 6)])
def test_principal_paid_early_makes_the_rest_smaller_or_shorter(bank, running, wish, months):
    _pay(bank, running, MONTHLY + 25_000_000, FIRST)

    prepaying.prepay(loan=running, wish=wish, on=FIRST, by=bank.officer, at=NOW)

    rows = list(running.instalments.filter(is_current=True).order_by("number"))
    balance = _balance(running)
    assert (balance.principal, balance.advance) == (30_136_014, 0)
    assert sum(row.principal for row in rows) == 30_136_014
    assert len(rows) == months
    assert max(row.total for row in rows) <= MONTHLY
    _assert_proven(bank, running)
    with pytest.raises(WrongState, match="paid ahead"):
        prepaying.prepay(loan=running, wish=wish, on=FIRST, by=bank.officer, at=NOW)
