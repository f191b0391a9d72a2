"""The cast of journey: Pak Yos of Manleten, officers of Belu and Malaka."""

import pytest

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.journey.models import Migration
from pulang.journey.tests import factories
from pulang.people.tests.factories import make_actor, make_places


@pytest.fixture
def _places(db):
    make_places()


@pytest.fixture
def pak_yos(_places) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def belu(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def malaka(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5321")


@pytest.fixture
def adi(_places) -> Actor:
    return make_actor(Role.CASE_WORKER)


@pytest.fixture
def migration(pak_yos) -> Migration:
    context.enter(pak_yos)
    return factories.make_migration(pak_yos)
