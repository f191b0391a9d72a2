"""The pages show masks, never numbers; the simulator's phone answers."""

import pytest
from django.test import Client

from pulang.access import context
from pulang.access.models import User
from pulang.access.queries import service_actor
from pulang.notices.actions import outbox
from pulang.notices.models import InboundMessage
from pulang.notices.queries import inbound as listening
from pulang.notices.queries.outbox import hash_of
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db
NUMBER = "+60123456789"


def _client(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def sent(db):
    message = outbox.queue(
        channel="sms",
        address=NUMBER,
        template="test.hello",
        language="en",
        facts={"link": "https://example.org/secret"},
        key="test:view",
        at=AT,
    )
    outbox.send_due(at=AT)
    return message


def test_the_outbox_masks_addresses_and_keeps_texts(sent, administrator):
    page = _client(administrator).get("/notices/").content.decode()

    assert "+60•••789" in page
    assert "123456" not in page
    assert "secret" not in page


def test_the_phone_of_the_simulator_shows_the_text_and_answers(sent, province):
    heard = []
    listening.register(lambda one: heard.append(one.text) or True)
    client, key = _client(province), hash_of(NUMBER)
    assert "How are you?" in client.get("/notices/simulator/").content.decode()

    answered = client.post(f"/notices/simulator/{key}/answer/", {"text": "baik"})

    assert answered["Location"] == f"/notices/simulator/?phone={key}"
    assert heard == ["baik"]
    assert "baik" in client.get(answered["Location"]).content.decode()


def test_the_simulator_shows_no_phone_that_a_real_gateway_reaches(sent, province):
    with context.acting(service_actor()):
        type(sent).objects.update(gateway="external")

    assert _client(province).get(f"/notices/simulator/?phone={hash_of(NUMBER)}").status_code == 200
    assert (
        _client(province)
        .post(f"/notices/simulator/{hash_of(NUMBER)}/answer/", {"text": "x"})
        .status_code
        == 404
    )
    with context.acting(service_actor()):
        assert not InboundMessage.objects.exists()


def test_the_inbox_says_what_was_not_understood(sent, province):
    client = _client(province)
    client.post(f"/notices/simulator/{hash_of(NUMBER)}/answer/", {"text": "siapa ini"})

    page = client.get("/notices/received/").content.decode()

    assert "siapa ini" not in page
    assert "+60•••789" in page
