"""Golden scenario 9: a death in Selangor, three messages from three sources, one case, told once.

Through the pages, as the officers would: names "Melkianus Nb.", "Melkhianus N.", "Melki".
"""

from itertools import permutations

import pytest
from django.test import Client

from pulang.abroad.models import DeathCase, DeathNotice, DeathReport
from pulang.abroad.queries import deaths as queries
from pulang.access import context
from pulang.access.models import Membership
from pulang.access.terms import Actor, Role
from pulang.coordination.models import Task
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests import factories
from pulang.people.tests.factories import make_actor, make_person, make_places

pytestmark = pytest.mark.django_db

MESSAGES = (
    {"source": "mission", "name": "Melkianus Nb.", "place": "Shah Alam, Selangor",
     "country": "MY", "died_on": "2026-01-20", "employer": "Ladang Sri Jaya"},
    {"source": "family", "name": "Melkhianus N.", "place": "Selangor",
     "country": "MY", "died_on": "2026-01-21", "told_by_whom": "Grup WA keluarga"},
    {"source": "community", "name": "Melki", "place": "Selangor, Malaysia", "died_on": "2026-01-20"},
)  # fmt: skip
TOLD = {
    "told_at": "2026-01-23T09:00",
    "teller": "Suster Ina",
    "teller_is_trained": "on",
    "told_whom": "Yuliana Nabu",
    "told_relation": "ibu",
    "told_with": "parish",
    "told_with_name": "Pastor Frans",
}


@pytest.fixture
def cast(db: None) -> dict[str, Actor]:
    make_places()
    return {
        "province": make_actor(Role.PROVINCIAL_OFFICER, area="53"),
        "belu": make_actor(Role.KABUPATEN_OFFICER, area="5304"),
        "malaka": make_actor(Role.KABUPATEN_OFFICER, area="5321"),
        "pak_yos": make_actor(Role.VILLAGE_OFFICER, area="5304022005"),
    }


@pytest.fixture
def clients(cast: dict[str, Actor]) -> dict[str, Client]:
    made = {}
    for who, actor in cast.items():
        made[who] = Client()
        made[who].force_login(Membership.objects.get(pk=actor.membership_id).user)
    return made


@pytest.fixture
def melkianus(cast: dict[str, Actor]) -> Migration:
    with context.acting(cast["pak_yos"]):
        person = make_person(cast["pak_yos"], full_name="Melkianus Nabu", place_code="5304022005")
        migration = factories.make_migration(cast["pak_yos"], person=person)
    found = factories.stand_at(migration, Stage.WORKING)
    found.person = person
    return found


def stage_of(migration: Migration, by: Actor) -> str:
    with context.acting(by):
        return Migration.objects.get(pk=migration.pk).stage


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_one_death_three_messages_told_once(cast, clients, melkianus, order) -> None:
    desks = ("province", "belu", "malaka")
    for desk, number in zip(desks, order, strict=True):
        answer = clients[desk].post("/abroad/deaths/new/", MESSAGES[number])
        assert answer.status_code == 302, answer.content.decode()

    # One case, with every name that was given; the three offices that heard of it see it.
    with context.acting(cast["province"]):
        case = DeathCase.objects.get(merged_into=None)
        assert set(queries.page_of(case).aliases) == {"Melkianus Nb.", "Melkhianus N.", "Melki"}
        assert case.person is None, "no rule links a person"
        assert DeathReport.objects.count() == 3
    page = f"/abroad/deaths/{case.public_id}/"
    for desk in desks:
        assert clients[desk].get(page).status_code == 200

    # Nothing leaves, and the village sees nothing, before somebody has gone there.
    province, belu, village = clients["province"], clients["belu"], clients["pak_yos"]
    province.post(f"{page}steps/D0/", {"note": ""})
    found = province.get(f"{page}identify/")
    assert "Melkianus Nabu" in found.content.decode()
    chosen = {"person": melkianus.person.public_id, "evidence": "passport"}
    assert province.post(f"{page}identify/", chosen).status_code == 302
    refused = belu.post(f"{page}notify/", {"to": "village"})
    assert refused.status_code == 422
    assert village.get(page).status_code == 404
    assert stage_of(melkianus, cast["belu"]) == Stage.WORKING
    with context.acting(cast["belu"]):
        assert Task.objects.open().filter(kind="abroad.death_step", facts__step="D2").exists()

    # Suster Ina goes with the pastor. Told once: a second time is refused.
    untrained = {**TOLD, "teller_is_trained": ""}
    assert belu.post(f"{page}tell/", untrained).status_code == 422
    assert belu.post(f"{page}tell/", TOLD).status_code == 302
    assert belu.post(f"{page}tell/", TOLD).status_code == 422
    assert stage_of(melkianus, cast["belu"]) == Stage.DECEASED
    assert belu.post(f"{page}notify/", {"to": "village"}).status_code == 302
    with context.acting(cast["belu"]):
        assert DeathNotice.objects.count() == 1
    told = village.get(page)
    assert told.status_code == 200
    assert "Suster Ina" in told.content.decode()

    # A fourth message, late: the same death, nobody is told again.
    late = {**MESSAGES[1], "source": "church", "name": "Melkianus Nabu"}
    assert province.post("/abroad/deaths/new/", late).status_code == 302
    with context.acting(cast["province"]):
        case.refresh_from_db()
        assert DeathCase.objects.filter(merged_into=None).count() == 1
        assert case.told_whom == "Yuliana Nabu"
        assert case.reports.count() == 4
