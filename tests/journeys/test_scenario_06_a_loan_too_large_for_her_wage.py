"""Golden scenario 6: Rp75 million at a wage of Rp5.2 million in Malaysia: refused, with what would fit."""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base.money import format_rupiah
from pulang.journey.models import Migration
from pulang.lending.models import Application
from pulang.lending.terms import ApplicationState
from pulang.lending.tests.applying import client_of, make_her, set_rate
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_places
from tests.journeys import lending

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(db: None) -> Bank:
    make_places()
    return lending.make_bank()


@pytest.fixture
def maria(bank: Bank) -> Migration:
    # RM1,600 at this rate, less the haircut of 5 %, are Rp5,200,000.
    set_rate(3421.0526316)
    return lending.make_candidate_with_contract(wage=1600)


@pytest.fixture
def her(maria: Migration) -> Actor:
    return make_her(maria)


@pytest.fixture
def phone(her: Actor) -> Client:
    return client_of(her)


def _only() -> Application:
    with context.acting(service_actor()):
        return Application.objects.get()


def _asks(phone: Client, bank: Bank, amount: str) -> str:
    """Let her ask for an amount for the family and other costs that are hers; return the sheet's address."""
    phone.post(reverse("lending:my_start"), {"product": bank.product.code})
    made = _only()
    phone.post(
        reverse("lending:my_costs", args=[made.public_id]),
        {"cost_family_start": amount, "months": "12"},
    )
    phone.post(reverse("lending:my_debts", args=[made.public_id]), {"wish_remittance": ""})
    return reverse("lending:my_sheet", args=[made.public_id])


def test_refused_with_the_most_that_fits_what_the_employer_pays_and_other_ways(
    phone: Client, bank: Bank, maria: Migration
) -> None:
    sheet = _asks(phone, bank, "75.000.000")

    refused = phone.post(sheet, {"agrees": "on"})

    assert refused.status_code == 422
    said = refused.text
    assert "Rp6.454.982" in said  # the instalment, more than the whole wage
    assert "124,14 %" in said
    assert "35,00 %" in said
    most = refused.context["found"].affordability.most_principal
    assert round(most, -5) == 21_100_000
    assert format_rupiah(most) in said
    assert "Rp18.442.8" in said  # the wage that Rp75 million would need
    assert "tiket" in said  # by the MoU the employer's
    assert "KUR PMI" in said
    assert "24 bulan" in said
    assert "36 bulan" in said
    assert _only().state == ApplicationState.DRAFT
    with context.acting(bank.officer):
        # Nothing was shared with the bank.
        assert not Migration.objects.filter(pk=maria.pk).exists()


def test_what_the_refusal_names_is_accepted(phone: Client, bank: Bank) -> None:
    sheet = _asks(phone, bank, "75000000")
    most = phone.get(sheet).context["found"].affordability.most_principal
    costs = reverse("lending:my_costs", args=[_only().public_id])
    phone.post(costs, {"cost_family_start": str(most), "months": "12"})

    assert phone.post(sheet, {"agrees": "on"}).status_code == 302

    assert _only().state == ApplicationState.SUBMITTED
    with context.acting(bank.officer):
        seen = Application.objects.visible_to(bank.officer).select_related("person").get()
        assert seen.person.full_name == "Maria Taneo"
        assert seen.wage_rupiah == 5_200_000


def test_a_rupiah_thousand_more_than_the_most_is_refused(phone: Client, bank: Bank) -> None:
    sheet = _asks(phone, bank, "75000000")
    most = phone.get(sheet).context["found"].affordability.most_principal
    costs = reverse("lending:my_costs", args=[_only().public_id])
    phone.post(costs, {"cost_family_start": str(most + 1000), "months": "12"})

    assert phone.post(sheet, {"agrees": "on"}).status_code == 422
