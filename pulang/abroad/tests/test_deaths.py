"""Deaths abroad: one case, told in person first, the steps in order, nothing paid twice."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from pulang.abroad.actions import death_steps, deaths
from pulang.abroad.actions.death_reports import DeathNews, NothingSaid
from pulang.abroad.actions.death_steps import NotReadyYet
from pulang.abroad.actions.deaths import KnownAlready, NotToldYet
from pulang.abroad.models import DeathCase, DeathDoubt, DeathNotice, DeathReport
from pulang.abroad.queries import deaths as queries
from pulang.abroad.terms import DeathStep, FamilyDecision, StepState, Suspicion
from pulang.abroad.tests.death_cast import DIED, FAMILY, FRIENDS, MISSION, TOLD, do, hear
from pulang.access import context
from pulang.access.queries.actors import service_actor
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.coordination.models import Task
from pulang.journey.actions import stages
from pulang.journey.models import Event, Hold
from pulang.journey.terms import Stage
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db

ENDING = "update abroad_deathstepstate set state = 'done', ended_at = now(), ended_by = 1"

# --- one death, counted once ---


@pytest.mark.parametrize("order", list(permutations([MISSION, FAMILY, FRIENDS])))
def test_three_messages_become_one_case_in_any_order(province, order) -> None:
    cases = {hear(province, news, AT + timedelta(hours=n)).pk for n, news in enumerate(order)}

    with context.acting(province):
        (case,) = queries.cases(province)
        assert set(queries.page_of(case).aliases) == {"Melkianus Nb.", "Melkhianus N.", "Melki"}
        assert case.name == "Melkianus Nb.", "the mission is trusted first"
    assert case.pk in cases


def test_two_kabupaten_hear_of_one_death(belu, malaka, province) -> None:
    one, other = hear(belu, MISSION), hear(malaka, FAMILY)

    assert one.pk == other.pk
    for officer in (belu, malaka, province):
        with context.acting(officer):
            assert DeathReport.objects.count() == 2


def test_the_same_message_twice_is_one(province) -> None:
    hear(province, MISSION)
    hear(province, MISSION, AT + timedelta(hours=1))

    with context.acting(province):
        assert DeathReport.objects.count() == 1


def test_what_is_not_sure_waits_for_a_person(province) -> None:
    first, second = hear(province, MISSION), hear(province, replace(FRIENDS, died_on=None))
    assert first.pk != second.pk

    with context.acting(province):
        (doubt,) = queries.open_doubts(first)
        assert Task.objects.open().filter(kind="abroad.death_doubt").count() == 1
        deaths.decide_doubt(doubt=doubt, is_same=True, by=province, at=AT)
        (case,) = queries.cases(province)
        assert case.reports.count() == 2
        assert not Task.objects.open().filter(kind="abroad.death_doubt").exists()
        assert queries.case_for(province, second.public_id).pk == case.pk


def test_two_persons_stay_two_when_somebody_said_so(province) -> None:
    first, _second = hear(province, MISSION), hear(province, replace(FRIENDS, died_on=None))
    with context.acting(province):
        (doubt,) = queries.open_doubts(first)
        deaths.decide_doubt(doubt=doubt, is_same=False, by=province, at=AT)
        with pytest.raises(WrongState):
            deaths.decide_doubt(doubt=doubt, is_same=True, by=province, at=AT)
        assert queries.cases(province).count() == 2
        assert DeathDoubt.objects.count() == 1


def test_no_rule_moves_a_case_that_a_person_works_on(province) -> None:
    one = hear(
        province, replace(MISSION, name="Melkianus Nb.", place="Shah Alam", employer="Sri Jaya")
    )
    two = hear(province, replace(FAMILY, place="Selangor"))
    assert one.pk != two.pk
    with context.acting(province):
        do(province, DeathStep.D0, one)
        do(province, DeathStep.D0, two)

    third = hear(province, replace(FRIENDS, name="Melkianus Nabu", place="Shah Alam, Selangor"))

    with context.acting(province):
        assert queries.cases(province).count() == 2
        assert third.pk == one.pk
        assert queries.open_doubts(one)


def test_a_message_says_at_least_something(province) -> None:
    with pytest.raises(NothingSaid):
        hear(province, DeathNews("family"))
    with pytest.raises(NothingSaid):
        hear(province, replace(MISSION, died_on=date(2027, 1, 1)))


def test_a_village_officer_takes_no_news_of_a_death(pak_yos) -> None:
    with pytest.raises(NotAllowed):
        hear(pak_yos, MISSION)


def test_a_rule_never_links_a_person(province, melkianus) -> None:
    case = hear(province, replace(MISSION, name="Melkianus Nabu", home_code="5304022005"))

    assert case.person_id is None


def test_a_person_dies_once(identified, province, melkianus) -> None:
    other = hear(province, DeathNews("family", "Melkianus Nabu", None, "Tawau", DIED))
    with context.acting(province):
        do(province, DeathStep.D0, other)
        with pytest.raises(KnownAlready):
            deaths.identify(case=other, person=melkianus.person, evidence="papers",
                            by=province, at=AT)  # fmt: skip


# --- told in person, before anything leaves ---


def test_nothing_leaves_before_the_family_knows(identified, belu) -> None:
    with context.acting(belu):
        assert not deaths.may_tell(identified)
        with pytest.raises(NotToldYet):
            deaths.notify(case=identified, to="family", whom="", by=belu, at=AT)
        assert DeathNotice.objects.count() == 0


def test_the_database_itself_lets_no_message_leave_before(identified, belu) -> None:
    insert = (
        'insert into abroad_deathnotice (public_id, case_id, "to", whom, queued_at, queued_by)'
        " values ('01J0000000000000000000000A', %s, 'family', '', now(), %s)"
    )
    with (
        context.acting(belu),
        pytest.raises(DatabaseError, match="not been told in person"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, [identified.pk, belu.membership_id])


@pytest.mark.parametrize(
    "sql",
    [
        "update abroad_deathcase set told_at = now()",
        "update abroad_deathcase set told_at = now(), told_by = 1, teller = 'x', told_whom = 'y'",
        f"{ENDING} where step = 'D2'",
        f"{ENDING} where step = 'D7'",
        "update abroad_deathcase set closed_at = now(), closed_by = 1",
    ],
)
def test_the_database_refuses_shortcuts(identified, belu, sql) -> None:
    with (
        context.acting(belu),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_before_it_the_village_sees_nothing_and_the_timeline_is_silent(
    identified, pak_yos, melkianus
) -> None:
    with context.acting(pak_yos):
        assert not DeathCase.objects.exists()
        assert not DeathReport.objects.exists()
        assert not Event.objects.filter(kind__startswith="abroad.").exists()
        melkianus.refresh_from_db()
        assert melkianus.stage == Stage.WORKING


def test_her_file_does_not_say_deceased_before(identified, belu, melkianus) -> None:
    with context.acting(belu), pytest.raises(stages.Unmet) as refusal:
        stages.reach(migration=melkianus, stage=Stage.DECEASED, by=belu, at=AT)

    assert refusal.value.facts["unmet"][0]["code"] == "abroad.family_told"


def test_senders_stay_silent_about_him_until_then(identified, told, melkianus, province) -> None:
    with context.acting(service_actor()):
        assert queries.silent_about([melkianus.person_id]) == set()


def test_senders_stay_silent_about_him(identified, melkianus) -> None:
    with context.acting(service_actor()):
        assert queries.silent_about([melkianus.person_id, 0]) == {melkianus.person_id}


@pytest.mark.parametrize(
    "change",
    [
        {"teller_is_trained": False},
        {"told_whom": " "},
        {"told_with_name": ""},
        {"told_at": AT + timedelta(days=30)},
    ],
)
def test_nobody_goes_untrained_or_alone(identified, belu, change) -> None:
    with context.acting(belu), pytest.raises(NotReadyYet):
        deaths.tell(case=identified, told=replace(TOLD, **change), by=belu,
                    at=AT + timedelta(hours=4))  # fmt: skip


def test_once_told_his_file_says_it_with_the_day_of_his_death(told, pak_yos, melkianus) -> None:
    with context.acting(pak_yos):
        melkianus.refresh_from_db()
        assert melkianus.stage == Stage.DECEASED
        assert melkianus.stage_since.date() == DIED
        assert DeathCase.objects.get().pk == told.pk, "the village may help with the burial"


def test_the_family_is_told_once(told, belu) -> None:
    with context.acting(belu):
        with pytest.raises(WrongState):
            deaths.tell(case=told, told=TOLD, by=belu, at=AT + timedelta(hours=5))
        with pytest.raises(DatabaseError, match="told already"), transaction.atomic():
            DeathCase.objects.filter(pk=told.pk).update(told_whom="somebody else")
        assert deaths.may_tell(told)
        assert deaths.notify(case=told, to="village", whom="Pak Yos", by=belu, at=AT)


def test_a_family_nobody_can_find_opens_no_message(identified, belu) -> None:
    with context.acting(belu):
        with pytest.raises(NotReadyYet):
            death_steps.waive(case=identified, step=DeathStep.D2, reason="", by=belu, at=AT)
        case = death_steps.waive(case=identified, step=DeathStep.D2, reason="No relative is known",
                                 by=belu, at=AT)  # fmt: skip

        assert not deaths.may_tell(case)
        with pytest.raises(DatabaseError), transaction.atomic():
            DeathNotice.objects.create(case=case, to="family", queued_at=AT,
                                       queued_by=belu.membership_id)  # fmt: skip


def test_an_officer_of_another_kabupaten_sees_nothing(identified, malaka) -> None:
    with context.acting(malaka):
        assert not DeathCase.objects.exists()
        with pytest.raises(NotFound):
            queries.case_for(malaka, identified.public_id)


# --- suspicion ---


def test_a_suspicious_death_goes_to_the_police_and_halts_by_a_code(
    identified, province, police, melkianus
) -> None:
    with context.acting(police):
        assert not DeathCase.objects.exists()
    with context.acting(province):
        deaths.suspect(case=identified, suspicions=(Suspicion.ORGANS,), by=province, at=AT)
        assert Hold.objects.get(migration=melkianus).reason == "H2"

    with context.acting(police):
        assert Task.objects.get(kind="abroad.death_to_look_into").facts == {}
        assert queries.case_for(police, identified.public_id).suspicions == ["organs"]


# --- the way home ---


def test_a_burial_abroad_needs_no_flight_but_leaves_the_rights(told, belu, province) -> None:
    with context.acting(belu):
        case = deaths.decide(case=told, decision=FamilyDecision.ABROAD, by_whom="Yuliana Nabu",
                             by=belu, at=AT + timedelta(hours=6))  # fmt: skip
    with context.acting(province):
        for paper in list(case.papers.all()):
            deaths.set_paper(case=case, kind=paper.kind, state="here", by=province, at=AT)
        do(province, DeathStep.D4, case, 8)
        do(province, DeathStep.D5, case, 8)
        states = death_steps.states_of(case)

    assert states[DeathStep.D7] == StepState.WAIVED
    assert states[DeathStep.D11] == StepState.OPEN
    assert states[DeathStep.D12] == StepState.OPEN


def test_papers_are_not_done_while_one_is_missing(told, belu, province) -> None:
    with context.acting(belu):
        case = deaths.decide(case=told, decision=FamilyDecision.HOME, by_whom="Yuliana Nabu",
                             by=belu, at=AT + timedelta(hours=6))  # fmt: skip
    with context.acting(province):
        with pytest.raises(NotReadyYet):
            do(province, DeathStep.D4, case, 8)
        with pytest.raises(NotReadyYet):
            deaths.set_paper(
                case=case, kind="poverty_letter", state="not_needed", by=province, at=AT
            )


def test_a_case_closes_only_when_every_step_ended(told, belu) -> None:
    with context.acting(belu), pytest.raises(NotReadyYet) as refusal:
        death_steps.close(case=told, by=belu, at=AT)

    assert "D13" in refusal.value.facts["steps"]


def test_each_open_step_lies_on_its_desk(told, belu, province) -> None:
    with context.acting(belu):
        mine = {t.facts["step"] for t in Task.objects.open().filter(kind="abroad.death_step")}
    with context.acting(province):
        theirs = {t.facts["step"] for t in Task.objects.open().filter(kind="abroad.death_step")}

    assert mine == {"D3", "D12"}
    assert theirs == {"D14"}
