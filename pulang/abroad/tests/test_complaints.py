"""Complaints: whose desk, who reads the story, what happens when nobody answers."""

from datetime import timedelta

import pytest
from django.db import connection

from pulang.abroad.actions import complaints
from pulang.abroad.actions.complaints import ComplaintDraft, SayWhat
from pulang.abroad.models import Complaint, ComplaintStep
from pulang.abroad.queries import complaints as queries
from pulang.abroad.terms import ComplaintState, Escalation
from pulang.access import context
from pulang.access.queries.actors import service_actor
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.coordination.actions import referrals
from pulang.coordination.models import Referral, Task
from pulang.coordination.terms import ReferralState
from pulang.journey.models import Event
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db

WAGE = ComplaintDraft("unpaid_wage", "Three months without wage")
VIOLENCE = ComplaintDraft("violence", "He hit me with a cable")


def take(actor, person, draft=WAGE, at=AT):
    with context.acting(actor):
        return complaints.receive(person=person, draft=draft, by=actor, at=at)


def tasks_of(actor):
    with context.acting(actor):
        return list(Task.objects.open().filter(kind__startswith="abroad."))


def test_an_unpaid_wage_lies_on_the_kabupatens_desk(belu, maria, migration) -> None:
    made = take(belu, maria)

    (task,) = tasks_of(belu)
    assert task.kind == "abroad.complaint"
    assert task.facts == {"category": "unpaid_wage"}
    assert task.due_at == made.answer_due_at == AT + timedelta(days=3)
    with context.acting(belu):
        assert queries.complaint_for(belu, made.public_id).story == WAGE.story
        assert made.migration == migration


def test_a_kabupaten_officer_cannot_read_a_story_of_violence_even_by_sql(
    belu, province, adi, maria
) -> None:
    made = take(belu, maria, VIOLENCE)

    for officer in (belu, province):
        with context.acting(officer), connection.cursor() as cursor:
            for table in ("abroad_complaint", "abroad_complaintstep"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,), f"{officer.role} reads {table}"
            cursor.execute(
                "select count(*) from journey_event where kind ~ '^(abroad|coordination)[.]'"
            )
            assert cursor.fetchone() == (0,), "nor that she was referred"
            cursor.execute("update abroad_complaint set category = 'other'")
            assert cursor.rowcount == 0
        with context.acting(officer), pytest.raises(NotFound):
            queries.complaint_for(officer, made.public_id)


def test_the_case_workers_office_of_her_kabupaten_gets_it_and_her(
    belu, adi, uptd_province, maria
) -> None:
    made = take(belu, maria, VIOLENCE)

    with context.acting(adi):
        found = queries.complaint_for(adi, made.public_id)
        assert found.story == VIOLENCE.story
        assert found.person == maria
    (task,) = tasks_of(adi)
    assert task.kind == "abroad.complaint_of_a_victim"
    assert task.facts == {}
    assert task.urgency == 0
    assert tasks_of(uptd_province) == []
    with context.acting(adi):
        referral = Referral.objects.get()
        assert referral.receiver_id == adi.organisation_id
        referrals.step(referral=referral, to=ReferralState.ACCEPTED, by=adi, at=AT)
        classes = Event.objects.filter(kind__startswith="coordination.").values_list("data_class")
        assert set(classes) == {("D5",)}


def test_danger_closes_any_complaint(belu, adi, maria) -> None:
    made = take(
        belu, maria, ComplaintDraft("unpaid_wage", "They locked the gate", is_in_danger=True)
    )

    assert made.data_class == "D6"
    assert made.urgency == 0


def test_the_story_is_sealed_in_the_table(belu, maria) -> None:
    made = take(belu, maria)

    with context.acting(belu), connection.cursor() as cursor:
        cursor.execute("select sealed_story from abroad_complaint where id = %s", [made.pk])
        assert "wage" not in cursor.fetchone()[0]


def test_maria_complains_herself_and_follows_it(maria_herself, adi, maria) -> None:
    made = take(maria_herself, maria, VIOLENCE)

    with context.acting(maria_herself):
        assert [one.public_id for one in queries.of_person(maria)] == [made.public_id]
        assert queries.steps_of(made)[0].state
    with context.acting(adi):
        assert queries.complaint_for(adi, made.public_id)


def test_she_complains_for_nobody_else(maria_herself, melkianus) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        take(maria_herself, melkianus.person)


