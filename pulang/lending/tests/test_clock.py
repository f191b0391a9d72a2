"""What the clock does alone: closes the days of every pool, begins repayment in the end."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.journey.actions import holds
from pulang.journey.terms import HoldReason
from pulang.lending.actions import clock
from pulang.lending.actions.clock import LeftUndone
from pulang.lending.models import Balance, Loan, Pool
from pulang.lending.terms import LoanState
from pulang.lending.tests import factories
from pulang.lending.tests.factories import OPENED

TODAY = date(2026, 1, 21)
YESTERDAY = TODAY - timedelta(days=1)
NOW = factories.at(TODAY)


@pytest.fixture
def paid(bank, loan):
    return factories.pay_out(bank, loan, on=date(2026, 1, 15))


@pytest.fixture
def another(bank):
    """A bank founded later, so that its pool is closed after the first."""
    return factories.make_bank(name="Bank Kedua Contoh")


@pytest.fixture
def broken(paid):
    """Sums that no number of the database holds: closing its day is an error, not a refusal."""
    Balance.objects.filter(pk=paid.pk).update(accrual_total=2**62)
    return paid


def _closed_through() -> dict[str, date]:
    with context.acting(service_actor()):
        return dict(Pool.objects.values_list("bank__name", "closed_through"))


def test_every_pool_is_closed_through_yesterday_and_once(bank, paid, another):
    days = (YESTERDAY - OPENED).days + 1

    first, again = clock.close_days(at=NOW), clock.close_days(at=NOW)

    assert (first, again) == (2 * days, 0)
    assert set(_closed_through().values()) == {YESTERDAY}


def test_a_pool_that_cannot_be_closed_holds_up_no_other_and_is_named_in_the_end(
    bank, broken, another
):
    with pytest.raises(LeftUndone, match=f"days not closed: {bank.pool.name}$"):
        clock.close_days(at=NOW)

    stands = _closed_through()
    assert stands[another.pool.bank.name] == YESTERDAY
    assert stands[bank.pool.bank.name] < date(2026, 1, 16)


def test_a_pool_that_is_mended_is_closed_by_the_next_run(bank, broken, another):
    with pytest.raises(LeftUndone):
        clock.close_days(at=NOW)
    with context.acting(bank.officer):
        Balance.objects.filter(pk=broken.pk).update(accrual_total=3_600_000)

    clock.close_days(at=NOW)

    assert set(_closed_through().values()) == {YESTERDAY}


@pytest.fixture
def latest(bank, paid):
    """The last day on which the contract lets her begin is today."""
    Loan.objects.filter(pk=paid.pk).update(start_latest_on=TODAY)
    return paid


def test_repayment_begins_on_the_latest_day_of_the_contract(bank, latest):
    begun = clock.begin_due(at=NOW)

    context.enter(bank.officer)
    latest.refresh_from_db()
    schedule = latest.schedules.get()
    assert begun == 1
    assert (latest.state, latest.started_on) == (LoanState.REPAYING, TODAY)
    assert schedule.first_due_on == date(2026, 2, 21)
    assert clock.begin_due(at=NOW) == 0


def test_it_does_not_begin_a_day_early(bank, latest):
    assert clock.begin_due(at=NOW - timedelta(days=1)) == 0


def test_a_halted_loan_does_not_begin(bank, latest):
    service = service_actor()
    with context.acting(service):
        holds.place(migration=latest.migration, reason=HoldReason.H1, by=service, at=NOW)

    assert clock.begin_due(at=NOW) == 0


def test_a_loan_of_which_nothing_was_paid_out_does_not_begin(bank, loan):
    with context.acting(bank.officer):
        Loan.objects.filter(pk=loan.pk).update(start_latest_on=TODAY)

    assert clock.begin_due(at=NOW) == 0


@pytest.fixture
def second(bank, latest):
    """Another loan whose last day has come, beside the first, which is broken."""
    made = factories.make_loan(bank, factories.make_borrower(bank, "Ina Contoh"))
    factories.pay_out(bank, made, on=date(2026, 1, 15))
    Loan.objects.filter(pk=made.pk).update(start_latest_on=TODAY)
    Balance.objects.filter(pk=latest.pk).update(accrual_total=2**62)
    return made


def test_one_loan_that_cannot_begin_holds_up_no_other(bank, latest, second):
    with pytest.raises(LeftUndone, match=f"repayment not begun: {latest.number}$"):
        clock.begin_due(at=NOW)

    context.enter(bank.officer)
    second.refresh_from_db()
    latest.refresh_from_db()
    assert (latest.state, second.state) == (LoanState.SIGNED, LoanState.REPAYING)
