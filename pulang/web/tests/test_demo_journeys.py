"""The demo's people are on ways that could have been walked, the same for the same seed."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from pulang.access import context
from pulang.access.terms import Role
from pulang.journey.models import Event, Migration
from pulang.journey.rules.course import may_follow
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import malaysia
from pulang.people.models import Person
from pulang.people.tests.factories import make_actor, make_person, make_places
from pulang.web.demo import journeys

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def _persons(count: int) -> list[Person]:
    return [Person(pk=number, place_code="5304022005") for number in range(1, count + 1)]


def test_each_way_could_have_been_walked_and_nobody_is_ahead_of_time():
    for walk in journeys.walks(_persons(3000), at=AT, seed=7):
        stages = [stage for stage, _moment in walk.steps]
        moments = [moment for _stage, moment in walk.steps]
        assert may_follow(None, stages[0])
        assert all(may_follow(here, there) for here, there in pairwise(stages)), stages
        assert moments == sorted(moments)
        assert moments[-1] <= AT


def test_all_stages_are_there_and_the_same_seed_gives_the_same_ways():
    first = list(journeys.walks(_persons(3000), at=AT, seed=7))
    again = list(journeys.walks(_persons(3000), at=AT, seed=7))

    assert {walk.steps[-1][0] for walk in first} == set(Stage)
    assert [walk.steps for walk in first] == [walk.steps for walk in again]


@pytest.fixture
def built(db) -> int:
    make_places()
    malaysia()
    by = make_actor(Role.VILLAGE_OFFICER, area="5304022005")
    for number in range(12):
        make_person(by, full_name=f"Maria Seran {number}", place_code="5304022005")
    made = journeys.build(at=AT, seed=2)
    assert journeys.build(at=AT, seed=2) == 0
    context.enter(make_actor(Role.KABUPATEN_OFFICER, area="5304"))
    return made


def test_built_twice_it_stands_once(built):
    assert built == Migration.objects.count() > 0
    assert Event.objects.values("migration").distinct().count() == built


def test_every_migration_stands_at_its_last_event(built):
    for migration in Migration.objects.all():
        last = migration.events.order_by("-id").first()
        assert last is not None
        assert (last.stage, last.occurred_at) == (migration.stage, migration.stage_since)
