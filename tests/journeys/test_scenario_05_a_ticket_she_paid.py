"""Golden scenario 5: a domestic worker for Malaysia paid her ticket: overcharge, letter, no loan for it."""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, Role
from pulang.coordination.models import Task
from pulang.departure.queries import costs
from pulang.departure.tests import factories
from pulang.journey.models import Event, Migration
from pulang.lending.actions import applications, gates
from pulang.lending.actions.applications import Debt, Word
from pulang.lending.models import Application
from pulang.lending.tests.applying import client_of, make_her
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_actor, make_places
from tests.journeys import lending

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Actor:
    make_places()
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def maria(officer: Actor) -> Migration:
    with context.acting(officer):
        return factories.make_candidate(officer)


@pytest.fixture
def yos(officer: Actor) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def at_the_village(yos: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=yos.user_id))
    return client


@pytest.fixture
def at_the_kabupaten(officer: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


def test_the_village_writes_it_down_and_the_kabupaten_has_the_amount_and_the_letter(
    at_the_village: Client, at_the_kabupaten: Client, officer: Actor, maria: Migration
) -> None:
    paid = {
        "component": "ticket", "amount": "2150000", "charged_to": "worker", "paid_to": "recruiter",
        "paid_on": "2026-11-01", "evidence": "kuitansi dilihat",
    }  # fmt: skip
    at_the_village.post(reverse("departure:cost_new", args=[maria.public_id]), paid)

    with context.acting(officer):
        # What lending asks before it finances a cost.
        assert costs.overcharges(maria) == 2_150_000
        event = Event.objects.get(kind="departure.overcharged")
        assert event.facts["amount"] == 2_150_000
        assert Task.objects.get(kind="departure.review_costs").desk == "kabupaten_officer@5304"
    page = at_the_kabupaten.get(reverse("departure:costs", args=[maria.public_id])).text
    assert "Rp2.150.000" in page
    letter = at_the_kabupaten.get(reverse("departure:complaint", args=[maria.public_id]))
    assert letter.status_code == 200
    assert letter.content.startswith(b"%PDF")


@pytest.fixture
def bank(officer: Actor) -> Bank:
    return lending.make_bank()


@pytest.fixture
def with_contract(bank: Bank) -> Migration:
    return lending.make_candidate_with_contract()


@pytest.fixture
def her(with_contract: Migration) -> Actor:
    return make_her(with_contract)


@pytest.fixture
def shelter(officer: Actor) -> Actor:
    return make_actor(Role.CASE_WORKER, area="5304", kind="shelter", office="Rumah Aman")


def test_no_loan_pays_for_the_ticket_and_the_page_says_who_does(
    her: Actor, bank: Bank, with_contract: Migration
) -> None:
    phone = client_of(her)
    phone.post(reverse("lending:my_start"), {"product": bank.product.code})
    with context.acting(her):
        made = Application.objects.get()
    page = phone.get(reverse("lending:my_costs", args=[made.public_id])).text

    # The form has no field for it; whoever sends one all the same is refused in words.
    assert "cost_ticket" not in page
    assert "MoU Malaysia 2022" in page
    with context.acting(her), pytest.raises(gates.EmployerPays) as refused:
        applications.save_costs(
            application=made,
            costs={"ticket": 2_150_000},
            months=12,
            by=her,
            at=factories.AT,
        )
    assert "Rp2.150.000" in refused.value.sentence
    assert refused.value.facts["lines"] == ["ticket"]


def test_overcharged_and_in_debt_to_the_recruiter_protection_hears_of_it_and_the_bank_a_code(
    at_the_village: Client,
    her: Actor,
    bank: Bank,
    shelter: Actor,
    with_contract: Migration,
) -> None:
    paid = {
        "component": "ticket", "amount": "2150000", "charged_to": "worker", "paid_to": "recruiter",
        "paid_on": "2026-11-01", "evidence": "kuitansi dilihat",
    }  # fmt: skip
    at_the_village.post(reverse("departure:cost_new", args=[with_contract.public_id]), paid)
    with context.acting(her):
        made = applications.start(
            migration=with_contract, terms=bank.product.terms.get(), by=her, at=factories.AT
        )
        applications.save_costs(
            application=made, costs={"family_start": 5_000_000}, months=12, by=her, at=factories.AT
        )
        applications.save_debts(
            application=made,
            debts=[Debt("recruiter", 3_000_000)],
            wish_remittance=0,
            by=her,
            at=factories.AT,
        )
        applications.submit(application=made, word=Word(), by=her, at=factories.AT)

    with context.acting(shelter):
        assert Task.objects.visible_to(shelter).filter(kind="lending.screen").exists()
    with context.acting(bank.officer):
        flags = made.flags.order_by("code")
        assert [one.code for one in flags] == ["charged_above_law", "debt_to_recruiter"]
        assert all(one.facts == {} for one in flags)
    page = client_of(bank.officer).get(reverse("lending:application", args=[made.public_id])).text
    assert "Rp2.150.000" not in page
    assert "perekrut" in page
