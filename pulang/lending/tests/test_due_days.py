"""On a Sunday or a holiday she cannot pay at the counter: the due day moves, the money does not."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.lending.actions import closing
from pulang.lending.models import Balance
from pulang.lending.queries import ledger as books
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_places

BEGINS, SUNDAY = date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def bank(db):
    make_places()
    return factories.make_bank(due_moves=True)


@pytest.fixture
def running(bank, loan):
    factories.pay_out(bank, loan, on=BEGINS)
    return factories.begin(bank, loan, on=BEGINS, first_due_on=SUNDAY)


def _close(bank, day: date) -> None:
    context.enter(bank.officer)
    closing.close_through(
        pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
    )


def test_a_due_day_is_one_on_which_she_can_pay(bank, running):
    context.enter(bank.officer)
    rows = list(running.instalments.order_by("number"))

    assert [row.due_on for row in rows[:4]] == [
        date(2026, 3, 2),  # the first is a Sunday
        date(2026, 4, 1),
        date(2026, 5, 2),  # Labour Day
        date(2026, 6, 2),  # Pancasila
    ]
    assert (rows[0].principal, rows[0].interest) == (4_863_986, 300_000)
    assert sum(row.principal for row in rows) == 60_000_000


def test_she_is_late_from_the_day_after_that_day(bank, running):
    ages = {}
    for day in (SUNDAY, date(2026, 3, 2), date(2026, 3, 3)):
        _close(bank, day)
        ages[day.day] = Balance.objects.get(pk=running.pk)

    assert (ages[1].oldest_due_on, ages[1].overdue) == (None, 0)
    assert (ages[2].oldest_due_on, ages[2].collectability) == (date(2026, 3, 2), 1)
    assert ages[3].collectability == 2


def test_the_interest_of_a_longer_month_is_what_was_agreed(bank, running):
    _close(bank, date(2026, 3, 31))

    assert Balance.objects.get(pk=running.pk).interest == 300_000 + 275_680
    assert [check.name for check in books.prove(bank.pool) if check.faults] == []
