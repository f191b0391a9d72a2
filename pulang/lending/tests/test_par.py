"""PARn is n days late or more, wherever it is counted: rules, pool, ageing, vintages, the desk's list."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.lending.models import Balance, Instalment, Loan
from pulang.lending.queries import hardship, reports
from pulang.lending.queries import pool as pools
from pulang.lending.rules import arrears
from pulang.lending.tests import factories

DUE = date(2026, 3, 10)
LENT = 60_000_000
BORDERS = (0, 1, 2, 29, 30, 31, 59, 60, 61, 89, 90, 91)


@pytest.fixture
def late(bank, loan) -> Loan:
    """The first instalment is unpaid; each test asks on another day."""
    factories.pay_out(bank, loan, on=date(2026, 2, 1))
    factories.begin(bank, loan, on=date(2026, 2, 10), first_due_on=DUE)
    Balance.objects.filter(pk=loan.pk).update(oldest_due_on=DUE)
    return loan


def _at_risk(bank, on: date) -> dict[int, int]:
    state = pools.state_of(bank.pool, on=on)
    return {1: state.par1, 30: state.par30, 60: state.par60, 90: state.par90}


def _listed(bank, on: date, age: str = "") -> list[Loan]:
    return list(hardship.late(bank.officer, on=on, age=age))


@pytest.mark.parametrize("days", BORDERS)
def test_every_report_draws_the_border_where_the_rule_does(bank, late, days):
    context.enter(bank.officer)
    on = DUE + timedelta(days=days)

    ages = [one for one in reports.ages(bank.pool, on=on) if one.loans]
    (row,) = reports.portfolio(bank.pool, on=on)
    (vintage,) = reports.report(bank.pool, on=on).vintages
    listed = [one for one, *_rest in hardship.AGES if late in _listed(bank, on, one)]

    said = arrears.at_risk([(days, LENT)])
    assert said == {limit: LENT if days >= limit else 0 for limit in arrears.PAR}
    assert _at_risk(bank, on) == said
    assert row[reports.PORTFOLIO_HEADINGS.index("days late")] == days
    assert [(one.first, one.principal) for one in ages] == [(arrears.age(days), LENT)]
    assert vintage.late == said[30]
    assert (late in _listed(bank, on)) == (days >= 1)
    assert listed == ([str(arrears.age(days))] if days else [])


def test_whose_collection_is_halted_stays_as_late_as_on_its_first_day(bank, late):
    halted, on = DUE + timedelta(days=45), DUE + timedelta(days=100)
    context.enter(bank.officer)
    Balance.objects.filter(pk=late.pk).update(halted_since=halted)

    ages = [one for one in reports.ages(bank.pool, on=on) if one.loans]
    (row,) = reports.portfolio(bank.pool, on=on)

    assert _at_risk(bank, on) == arrears.at_risk([(45, LENT)])
    assert [(one.first, one.principal) for one in ages] == [(30, LENT)]
    assert row[reports.PORTFOLIO_HEADINGS.index("days late")] == 45
    assert late not in _listed(bank, on)


def test_a_halt_on_the_due_day_leaves_nothing_late(bank, late):
    context.enter(bank.officer)
    Balance.objects.filter(pk=late.pk).update(halted_since=DUE - timedelta(days=3))
    on = DUE + timedelta(days=100)

    (row,) = reports.portfolio(bank.pool, on=on)

    assert row[reports.PORTFOLIO_HEADINGS.index("days late")] == 0
    assert set(_at_risk(bank, on).values()) == {0}


def test_an_instalment_paid_the_day_after_was_late_for_a_day(bank, late):
    context.enter(bank.officer)
    paid_on = DUE + timedelta(days=31)
    Instalment.objects.filter(loan=late, number=1).update(is_paid=True, paid_on=paid_on)

    def days(on: date) -> int:
        (row,) = reports.portfolio(bank.pool, on=on)
        return int(row[reports.PORTFOLIO_HEADINGS.index("days late")])

    assert days(paid_on - timedelta(days=1)) == 30
    # From that day the second instalment counts, due a month after the first.
    assert days(paid_on) == 0
    assert days(paid_on + timedelta(days=1)) == 1
