"""The cast abroad: Maria in Johor, Pak Yos of Manleten, officers of Belu, Malaka and the province."""

from datetime import time, timedelta

import pytest

from pulang.abroad.actions import placements
from pulang.abroad.actions.placements import Terms, Way
from pulang.abroad.models import Placement
from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests import factories
from pulang.people.models import OwnFile
from pulang.people.tests.factories import AT, make_actor, make_places

# --- placements and check-ins ---


@pytest.fixture(autouse=True)
def _simulated(settings):
    gateway = {"gateway": "simulator", "url": "", "secret": ""}
    settings.PULANG_GATEWAYS = {"sms": dict(gateway), "whatsapp": dict(gateway)}


@pytest.fixture
def _places(db):
    make_places()


@pytest.fixture
def service(_places) -> Actor:
    return service_actor()


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
def province(_places) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER, area="53")


@pytest.fixture
def migration(pak_yos) -> Migration:
    context.enter(pak_yos)
    made = factories.stand_at(factories.make_migration(pak_yos), Stage.DEPARTED)
    Migration.objects.filter(pk=made.pk).update(stage_since=AT - timedelta(days=9))
    made.refresh_from_db()
    context.enter(None)
    return made


PHONE = "+60123456789"


def begin(migration: Migration, by: Actor, **way: object) -> Placement:
    """Let her begin to work, reached by SMS unless said otherwise."""
    said = {"channel": "sms", "address": PHONE, "from_hour": time(0), "until_hour": time(0)} | way
    with context.acting(by):
        return placements.start(
            migration=migration,
            began_on=AT.date() - timedelta(days=1),
            terms=Terms(employer="Kilang Contoh", city="Johor Bahru"),
            way=Way(**said),  # type: ignore[arg-type]
            by=by,
            at=AT,
        )


@pytest.fixture
def placement(migration, belu) -> Placement:
    return begin(migration, belu)


@pytest.fixture
def maria(placement) -> Actor:
    actor = make_actor(Role.WORKER, area="5304022005")
    OwnFile.objects.create(
        membership_id=actor.membership_id, person=placement.migration.person, linked_at=AT
    )
    return actor
