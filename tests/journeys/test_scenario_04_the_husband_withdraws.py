"""Golden scenario 4: the day before the flight her husband takes his permission back; she is 25 and goes."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.base.errors import NotAllowed, WrongState
from pulang.coordination.models import Task
from pulang.journey.models import Event, Hold, Migration
from pulang.journey.queries import gates
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import AT, make_migration, stand_at
from pulang.people.tests.factories import make_actor, make_person, make_places
from pulang.preparation.actions import families
from pulang.preparation.models import FamilyConsent, Interview, InterviewNote

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)


@pytest.fixture
def pak_yos(db) -> Actor:
    make_places()
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def belu(db) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def migration(pak_yos) -> Migration:
    context.enter(pak_yos)
    maria = make_person(
        pak_yos, full_name="Maria Taneo", born_on=date(2001, 3, 9), place_code="5304022005"
    )
    return make_migration(pak_yos, person=maria)


@pytest.fixture
def consent(migration, pak_yos) -> FamilyConsent:
    given = families.record(
        migration=migration,
        giver="Yosef Bria",
        relation="husband",
        proof="family_card",
        given_on=date(2026, 10, 1),
        by=pak_yos,
        at=AT,
    )
    return families.acknowledge(consent=given, witness="Ibu Martha", by=pak_yos, at=AT)


@pytest.fixture
def withdrawn(consent, migration, pak_yos) -> FamilyConsent:
    stand_at(migration, Stage.CLEARED)
    taken_back = families.withdraw(consent=consent, why="quarrel", by=pak_yos, at=AT)
    context.enter(None)
    return taken_back


def test_it_is_recorded_and_nothing_stops_by_itself(withdrawn, migration, belu):
    context.enter(belu)
    migration.refresh_from_db()

    assert migration.stage == Stage.CLEARED
    assert not Hold.objects.exists()
    assert Event.objects.filter(kind="preparation.family_withdrew").count() == 1
    departing = gates.check(migration, target=Stage.DEPARTED, at=LATER)
    assert "preparation.her_will" not in [one.code for one in departing.unmet]


def test_the_village_is_asked_to_mediate_and_disnaker_to_hear_her_before_the_flight(
    withdrawn, pak_yos, belu
):
    for actor, kind in ((pak_yos, "preparation.mediate"), (belu, "preparation.hear_her")):
        context.enter(actor)
        task = Task.objects.visible_to(actor).open().get(kind=kind)
        assert task.due_at <= AT + timedelta(days=1)


def test_nobody_decides_before_she_was_heard_alone(withdrawn, migration, belu):
    context.enter(belu)

    with pytest.raises(families.NotHeardYet):
        families.decide(consent=withdrawn, her_will_prevails=True, by=belu, at=LATER)
    with pytest.raises(WrongState):
        families.hear(migration=migration, answer="wants", was_alone=False, by=belu, at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Interview.objects.create(
            migration=migration,
            answer="wants",
            was_alone=False,
            held_at=LATER,
            held_by=belu.membership_id,
        )


def test_her_will_prevails_and_disnaker_decides(withdrawn, migration, pak_yos, belu):
    context.enter(pak_yos)
    families.mediated(migration=migration, by=pak_yos, at=LATER)
    with pytest.raises(NotAllowed):
        families.decide(consent=withdrawn, her_will_prevails=True, by=pak_yos, at=LATER)

    context.enter(belu)
    families.hear(migration=migration, answer="wants", was_alone=True, by=belu, at=LATER)
    decided = families.decide(consent=withdrawn, her_will_prevails=True, by=belu, at=LATER)

    assert decided.her_will_prevails is True
    assert not Task.objects.visible_to(belu).open().filter(kind="preparation.hear_her").exists()
    again = gates.check(migration, target=Stage.CLEARED, at=LATER)
    met = [one.code for one in again.met]
    assert {"preparation.her_will", "preparation.paper.IZIN"} <= set(met)


def test_what_she_did_not_say_cannot_be_decided(withdrawn, migration, belu):
    context.enter(belu)
    families.hear(migration=migration, answer="does_not", was_alone=True, by=belu, at=LATER)

    with pytest.raises(WrongState):
        families.decide(consent=withdrawn, her_will_prevails=True, by=belu, at=LATER)


def test_what_she_told_is_sealed_and_neither_officer_nor_village_reads_it(
    withdrawn, migration, pak_yos, belu
):
    context.enter(belu)
    families.hear(
        migration=migration,
        answer="wants",
        was_alone=True,
        note="he beats her",
        by=belu,
        at=LATER,
    )

    for actor in (belu, pak_yos):
        context.enter(actor)
        assert Interview.objects.exists()
        assert not InterviewNote.objects.exists()
    heard = Event.objects.get(kind="preparation.heard_alone")
    assert heard.facts == {}


def test_while_she_still_prepares_an_undecided_withdrawal_holds_the_clearance(
    consent, migration, pak_yos, belu
):
    families.withdraw(consent=consent, why="", by=pak_yos, at=AT)
    context.enter(belu)

    answer = gates.check(migration, target=Stage.CLEARED, at=LATER)
    assert "preparation.her_will" in [one.code for one in answer.unmet]
