"""Her loan on her phone: what to pay, how; help is asked for once; a halt tells nothing of why."""

import pytest
from django.urls import reverse

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.base.clock import now, today
from pulang.coordination.models import Task
from pulang.journey.terms import HoldReason
from pulang.lending.models import Balance, Loan, LoanRequest, Moratorium
from pulang.lending.queries import loan_panel, statements
from pulang.lending.terms import Hardship, LoanState, RequestKind
from pulang.lending.tests.clients import client_of
from pulang.people.tests.factories import make_actor


def test_she_sees_what_to_pay_until_when_and_where(running, herself):
    page = client_of(herself).get(reverse("lending:my_repayment")).content.decode()

    assert running.virtual_account in page
    context.enter(herself)
    stands = statements.standing(statements.loans_of_hers(herself)[0], on=today())
    assert stands.owed_now == stands.instalments[0].total > 0
    assert stands.next_one == stands.instalments[1]
    assert stands.days_late == 10


@pytest.fixture
def other(bank) -> Actor:
    return make_actor(Role.WORKER, area="5321012009")


@pytest.fixture
def halted(running, bank) -> Loan:
    Moratorium.objects.create(
        loan=running,
        code=HoldReason.H1,
        starts_on=today(),
        started_at=now(),
        started_by=bank.officer.membership_id,
    )
    Balance.objects.filter(pk=running.pk).update(halted_since=today())
    return running


@pytest.fixture
def paid_off(running) -> Loan:
    Loan.objects.filter(pk=running.pk).update(state=LoanState.SETTLED, ended_on=today())
    return running


@pytest.fixture
def yos(bank) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def polisi(bank) -> Actor:
    return make_actor(Role.POLICE_LIAISON)


def test_another_worker_sees_no_loan(running, other):
    page = client_of(other).get(reverse("lending:my_repayment"))

    assert page.status_code == 200
    assert running.virtual_account not in page.content.decode()
    assert client_of(other).get(reverse("lending:my_statement")).status_code == 404


def test_the_statement_ends_with_what_the_ledger_says(running, bank):
    context.enter(bank.officer)

    rows = statements.statement(running, through=today())

    balance = Balance.objects.get(pk=running.pk)
    assert rows[-1].owed == balance.principal + balance.interest + balance.penalty - balance.advance
    assert rows[0].added == 60_000_000
    assert sum(row.added - row.paid for row in rows) == rows[-1].owed


def test_she_and_the_bank_print_the_same_statement(running, herself, bank):
    hers = client_of(herself).get(reverse("lending:my_statement"))
    theirs = client_of(bank.officer).get(
        reverse("lending:loan_statement", args=[running.public_id])
    )

    assert hers.content.startswith(b"%PDF")
    assert theirs.content.startswith(b"%PDF")


def test_a_halt_tells_nothing_of_why(halted, herself):
    page = client_of(herself).get(reverse("lending:my_repayment")).content.decode()

    assert "Nothing is asked of you now" in page
    assert "H1" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert str(HoldReason.H1.label) not in page.split("<main", 1)[1].split("</main>", 1)[0]
    context.enter(herself)
    assert statements.standing(halted, on=today()).days_late == 0


def test_she_asks_for_help_once_and_the_bank_has_a_task(running, herself, bank):
    client = client_of(herself)
    said = {"hardship": Hardship.WAGE_LOST.value, "reason": "Jam kerja saya dikurangi."}

    first = client.post(reverse("lending:my_help"), said)
    again = client.post(reverse("lending:my_help"), said)

    assert (first.status_code, again.status_code) == (302, 302)
    context.enter(bank.officer)
    asked = LoanRequest.objects.get(loan=running)
    assert (asked.kind, asked.hardship) == (RequestKind.HELP, Hardship.WAGE_LOST)
    assert Task.objects.filter(kind="lending.asked_help").count() == 1


def test_a_coded_reason_is_not_hers_to_choose(running, herself):
    refused = client_of(herself).post(
        reverse("lending:my_help"), {"hardship": Hardship.CODED.value, "reason": "x"}
    )

    assert refused.status_code == 422


def test_help_is_not_asked_on_a_loan_that_is_paid_off(paid_off, herself):
    refused = client_of(herself).post(
        reverse("lending:my_help"), {"hardship": Hardship.SICK.value, "reason": "sakit"}
    )

    assert refused.status_code == 422


def test_the_file_says_yes_or_no_to_others_and_figures_to_the_bank(
    running, maria, bank, yos, polisi
):
    context.enter(yos)
    told = loan_panel.panel(maria, yos)
    context.enter(bank.officer)
    figures = loan_panel.panel(maria, bank.officer)

    assert told == {"loans": [], "has_loan": True, "is_bank": False}
    assert figures is not None
    assert figures["loans"] == [running]
    assert loan_panel.panel(maria, polisi) is None
