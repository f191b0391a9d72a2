"""A worker's account is tied to her file by the officer who has seen her card."""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed
from pulang.people.actions import own_files
from pulang.people.tests.factories import AT, make_actor, make_person, make_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def pak_yos(db):
    make_places()
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def maria(pak_yos):
    with context.acting(pak_yos):
        return make_person(pak_yos, full_name="Maria Taneo", place_code="5304022005")


@pytest.fixture
def herself(pak_yos):
    return make_actor(Role.WORKER, area="5304022005")


@pytest.fixture
def of_malaka(pak_yos):
    return make_actor(Role.WORKER, area="5321012003")


@pytest.fixture
def village(pak_yos):
    client = Client()
    client.force_login(User.objects.get(pk=pak_yos.user_id))
    return client


def _address(actor) -> str:
    return User.objects.get(pk=actor.user_id).email


def test_the_village_ties_her_account_and_she_sees_her_file(village, maria, herself):
    door = reverse("people:account", args=[maria.public_id])

    answer = village.post(door, {"address": _address(herself).upper()})

    assert answer.status_code == 302
    assert _address(herself) in village.get(maria.get_absolute_url()).text
    context.enter(herself)
    assert own_files.person_of(herself) == maria


def test_an_officers_account_or_one_of_another_kabupaten_is_refused(
    village, maria, pak_yos, of_malaka
):
    door = reverse("people:account", args=[maria.public_id])

    for address in (_address(pak_yos), _address(of_malaka), "nobody@example.org"):
        assert village.post(door, {"address": address}).status_code == 422


def test_a_worker_ties_nobody(maria, herself):
    context.enter(herself)

    with pytest.raises(NotAllowed):
        own_files.tie(person=maria, address="x@example.org", by=herself, at=AT)
