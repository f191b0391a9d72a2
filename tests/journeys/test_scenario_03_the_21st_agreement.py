"""Golden scenario 3: a recruitment permit (SIP2MI) for 20; the 21st placement agreement is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, Role
from pulang.departure.models import JobOrder, PlacementAgreement, RecruitmentPermit
from pulang.departure.tests import factories
from pulang.journey.models import Migration
from pulang.people.tests.factories import make_actor, make_places

pytestmark = pytest.mark.django_db
QUOTA = 20


@pytest.fixture
def officer(db: None) -> Actor:
    make_places()
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def order(officer: Actor) -> JobOrder:
    province = make_actor(Role.PROVINCIAL_OFFICER)
    with context.acting(province):
        agency = factories.make_agency(province)
        far = factories.TODAY + timedelta(days=9000)
        permit = factories.make_permit(province, agency, quota=QUOTA, ends_on=far)
        agency.licence_ends_on = far
        agency.save()
        # The order names more places than the permit's quota: the quota counts.
        return factories.make_order(province, permit, places=50, ends_on=far)


@pytest.fixture
def candidates(officer: Actor) -> list[Migration]:
    with context.acting(officer):
        return [factories.make_candidate(officer, f"Calon {n}") for n in range(QUOTA + 1)]


@pytest.fixture
def client(officer: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


def test_twenty_sign_and_the_21st_is_refused_in_words(
    client: Client, officer: Actor, order: JobOrder, candidates: list[Migration]
) -> None:
    form = {"order": order.pk, "signed_on": "2026-11-24", "known_to_dinas_on": "2026-11-24"}
    open_page = reverse("departure:sign", args=[candidates[-1].public_id])
    assert order.number in client.get(open_page).text
    with context.acting(officer):
        for migration in candidates[:QUOTA]:
            factories.make_agreement(officer, migration, order)

    # Somebody who opened the page before the twentieth signed still has the order before her.
    refused = client.post(open_page, form)

    assert refused.status_code == 422
    assert "20" in refused.text
    with context.acting(officer):
        assert PlacementAgreement.objects.count() == QUOTA
        assert RecruitmentPermit.objects.get().used == QUOTA
    shown = client.get(order.permit.agency.get_absolute_url()).text
    assert f"{QUOTA} dari {QUOTA}" in shown