def test_an_officer_of_another_kabupaten_neither_takes_nor_sees_it(belu, malaka, maria) -> None:
    take(belu, maria)

    with context.acting(malaka):
        assert not Complaint.objects.exists()
    with pytest.raises(NotFound):
        take(malaka, maria)


def test_each_step_says_who_did_what(belu, maria) -> None:
    made = take(belu, maria)
    with context.acting(belu):
        complaints.step(complaint=made, state=ComplaintState.IN_WORK, note="Called her employer",
                        by=belu, at=AT + timedelta(hours=1))  # fmt: skip
        done = complaints.step(complaint=made, state=ComplaintState.SOLVED, note="Wage was paid",
                               by=belu, at=AT + timedelta(days=2))  # fmt: skip

        assert done.ended_at == AT + timedelta(days=2)
        assert [step.note for step in queries.steps_of(done)] == [
            "", "Called her employer", "Wage was paid",
        ]  # fmt: skip
        with pytest.raises(WrongState):
            complaints.step(complaint=done, state=ComplaintState.WITH_MISSION, note="x",
                            by=belu, at=AT)  # fmt: skip
    assert tasks_of(belu) == []


def test_an_answer_needs_its_words(belu, maria) -> None:
    made = take(belu, maria)

    with context.acting(belu), pytest.raises(SayWhat):
        complaints.step(complaint=made, state=ComplaintState.SOLVED, note=" ", by=belu, at=AT)


def test_a_late_complaint_is_carried_up_once(belu, province, maria) -> None:
    made = take(belu, maria)

    assert complaints.carry_up(at=AT + timedelta(days=2)) == 0
    assert complaints.carry_up(at=AT + timedelta(days=4)) == 1
    assert complaints.carry_up(at=AT + timedelta(days=4)) == 0

    (task,) = tasks_of(province)
    assert task.urgency == 1, "one step more urgent than before"
    assert tasks_of(belu) == [], "the desk that let it lie does not keep it"
    assert complaints.carry_up(at=AT + timedelta(days=31)) == 1
    with context.acting(belu):
        made.refresh_from_db()
        assert made.escalation == Escalation.LATE_SOLUTION
        assert ComplaintStep.objects.filter(complaint=made, escalation__gt=0).count() == 2


def test_a_late_story_of_violence_goes_to_the_province_case_workers(
    belu, adi, uptd_province, province, maria
) -> None:
    made = take(belu, maria, VIOLENCE)

    complaints.carry_up(at=AT + timedelta(hours=5))

    assert len(tasks_of(uptd_province)) == 1
    assert tasks_of(province) == []
    with context.acting(uptd_province):
        assert queries.complaint_for(uptd_province, made.public_id).person == maria


def test_an_answered_complaint_is_not_late_before_its_solution(belu, maria) -> None:
    made = take(belu, maria)
    with context.acting(belu):
        complaints.step(complaint=made, state=ComplaintState.IN_WORK, note="Asked", by=belu, at=AT)

    assert complaints.carry_up(at=AT + timedelta(days=4)) == 0


def test_the_timeline_says_nothing_of_a_victims_category(belu, adi, maria) -> None:
    take(belu, maria, VIOLENCE)

    with context.acting(adi):
        (event,) = Event.objects.filter(kind="abroad.complaint")
    assert event.data_class == "D6"
    assert "category" not in event.facts


def test_who_solves_within_thirty_days_is_counted(belu, maria) -> None:
    one, other = take(belu, maria), take(belu, maria, ComplaintDraft("no_rest_day", "x"))
    with context.acting(belu):
        complaints.step(complaint=one, state=ComplaintState.SOLVED, note="ok", by=belu,
                        at=AT + timedelta(days=29))  # fmt: skip
        complaints.step(complaint=other, state=ComplaintState.SOLVED, note="ok", by=belu,
                        at=AT + timedelta(days=31))  # fmt: skip
    with context.acting(service_actor()):
        (row,) = queries.solved_in_time(since=AT, until=AT + timedelta(days=1))

    assert (row.place_code, row.received, row.solved) == ("5304", 2, 1)


def test_the_database_refuses_an_open_story_of_violence(belu, maria) -> None:
    made = take(belu, maria)

    with context.acting(belu), pytest.raises(Exception, match="complaint_of_a_victim_is_d6"):
        Complaint.objects.filter(pk=made.pk).update(category="violence")
