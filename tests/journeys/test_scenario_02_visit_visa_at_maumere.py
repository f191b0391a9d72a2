"""Golden scenario 2: bound for Tawau with a visit visa, stopped at the harbour of Maumere.

She is stopped and screened, the official way is offered, the way home is not billed to her.
"""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.coordination.models import Referral
from pulang.departure.models import CostLine, Interception, QuickScreen
from pulang.departure.queries import costs
from pulang.departure.tests.factories import make_checkpoint
from pulang.journey.models import Event, Migration
from pulang.journey.terms import ProceduralStatus, Stage
from pulang.people.models import Person
from pulang.people.tests.factories import make_actor, make_places

pytestmark = pytest.mark.django_db
SAID = {
    "exit_point": "lorens-say", "full_name": "Maria Taneo", "birth": "± 20 th", "sex": "F",
    "reasons": ["visit_visa"], "bound_for": "Tawau", "carrier": "ship", "voyage": "KM Lambelu",
    "companion_count": "3", "child_count": "0", "was_accompanied": "yes",
    "Q1": "yes", "Q2": "yes", "Q3": "no", "Q4": "unknown", "Q5": "declined",
    "recruiter_name": "Om B.", "recruiter_phone": "0812 3456 7890",
}  # fmt: skip


@pytest.fixture
def officer(db: None) -> Actor:
    make_places()
    return make_checkpoint()


@pytest.fixture
def adi(officer: Actor) -> Actor:
    return make_actor(
        Role.CASE_WORKER, area="5307", office="UPTD PPA Sikka", kind=OrganisationKind.KABUPATEN
    )


@pytest.fixture
def client(officer: Actor, adi: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


@pytest.fixture
def stop_page(client: Client) -> str:
    """Stop her in two steps: weigh, then confirm; the visa's own sign is ticked by the officer."""
    weighed = client.post(reverse("departure:stop"), SAID | {"flags": ["RF05"]})
    flags = weighed.context["form"]["flags"].value()
    answer = client.post(reverse("departure:stop"), SAID | {"flags": flags, "confirmed": "yes"})
    return str(answer["Location"])


def test_she_is_stopped_screened_and_handed_to_protection_at_once(
    stop_page: str, officer: Actor, adi: Actor
) -> None:
    context.enter(officer)

    screen = QuickScreen.objects.get()
    assert set(screen.flags) == {"RF05", "RF06", "RF12", "RF13"}
    assert (screen.weight, screen.band) == (17, "immediate")
    referral = Referral.objects.get()
    assert (referral.receiver_id, referral.service) == (adi.organisation_id, "screening")
    assert Event.objects.filter(kind="departure.intercepted").count() == 1
    migration = Migration.objects.get()
    assert migration.stage == Stage.INTERESTED, "the official way begins here"
    assert migration.procedural_status == ProceduralStatus.BELUM_DIKETAHUI, "never assumed"


def test_the_official_way_is_offered_and_she_goes_home_at_no_cost_of_hers(
    stop_page: str, client: Client, officer: Actor
) -> None:
    client.post(f"{stop_page}offer/", {"answer": "yes"})
    client.post(f"{stop_page}follow/", {"state": "on_way_home"})
    bill = {
        "component": "ticket", "amount": "450000", "charged_to": "worker", "paid_to": "carrier",
        "paid_on": "2026-11-01",
    }  # fmt: skip
    hers = client.post(f"{stop_page}way-home/", bill)
    ours = client.post(f"{stop_page}way-home/", bill | {"charged_to": "government"})

    assert (hers.status_code, ours.status_code) == (422, 302)
    context.enter(officer)
    stop = Interception.objects.get()
    assert (stop.route_answer, stop.state) == ("yes", "on_way_home")
    line = CostLine.objects.get()
    assert (line.charged_to, line.follows_stop) == ("government", True)
    assert costs.account_of(stop.migration).judgement.charged == 0


def test_the_page_blames_nobody_and_names_no_recruiter_until_it_is_opened(
    stop_page: str, client: Client
) -> None:
    page = client.get(stop_page).text

    assert "Maria Taneo" in page
    assert "Om B." not in page
    assert "ilegal" not in page.lower()
    assert "Om B." in client.post(f"{stop_page}recruiter/").text


def test_who_does_not_know_her_finds_nothing(stop_page: str, officer: Actor, adi: Actor) -> None:
    with context.acting(adi):
        assert not Person.objects.exists(), "her file opens when the referral is accepted"
        assert not Interception.objects.exists()
