"""What a role sees of migrations: the code and the database say the same."""

from typing import NamedTuple

import pytest

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.access.tests import factories
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import AT
from pulang.people.models import OwnFile, Person

PLACES = ("", "53", "5304", "5304022005", "5321012009")
AREAS = ("", "53", "5304", "5304022005")


class Seen(NamedTuple):
    """What the code says an actor sees."""

    actor: Actor
    by_code: set[int]


@pytest.fixture
def seen(db: None) -> list[Seen]:
    offices = [
        Organisation.objects.create(kind=OrganisationKind.SHELTER, name=f"Office {n}", area="53")
        for n in range(2)
    ]
    for place in PLACES:
        for known in ([], [offices[0].pk], [offices[1].pk]):
            person = Person.objects.create(
                place_code=place, known_to=known, created_at=AT, updated_at=AT
            )
            Migration.objects.create(
                person=person,
                stage=Stage.INTERESTED,
                stage_since=AT,
                ruleset_on=AT.date(),
                opened_at=AT,
            )
    actors = [
        factories.actor(role, area=area, office=offices[0]) for role in Role for area in AREAS
    ]
    for actor in actors:
        if actor.role == Role.WORKER:
            OwnFile.objects.create(
                membership_id=actor.membership_id, person=Person.objects.first(), linked_at=AT
            )
    return [
        Seen(actor, set(Migration.objects.visible_to(actor).values_list("pk", flat=True)))
        for actor in actors
    ]


def test_code_and_database_show_the_same_migrations(seen):
    assert any(one.by_code for one in seen)
    for actor, by_code in seen:
        with context.acting(actor):
            by_database = set(Migration.objects.values_list("pk", flat=True))
        assert by_database == by_code, f"{actor.role} of {actor.area or 'the nation'}"


def test_a_worker_sees_her_own_and_no_neighbours(seen):
    workers = [one for one in seen if one.actor.role == Role.WORKER]

    assert workers
    assert all(len(one.by_code) == 1 for one in workers)
