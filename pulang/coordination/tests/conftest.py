"""The cast of the desks: officers of Belu, the shelter's Adi, a police liaison, offices where nobody is."""

import pytest

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.journey.models import Migration
from pulang.journey.tests.factories import make_migration
from pulang.people.tests.factories import make_actor, make_places


@pytest.fixture
def _places(db):
    make_places()


@pytest.fixture
def belu(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304", office="Disnaker Belu")


@pytest.fixture
def adi(_places) -> Actor:
    return make_actor(
        Role.CASE_WORKER, office="Rumah Aman", kind=OrganisationKind.SHELTER, area="53"
    )


@pytest.fixture
def polisi(_places) -> Actor:
    return make_actor(Role.POLICE_LIAISON, office="Polda", kind=OrganisationKind.POLICE)


@pytest.fixture
def pak_yos(_places) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def province(_places) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER, area="53")


@pytest.fixture
def auditor_there(adi) -> Actor:
    return make_actor(Role.AUDITOR, office="Rumah Aman")


@pytest.fixture
def closed(_places) -> Organisation:
    return Organisation.objects.create(kind="shelter", name="Closed house", is_active=False)


@pytest.fixture
def empty(_places) -> Organisation:
    return Organisation.objects.create(kind="shelter", name="Empty house")


@pytest.fixture
def migration(belu) -> Migration:
    context.enter(belu)
    return make_migration(belu)
