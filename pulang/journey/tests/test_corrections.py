"""What was written down wrongly is mended, visibly, by the office that wrote it."""

from datetime import timedelta

import pytest

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import Actor, Role
from pulang.access.tests import factories as offices
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.journey.actions import events, stages
from pulang.journey.models import Event, Migration
from pulang.journey.queries import gates, timeline
from pulang.journey.terms import EventState, Stage
from pulang.journey.tests.factories import AT
from pulang.people.models import OwnFile

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)


@pytest.fixture
def _open_gates(monkeypatch):
    monkeypatch.setattr(gates, "_providers", {})


@pytest.fixture
def maria(migration, pak_yos) -> Actor:
    """The worker herself; her account hangs on the village's office, as Pak Yos's does."""
    office = Organisation.objects.get(pk=pak_yos.organisation_id)
    actor = offices.actor(Role.WORKER, area="5304022005", office=office)
    OwnFile.objects.create(membership_id=actor.membership_id, person=migration.person, linked_at=AT)
    return actor


@pytest.fixture
def registered(_open_gates, migration, pak_yos) -> Migration:
    context.enter(pak_yos)
    stages.reach(
        migration=migration, stage=Stage.REGISTERED, by=pak_yos, at=AT + timedelta(days=10)
    )
    stages.reach(migration=migration, stage=Stage.PREPARING, by=pak_yos, at=AT + timedelta(days=15))
    return migration


def _entry(migration: Migration, stage: Stage) -> Event:
    return Event.objects.get(migration=migration, stage=stage, state=EventState.HOLDS)


def test_the_right_day_of_where_she_stands_is_the_day_since_when_she_stands_there(
    registered, pak_yos
):
    context.enter(pak_yos)
    right = AT + timedelta(days=12)

    made = stages.correct(
        event=_entry(registered, Stage.PREPARING),
        by=pak_yos,
        at=LATER,
        reason="a slip",
        occurred_at=right,
    )

    registered.refresh_from_db()
    assert registered.stage_since == made.occurred_at == right
    assert made.corrects.state == EventState.HOLDS  # as loaded; in the table it is crossed out
    assert Event.objects.get(pk=made.corrects_id).state == EventState.CORRECTED


def test_an_earlier_step_mended_late_does_not_become_the_last_step(registered, pak_yos):
    context.enter(pak_yos)
    stages.correct(
        event=_entry(registered, Stage.REGISTERED),
        by=pak_yos,
        at=LATER,
        reason="a slip",
        occurred_at=AT + timedelta(days=9),
    )

    stages.take_back(migration=registered, by=pak_yos, at=LATER, reason="not yet")

    registered.refresh_from_db()
    assert registered.stage == Stage.REGISTERED
    assert registered.stage_since == AT + timedelta(days=9)
    assert not Event.objects.filter(stage=Stage.PREPARING, state=EventState.HOLDS).exists()


def test_a_correction_can_itself_be_corrected_and_keeps_its_place(registered, pak_yos):
    context.enter(pak_yos)
    for days in (9, 8):
        stages.correct(
            event=_entry(registered, Stage.REGISTERED),
            by=pak_yos,
            at=LATER,
            reason="a slip",
            occurred_at=AT + timedelta(days=days),
        )

    stages.take_back(migration=registered, by=pak_yos, at=LATER, reason="not yet")

    registered.refresh_from_db()
    assert (registered.stage, registered.stage_since) == (
        Stage.REGISTERED,
        AT + timedelta(days=8),
    )


def test_a_stage_is_not_mended_past_the_stages(registered, pak_yos):
    context.enter(pak_yos)

    with pytest.raises(WrongState):
        events.correct(
            event=_entry(registered, Stage.PREPARING), by=pak_yos, at=LATER, reason="a slip"
        )


def test_an_entry_is_mended_once(registered, pak_yos):
    context.enter(pak_yos)
    entry = _entry(registered, Stage.PREPARING)
    stages.correct(event=entry, by=pak_yos, at=LATER, reason="a slip")
    entry.refresh_from_db()

    with pytest.raises(WrongState):
        stages.correct(event=entry, by=pak_yos, at=LATER, reason="again")


def test_another_office_does_not_mend_what_it_did_not_write(registered, belu):
    context.enter(belu)
    entry = _entry(registered, Stage.PREPARING)

    with pytest.raises(NotAllowed):
        stages.correct(event=entry, by=belu, at=LATER, reason="I know better")
    with pytest.raises(NotFound):
        timeline.event_for(belu, entry.public_id)


def test_a_worker_reads_her_timeline_and_does_not_rewrite_it(registered, pak_yos, maria):
    context.enter(pak_yos)
    noted = events.record(person=registered.person, kind="test.noted", by=pak_yos, at=LATER)
    context.enter(maria)

    told = timeline.of(maria, registered.person, wanted=timeline.Wanted())

    assert noted.public_id in {entry.public_id for entry in told.entries}
    assert not any(entry.correct_url for entry in told.entries)
    with pytest.raises(NotFound):
        timeline.event_for(maria, noted.public_id)
    for mend in (events.void, events.correct):
        with pytest.raises(NotAllowed):
            mend(event=noted, by=maria, at=LATER, reason="I never said so")
    assert Event.objects.get(pk=noted.pk).state == EventState.HOLDS
