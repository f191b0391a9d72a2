"""Through the gate and no other way: by the action, and by the database when an action forgets."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.access import context
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.journey.actions import events, migrations, overrides, people, stages
from pulang.journey.forms import moment_of
from pulang.journey.models import Event, GateDecision, Migration
from pulang.journey.queries import gates
from pulang.journey.queries.migrations import migration_for
from pulang.journey.rules.gates import Requirement
from pulang.journey.terms import EventState, ProceduralStatus, Stage
from pulang.journey.tests.factories import AT, make_migration
from pulang.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """Requirements that stand before REGISTERED in this test alone: code → met."""
    wanted: dict[str, bool] = {}

    def provider(migration, *, target, at):
        for code, is_met in wanted.items():
            yield Requirement(code, is_met, "why", "fix", "who", may_override=code == "soft")

    monkeypatch.setattr(gates, "_providers", {stage: [provider] for stage in Stage})
    return wanted


def test_she_reaches_a_stage_when_all_is_met(asked, migration, belu):
    asked["age"] = True
    context.enter(belu)

    event = stages.reach(migration=migration, stage=Stage.REGISTERED, by=belu, at=AT)

    assert migration.stage == Stage.REGISTERED
    assert event.stage == Stage.REGISTERED
    assert GateDecision.objects.get().asked == [
        {"code": "age", "is_met": True, "overridden": False}
    ]


def test_an_unmet_requirement_says_why_and_leaves_no_trace(asked, migration, belu):
    asked["age"] = False
    context.enter(belu)
    before = Event.objects.count()

    with pytest.raises(stages.Unmet) as refused:
        stages.reach(migration=migration, stage=Stage.REGISTERED, by=belu, at=AT)

    assert refused.value.facts["unmet"] == [
        {"code": "age", "why": "why", "fix": "fix", "who": "who"}
    ]
    assert Event.objects.count() == before
    assert Migration.objects.get().stage == Stage.INTERESTED


def test_the_same_step_twice_moves_her_once(asked, migration, belu):
    context.enter(belu)
    stages.reach(migration=migration, stage=Stage.REGISTERED, by=belu, at=AT)

    with pytest.raises(WrongState):
        stages.reach(migration=migration, stage=Stage.REGISTERED, by=belu, at=AT)


def test_the_database_refuses_a_stage_without_a_gate(migration, belu):
    context.enter(belu)

    with pytest.raises(DatabaseError, match="no gate opened"), transaction.atomic():
        Migration.objects.filter(pk=migration.pk).update(stage=Stage.DEPARTED)


def test_the_database_refuses_a_gate_with_something_unmet(migration, belu):
    context.enter(belu)

    with pytest.raises(DatabaseError), transaction.atomic():
        GateDecision.objects.create(
            migration=migration,
            stage=Stage.REGISTERED,
            unmet_count=1,
            decided_at=AT,
            transaction=1,
        )


def test_the_database_refuses_a_leap_even_with_a_decision(migration, belu):
    context.enter(belu)

    stages._write_decision(migration, Stage.DEPARTED, by=belu, at=AT, asked=[])
    with pytest.raises(DatabaseError, match="no step leads"):
        Migration.objects.filter(pk=migration.pk).update(stage=Stage.DEPARTED)


def test_a_correction_cannot_lead_where_she_never_was(migration, belu):
    context.enter(belu)

    stages._write_decision(migration, Stage.DEPARTED, by=belu, at=AT, asked=[], is_correction=True)
    with pytest.raises(DatabaseError, match="she was never there"):
        Migration.objects.filter(pk=migration.pk).update(stage=Stage.DEPARTED)


def test_the_last_stage_is_taken_back_with_a_reason(asked, migration, belu):
    context.enter(belu)
    event = stages.reach(migration=migration, stage=Stage.REGISTERED, by=belu, at=AT)

    stages.take_back(migration=migration, by=belu, at=AT, reason="wrong Maria")

    event.refresh_from_db()
    assert migration.stage == Stage.INTERESTED
    assert event.state == EventState.VOID
    assert Event.objects.filter(kind="journey.taken_back", corrects=event).exists()


def test_two_people_let_a_soft_requirement_pass(asked, migration, belu, adi):
    asked |= {"soft": False}
    context.enter(belu)
    override = overrides.ask(
        migration=migration,
        stage=Stage.REGISTERED,
        requirement="soft",
        reason="the office burnt down",
        by=belu,
        at=AT,
    )
    with pytest.raises(NotAllowed):
        overrides.confirm(override=override, by=belu, at=AT)
    override.confirmed_by = 10**9
    type(override).objects.filter(pk=override.pk).update(
        confirmed_by=belu.membership_id + 1, confirmed_at=AT
    )

    stages.reach(migration=migration, stage=Stage.REGISTERED, by=belu, at=AT)

    assert GateDecision.objects.get().asked == [
        {"code": "soft", "is_met": False, "overridden": True}
    ]


def test_a_hard_requirement_is_never_let_pass(asked, migration, belu):
    asked |= {"age": False}
    context.enter(belu)

    with pytest.raises(overrides.CannotPass):
        overrides.ask(
            migration=migration,
            stage=Stage.REGISTERED,
            requirement="age",
            reason="she looks old",
            by=belu,
            at=AT,
        )


def test_a_backdated_step_is_visible_as_such(asked, migration, belu):
    context.enter(belu)
    event = stages.reach(
        migration=migration,
        stage=Stage.REGISTERED,
        by=belu,
        at=AT + timedelta(days=20),
        occurred_at=AT + timedelta(days=9),
    )

    assert event.is_backdated
    assert migration.stage_since == AT + timedelta(days=9)


def test_no_stage_lies_before_the_one_from_which_she_reached_it(asked, migration, belu):
    context.enter(belu)

    with pytest.raises(stages.TooEarly) as refused:
        stages.reach(
            migration=migration,
            stage=Stage.REGISTERED,
            by=belu,
            at=AT,
            occurred_at=AT - timedelta(days=1),
        )

    assert "24-11-2026" in refused.value.sentence
    assert not GateDecision.objects.exists()


def test_a_day_without_an_hour_on_the_day_of_the_stage_before_is_just_after_it():
    evening = datetime(2026, 11, 20, 18, tzinfo=WITA)

    assert moment_of(evening.date(), at=AT, since=evening) == evening
    assert moment_of(date(2026, 11, 21), at=AT, since=evening) == datetime(
        2026, 11, 21, 12, tzinfo=WITA
    )


def test_what_has_not_happened_cannot_be_written_down(asked, migration, belu):
    context.enter(belu)

    with pytest.raises(events.NotYet):
        stages.reach(
            migration=migration,
            stage=Stage.REGISTERED,
            by=belu,
            at=AT,
            occurred_at=AT + timedelta(days=1),
        )


def test_she_is_on_one_migration_at_a_time(migration, pak_yos):
    context.enter(pak_yos)

    with pytest.raises(migrations.OneAtATime):
        migrations.open(person=migration.person, by=pak_yos, at=AT)


def test_nobody_begins_beyond_the_border_with_papers_that_nobody_saw(pak_yos):
    context.enter(pak_yos)
    person = make_person(pak_yos, full_name="Yohanes Nahak", place_code="5304022005")

    with pytest.raises(WrongState):
        migrations.open(
            person=person,
            by=pak_yos,
            at=AT,
            stage=Stage.DEPARTED,
            procedural_status=ProceduralStatus.PROSEDURAL,
        )
    made = migrations.open(person=person, by=pak_yos, at=AT, stage=Stage.WORKING)
    assert made.procedural_status == ProceduralStatus.BELUM_DIKETAHUI


def test_an_officer_of_another_kabupaten_does_not_find_it(migration, malaka):
    context.enter(malaka)

    with pytest.raises(NotFound):
        migration_for(malaka, migration.public_id)
    assert not Migration.objects.visible_to(malaka).exists()


def test_an_office_that_is_told_finds_person_and_migration(migration, belu, malaka):
    context.enter(belu)
    people.share(person=migration.person, organisation_id=malaka.organisation_id, by=belu, at=AT)
    context.enter(malaka)

    assert migration_for(malaka, migration.public_id) == migration
    assert Migration.objects.visible_to(malaka).get() == migration


def test_an_entry_of_a_case_is_seen_by_the_case_worker_and_not_by_the_kabupaten(
    migration, belu, adi
):
    context.enter(belu)
    people.share(person=migration.person, organisation_id=adi.organisation_id, by=belu, at=AT)
    context.enter(adi)
    events.record(person=migration.person, kind="case.opened", by=adi, at=AT, data_class="D6")
    assert Event.objects.filter(kind="case.opened").exists()
    context.enter(belu)

    assert not Event.objects.filter(kind="case.opened").exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        events.record(person=migration.person, kind="case.note", by=belu, at=AT, data_class="D6")


def test_the_timeline_cannot_be_rewritten_by_the_application(migration, belu):
    context.enter(belu)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update journey_event set kind = 'other'")


class TestNoPath:
    """No path of steps leads to `departed` with an unmet requirement."""

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        path=st.lists(st.tuples(st.sampled_from(Stage), st.booleans(), st.booleans()), max_size=9)
    )
    def test_leads_to_departed_with_an_unmet_requirement(self, asked, belu, path):
        context.enter(belu)
        person = make_person(belu, full_name="Maria Taneo", place_code="5304022005")
        migration = make_migration(belu, person=person)
        for stage, is_met, takes_back in path:
            asked.clear()
            asked["hard"] = is_met
            try:
                if takes_back:
                    stages.take_back(migration=migration, by=belu, at=AT, reason="mistake")
                else:
                    stages.reach(migration=migration, stage=stage, by=belu, at=AT)
            except (stages.Unmet, WrongState):
                continue

            if migration.stage == Stage.DEPARTED and not takes_back:
                assert is_met
        reached = Event.objects.filter(migration=migration, stage=Stage.DEPARTED)
        decided = GateDecision.objects.filter(
            migration=migration, stage=Stage.DEPARTED, is_correction=False
        )
        assert reached.count() <= decided.count()
        assert all(one["is_met"] for row in decided for one in row.asked)


class TestOrder:
    """Whatever days are said, stages follow one another in time; only a correction may say otherwise."""

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        steps=st.lists(st.tuples(st.sampled_from(Stage), st.integers(-30, 30)), max_size=8),
    )
    def test_no_gate_is_asked_as_of_a_day_before_the_stage_she_stood_at(self, asked, belu, steps):
        context.enter(belu)
        person = make_person(belu, full_name="Maria Taneo", place_code="5304022005")
        migration = make_migration(belu, person=person)
        at = AT + timedelta(days=40)
        for stage, days in steps:
            since, happened = migration.stage_since, AT + timedelta(days=days)
            try:
                stages.reach(migration=migration, stage=stage, by=belu, at=at, occurred_at=happened)
            except stages.TooEarly:
                assert happened < since
            except WrongState:
                continue
        told = Event.objects.filter(migration=migration).exclude(stage="").order_by("id")
        moments = [one.occurred_at for one in told if one.stage != Stage.DECEASED]
        assert moments == sorted(moments)


def test_many_entries_at_once_are_each_bound_to_the_past(migration, belu):
    context.enter(belu)
    person = migration.person
    drafts = [events.Draft(person=person, kind="test.one", facts={"n": n}) for n in (1, 2)]

    assert events.record_many(drafts=drafts, by=belu, at=AT) == 2
    ahead = events.Draft(person=person, kind="test.one", occurred_at=AT + timedelta(hours=1))
    with pytest.raises(events.NotYet):
        events.record_many(drafts=[ahead], by=belu, at=AT)

    assert Event.objects.filter(kind="test.one").count() == 2
