"""The ladder never skips and never doubles a step, whoever is killed, however often it runs."""

import itertools
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.abroad.actions import checkins, clock, escalations, returns, running
from pulang.abroad.actions import placements as acting
from pulang.abroad.models import CheckIn, EscalationStep, PlacementTerms, Schedule
from pulang.abroad.queries import silence
from pulang.abroad.terms import (
    Answer,
    CheckInState,
    EndReason,
    LadderStep,
    Outcome,
    StepOutcome,
    Via,
)
from pulang.abroad.tests.placements.conftest import begin
from pulang.access import context
from pulang.access.queries import service_actor
from pulang.coordination.models import Task
from pulang.journey.models import Event, Migration
from pulang.journey.terms import Stage
from pulang.notices.models import Message
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
DUE = AT + WEEK


def _tasks():
    return Counter(Task.objects.open().values_list("kind", flat=True))


def _steps():
    return list(EscalationStep.objects.order_by("id").values_list("step", flat=True))


def test_nobody_is_asked_before_her_time_and_once_when_it_comes(placement, service):
    assert running.run(at=AT)["opened"] == 0

    first = running.run(at=DUE)
    again = running.run(at=DUE)

    assert (first["opened"], first["asked"]) == (1, 1)
    assert not any(again.values())
    with context.acting(service):
        check_in = CheckIn.objects.get()
        assert check_in.state == CheckInState.ASKED
        assert Message.objects.get().template == "abroad.ask"
        assert Schedule.objects.get().next_due_at > DUE


def test_a_clock_that_stood_still_for_a_year_asks_once(placement, service):
    running.run(at=AT + timedelta(days=365))

    with context.acting(service):
        assert CheckIn.objects.count() == 1
        assert Message.objects.count() == 1


