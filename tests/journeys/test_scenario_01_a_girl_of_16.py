"""Golden scenario 1: she is 16, her KTP says 21, the baptism record says 2009. Stop, tell, protect."""

from datetime import date

import pytest

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import Actor, Role
from pulang.coordination.models import Task
from pulang.coordination.terms import Urgency
from pulang.journey.actions import overrides, stages
from pulang.journey.models import Event, Migration
from pulang.journey.queries import gates
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import AT, make_migration
from pulang.people.tests.factories import make_actor, make_person, make_places
from pulang.preparation.actions import papers
from pulang.preparation.models import Flag
from pulang.preparation.queries import ages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pak_yos(db) -> Actor:
    make_places()
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def belu(db) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def uptd(db) -> Actor:
    return make_actor(Role.CASE_WORKER, area="5304", office="UPTD PPA Belu", kind="shelter")


@pytest.fixture
def migration(pak_yos, uptd) -> Migration:
    context.enter(pak_yos)
    girl = make_person(pak_yos, full_name="Yuliana Bere", place_code="5304022005")
    return make_migration(pak_yos, person=girl)


def _hand_in(migration, by, document: str, born_on: date) -> None:
    papers.hand_in(migration=migration, document=document, by=by, at=AT, born_on=born_on)


@pytest.fixture
def handed_in(migration, pak_yos) -> Migration:
    context.enter(pak_yos)
    _hand_in(migration, pak_yos, "KTP", date(2005, 6, 1))
    _hand_in(migration, pak_yos, "BAPTIS", date(2009, 12, 13))
    context.enter(None)
    return migration


def test_the_papers_disagree_and_one_says_that_she_is_a_child(handed_in, belu):
    context.enter(belu)
    found = ages.verdict(handed_in, at=AT)

    assert found.is_conflict
    assert [one.code for one in found.too_young] == ["BAPTIS"]


def test_she_cannot_be_registered_and_no_two_people_can_let_it_pass(handed_in, belu):
    context.enter(belu)
    answer = gates.check(handed_in, target=Stage.REGISTERED, at=AT)
    age = next(one for one in answer.unmet if one.code == "preparation.age")

    assert not age.may_override
    with pytest.raises(stages.Unmet):
        stages.reach(migration=handed_in, stage=Stage.REGISTERED, by=belu, at=AT)
    with pytest.raises(overrides.CannotPass):
        overrides.ask(
            migration=handed_in,
            stage=Stage.REGISTERED,
            requirement="preparation.age",
            reason="her uncle says she is 21",
            by=belu,
            at=AT,
        )


def test_uptd_ppa_is_told_at_once(handed_in, uptd):
    context.enter(uptd)
    task = Task.objects.visible_to(uptd).open().get()

    assert (task.kind, task.urgency) == ("preparation.protect_child", Urgency.NOW)
    assert task.desk == f"org:{Organisation.objects.get(name='UPTD PPA Belu').pk}"
    assert task.facts == {"age": "AGE_CONFLICT", "sources": ["BAPTIS", "KTP"]}


def test_whoever_recruited_her_is_flagged_once(handed_in, pak_yos, belu):
    context.enter(pak_yos)
    _hand_in(handed_in, pak_yos, "IJAZAH", date(2009, 12, 13))
    context.enter(belu)

    assert Flag.objects.get(migration=handed_in).code == "RF02"
    flagged = Event.objects.get(migration=handed_in, kind="preparation.flag")
    assert flagged.facts["code"] == "RF02"
    assert Task.objects.visible_to(belu).open().filter(kind="preparation.flag").count() == 1


def test_a_paper_that_is_sent_back_still_says_what_it_says(handed_in, belu):
    context.enter(belu)
    baptism = handed_in.papers.get(document="BAPTIS")
    papers.reject(paper=baptism, reason="suspect", by=belu, at=AT)

    assert ages.verdict(handed_in, at=AT).is_stopped


def test_without_the_baptism_record_nothing_stops_a_woman_of_21(migration, pak_yos, belu):
    context.enter(pak_yos)
    _hand_in(migration, pak_yos, "KTP", date(2005, 6, 1))
    context.enter(belu)

    answer = gates.check(migration, target=Stage.REGISTERED, at=AT)
    assert "preparation.age" in [one.code for one in answer.met]
    assert not Flag.objects.exists()
