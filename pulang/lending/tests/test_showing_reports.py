"""Reports of the bank tie to the ledger, leave a trace, and are the bank's alone."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.base.clock import today
from pulang.journey.actions import holds
from pulang.journey.terms import HoldReason
from pulang.lending.actions import closing, hardship, repayments
from pulang.lending.actions.hardship import Proposal
from pulang.lending.models import Balance, Loan
from pulang.lending.queries import ledger as books
from pulang.lending.queries import reports
from pulang.lending.terms import Account, Hardship, RequestKind
from pulang.lending.tests import factories
from pulang.lending.tests.clients import client_of
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_actor

DAY = date(2026, 3, 20)
JUNE = date(2026, 6, 10)
_LONGER = Proposal(
    RequestKind.RESTRUCTURE,
    "wage was cut",
    Hardship.WAGE_LOST,
    {"months": 18, "first_due_on": "2026-07-10"},
)


@pytest.fixture
def running(bank, loan) -> Loan:
    factories.pay_out(bank, loan, on=date(2026, 2, 1))
    return factories.begin(bank, loan, on=date(2026, 2, 10), first_due_on=date(2026, 3, 10))


def _traces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("select count(*) from access_auditentry where event = 'lending.exported'")
        return int(cursor.fetchone()[0])


def test_the_ageing_table_sums_to_the_ledger(bank, running):
    context.enter(bank.officer)

    ages = reports.ages(bank.pool, on=DAY)

    assert (
        sum(one.principal for one in ages)
        == books.balances(bank.pool, on=DAY)[Account.PRINCIPAL].balance
    )
    assert [one.loans for one in ages] == [0, 1, 0, 0, 0, 0, 0]


def test_the_portfolio_sums_to_the_ledger(bank, running):
    context.enter(bank.officer)
    stands = books.balances(bank.pool, on=DAY)

    rows = [
        dict(zip(reports.PORTFOLIO_HEADINGS, row, strict=True))
        for row in reports.portfolio(bank.pool, on=DAY)
    ]

    assert sum(row["principal"] for row in rows) == stands[Account.PRINCIPAL].balance
    assert sum(row["interest"] for row in rows) == stands[Account.INTEREST].balance > 0
    assert [row["days late"] for row in rows] == [10]


def test_the_ledgers_lines_add_up_to_its_balances(bank, running):
    context.enter(bank.officer)
    sums = dict.fromkeys(Account, 0)

    for _day, _posting, _kind, debit, credit, amount, _loan in reports.gl_lines(
        bank.pool, first=date(2026, 1, 1), last=DAY
    ):
        sums[Account(debit)] += amount
        sums[Account(credit)] -= amount

    stands = books.balances(bank.pool, on=DAY)
    assert sums == {account: stands[account].balance for account in Account}
    assert sum(sums.values()) == 0


def test_the_workbook_holds_the_same_figures_and_leaves_a_trace(bank, running):
    answer = client_of(bank.officer).get(reverse("lending:portfolio_xlsx"))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    column = heads.index("principal")
    context.enter(bank.officer)
    expected = books.balances(bank.pool, on=today())[Account.PRINCIPAL].balance
    assert sum(int(row[column]) for row in rows) == expected == 60_000_000
    assert _traces() == 1


@pytest.mark.parametrize("name", ["ledger_csv", "balances_csv", "supervisor_csv"])
def test_files_of_a_month_are_read_by_other_programs(bank, running, name):
    answer = client_of(bank.officer).get(reverse(f"lending:{name}"), {"month": "2026-02"})

    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert answer["Content-Type"].startswith("text/csv")


def test_a_month_that_is_none_is_not_found(bank, running):
    client = client_of(bank.officer)

    assert client.get(reverse("lending:ledger_csv"), {"month": "2026-13"}).status_code == 404


def test_the_report_is_there_and_leads_to_the_loans(bank, running):
    client = client_of(bank.officer)

    page = client.get(reverse("lending:reports"))
    late = client.get(reverse("lending:late", args=[0, 99_999]))

    assert page.status_code == 200
    assert running.number in late.content.decode()


@pytest.fixture(params=[Role.PROVINCIAL_OFFICER, Role.COORDINATOR, Role.AUDITOR])
def outsider(request, running) -> Actor:
    return make_actor(request.param)


def test_nobody_outside_the_bank_opens_a_report(outsider):
    client = client_of(outsider)

    for name in ("reports", "portfolio_xlsx", "ledger_csv", "supervisor_csv"):
        assert client.get(reverse(f"lending:{name}")).status_code == 404, name


@pytest.fixture
def other(bank) -> Bank:
    return factories.make_bank(name="Bank Lain", allocation=0)


def test_another_bank_sees_none_of_it(other, running):
    client = client_of(other.officer)

    assert (
        running.number not in client.get(reverse("lending:late", args=[0, 99_999])).content.decode()
    )
    assert (
        client.get(reverse("lending:loan_statement", args=[running.public_id])).status_code == 404
    )


def test_a_loan_that_was_late_at_the_end_of_a_month_rolls(bank, running):
    context.enter(bank.officer)

    rolls = reports.report(bank.pool, on=date(2026, 4, 25)).rolls

    # 22 days late on 1 April, 46 on the 25th.
    assert [(one.loans, one.worse) for one in rolls][:3] == [(0, 0), (1, 1), (0, 0)]


def _supervised(bank: Bank, day: date) -> dict[str, object]:
    (row,) = reports.supervisor(bank.pool, on=day)
    return dict(zip(reports.SUPERVISOR_HEADINGS, row, strict=True))


@pytest.fixture
def restructured(bank, running) -> Loan:
    """Eighty days late on the last of May; drawn up anew in June, three instalments paid in time."""
    _close(bank, JUNE - timedelta(days=1))
    with context.acting(bank.officer):
        request = hardship.propose(
            loan=running, proposal=_LONGER, by=bank.officer, at=factories.at(JUNE)
        )
    with context.acting(bank.approver):
        hardship.confirm(request=request, by=bank.approver, at=factories.at(JUNE))
    with context.acting(bank.officer):
        for row in running.instalments.filter(is_current=True).order_by("due_on")[:3]:
            _close(bank, row.due_on - timedelta(days=1))
            repayments.record(
                loan=running,
                amount=row.total,
                received_on=row.due_on,
                key=f"restructured:{row.number}",
                by=bank.officer,
                at=factories.at(row.due_on),
            )
        _close(bank, row.due_on)
    return running


def _close(bank: Bank, day: date) -> None:
    with context.acting(bank.officer):
        closing.close_through(
            pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
        )


def test_the_supervisor_reads_each_month_as_it_was(bank, restructured):
    context.enter(bank.officer)

    before, after = _supervised(bank, date(2026, 5, 31)), _supervised(bank, date(2026, 6, 30))
    cured = _supervised(bank, bank.pool.__class__.objects.get().closed_through)

    assert (before["days late"], before["collectability"], before["restructured"]) == (82, 2, False)
    # It pays by its new schedule, and keeps its quality until three instalments came in time.
    assert (after["days late"], after["collectability"], after["restructured"]) == (0, 3, True)
    assert after["provision"] == round(after["outstanding"] * 0.15)
    assert (cured["days late"], cured["collectability"]) == (0, 1)
    assert cured["collectability"] == Balance.objects.get(pk=restructured.pk).collectability


@pytest.fixture
def halted(bank, running) -> Loan:
    _close(bank, date(2026, 3, 20))
    service = service_actor()
    with context.acting(service):
        holds.place(
            migration=running.migration,
            reason=HoldReason.H1,
            by=service,
            at=factories.at(date(2026, 3, 21)),
        )
    _close(bank, date(2026, 5, 31))
    return running


def test_a_halted_loan_grows_no_later_in_any_report(bank, halted):
    context.enter(bank.officer)

    assert [_supervised(bank, date(2026, month, 31))["days late"] for month in (3, 5)] == [11, 11]
    assert [one.loans for one in reports.ages(bank.pool, on=date(2026, 5, 31))][1] == 1
