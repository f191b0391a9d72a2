"""The two protocols, against a provider that listens on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.clock import now
from pulang.notices.actions import outbox
from pulang.notices.gateways import gateway_of
from pulang.notices.gateways.carrying import CannotCarry, Letter
from pulang.notices.gateways.signed import HEADER, is_signed, sign
from pulang.notices.models import InboundMessage
from pulang.notices.terms import MessageState
from pulang.people.tests.factories import AT

TEXT = 'Apa kabar? "Baik" & sehat 100%'
LETTER = Letter(
    "01J0000000000000000000000A", "sms", "+60123456789", TEXT, "id", "test.hello", {}, AT
)
SECRET = "a-shared-secret-of-some-length"


@pytest.fixture
def provider():
    """A provider that keeps what it got and answers as it is told."""
    got, answer = [], {"status": 200, "body": '{"id": "prov-7"}', "location": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            self.send_response(answer["status"])
            if answer["location"]:
                self.send_header("Location", answer["location"])
            self.end_headers()
            self.wfile.write(answer["body"].encode())

        def log_message(self, *_words):
            """Be silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got, answer
    server.shutdown()
    thread.join()
    server.server_close()


def _configured(settings, gateway, url, **more):
    said = {"gateway": gateway, "url": url, "secret": SECRET, **more}
    settings.PULANG_GATEWAYS = {"sms": said, "whatsapp": {"gateway": ""}}


def test_an_external_provider_gets_a_form_with_every_hole_filled(provider, settings):
    url, got, _answer = provider
    _configured(settings, "external", f"{url}/send?to={{{{to_no_plus}}}}", authorization="Token x")

    carried = gateway_of("sms").send(LETTER)

    path, headers, body = got[0]
    assert parse_qs(urlsplit(path).query) == {"to": ["60123456789"]}
    said = {name: value[0] for name, value in parse_qs(body.decode()).items()}
    assert (said["text"], said["to"], said["id"]) == (TEXT, "+60123456789", LETTER.public_id)
    assert headers["Authorization"] == "Token x"
    assert carried.provider_id == LETTER.public_id


def test_an_external_provider_that_wants_json_gets_json(provider, settings):
    url, got, _answer = provider
    body = '{"to": "{{to}}", "message": {{text}}}'
    _configured(settings, "external", f"{url}/send", body=body)

    gateway_of("sms").send(LETTER)

    assert json.loads(got[0][2]) == {"to": "+60123456789", "message": TEXT}


def test_a_signed_letter_can_be_verified_and_names_the_providers_id(provider, settings):
    url, got, _answer = provider
    _configured(settings, "signed", f"{url}/send")

    carried = gateway_of("sms").send(LETTER)

    _path, headers, body = got[0]
    at = int(now().timestamp())
    assert is_signed(headers[HEADER], body, secret=SECRET, at=at)
    assert not is_signed(headers[HEADER], body + b" ", secret=SECRET, at=at)
    assert not is_signed(headers[HEADER], body, secret="another", at=at)
    assert not is_signed(headers[HEADER], body, secret=SECRET, at=at + 600)
    assert carried.provider_id == "prov-7"


@pytest.mark.parametrize(
    ("status", "for_good"), [(400, True), (401, True), (429, False), (500, False), (503, False)]
)
def test_a_refusal_is_for_good_and_a_breakdown_is_not(provider, settings, status, for_good):
    url, _got, answer = provider
    answer["status"] = status
    _configured(settings, "external", f"{url}/send")

    with pytest.raises(CannotCarry) as trouble:
        gateway_of("sms").send(LETTER)

    assert (trouble.value.reason, trouble.value.for_good) == (f"http_{status}", for_good)


def test_a_provider_that_sends_us_elsewhere_gets_nothing_there(provider, settings):
    url, got, answer = provider
    answer |= {"status": 302, "location": f"{url}/elsewhere"}
    _configured(settings, "external", f"{url}/send")

    with pytest.raises(CannotCarry):
        gateway_of("sms").send(LETTER)
    assert [path for path, _headers, _body in got] == ["/send"]


def test_an_answer_without_the_expected_word_is_trouble(provider, settings):
    url, _got, _answer = provider
    _configured(settings, "external", f"{url}/send", expects="QUEUED")

    with pytest.raises(CannotCarry, match="unexpected_answer"):
        gateway_of("sms").send(LETTER)


# --- the hooks ---

EXTERNAL = "/notices/hooks/sms/external"


@pytest.fixture
def carried(db, settings, provider):
    """A message that an external provider took."""
    _configured(settings, "external", f"{provider[0]}/send")
    at = now()
    message = outbox.queue(
        channel="sms",
        address="+60123456789",
        template="test.hello",
        language="id",
        facts={"link": "x"},
        key="test:hook",
        at=at,
    )
    outbox.send_due(at=at)
    return message


def _messages():
    with context.acting(service_actor()):
        return list(InboundMessage.objects.values_list("gateway", "address_mask"))


def test_reports_of_an_external_provider_move_the_message(carried):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(f"{EXTERNAL}/delivered/?key={SECRET}", {"id": carried.public_id})

    assert answer.status_code == 200
    with context.acting(service_actor()):
        carried.refresh_from_db()
    assert carried.state == MessageState.DELIVERED


def test_what_an_external_provider_received_is_taken_once(carried):
    client = Client(enforce_csrf_checks=True)
    said = {"sender": "60123456789", "text": "1", "date": "2026-11-24T02:00:00Z"}

    for _ in range(3):
        assert client.post(f"{EXTERNAL}/received/?key={SECRET}", said).status_code == 200

    assert _messages() == [("external", "+60•••789")]


@pytest.mark.parametrize("key", ["", "wrong", SECRET[:-1]])
def test_without_the_secret_nothing_is_taken(carried, key):
    answer = Client().post(f"{EXTERNAL}/received/?key={key}", {"from": "1", "text": "1"})

    assert answer.status_code == 403
    assert _messages() == []


def test_who_guesses_the_secret_is_soon_not_answered(carried):
    client = Client(REMOTE_ADDR="192.0.2.77")
    states = [client.post(f"{EXTERNAL}/sent/?key=x", {"id": "1"}).status_code for _ in range(24)]

    assert states[0] == 403
    assert states[-1] == 429


def test_a_hook_is_for_posts_that_are_small(carried):
    client = Client()

    assert client.get(f"{EXTERNAL}/received/?key={SECRET}&from=1&text=1").status_code == 405
    large = client.post(f"{EXTERNAL}/received/?key={SECRET}", {"from": "1", "text": "a" * 70_000})
    assert large.status_code == 413


def test_a_channel_that_another_gateway_carries_has_no_such_hook(carried):
    assert Client().post("/notices/hooks/sms/signed/", {}).status_code == 404
    assert Client().post("/notices/hooks/whatsapp/external/sent/", {}).status_code == 404


def test_a_signed_hook_takes_what_is_signed_and_nothing_else(db, settings):
    _configured(settings, "signed", "http://127.0.0.1:9/")
    said = {"type": "received", "id": "in-1", "from": "+60123456789", "text": "baik"}
    body, at = json.dumps(said).encode(), int(now().timestamp())

    def post(header, sent=body):
        return Client().post(
            "/notices/hooks/sms/signed/", sent, "application/json", headers={HEADER: header}
        )

    right = sign(body, secret=SECRET, at=at)
    assert post(right).status_code == 200
    assert post(right).status_code == 200
    assert post(right, body.replace(b"baik", b"mati")).status_code == 403
    assert post(sign(body, secret=SECRET, at=at - 900)).status_code == 403
    assert _messages() == [("signed", "+60•••789")]
