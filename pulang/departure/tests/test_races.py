"""The last place of a quota and two officers at the same moment: real connections, real locks."""

import threading

import pytest
from django.db import connection

from pulang.access import context
from pulang.access.terms import Role
from pulang.base.errors import Refused
from pulang.departure.actions import orders
from pulang.departure.models import PlacementAgreement
from pulang.departure.tests import factories
from pulang.people.tests.factories import make_actor, make_places

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last_place():
    """A permit with one place left, two orders under it, an officer and a candidate for each."""
    make_places()
    province = make_actor(Role.PROVINCIAL_OFFICER, area="53")
    belu = make_actor(Role.KABUPATEN_OFFICER, area="5304")
    with context.acting(province):
        agency = factories.make_agency(province)
        permit = factories.make_permit(province, agency, quota=1)
        found = [
            factories.make_order(province, permit, number=f"JO-{number}") for number in range(2)
        ]
    with context.acting(belu):
        candidates = [factories.make_candidate(belu, f"Maria {number}") for number in range(2)]
    return belu, list(zip(candidates, found, strict=True))


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


def test_the_last_place_of_a_permit_is_taken_once_by_two_officers_under_two_orders(last_place):
    belu, pairs = last_place

    def signing(migration, order):
        def call():
            with context.acting(belu):
                return factories.make_agreement(belu, migration, order)

        return call

    answers = at_once(*(signing(*pair) for pair in pairs))

    assert sorted(type(one).__name__ for one in answers) == ["PlacementAgreement", "QuotaUsed"]
    with context.acting(belu):
        assert PlacementAgreement.objects.count() == 1
        assert orders.queries.order_for(pairs[0][1].public_id).permit.used == 1
