"""The penalty of each day is that of the rule: after the free days, up to its cap, never on penalty."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.lending.actions import closing, repayments
from pulang.lending.models import Balance, Entry, Instalment, Loan
from pulang.lending.queries import ledger as books
from pulang.lending.rules.accrual import penalty, penalty_of_day
from pulang.lending.terms import Account
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_places

BEGINS, DUE = date(2026, 1, 2), date(2026, 1, 12)
FREE, RATE = 4, 6000
"""The highest rate there is, so that the cap is reached within weeks."""


@pytest.fixture
def terms() -> dict:
    return {}


@pytest.fixture
def bank(db, terms):
    make_places()
    return factories.make_bank(penalty_rate=RATE, penalty_free_days=FREE, **terms)


@pytest.fixture
def running(bank, loan) -> Loan:
    factories.pay_out(bank, loan, on=BEGINS)
    begun = factories.begin(bank, loan, on=BEGINS, first_due_on=DUE)
    context.enter(bank.officer)
    return begun


def _close(bank, day: date) -> None:
    closing.close_through(
        pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
    )


def _pay(bank, loan: Loan, amount: int, on: date) -> None:
    repayments.record(
        loan=loan,
        amount=amount,
        received_on=on,
        key=f"test:{on}",
        by=bank.officer,
        at=factories.at(on),
    )


def _first(loan: Loan) -> Instalment:
    return loan.instalments.get(is_current=True, number=1)


def _cap(row: Instalment) -> int:
    return row.total * closing.PENALTY_MOST // 10_000


def _faults(bank) -> list[str]:
    return [check.name for check in books.prove(bank.pool) if check.faults]


def _booked(loan: Loan) -> int:
    entries = Entry.objects.filter(loan=loan, credit=Account.PENALTY_INCOME)
    return sum(entries.values_list("amount", flat=True))


def test_each_day_adds_what_the_rule_says_to_each_instalment_up_to_its_cap(bank, running):
    rows = {row.number: row for row in running.instalments.order_by("number")[:3]}
    reached = set()

    for days in range(75):
        day = DUE + timedelta(days=days)
        _close(bank, day)
        for row in running.instalments.filter(number__in=rows):
            late = (day - row.due_on).days - FREE
            said = penalty(overdue=row.total, annual_rate=RATE, days=late, cap=_cap(row))
            assert row.penalty == said, (row.number, day)
            reached |= {row.number} if row.penalty == _cap(row) else set()

    owed = sum(running.instalments.values_list("penalty", flat=True))
    assert reached == {1}
    assert Balance.objects.get(pk=running.pk).penalty == owed == _booked(running)
    assert _faults(bank) == []


@pytest.mark.parametrize("days", [FREE, FREE + 1])
def test_within_the_free_days_nothing_is_asked(bank, running, days):
    _close(bank, DUE + timedelta(days=days))

    assert (_first(running).penalty > 0) == (days > FREE)


def test_after_a_part_is_paid_it_is_asked_on_what_is_left(bank, running):
    day = DUE + timedelta(days=10)
    _close(bank, day - timedelta(days=1))
    before = _first(running)
    _pay(bank, running, before.penalty + before.interest + 1_000_000, on=day)

    _close(bank, day)

    after = _first(running)
    assert (after.penalty_paid, after.interest_paid) == (before.penalty, before.interest)
    left = after.principal - 1_000_000
    assert after.penalty - before.penalty == penalty_of_day(
        overdue=left, annual_rate=RATE, day=10 - FREE, cap=_cap(after)
    )
    assert _faults(bank) == []


@pytest.mark.parametrize("terms", [{"allocation_order": "interest,principal,penalty,fee"}])
def test_never_is_a_penalty_asked_on_a_penalty(bank, running, terms):
    day = DUE + timedelta(days=10)
    _close(bank, day - timedelta(days=1))
    row = _first(running)
    _pay(bank, running, row.principal + row.interest, on=day)

    _close(bank, day + timedelta(days=15))

    after = _first(running)
    assert (after.penalty, after.penalty_paid, after.is_paid) == (row.penalty, 0, False)
    assert _faults(bank) == []


def test_while_collection_is_halted_no_penalty_grows(bank, running):
    _close(bank, DUE + timedelta(days=10))
    before = _first(running).penalty
    Balance.objects.filter(pk=running.pk).update(halted_since=DUE + timedelta(days=11))

    _close(bank, DUE + timedelta(days=25))

    assert _first(running).penalty == before > 0


def test_a_day_is_penalised_once_however_often_its_close_begins(bank, running):
    day = DUE + timedelta(days=6)
    _close(bank, day)
    before = _booked(running)

    closing._call(
        "lending_penalise",
        bank.pool.pk,
        day,
        closing.PENALTY_MOST,
        "01J00000000000000000000000",
        factories.at(day),
        bank.officer.membership_id,
    )

    assert _booked(running) == before > 0
