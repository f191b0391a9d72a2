"""The governor's page: sums for whoever may read pools, no loan, no number that names a person."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.base.errors import NotAllowed
from pulang.lending.models import Balance, Entry, Loan
from pulang.lending.queries import ledger as books
from pulang.lending.queries import pool as queries
from pulang.lending.terms import Account
from pulang.lending.tests import factories
from pulang.lending.tests.clients import client_of
from pulang.people.tests.factories import make_actor

DAY = date(2026, 2, 10)


@pytest.fixture
def paid(bank, loan) -> Loan:
    """Maria's loan, paid out on 1 February."""
    return factories.pay_out(bank, loan, on=date(2026, 2, 1))


@pytest.fixture
def frans(bank) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def frans_alone(db) -> Actor:
    """Somebody who may read pools, where no pool was founded."""
    return make_actor(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def yos(bank) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def begun(bank, paid) -> Loan:
    """Her loan in repayment, the first instalment due on 10 March."""
    return factories.begin(bank, paid, on=DAY, first_due_on=date(2026, 3, 10))


@pytest.fixture
def late(begun) -> Loan:
    """Her loan, nothing paid since 10 March."""
    Balance.objects.filter(pk=begun.pk).update(oldest_due_on=date(2026, 3, 10))
    return begun


def test_the_sums_are_the_ledgers(bank, paid, frans):
    context.enter(frans)
    bank.pool.refresh_from_db()

    state = queries.overview(frans, bank.pool, on=DAY).state

    context.enter(bank.officer)
    stands = books.balances(bank.pool, on=DAY)
    assert state.outstanding == stands[Account.PRINCIPAL].balance == 60_000_000
    assert state.cash == stands[Account.CASH].balance
    assert state.allocated == -stands[Account.CAPITAL].balance
    assert state.available == state.allocated - state.outstanding - state.committed - state.lost


def test_a_provincial_officer_reads_sums_and_not_one_loan(bank, paid, frans):
    context.enter(frans)

    assert queries.overview(frans, bank.pool, on=DAY).state.disbursed == 60_000_000
    assert not Loan.objects.exists()
    assert not Entry.objects.exists()


def test_one_borrower_is_no_number(bank, paid, frans):
    context.enter(frans)

    shown = queries.overview(frans, bank.pool, on=DAY)

    assert shown.helped is None
    assert all(cell in (None, 0) for line in shown.places for cell in line.cells)
    assert all(line.cells[0] is None for line in shown.destinations)
    assert all(cell is None for line in shown.purposes for cell in line.cells)


def test_who_may_not_read_pools_gets_no_sum(bank, paid, yos):
    context.enter(yos)

    with pytest.raises(NotAllowed):
        queries.overview(yos, bank.pool, on=DAY)


def test_money_out_and_expected_stand_in_their_months(bank, begun, frans):
    context.enter(frans)

    flows = {one.month: one for one in queries.flows(frans, bank.pool)}

    assert flows[date(2026, 2, 1)].disbursed == 60_000_000
    assert sum(one.expected for one in flows.values()) > 60_000_000
    assert sum(one.received for one in flows.values()) == 0


def test_par_contains_the_whole_principal_of_a_late_loan(bank, late, frans):
    context.enter(frans)

    on_time = queries.overview(frans, bank.pool, on=date(2026, 3, 10)).state
    month_late = queries.overview(frans, bank.pool, on=date(2026, 4, 10)).state

    assert (on_time.par1, on_time.par30) == (0, 0)
    assert (month_late.par1, month_late.par30, month_late.par60) == (60_000_000, 60_000_000, 0)


def test_the_page_and_its_drawings_are_there(bank, paid, frans):
    client = client_of(frans)

    page = client.get(reverse("lending:pool"))

    assert page.status_code == 200
    assert "Rp50.000.000.000" in page.content.decode()
    for kind in ("stack", "flow", "time", "places"):
        drawn = client.get(reverse("lending:pool_plot", args=[kind]))
        assert drawn.content.startswith(b"<svg"), kind
    assert client.get(reverse("lending:pool_plot", args=["other"])).status_code == 404


def test_before_a_pool_was_founded_the_page_says_so(frans_alone):
    page = client_of(frans_alone).get(reverse("lending:pool"))

    assert page.status_code == 200
    assert "empty" in page.content.decode()


def test_a_loan_larger_than_the_fund_is_refused_in_what_if(bank, frans):
    asked = {"allocation": "1.000.000", "loan": "60.000.000", "months": 12, "grace_months": 0}
    asked |= {"rate": 6, "loss": 2, "late": 0, "cost": 0, "years": 3}

    refused = client_of(frans).get(reverse("lending:simulate"), asked)
    fits = client_of(frans).get(reverse("lending:simulate"), asked | {"loan": "500.000"})

    assert (refused.status_code, fits.status_code) == (422, 200)


def test_only_the_days_that_passed_are_drawn(bank, frans):
    context.enter(frans)

    assert queries.by_day(frans, bank.pool) == []
    assert bank.pool.closed_through == factories.OPENED - timedelta(days=1)
