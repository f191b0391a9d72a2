"""Stopping a departure on a phone: two steps, what the answers point at is confirmed, not decided."""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.departure.models import Interception, QuickScreen

pytestmark = pytest.mark.django_db
FORM = {
    "exit_point": "lorens-say", "description": "Perempuan ±20 th", "reasons": ["visit_visa"],
    "bound_for": "Tawau", "carrier": "ship", "companion_count": "2", "child_count": "0",
    "Q3": "no", "recruiter_name": "Om B.",
}  # fmt: skip


def client_of(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def at_maumere(maumere, adi):
    return client_of(maumere)


def test_the_first_step_writes_nothing_and_asks_to_confirm_what_the_answers_point_at(
    at_maumere, maumere
):
    answer = at_maumere.post(reverse("departure:stop"), FORM)

    assert answer.status_code == 200
    assert answer.context["form"]["flags"].value() == ["RF13"]
    assert "confirmed" in answer.text
    with context.acting(maumere):
        assert not Interception.objects.exists()


def test_the_second_step_stops_and_keeps_what_the_officer_dropped(at_maumere, maumere):
    answer = at_maumere.post(
        reverse("departure:stop"), FORM | {"confirmed": "yes", "flags": ["RF05"]}
    )

    assert answer.status_code == 302
    with context.acting(maumere):
        screen = QuickScreen.objects.get()
        assert (screen.flags, screen.dropped) == (["RF05"], ["RF13"])
    shown = at_maumere.get(answer["Location"]).text
    assert "Tawau" in shown
    assert "Om B." not in shown
    address = answer["Location"]
    assert "Om B." in at_maumere.post(f"{address}recruiter/").text


def test_a_stop_without_a_reason_is_refused_in_the_form(at_maumere):
    wrong = {key: value for key, value in FORM.items() if key != "reasons"}

    assert at_maumere.post(reverse("departure:stop"), wrong).status_code == 422
    mad = FORM | {"child_count": "3"}
    assert at_maumere.post(reverse("departure:stop"), mad).status_code == 422


def test_what_followed_the_offer_and_the_way_home_are_written_down(at_maumere, maumere):
    address = at_maumere.post(reverse("departure:stop"), FORM | {"confirmed": "yes"})["Location"]

    at_maumere.post(f"{address}offer/", {"answer": "yes"})
    at_maumere.post(f"{address}follow/", {"state": "on_way_home"})
    paid = {
        "component": "ticket", "amount": "450000", "charged_to": "government",
        "paid_to": "carrier", "paid_on": "2026-11-01",
    }  # fmt: skip
    assert at_maumere.post(f"{address}way-home/", paid).status_code == 302
    hers = at_maumere.post(f"{address}way-home/", paid | {"charged_to": "worker"})

    assert hers.status_code == 422
    with context.acting(maumere):
        found = Interception.objects.get()
        assert (found.state, found.route_answer) == ("on_way_home", "yes")
    assert at_maumere.post(f"{address}follow/", {"state": "sheltered"}).status_code == 422


def test_another_checkpoint_does_not_find_the_stop(at_maumere, malaka):
    address = at_maumere.post(reverse("departure:stop"), FORM | {"confirmed": "yes"})["Location"]

    assert client_of(malaka).get(address).status_code == 404


def test_counts_and_their_drawing_hide_a_single_stop(at_maumere, belu):
    at_maumere.post(reverse("departure:stop"), FORM | {"confirmed": "yes"})
    client = client_of(belu)

    page = client.get(reverse("departure:stops"))
    drawing = client.get(reverse("departure:stops_plot"))

    assert "Lorens Say" in page.text
    assert ">1<" not in page.text
    assert drawing["Content-Type"] == "image/svg+xml"
    assert ">1</text>" not in drawing.text
