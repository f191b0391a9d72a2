"""Interest that becomes principal: earned it was before, given to the pool it never was."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.lending.actions import closing, hardship, ledger, repayments
from pulang.lending.actions.hardship import Proposal
from pulang.lending.models import Balance, Pool, Posting
from pulang.lending.queries import ledger as books
from pulang.lending.queries import pool as pools
from pulang.lending.terms import Account, Grace, Hardship, LoanState, PostingKind, RequestKind
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_places

BEGINS, DUE = date(2026, 2, 1), date(2026, 3, 1)
LENT = 60_000_000
FIRST, SECOND = 300_000, 301_500
"""Interest of a month on sixty million, and on sixty million and that interest."""


@pytest.fixture
def bank(db):
    make_places()
    return factories.make_bank(grace=Grace.FULL_CAPITALISE, grace_months=3)


@pytest.fixture
def graced(bank, loan):
    """Paid out on the day on which repayment begins, so that no interest is carried."""
    factories.pay_out(bank, loan, on=BEGINS)
    return factories.begin(bank, loan, on=BEGINS, first_due_on=DUE)


def _close(bank, day: date) -> None:
    context.enter(bank.officer)
    closing.close_through(
        pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
    )


def _stands(bank, day: date) -> dict[Account, int]:
    context.enter(bank.officer)
    return {account: one.balance for account, one in books.balances(bank.pool, on=day).items()}


def _pool(bank) -> Pool:
    bank.pool.refresh_from_db()
    return bank.pool


def _faults(bank) -> list[str]:
    context.enter(bank.officer)
    return [check.name for check in books.prove(bank.pool) if check.faults]


def test_interest_of_the_grace_becomes_principal_and_was_earned_before(bank, graced):
    _close(bank, DUE - timedelta(days=1))
    before = _stands(bank, DUE - timedelta(days=1))
    available, allocated = _pool(bank).available, bank.pool.capital

    _close(bank, DUE)

    after, of_the_day = _stands(bank, DUE), round(SECOND / 31)
    assert before[Account.INTEREST_INCOME] == -FIRST
    assert after[Account.INTEREST_INCOME] == -FIRST - of_the_day
    assert after[Account.CAPITAL] == before[Account.CAPITAL] == -allocated
    assert after[Account.PRINCIPAL] == LENT + FIRST
    assert after[Account.INTEREST] == of_the_day
    assert (_pool(bank).capitalised, bank.pool.capital) == (FIRST, allocated)
    assert bank.pool.available == available
    assert _faults(bank) == []


def test_every_month_of_the_grace_adds_to_it_and_a_second_close_does_not(bank, graced):
    _close(bank, date(2026, 4, 1))
    _close(bank, date(2026, 4, 1))

    assert _pool(bank).capitalised == FIRST + SECOND
    assert Balance.objects.get(pk=graced.pk).principal == LENT + FIRST + SECOND
    assert Posting.objects.filter(kind=PostingKind.CAPITALISED).count() == 2
    assert _faults(bank) == []


def test_by_a_new_schedule_income_and_allocation_stay_what_they_were(bank, graced):
    day = date(2026, 6, 10)
    _close(bank, day - timedelta(days=1))
    owed, before = Balance.objects.get(pk=graced.pk).interest, _stands(bank, day)
    counted, available = _pool(bank).capitalised, bank.pool.available

    _restructure(bank, graced, day)

    after = _stands(bank, day)
    assert after[Account.PRINCIPAL] == before[Account.PRINCIPAL] + owed
    assert after[Account.INTEREST] == 0
    assert after[Account.INTEREST_INCOME] == before[Account.INTEREST_INCOME]
    assert after[Account.CAPITAL] == before[Account.CAPITAL]
    assert _pool(bank).capitalised == counted + owed
    assert bank.pool.available == available
    assert _faults(bank) == []


def _restructure(bank, loan, day: date) -> None:
    figures = {"months": 12, "first_due_on": f"{day + timedelta(30)}", "capitalise": True}
    proposal = Proposal(RequestKind.RESTRUCTURE, "wage was cut", Hardship.WAGE_LOST, figures)
    context.enter(bank.officer)
    request = hardship.propose(loan=loan, proposal=proposal, by=bank.officer, at=factories.at(day))
    context.enter(bank.approver)
    hardship.confirm(request=request, by=bank.approver, at=factories.at(day))


def test_a_reversal_takes_the_count_back(bank, graced):
    _close(bank, DUE)
    available = _pool(bank).available
    posting = Posting.objects.get(kind=PostingKind.CAPITALISED)

    for _twice in range(2):
        ledger.reverse(
            posting=posting,
            booked_on=DUE + timedelta(days=1),
            by=bank.officer,
            at=factories.at(DUE + timedelta(days=1)),
        )

    balance = Balance.objects.get(pk=graced.pk)
    assert balance.principal == LENT
    assert balance.interest == FIRST + round(SECOND / 31)
    assert (_pool(bank).capitalised, bank.pool.available) == (0, available)
    assert _faults(bank) == []


def test_what_came_back_may_be_lent_and_lies_in_the_account(bank, graced):
    day = date(2026, 5, 20)
    _close(bank, day - timedelta(days=1))
    balance = Balance.objects.get(pk=graced.pk)
    counted = _pool(bank).capitalised

    repayments.record(
        loan=graced,
        amount=balance.principal + balance.interest,
        received_on=day,
        key="test:all",
        by=bank.officer,
        at=factories.at(day),
    )

    graced.refresh_from_db()
    pool = _pool(bank)
    assert graced.state == LoanState.SETTLED
    assert pool.capitalised == counted == pool.available - pool.capital
    assert pool.cash - pool.available == balance.interest
    assert _faults(bank) == []


def test_the_page_says_what_was_allocated_and_what_was_added(bank, graced):
    _close(bank, DUE)
    context.enter(bank.officer)

    with context.acting(service_actor()):
        state = pools.state_of(_pool(bank), on=DUE)

    assert (state.allocated, state.capitalised) == (bank.pool.capital, FIRST)
    assert state.available == state.allocated + state.capitalised - state.outstanding