def test_step_by_step_up_to_the_province_and_no_further(placement, service):
    running.run(at=DUE)
    at, seen = DUE, []
    for _slot in range(6 * 20):
        at += timedelta(hours=4)
        running.run(at=at)
        with context.acting(service):
            if len(_steps()) > len(seen):
                seen.append(at - DUE)

    assert [int(one.total_seconds() // 3600) for one in seen] == [24, 48, 96, 168, 240]
    with context.acting(service):
        assert _steps() == list(LadderStep)
        assert _tasks() == {
            "abroad.no_answer": 1,
            "abroad.ask_family": 1,
            "abroad.ask_mission": 1,
            "abroad.is_she_missing": 1,
        }
        assert Event.objects.filter(kind="abroad.no_answer").count() == 5
        assert Migration.objects.get().stage == Stage.WORKING  # a machine declares nobody missing


def test_after_an_outage_one_step_is_taken_not_five(placement, service):
    running.run(at=DUE)

    running.run(at=DUE + timedelta(days=30))

    with context.acting(service):
        assert _steps() == [1]


def test_killed_between_steps_and_their_deeds_nothing_is_lost_or_done_twice(
    placement, service, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(*_words, **_named):
        raise Killed

    running.run(at=DUE)
    at = DUE + timedelta(hours=24)
    escalations.advance(at=at)  # and the worker dies before any deed
    for victim, word in ((escalations, "_write"), (escalations.outbox, "queue_many")):
        with monkeypatch.context() as patch:
            patch.setattr(victim, word, die)
            try:
                escalations.act(at=at)
            except Killed:
                connection.needs_rollback = False
    context.enter(None)

    for _ in range(3):
        running.run(at=at)

    with context.acting(service):
        assert _steps() == [1]
        assert Message.objects.filter(template="abroad.remind").count() == 1
        assert Event.objects.filter(kind="abroad.no_answer").count() == 1


def test_an_answer_stops_the_ladder_and_takes_back_what_waits(placement, service):
    running.run(at=DUE)
    running.run(at=DUE + timedelta(hours=24))
    running.run(at=DUE + timedelta(hours=48))

    checkins.heard(
        placement=placement, answer=Answer.FINE, via=Via.SMS, at=DUE + timedelta(hours=49)
    )
    running.run(at=DUE + timedelta(days=3))

    with context.acting(service):
        assert _steps() == [1, 2]
        assert not _tasks()
        check_in = CheckIn.objects.get()
        assert (check_in.state, check_in.outcome) == (CheckInState.CLOSED, Outcome.FINE)
        assert Schedule.objects.get().risk == "raised"  # she answered late


def test_who_answers_between_a_step_and_its_deed_troubles_nobody(placement, service):
    running.run(at=DUE)
    at = DUE + timedelta(hours=24)
    escalations.advance(at=at)
    checkins.heard(placement=placement, answer=Answer.FINE, via=Via.SMS, at=at)

    escalations.act(at=at)

    with context.acting(service):
        assert EscalationStep.objects.get().outcome == StepOutcome.NOT_NEEDED
        assert not Message.objects.filter(template="abroad.remind").exists()


def test_who_died_or_came_home_is_asked_for_by_no_machine(placement, service):
    running.run(at=DUE)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update journey_migration set stage = 'deceased'")
        cursor.execute("set role pulang_app")

    running.run(at=DUE + timedelta(days=2))

    with context.acting(service):
        assert CheckIn.objects.get().outcome == Outcome.ENDED
        assert not _steps()
        assert not Message.objects.filter(state="queued").exists()


def test_about_whom_silence_is_asked_nobody_hears_a_question(placement, service, monkeypatch):
    monkeypatch.setattr(silence, "_providers", [lambda ids: list(ids)])
    running.run(at=DUE)
    for day in range(1, 14):
        running.run(at=DUE + timedelta(days=day))

    with context.acting(service):
        assert not Message.objects.exists()
        assert not _tasks()


def test_a_placement_that_ended_is_asked_no_more(placement, service, belu):
    running.run(at=DUE)
    with context.acting(belu):
        acting.end(placement=placement, reason=EndReason.CONTRACT, by=belu, at=DUE)

    running.run(at=DUE + timedelta(days=40))

    with context.acting(service):
        assert CheckIn.objects.get().outcome == Outcome.ENDED


@pytest.fixture
def by_phone(migration, belu):
    return begin(migration, belu, channel="phone", address="")


def test_without_a_phone_that_a_machine_may_write_to_an_officer_calls(by_phone, service):
    running.run(at=DUE)

    with context.acting(service):
        task = Task.objects.open().get()
    assert (task.kind, task.desk) == ("abroad.call", "kabupaten_officer@5304")


def test_a_contract_that_ends_is_planned_once_and_becomes_more_urgent(placement, service):
    with context.acting(service):
        PlacementTerms.objects.update(contract_ends_on=AT.date() + timedelta(days=100))
    urgencies = []
    for days in (0, 11, 45, 75, 75):
        returns.plan_returns(at=AT + timedelta(days=days))
        with context.acting(service):
            urgencies.append(list(Task.objects.values_list("urgency", flat=True)))

    assert urgencies == [[], [3], [2], [1], [1]]


def test_a_return_that_is_planned_is_off_the_desk_and_not_asked_for_again(placement, belu, service):
    with context.acting(service):
        PlacementTerms.objects.update(contract_ends_on=AT.date() + timedelta(days=40))
    returns.plan_returns(at=AT)
    with context.acting(belu):
        assert Task.objects.open().filter(kind="abroad.plan_return").count() == 1

        acting.plan_return(
            placement=placement, returns_on=AT.date() + timedelta(days=50), by=belu, at=AT
        )

        assert not Task.objects.open().filter(kind="abroad.plan_return").exists()
    assert returns.plan_returns(at=AT + timedelta(days=1)) == 0


# --- whatever happens, in any order ---

DEEDS = st.sampled_from(["advance", "act", "run", "ask", "killed_act", "killed_run", "open"])


class TestNoRestart:
    """Any order of runs, deaths and hours: each step once, in order, with its own waiting time."""

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(moves=st.lists(st.tuples(DEEDS, st.integers(0, 60)), min_size=4, max_size=30))
    def test_skips_or_doubles_a_step(self, placement, service, monkeypatch, moves):
        self._anew(service)
        at = DUE
        for deed, hours in moves:
            at += timedelta(hours=hours)
            self._do(deed, at, monkeypatch)

            with context.acting(service):
                for check_in in CheckIn.objects.all():
                    mine = list(check_in.steps.order_by("id"))
                    assert [one.step for one in mine] == list(range(1, check_in.step + 1))
                    gaps = [
                        later.reached_at - former.reached_at
                        for former, later in itertools.pairwise(mine)
                    ]
                    waits = [timedelta(hours=one) for one in (24, 48, 72, 72)]
                    assert all(gap >= wait for gap, wait in zip(gaps, waits, strict=False))
                    acted = [one for one in mine if one.acted_at]
                    told = Event.objects.filter(kind="abroad.no_answer").count()
                    assert told == len(acted)
                reminders = Message.objects.filter(template="abroad.remind").count()
                assert reminders == EscalationStep.objects.filter(step=1, outcome="message").count()

    def _anew(self, service):
        with connection.cursor() as cursor:
            cursor.execute("reset role")
            for table in (
                "abroad_escalationstep", "abroad_checkin", "coordination_task", "notices_message"
            ):  # fmt: skip
                cursor.execute(f"delete from {table}")
            cursor.execute("delete from journey_event where kind = 'abroad.no_answer'")
            cursor.execute(
                "update abroad_schedule set next_due_at = %s, last_answer_at = null", [DUE]
            )
            cursor.execute("set role pulang_app")

    def _do(self, deed, at, monkeypatch):
        class Killed(BaseException):
            pass

        def die(*_words, **_named):
            raise Killed

        deeds = {
            "advance": lambda: escalations.advance(at=at),
            "act": lambda: escalations.act(at=at),
            "run": lambda: running.run(at=at),
            "ask": lambda: clock.ask(at=at),
            "open": lambda: clock.open_due(at=at),
        }
        if deed in deeds:
            deeds[deed]()
            return
        with monkeypatch.context() as patch:
            # Killed after tasks and messages were written, before the steps were ticked off.
            patch.setattr(type(EscalationStep.objects.all()), "bulk_update", die)
            try:
                deeds[deed.removeprefix("killed_")]()
            except Killed:
                connection.needs_rollback = False
        context.enter(None)


@pytest.mark.django_db(transaction=True)
def test_four_clocks_at_once_take_each_step_once(placement):
    def at_once(stage):
        def work():
            try:
                stage()
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)

    at_once(lambda: running.run(at=DUE))
    for hours in (24, 48, 96):
        at_once(lambda at=DUE + timedelta(hours=hours): running.run(at=at))

    with context.acting(service_actor()):
        assert CheckIn.objects.count() == 1
        assert _steps() == [1, 2, 3]
        assert Message.objects.count() == 2
        assert _tasks() == {"abroad.no_answer": 1, "abroad.ask_family": 1}
        assert Event.objects.filter(kind="abroad.no_answer").count() == 3
