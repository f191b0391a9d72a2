"""Golden scenario 16: deported, born in Sabah, no NIK, mother unknown. A person without papers works everywhere."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, Role
from pulang.people.models import Consent, HouseholdMember, Person
from pulang.people.queries import search
from pulang.people.tests.factories import make_actor

DESCRIBED = "Perempuan ±20 th, dari Kodi"


@pytest.fixture
def officer(db: None) -> Actor:
    search.forget()
    return make_actor(Role.KABUPATEN_OFFICER, area="5318")


@pytest.fixture
def client(officer: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


@pytest.fixture
def address(client: Client) -> str:
    answer = client.post(
        reverse("people:create"),
        {"sex": "F", "birth": "± 20 th", "birthplace": "Sabah", "description": DESCRIBED},
    )
    return str(answer["Location"])


@pytest.fixture
def public_id(address: str) -> str:
    return address.strip("/").rsplit("/", 1)[-1]


def test_she_is_entered_without_name_nik_birth_date_or_mother(address: str, officer: Actor) -> None:
    with context.acting(officer):
        person = Person.objects.get()

    assert (person.full_name, person.nik, person.mother_name) == ("", "", "")
    assert person.birth_precision == "estimated"
    assert person.born_on is not None
    assert person.born_on.year == date.today().year - 20  # noqa: DTZ011


def test_her_page_opens_and_says_what_is_missing(address: str, client: Client) -> None:
    page = client.get(address)

    assert page.status_code == 200
    assert DESCRIBED in page.text
    assert "Sabah" in page.text
    assert f"± {date.today().year - 20}" in page.text  # noqa: DTZ011


def test_every_form_of_hers_works(
    address: str, public_id: str, client: Client, officer: Actor
) -> None:
    household = client.post(
        reverse("people:household", args=[public_id]), {"role": "head", "needs": "tempat tinggal"}
    )
    consent = client.post(
        reverse("people:consent", args=[public_id]),
        {"purpose": "register", "basis": "consent", "channel": "oral", "witness": "Sr. Ina"},
    )
    named = client.post(reverse("people:edit", args=[public_id]), {"full_name": "Lali", "sex": "F"})

    assert {household.status_code, consent.status_code, named.status_code} == {302}
    with context.acting(officer):
        person = Person.objects.get()
        assert person.full_name == "Lali"
        assert person.description == DESCRIBED
        assert HouseholdMember.objects.get().person_id == person.pk
        assert Consent.objects.get().person_id == person.pk


def test_she_is_found_once_a_single_name_is_known(
    address: str, public_id: str, client: Client
) -> None:
    client.post(reverse("people:edit", args=[public_id]), {"full_name": "Lali"})

    assert address in client.post(reverse("people:search"), {"q": "lali"}).text


def test_the_page_of_consents_to_stop_names_her_by_description(
    address: str, public_id: str, client: Client, officer: Actor
) -> None:
    client.post(
        reverse("people:consent", args=[public_id]),
        {"purpose": "share_partner", "basis": "consent", "channel": "oral", "witness": "Sr. Ina"},
    )
    with context.acting(officer):
        consent = Consent.objects.get()
    client.post(reverse("people:withdraw_consent", args=[public_id, consent.public_id]))

    assert DESCRIBED in client.get(reverse("people:stops")).text
