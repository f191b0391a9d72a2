"""Two offices at the same moment: real connections, real locks."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from pulang.abroad.actions import complaints, way_home
from pulang.abroad.actions.complaints import ComplaintDraft
from pulang.abroad.actions.way_home import PaidTwice
from pulang.abroad.models import ComplaintStep, DeathCase
from pulang.abroad.tests.death_cast import FAMILY, FRIENDS, MISSION, hear
from pulang.access import context
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Start all calls together, each on its own connection; return what each answered."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def work(place, call) -> None:
        try:
            gate.wait(10)
            answers[place] = call()
        except PaidTwice as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_offices_that_promise_at_once_do_not_pay_twice(flight, province, belu) -> None:
    def promising(actor, source):
        def call():
            with context.acting(actor):
                return way_home.promise(item=flight, source=source, amount=15_000_000,
                                        by=actor, at=AT)  # fmt: skip

        return call

    answers = at_once(promising(province, "bp3mi"), promising(belu, "kabupaten"))

    assert sum(isinstance(answer, PaidTwice) for answer in answers) == 1


def test_three_messages_at_once_are_one_death(province, belu, malaka) -> None:
    pairs = ((province, MISSION), (belu, FAMILY), (malaka, FRIENDS))

    at_once(*(lambda actor=actor, news=news: hear(actor, news) for actor, news in pairs))

    with context.acting(province):
        (case,) = DeathCase.objects.filter(merged_into=None)
        assert case.reports.count() == 3


def test_two_clocks_at_once_carry_a_complaint_up_once(belu, maria) -> None:
    with context.acting(belu):
        made = complaints.receive(person=maria, draft=ComplaintDraft("unpaid_wage"), by=belu, at=AT)
    late = AT + timedelta(days=4)

    answers = at_once(lambda: complaints.carry_up(at=late), lambda: complaints.carry_up(at=late))

    assert sum(answers) == 1
    with context.acting(belu):
        assert ComplaintStep.objects.filter(complaint=made, escalation__gt=0).count() == 1
