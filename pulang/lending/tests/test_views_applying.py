"""Pages of applying: her phone, the counter, the two officers; what is refused, in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pulang.access import context
from pulang.access.terms import Role
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.lending.actions import applications
from pulang.lending.models import Application, Decision, Loan, LoanFlag
from pulang.lending.terms import ApplicationState, LoanState
from pulang.lending.tests import factories
from pulang.lending.tests.applying import (
    AT,
    applied,
    client_of,
    make_her,
)
from pulang.people.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate", "above")]


@pytest.fixture
def phone(her):
    return client_of(her)


@pytest.fixture
def rosa(bank):
    return client_of(bank.officer)


@pytest.fixture
def leo(bank):
    return client_of(bank.approver)


@pytest.fixture
def application(above, bank, her, candidate):
    return applied(her, bank, candidate)


@pytest.fixture
def tikas_phone(bank):
    return client_of(make_her(factories.make_borrower(bank, name="Yuliana Seran")))


@pytest.fixture
def coordinators_desk(bank):
    return client_of(make_actor(Role.COORDINATOR))


def step(name, application):
    return reverse(f"lending:{name}", args=[application.public_id])


def only(bank):
    with context.acting(bank.officer):
        return Application.objects.get()


def test_she_applies_in_three_steps_and_reads_what_it_costs(phone, bank, her, candidate):
    start = phone.get(reverse("lending:my_loans")).text
    assert bank.product.name in start
    begun = phone.post(reverse("lending:my_start"), {"product": bank.product.code})
    made = only(bank)
    assert begun["Location"] == step("my_costs", made)
    costs = phone.get(begun["Location"]).text
    assert "MoU 2022" in costs  # the ticket, which she does not pay
    assert "cost_ticket" not in costs

    said = phone.post(
        step("my_costs", made),
        {"cost_passport": "1.000.000", "cost_family_start": "Rp9.000.000", "months": "12"},
    )
    assert said["Location"] == step("my_debts", made)
    said = phone.post(
        step("my_debts", made),
        {"amount_family": "2000000", "monthly_family": "100000", "wish_remittance": "2.000.000"},
    )
    assert said["Location"] == step("my_sheet", made)
    sheet = phone.get(step("my_sheet", made)).text
    assert "Rp10.000.000" in sheet
    assert "Rp10.327.97" in sheet  # paid back in all
    assert "Rp860.664" in sheet  # a month
    assert "6,17 %" in sheet
    done = phone.post(step("my_sheet", made), {"agrees": "on"})
    again = phone.post(step("my_sheet", made), {"agrees": "on"})

    assert done["Location"] == again["Location"] == step("my_loan", made)
    assert only(bank).state == ApplicationState.SUBMITTED
    assert phone.get(done["Location"]).status_code == 200
    assert phone.get(step("my_costs", made)).status_code == 404
    pdf = phone.get(step("my_sheet_pdf", made))
    assert pdf.content.startswith(b"%PDF")


def test_an_amount_that_can_be_read_in_two_ways_is_refused(phone, bank, candidate):
    phone.post(reverse("lending:my_start"), {"product": bank.product.code})
    made = only(bank)
    for written in ("1,500,000.00", "-5", "1.50", "abc"):
        answer = phone.post(step("my_costs", made), {"cost_passport": written, "months": "12"})
        assert answer.status_code == 422, written


def test_the_refusal_of_a_gate_stands_in_the_page(phone, bank, candidate):
    phone.post(reverse("lending:my_start"), {"product": bank.product.code})
    made = only(bank)
    phone.post(step("my_costs", made), {"cost_family_start": "75000000", "months": "12"})
    phone.post(step("my_debts", made), {})

    refused = phone.post(step("my_sheet", made), {"agrees": "on"})
    no_consent = phone.post(step("my_sheet", made), {})

    assert refused.status_code == no_consent.status_code == 422
    assert "KUR PMI" in refused.text
    assert phone.post(
        step("my_sheet", made), {"agrees": "on", "asks_for_a_person": "on"}
    ).status_code == 302  # fmt: skip


def test_two_officers_answer_and_she_signs(phone, rosa, leo, bank, application):
    queue = rosa.get(reverse("lending:applications")).text
    assert "Maria" in queue
    page = rosa.get(step("application", application)).text
    assert "Rp10.000.000" in page
    assert step("propose", application) in page
    assert step("decide", application) not in page
    offer = {"outcome": "approve", "months": "12"}
    offer |= {"grant_passport": "1000000", "grant_family_start": "9.000.000"}
    too_much = rosa.post(step("propose", application), offer | {"grant_passport": "2000000"})
    assert too_much.status_code == 422
    assert rosa.post(step("propose", application), offer).status_code == 302
    assert leo.post(step("decide", application), {"outcome": "refuse"}).status_code == 422
    assert leo.post(step("decide", application), {"outcome": "approve"}).status_code == 302
    assert leo.post(step("decide", application), {"outcome": "approve"}).status_code == 422

    answer = phone.get(step("my_loan", application)).text
    assert "24" in answer  # hours to think it over
    phone.post(step("my_sign", application), {})
    with context.acting(bank.officer):
        assert Loan.objects.get().state == LoanState.APPROVED
    phone.post(step("my_sign", application), {"agrees": "on"})
    phone.post(step("my_sign", application), {"agrees": "on"})
    with context.acting(bank.officer):
        assert Loan.objects.get().state == LoanState.SIGNED
    assert phone.get(reverse("lending:my_loans")).status_code == 200


def test_she_reads_the_reasons_and_asks_for_a_second_look(phone, rosa, leo, bank, application):
    refuse = {"outcome": "refuse", "reasons": ["incomplete"], "note": "Kurang satu surat."}
    rosa.post(step("propose", application), refuse | {"months": "12"})
    leo.post(step("decide", application), refuse)

    page = phone.get(step("my_loan", application)).text
    assert "Kurang satu surat." in page
    assert step("my_appeal", application) in page
    phone.post(step("my_appeal", application), {"note": "Suratnya ada."})

    assert only(bank).state == ApplicationState.SUBMITTED
    assert "Suratnya ada." in rosa.get(step("application", application)).text


def test_sent_back_and_let_pass_with_reasons(rosa, leo, bank, application):
    refuse = {"outcome": "refuse", "reasons": ["incomplete"], "note": ""}
    rosa.post(step("propose", application), refuse | {"months": "12"})
    assert leo.post(step("send_back", application), {"note": ""}).status_code == 422
    assert leo.post(step("send_back", application), {"note": "Tanya lagi."}).status_code == 302
    # Her wage bears this loan: there is nothing to let pass.
    assert leo.post(step("override", application), {"note": "x"}).status_code == 422

    with context.acting(bank.officer):
        assert [one.step for one in Decision.objects.order_by("id")] == ["proposal", "sent_back"]


@pytest.fixture
def sign(application):
    return LoanFlag.objects.create(
        application=application, code="phone_of_another_borrower", raised_at=application.created_at,
        raised_by=1,
    )  # fmt: skip


def test_a_sign_is_cleared_with_a_reason_on_its_page(rosa, bank, application, sign):
    address = reverse("lending:clear_sign", args=[application.public_id, sign.public_id])
    assert address in rosa.get(step("application", application)).text
    assert "1" in rosa.get(reverse("lending:applications"), {"signs": "on"}).text

    assert rosa.post(address, {"note": "Milik adiknya."}).status_code == 302

    assert "Milik adiknya." in rosa.get(step("application", application)).text


def test_the_officer_writes_at_the_counter_for_whom_the_bank_knows(rosa, bank, candidate):
    file = rosa.get(candidate.get_absolute_url()).text
    counter = reverse("lending:counter", args=[candidate.public_id])
    assert counter in file
    assert bank.product.name in rosa.get(counter).text
    rosa.post(counter, {"product": bank.product.code})
    made = only(bank)
    rosa.post(step("counter_costs", made), {"cost_family_start": "5000000", "months": "6"})
    rosa.post(step("counter_debts", made), {})
    form = {"agrees": "on", "channel": "thumbprint", "witness": ""}
    assert rosa.post(step("counter_sheet", made), form).status_code == 422  # needs a witness
    done = rosa.post(step("counter_sheet", made), form | {"witness": "Suster Ina"})

    assert done["Location"] == step("application", made)
    assert rosa.get(done["Location"]).status_code == 200


def test_doors_stay_shut_to_others(phone, rosa, tikas_phone, coordinators_desk, application):
    for name in ("my_loan", "my_costs", "my_sheet_pdf"):
        assert tikas_phone.get(step(name, application)).status_code == 404
        assert rosa.get(step(name, application)).status_code == 403
    assert phone.get(step("application", application)).status_code == 403
    # Who sees the pool's totals does not see who borrows.
    assert coordinators_desk.get(step("application", application)).status_code == 404
    assert coordinators_desk.get(reverse("lending:applications")).status_code == 404
    assert rosa.get(step("decide", application)).status_code == 403
    assert phone.get(step("my_appeal", application)).status_code == 404  # a POST only


def test_a_draft_of_hers_is_not_the_banks_to_read(phone, rosa, bank, candidate):
    phone.post(reverse("lending:my_start"), {"product": bank.product.code})

    assert rosa.get(step("application", only(bank))).status_code == 404
    assert only(bank).public_id not in rosa.get(reverse("lending:applications")).text


@pytest.fixture
def others(application, bank):
    """Two more workers who applied."""
    found = []
    for name in ("Yuliana Seran", "Agatha Bete"):
        migration = stand_at(factories.make_borrower(bank, name=name), Stage.PREPARING)
        worker = make_her(migration)
        found.append((worker, applied(worker, bank, migration)))
    return found


def test_the_queue_asks_as_often_for_three_as_for_one(rosa, others):
    address = reverse("lending:applications")
    with CaptureQueriesContext(connection) as for_three:
        page = rosa.get(address)
    assert len(page.context["page"].object_list) == 3
    for worker, theirs in others:
        with context.acting(worker):
            applications.withdraw(application=theirs, by=worker, at=AT)
    with CaptureQueriesContext(connection) as for_one:
        page = rosa.get(address)

    assert len(page.context["page"].object_list) == 1
    assert len(for_three) == len(for_one)
