"""Two windows, two officers, one moment: real connections, real locks."""

import threading

import pytest
from django.db import connection

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.errors import Refused
from pulang.journey.models import Event
from pulang.lending.actions import applications
from pulang.lending.models import Application, Decision, Loan
from pulang.lending.tests.applying import AT, applied, decide, draft, hand_in, propose

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("above", "rate")]


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


@pytest.fixture
def written(above, rate, bank, her, candidate):
    return draft(her, bank, candidate)


@pytest.fixture
def proposed(above, rate, bank, her, candidate):
    return propose(bank, applied(her, bank, candidate))


def test_handed_in_in_two_windows_at_once_it_is_handed_in_once(written, her):
    answers = at_once(*[lambda: hand_in(her, written)] * 3)

    assert {one.pk for one in answers} == {written.pk}
    with context.acting(service_actor()):
        assert Event.objects.filter(kind="lending.applied").count() == 1


def test_begun_in_two_windows_at_once_there_is_one_application(above, rate, bank, her, candidate):
    terms = bank.product.terms.select_related("product").get()

    def begin():
        with context.acting(her):
            return applications.start(migration=candidate, terms=terms, by=her, at=AT)

    answers = at_once(begin, begin, begin)

    assert len({one.pk for one in answers}) == 1
    with context.acting(her):
        assert Application.objects.count() == 1


def test_decided_in_two_windows_at_once_the_money_is_bound_once(proposed, bank):
    answers = at_once(*[lambda: decide(bank, proposed)] * 2)

    assert sorted(type(one).__name__ for one in answers) == ["Application", "WrongState"]
    with context.acting(bank.officer):
        assert Loan.objects.count() == 1
        assert Decision.objects.filter(step="decision").count() == 1
