"""The cast abroad: Maria in Malaysia, Pak Yos, officers, Adi the case worker, the family of Melki."""

from datetime import timedelta

import pytest

from pulang.abroad.actions import deaths, way_home
from pulang.abroad.models import CostItem, DeathCase
from pulang.abroad.queries import deaths as death_queries
from pulang.abroad.terms import DeathStep, FamilyDecision
from pulang.abroad.tests.death_cast import MISSION, TOLD, do, hear
from pulang.access import context
from pulang.access.models import Membership
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests import factories
from pulang.people.models import OwnFile, Person
from pulang.people.tests.factories import AT, make_actor, make_person, make_places


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
def province(_places) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER, area="53")


@pytest.fixture
def adi(_places) -> Actor:
    return make_actor(
        Role.CASE_WORKER, area="5304", office="UPTD PPA Belu", kind=OrganisationKind.SHELTER
    )


@pytest.fixture
def uptd_province(_places) -> Actor:
    return make_actor(
        Role.CASE_WORKER, area="53", office="UPTD PPA NTT", kind=OrganisationKind.SHELTER
    )


@pytest.fixture
def police(_places) -> Actor:
    return make_actor(
        Role.POLICE_LIAISON, area="53", office="Polda NTT", kind=OrganisationKind.POLICE
    )


@pytest.fixture
def maria(pak_yos) -> Person:
    with context.acting(pak_yos):
        return make_person(pak_yos, full_name="Maria Taneo", place_code="5304022005")


@pytest.fixture
def migration(pak_yos, maria) -> Migration:
    with context.acting(pak_yos):
        made = factories.make_migration(pak_yos, person=maria)
    return factories.stand_at(made, Stage.WORKING)


@pytest.fixture
def maria_herself(pak_yos, maria) -> Actor:
    actor = make_actor(Role.WORKER, area="5304022005", office="Desa Manleten")
    OwnFile.objects.create(
        membership_id=Membership.objects.get(pk=actor.membership_id).pk,
        person=maria,
        linked_at=AT,
    )
    return actor


@pytest.fixture
def melkianus(pak_yos) -> Migration:
    """Melkianus of Manleten, at work in Malaysia."""
    with context.acting(pak_yos):
        person = make_person(pak_yos, full_name="Melkianus Nabu", place_code="5304022005")
        made = factories.make_migration(pak_yos, person=person)
    found = factories.stand_at(made, Stage.WORKING)
    found.person = person
    return found


@pytest.fixture
def identified(province, belu, melkianus) -> DeathCase:
    """A case whose person is known; nobody has told the family."""
    case = hear(province, MISSION)
    with context.acting(province):
        do(province, DeathStep.D0, case)
        return deaths.identify(case=case, person=melkianus.person, evidence="passport",
                               by=province, at=AT + timedelta(hours=2))  # fmt: skip


@pytest.fixture
def told(identified, belu) -> DeathCase:
    """A case whose family knows from Suster Ina."""
    with context.acting(belu):
        return deaths.tell(case=identified, told=TOLD, by=belu, at=AT + timedelta(hours=4))


@pytest.fixture
def homeward(told, belu) -> DeathCase:
    """A case whose family wishes him home."""
    with context.acting(belu):
        deaths.decide(case=told, decision=FamilyDecision.HOME, by_whom="Yuliana Nabu",
                      by=belu, at=AT + timedelta(hours=6))  # fmt: skip
        return death_queries.case_for(belu, told.public_id)


@pytest.fixture
def flight(homeward, province) -> CostItem:
    with context.acting(province):
        return way_home.add_cost(case=homeward, kind="air_cargo", amount=24_000_000,
                                 by=province, at=AT)  # fmt: skip
