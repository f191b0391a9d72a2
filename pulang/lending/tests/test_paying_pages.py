"""The pages of Bu Rosa and Anton: money goes out in two steps, a statement brings repayments."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Role
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.lending.models import Loan, Payee, PaymentBatch, StatementLine, Tranche
from pulang.lending.terms import TrancheState
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_actor


def _client(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def rosa(bank) -> Client:
    return _client(bank.officer)


@pytest.fixture
def anton(bank) -> Client:
    return _client(bank.approver)


@pytest.fixture
def adi(bank) -> Client:
    """An officer of the province reads the pool, not single loans."""
    return _client(make_actor(Role.PROVINCIAL_OFFICER, area="53"))


@pytest.fixture
def stranger(bank) -> Client:
    return _client(make_actor(Role.BANK_OFFICER))


@pytest.fixture
def signed(bank, maria) -> Loan:
    made = factories.make_loan(bank, maria, amounts=(1_000_000, 5_000_000))
    stand_at(maria, Stage.PREPARING)
    return made


@pytest.fixture
def running(bank, loan) -> Loan:
    factories.pay_out(bank, loan, on=date(2026, 2, 1))
    return factories.begin(bank, loan, on=date(2026, 2, 1), first_due_on=date(2026, 3, 1))


def _seen(bank, found):
    with context.acting(bank.officer):
        return found()


def test_money_goes_out_in_two_steps(bank, rosa, anton, signed):
    rosa.post(reverse("lending:payee_new"), {
        "kind": "training_centre", "name": "LPK Musubu", "bank_code": "BMRIIDJA",
        "account_number": "200100", "loan": "",
    })  # fmt: skip
    payee = _seen(bank, Payee.objects.get)
    anton.post(reverse("lending:payee_allow", args=[payee.public_id]))
    tranche = _seen(bank, lambda: Tranche.objects.get(step="T2"))
    key = [tranche.public_id]

    rosa.post(reverse("lending:prepare", args=key), {"payee": payee.pk, "evidence": "kuitansi"})
    assert rosa.post(reverse("lending:release", args=key)).status_code == 403
    anton.post(reverse("lending:release", args=key))
    made = rosa.post(
        reverse("lending:batches"), {"tranches": [tranche.pk], "execute_on": "2030-01-02"}
    )
    batch = _seen(bank, PaymentBatch.objects.get)
    assert batch.message_id in made.text

    address = reverse("lending:fetch", args=[batch.public_id, "xml"])
    assert rosa.post(address).content == rosa.get(address).content
    order = batch.orders[0]["end_to_end"]
    told = f"message_id,end_to_end_id,status\n{batch.message_id},{order},RJCT\n"
    answer = rosa.post(
        reverse("lending:report"), {"file": SimpleUploadedFile("a.csv", told.encode())}
    )
    assert answer.status_code == 200
    assert _seen(bank, lambda: Tranche.objects.get(step="T2")).state == TrancheState.PLANNED


def test_a_statement_brings_repayments_and_the_rest_waits(bank, rosa, anton, running):
    table = (
        "tgl;nama pengirim;no va;no ref;keterangan;jumlah;D/K\n"
        f"01-03-2026;MARIA TANEO;{running.virtual_account};R1;;5163986;K\n"
        "02-03-2026;MARIA TANEO;;R2;;500000;K\n"
    )
    files = {"file": SimpleUploadedFile("maret.csv", table.encode()), "pool": bank.pool.pk}

    page = rosa.post(reverse("lending:statement_new"), files, follow=True)
    assert page.status_code == 200
    assert running.number in page.text
    line = _seen(bank, lambda: StatementLine.objects.get(reference="R2"))
    address = reverse("lending:line", args=[line.public_id])
    assert running.number in rosa.get(address).text
    assert rosa.post(address, {"loan": "99-99-000000000"}).status_code == 422
    assert rosa.post(address, {"loan": running.number}).status_code == 200
    assert _seen(bank, lambda: StatementLine.objects.get(reference="R2")).loan_id == running.pk
    loan_page = rosa.get(running.get_absolute_url()).text
    assert "Rp5.163.986" in loan_page


def test_a_file_that_is_no_statement_is_answered_with_a_sentence(rosa, bank):
    files = {"file": SimpleUploadedFile("a.csv", b"hello"), "pool": bank.pool.pk}

    answer = rosa.post(reverse("lending:statement_new"), files)

    assert answer.status_code == 422
    assert "alert" in answer.text or "error" in answer.text


@pytest.mark.parametrize("name", ["loans", "payees", "batches", "statements", "suspense"])
def test_lists_are_for_the_desks_of_the_bank(rosa, anton, adi, running, name):
    address = reverse(f"lending:{name}")

    assert rosa.get(address).status_code == 200
    assert anton.get(address).status_code == 200
    refused = adi.get(address)
    assert refused.status_code == 422
    assert running.number not in refused.text


def test_another_bank_finds_nothing(stranger, running):
    assert stranger.get(running.get_absolute_url()).status_code == 404
    assert running.number not in stranger.get(reverse("lending:loans")).text


def test_loans_are_found_by_name_and_state(rosa, running):
    address = reverse("lending:loans")

    assert running.number in rosa.get(address, {"words": "taneo"}).text
    assert running.number not in rosa.get(address, {"state": "settled"}).text


def test_a_loan_page_asks_a_bounded_number_of_questions(
    rosa, running, django_assert_max_num_queries
):
    with django_assert_max_num_queries(45):
        assert rosa.get(running.get_absolute_url()).status_code == 200
