"""Two people, or a person and a machine, at the same moment: real connections, real locks."""

import threading

import pytest
from django.db import connection

from pulang.access import context
from pulang.access.terms import Role
from pulang.base.errors import Refused
from pulang.linkage.actions import reviews, runs
from pulang.linkage.models import CandidatePair, IdentityChange, LinkRun
from pulang.linkage.tests.matching_cast import AT, ToldEngine, actor, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stewards():
    return [
        actor(Role.DATA_STEWARD, email="rosa@example.org"),
        actor(Role.DATA_STEWARD, email="tika@example.org"),
    ]


@pytest.fixture
def pair(stewards):
    rosa = stewards[0]
    one = record("bank", "Yoh. Nahak")
    two = record("parish", "Yohanis Nahak Bria")
    with context.acting(rosa):
        run = runs.request(by=rosa, at=AT, scope="full")
        runs.perform(run=run, by=rosa, at=AT, engine=ToldEngine(doubts=[(one.pk, two.pk)]))
        return CandidatePair.objects.get()


def at_once(*calls):
    """Start all calls together, each on its own connection; return what each answered."""
    gate = threading.Barrier(len(calls))
    answers = [None] * len(calls)

    def work(place, call):
        try:
            gate.wait(10)
            answers[place] = call()
        except Refused as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(at, call)) for at, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def deciding(pair, by, outcome):
    def call():
        with context.acting(by):
            return reviews.decide(pair=pair, outcome=outcome, by=by, at=AT)

    return call


def test_two_stewards_decide_one_pair_at_once_and_one_of_them_is_told(stewards, pair):
    answers = at_once(deciding(pair, stewards[0], "same"), deciding(pair, stewards[1], "different"))

    refused = [answer for answer in answers if isinstance(answer, reviews.AlreadyDecided)]
    assert len(refused) == 1
    with context.acting(stewards[0]):
        merged = IdentityChange.objects.filter(kind="merge").count()
        assert (CandidatePair.objects.get().state == "same") == (merged == 1)


def test_a_double_click_merges_once(stewards, pair):
    rosa = stewards[0]

    answers = at_once(deciding(pair, rosa, "same"), deciding(pair, rosa, "same"))

    assert not any(isinstance(answer, Exception) for answer in answers)
    with context.acting(rosa):
        assert IdentityChange.objects.filter(kind="merge").count() == 1


def test_a_second_run_is_refused_with_a_sentence_while_one_is_at_work(stewards, pair):
    rosa, tika = stewards
    inside, leave = threading.Event(), threading.Event()

    class Slow(ToldEngine):
        def unify(self, records, **how):
            inside.set()
            leave.wait(30)
            return super().unify(records, **how)

    def first():
        with context.acting(rosa):
            run = runs.request(by=rosa, at=AT, scope="full")
            return runs.perform(run=run, by=rosa, at=AT, engine=Slow())

    def second():
        inside.wait(30)
        try:
            with context.acting(tika):
                return runs.request(by=tika, at=AT, scope="full")
        finally:
            leave.set()

    answers = at_once(first, second)

    assert isinstance(answers[0], LinkRun)
    assert isinstance(answers[1], runs.RunUnderWay)
    assert "%" in answers[1].sentence


def test_a_run_that_was_killed_is_simply_done_again(stewards, pair):
    rosa = stewards[0]

    class Killed(ToldEngine):
        def unify(self, records, **how):
            raise KeyboardInterrupt

    with context.acting(rosa):
        fresh = record("parish", "Regina Hoar")
        run = runs.request(by=rosa, at=AT, scope="full")
        with pytest.raises(KeyboardInterrupt):
            runs.perform(run=run, by=rosa, at=AT, engine=Killed())
        run.refresh_from_db()
        assert run.state == "running"

        runs.perform(run=run, by=rosa, at=AT, engine=ToldEngine())

        fresh.refresh_from_db()
        assert (run.state, run.report["created"]) == ("done", 1)
        assert fresh.person is not None
