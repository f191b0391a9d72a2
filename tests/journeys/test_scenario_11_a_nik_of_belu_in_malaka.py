"""Golden scenario 11: a resident of Malaka holds a NIK that begins with 5304, for Malaka was Belu. Accepted."""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, Role
from pulang.people.models import IdentityDocument, Person
from pulang.people.queries import search
from pulang.people.rules import nik
from pulang.people.tests.factories import TODAY, make_actor

OLD_NIK = "5304024507850003"  # a woman born on 5 July 1985, registered when Malaka was Belu
SAID = {
    "full_name": "Yasinta Hoar Nahak",
    "sex": "F",
    "birth": "05-07-1985",
    "nik": OLD_NIK,
    "place": "Kletek, Malaka Tengah, Malaka",
}


@pytest.fixture
def officer(db: None) -> Actor:
    search.forget()
    return make_actor(Role.KABUPATEN_OFFICER, area="5321")


@pytest.fixture
def client(officer: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


def test_the_number_is_accepted_without_a_warning(client: Client, officer: Actor) -> None:
    answer = client.post(reverse("people:create"), SAID)

    with context.acting(officer):
        yasinta = Person.objects.get()
    assert answer.status_code == 302
    assert yasinta.nik == OLD_NIK
    assert yasinta.place_code.startswith("5321")
    assert nik.parse(OLD_NIK, born_on=yasinta.born_on, sex="F", today=TODAY).is_clean


def test_her_page_explains_the_code_of_belu_as_being_in_order(client: Client) -> None:
    address = client.post(reverse("people:create"), SAID)["Location"]

    page = client.get(address).text

    assert "Belu" in page
    assert "alert-triangle" not in page


def test_she_is_found_by_the_old_number(client: Client) -> None:
    address = client.post(reverse("people:create"), SAID)["Location"]

    assert address in client.post(reverse("people:search"), {"q": "5304 0245 0785 0003"}).text


@pytest.mark.parametrize(
    ("home", "former"),
    [
        ("5321", "5304"), ("5318", "5312"), ("5317", "5312"), ("5316", "5309"), ("5313", "5306"),
        ("5320", "5301"), ("5315", "5310"), ("5319", "5310"), ("5314", "5301"),
    ],
)  # fmt: skip
def test_each_split_regency_accepts_the_code_of_the_one_it_came_from(
    home: str, former: str
) -> None:
    number = f"{former}010107850001"

    assert nik.former_regency_of(number, home) == former
    assert nik.parse(number, today=TODAY).is_clean


def test_a_husbands_number_is_shown_as_a_doubt_and_kept_as_given(
    client: Client, officer: Actor
) -> None:
    husbands = "5304020507850003"

    address = client.post(reverse("people:create"), {**SAID, "nik": husbands})["Location"]
    page = client.get(address).text

    with context.acting(officer):
        assert IdentityDocument.objects.get().number == husbands
    assert "alert-triangle" in page
