"""The family's link: what the worker agreed to, to whoever holds it, and nothing once it ended."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.base import limits
from pulang.base.clock import now
from pulang.base.errors import NotAllowed, NotFound, Refused
from pulang.journey.actions import families
from pulang.journey.models import FamilyLink, Migration
from pulang.journey.queries import families as reading
from pulang.journey.terms import SharedItem
from pulang.journey.tests.factories import AT
from pulang.people.tests.factories import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def trainer(migration) -> Actor:
    actor = make_actor(Role.TRAINER)
    type(migration.person).objects.filter(pk=migration.person_id).update(
        known_to=[*migration.known_to, actor.organisation_id]
    )
    return actor


def _share(by: Actor, migration: Migration, *items: SharedItem, at=AT) -> tuple[FamilyLink, str]:
    context.enter(by)
    return families.share(migration=migration, shares=items, by=by, at=at)


def _page(secret: str):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(reverse("journey:family", args=[secret]))


def test_the_family_sees_what_was_ticked_and_only_the_first_name(migration, pak_yos):
    _link, secret = _share(pak_yos, migration, SharedItem.COUNTRY, at=now())
    context.enter(None)

    answer = _page(secret)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Maria" in page
    assert "Malaysia" in page
    assert "Taneo" not in page
    assert "interested" not in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_the_database_keeps_no_secret(migration, pak_yos):
    link, secret = _share(pak_yos, migration, SharedItem.STAGE)

    link.refresh_from_db()
    assert secret.encode() not in bytes(link.secret_hash)
    assert len(bytes(link.secret_hash)) == 32


def test_taken_back_it_opens_nothing_and_twice_is_once(migration, pak_yos):
    link, secret = _share(pak_yos, migration, SharedItem.STAGE, at=now())
    for _again in range(2):
        families.revoke(link=link, by=pak_yos, at=now())
    context.enter(None)

    answer = _page(secret)

    assert answer.status_code == 404
    assert "Maria" not in answer.content.decode()


def test_after_its_last_day_it_opens_nothing(migration, pak_yos):
    link, secret = _share(pak_yos, migration, SharedItem.STAGE)
    context.enter(None)

    assert reading.view(secret, at=link.ends_at - timedelta(seconds=1)).first_name == "Maria"
    with pytest.raises(NotFound):
        reading.view(secret, at=link.ends_at)


def test_a_wrong_secret_answers_as_an_ended_one(migration, pak_yos):
    link, secret = _share(pak_yos, migration, SharedItem.STAGE, at=now())
    families.revoke(link=link, by=pak_yos, at=now())
    context.enter(None)

    wrong, ended = (
        re.search(r"<main.*</main>", _page(one).content.decode(), re.DOTALL)
        for one in ("x" * 32, secret)
    )
    assert wrong
    assert ended
    assert wrong[0] == ended[0]


def test_an_address_with_many_wrong_secrets_waits_even_with_a_right_one(
    migration, pak_yos, monkeypatch
):
    monkeypatch.setattr(limits.Tries.__init__, "__defaults__", (3, 60))
    _link, secret = _share(pak_yos, migration, SharedItem.STAGE, at=now())
    context.enter(None)

    answers = [_page(f"wrong{number}").status_code for number in range(4)]

    assert answers == [404, 404, 404, 429]
    assert _page(secret).status_code == 429


def test_right_secrets_are_not_counted(migration, pak_yos, monkeypatch):
    monkeypatch.setattr(limits.Tries.__init__, "__defaults__", (3, 60))
    _link, secret = _share(pak_yos, migration, SharedItem.STAGE, at=now())
    context.enter(None)

    assert {_page(secret).status_code for _again in range(6)} == {200}


def test_nothing_chosen_is_no_link(migration, pak_yos):
    with pytest.raises(Refused):
        _share(pak_yos, migration)
    assert not FamilyLink.objects.exists()


def test_who_may_not_write_her_file_makes_no_link_and_is_offered_none(migration, trainer):
    with pytest.raises(NotAllowed):
        _share(trainer, migration, SharedItem.STAGE)


def test_another_kabupaten_does_not_find_the_link(migration, pak_yos, malaka):
    _share(pak_yos, migration, SharedItem.STAGE)
    context.enter(malaka)

    assert not FamilyLink.objects.exists()
    assert reading.links_of(migration) == []


def test_a_death_that_nobody_told_the_family_of_is_not_told_by_the_page(
    migration, pak_yos, monkeypatch
):
    monkeypatch.setattr(reading, "_may_tell", [lambda migration: False])
    _link, secret = _share(pak_yos, migration, SharedItem.STAGE)
    context.enter(None)

    told = reading.view(secret, at=AT)

    assert told.stage is None
