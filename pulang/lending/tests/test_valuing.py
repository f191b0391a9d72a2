"""A late statement leaves what a timely one would have left: twins, one paid in time, one told later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from pulang.access import context
from pulang.lending.actions import closing, repayments
from pulang.lending.models import Balance, Entry, Loan, Posting, Repayment
from pulang.lending.queries import ledger as books
from pulang.lending.terms import Account, LoanState, PostingKind
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_places

BEGINS, DUE, NEXT = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)
ENDS = date(2026, 3, 20)
FREE = 3
LENT = 60_000_000


@pytest.fixture
def bank(db):
    make_places()
    return factories.make_bank(penalty_rate=1200, penalty_free_days=FREE)


@dataclass(frozen=True)
class Case:
    """What she paid and when, and when the bank was told."""

    amount: Callable[[Loan], int]
    paid_on: date
    told_on: date


def _share(percent: int) -> Callable[[Loan], int]:
    return lambda loan: loan.instalments.get(is_current=True, number=1).total * percent // 100


def _all(more: int) -> Callable[[Loan], int]:
    def owed(loan: Loan) -> int:
        balance = Balance.objects.get(pk=loan.pk)
        return balance.principal + balance.interest + balance.penalty + more

    return owed


CASES = {
    "an instalment on its day": Case(_share(100), DUE, date(2026, 2, 25)),
    "a part of it on its day": Case(_share(40), DUE, date(2026, 2, 25)),
    "an instalment ten days late": Case(_share(100), date(2026, 2, 15), date(2026, 3, 2)),
    "a part of it ten days late": Case(_share(55), date(2026, 2, 15), date(2026, 3, 2)),
    "more than one, over the next due day": Case(_share(150), date(2026, 2, 11), ENDS),
    "two and a half ahead": Case(_share(250), date(2026, 1, 30), ENDS),
    "everything, late": Case(_all(0), date(2026, 2, 15), date(2026, 3, 12)),
    "everything and too much": Case(_all(5_000), date(2026, 2, 20), date(2026, 2, 23)),
    "everything before it was due": Case(_all(0), date(2026, 1, 20), date(2026, 2, 2)),
}


@pytest.fixture
def twins(bank) -> dict[str, tuple[Loan, Loan]]:
    """Of each case the loan that is told of in time, and the one that is told of late."""
    return {name: (_begun(bank), _begun(bank)) for name in CASES}


@pytest.fixture
def unpaid(bank) -> Loan:
    return _begun(bank)


def _begun(bank) -> Loan:
    loan = factories.make_loan(bank, factories.make_borrower(bank))
    factories.pay_out(bank, loan, on=BEGINS)
    return factories.begin(bank, loan, on=BEGINS, first_due_on=DUE)


def _pay(bank, loan, amount: int, *, paid_on: date, told_on: date) -> Repayment:
    return repayments.record(
        loan=loan,
        amount=amount,
        received_on=paid_on,
        booked_on=told_on,
        key=f"test:{loan.pk}",
        by=bank.officer,
        at=factories.at(told_on),
    )


def _live(bank, twins) -> None:
    """Let the days pass: each loan is paid on its day and booked on the day it is told of."""
    context.enter(bank.officer)
    amounts: dict[str, int] = {}
    day = BEGINS
    while day <= ENDS:
        for name, case in CASES.items():
            timely, late = twins[name]
            if day == case.paid_on:
                amounts[name] = case.amount(timely)
                _pay(bank, timely, amounts[name], paid_on=day, told_on=day)
            if day == case.told_on:
                _pay(bank, late, amounts[name], paid_on=case.paid_on, told_on=day)
        _close(bank, day)
        day += timedelta(days=1)


def _close(bank, day: date) -> None:
    closing.close_through(
        pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
    )


def _stands(loan: Loan) -> dict[str, Any]:
    loan.refresh_from_db()
    balance = Balance.objects.get(pk=loan.pk)
    parts = ("principal", "interest", "penalty", "advance", "overdue", "oldest_due_on")
    rows = loan.instalments.filter(is_current=True).order_by("number")
    return {
        "state": (loan.state, loan.ended_on),
        "quality": balance.collectability,
        "income": [_income(loan, one) for one in (Account.INTEREST_INCOME, Account.PENALTY_INCOME)],
        "rows": [
            (row.number, row.penalty, row.principal_paid, row.interest_paid, row.penalty_paid)
            for row in rows
        ],
        "in time": [row.number for row in rows if row.paid_on and row.paid_on <= row.due_on],
        **{name: getattr(balance, name) for name in parts},
    }


def _income(loan: Loan, account: Account) -> int:
    entries = Entry.objects.filter(loan=loan)
    earned = sum(entries.filter(credit=account).values_list("amount", flat=True))
    return earned - sum(entries.filter(debit=account).values_list("amount", flat=True))


def _faults(bank) -> list[str]:
    return [check.name for check in books.prove(bank.pool) if check.faults]


def test_a_late_statement_leaves_what_a_timely_one_would_have_left(bank, twins):
    _live(bank, twins)

    stands = {name: tuple(_stands(one) for one in pair) for name, pair in twins.items()}
    assert {name: late for name, (_timely, late) in stands.items()} == {
        name: timely for name, (timely, _late) in stands.items()
    }
    assert {name for name, (_one, late) in stands.items() if late["state"][0] == "settled"} == {
        name for name in CASES if name.startswith("everything")
    }
    assert Posting.objects.filter(kind=PostingKind.TAKEN_BACK).count() == len(CASES)
    assert _faults(bank) == []


def test_the_day_on_which_it_is_told_tells_nothing_new_to_who_owed_no_penalty(bank, unpaid):
    """Within the free days nothing was booked that could be taken back."""
    context.enter(bank.officer)
    _close(bank, DUE + timedelta(days=FREE))

    _pay(bank, unpaid, _share(100)(unpaid), paid_on=DUE, told_on=DUE + timedelta(days=FREE + 1))

    assert not Posting.objects.filter(kind=PostingKind.TAKEN_BACK).exists()
    assert unpaid.instalments.get(number=1).is_paid


@pytest.mark.parametrize("amount", [_share(100), _share(30), _all(0)], ids=["one", "part", "all"])
def test_if_the_payment_bounces_what_was_taken_back_is_booked_again(bank, unpaid, amount):
    context.enter(bank.officer)
    told_on = DUE + timedelta(days=20)
    _close(bank, told_on - timedelta(days=1))
    before = _stands(unpaid)
    assert before["penalty"] > 0
    made = _pay(bank, unpaid, amount(unpaid), paid_on=DUE, told_on=told_on)
    assert _stands(unpaid)["penalty"] < before["penalty"]

    for _twice in range(2):
        repayments.reverse(
            repayment=made, booked_on=told_on, by=bank.officer, at=factories.at(told_on)
        )

    assert _stands(unpaid) == before
    assert _faults(bank) == []


def test_nothing_is_taken_back_before_the_halt_or_after_it(bank, unpaid):
    context.enter(bank.officer)
    halted, told_on = DUE + timedelta(days=10), DUE + timedelta(days=30)
    _close(bank, halted - timedelta(days=1))
    Balance.objects.filter(pk=unpaid.pk).update(halted_since=halted)
    _close(bank, told_on - timedelta(days=1))
    assert Balance.objects.get(pk=unpaid.pk).penalty > 0

    _pay(bank, unpaid, _share(100)(unpaid), paid_on=DUE, told_on=told_on)

    assert Balance.objects.get(pk=unpaid.pk).penalty == 0
    assert unpaid.instalments.get(number=1).is_paid
    assert unpaid.state == LoanState.REPAYING
    assert _faults(bank) == []
