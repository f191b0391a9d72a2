"""The same key is one message; one worker carries it; nobody reads it on the way."""

import threading
from datetime import time, timedelta

import pytest
from django.core import mail
from django.db import connection

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base import crypto
from pulang.base.errors import NotAllowed
from pulang.notices import gateways
from pulang.notices.actions import inbound, outbox, revealing
from pulang.notices.gateways.carrying import CannotCarry, Carried
from pulang.notices.models import InboundMessage, Message
from pulang.notices.queries import calls
from pulang.notices.queries import inbound as listening
from pulang.notices.rules.safety import Safe
from pulang.notices.terms import InboundState, MessageState
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db
NUMBER = "+60123456789"


def _queue(key="test:1", **given):
    given = {"channel": "sms", "address": NUMBER, "at": AT, "by": None, "language": "id"} | given
    return outbox.queue(template="test.hello", facts={"link": "https://x/secret"}, key=key, **given)


@pytest.fixture
def service(db):
    return service_actor()


def test_the_same_key_is_one_message_and_its_first_words_stay(service, belu):
    first = _queue(by=belu)
    again = _queue(by=None, language="en")

    assert first.pk == again.pk
    assert again.queued_by == belu.membership_id


def test_neither_number_nor_text_nor_link_stands_in_the_open(service):
    message = _queue()

    row = {field.name: str(getattr(message, field.name)) for field in Message._meta.concrete_fields}
    assert not [name for name, value in row.items() if "secret" in value or "0123456" in value]
    assert "secret" in crypto.unseal(message.sealed_text, data_class="D8")


def test_a_message_of_the_night_waits_for_the_morning(service):
    safe = Safe(from_=time(9), until=time(20))

    message = _queue(at=AT + timedelta(hours=12), safe=safe)

    assert message.not_before == AT.replace(hour=1) + timedelta(days=1)  # 09.00 in Kupang
    assert outbox.send_due(at=AT + timedelta(hours=13)) == 0
    assert outbox.send_due(at=message.not_before) == 1


def test_the_simulators_phone_rings_at_once(service):
    message = _queue()

    outbox.send_due(at=AT)

    with context.acting(service):
        message.refresh_from_db()
    assert (message.state, message.gateway) == (MessageState.DELIVERED, "simulator")


def test_trouble_is_tried_again_later_and_at_last_given_up(service, monkeypatch):
    def broken(_channel):
        raise CannotCarry("timeouterror")

    monkeypatch.setattr(gateways, "gateway_of", broken)
    message, at = _queue(), AT
    states = []
    for _ in range(8):
        outbox.send_due(at=at)
        at += timedelta(hours=5)
        with context.acting(service):
            message.refresh_from_db()
        states.append((message.attempts, message.state))

    assert states[4] == (5, MessageState.QUEUED)
    assert states[5:] == [(6, MessageState.FAILED)] * 3


def test_a_channel_that_nobody_carries_fails_at_once_and_says_why(service, settings):
    settings.PULANG_GATEWAYS = {}
    message = _queue()

    outbox.send_due(at=AT)

    with context.acting(service):
        message.refresh_from_db()
    assert (message.state, message.trouble) == (MessageState.FAILED, "no_gateway")


def test_a_worker_that_dies_with_a_message_gives_it_back_by_the_clock(service, monkeypatch):
    class Killed(BaseException):
        pass

    def die(_channel):
        raise Killed

    message = _queue()
    with monkeypatch.context() as patch:
        patch.setattr(gateways, "gateway_of", die)
        with pytest.raises(Killed):
            outbox.send_due(at=AT)
    context.enter(None)

    assert outbox.send_due(at=AT + timedelta(seconds=10)) == 0
    assert outbox.send_due(at=AT + timedelta(minutes=4)) == 1
    with context.acting(service):
        message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


def test_a_late_sent_does_not_undo_an_arrived(service):
    message = _queue()
    outbox.send_due(at=AT)
    report = {"gateway": "simulator", "channel": "sms", "provider_id": message.public_id, "at": AT}

    assert outbox.reported(state=MessageState.SENT, **report)
    assert outbox.reported(state=MessageState.DELIVERED, **report)
    assert not outbox.reported(**{**report, "provider_id": "other"}, state=MessageState.SENT)

    with context.acting(service):
        message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


def test_what_is_cancelled_does_not_leave(service):
    _queue()

    assert outbox.cancel(keys=["test:1"], at=AT) == 1
    assert outbox.send_due(at=AT) == 0


def test_the_subject_of_a_mail_says_nothing(service):
    _queue(channel="email", address="maria@example.org")

    outbox.send_due(at=AT)

    assert [one.subject for one in mail.outbox] == ["Kabar"]


def test_a_call_becomes_a_task_of_whoever_registered(service):
    asked = []
    calls.register(lambda letter: asked.append(letter.address) or "01TASK")
    message = _queue(channel="phone")

    outbox.send_due(at=AT)

    with context.acting(service):
        message.refresh_from_db()
    assert (asked, message.provider_id) == ([NUMBER], "01TASK")


def test_an_officer_of_a_kabupaten_sees_no_message_at_all(service, belu, province):
    _queue()

    context.enter(belu)
    assert not Message.objects.exists()
    context.enter(province)
    assert Message.objects.get().address_mask == "+60•••789"


# --- what comes in ---


def _take(text="1", provider_id="p1", **given):
    given = {"gateway": "simulator", "channel": "sms", "address": "60123456789", "at": AT} | given
    return inbound.take(text=text, provider_id=provider_id, **given)


def _state(message, service):
    with context.acting(service):
        message.refresh_from_db()
    return message.state


def test_the_same_message_twice_is_heard_once(service):
    heard = []
    listening.register(lambda one: heard.append(one.text) or True)

    first, again = _take(), _take()

    assert (first.pk, heard) == (again.pk, ["1"])
    assert _state(first, service) == InboundState.HANDLED


def test_without_an_id_sender_text_and_moment_tell_messages_apart(service):
    at = AT.replace(second=10)
    made = {
        _take(provider_id="", at=at).pk,
        _take(provider_id="", at=at + timedelta(seconds=20)).pk,
        _take("tolong", provider_id="", at=at).pk,
        _take(provider_id="", at=at + timedelta(minutes=5)).pk,
    }

    assert len(made) == 3


def test_a_listener_that_breaks_loses_nothing_and_is_asked_again(service):
    answers = iter([RuntimeError("bug"), True])

    def listener(_heard):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    listening.register(listener)
    message = _take()
    assert _state(message, service) == InboundState.NEW

    inbound.understand_new(at=AT + timedelta(minutes=2))

    assert _state(message, service) == InboundState.HANDLED


def test_an_unknown_number_is_opened_by_who_leads_placements_not_by_an_administrator(
    service, province, administrator
):
    message = _take("tolong saya")
    context.enter(province)
    opened = revealing.open_unclaimed(public_id=message.public_id, by=province, at=AT)
    assert (opened.address, opened.text) == (NUMBER, "tolong saya")
    context.enter(administrator)

    with pytest.raises(NotAllowed):
        revealing.open_unclaimed(public_id=message.public_id, by=administrator, at=AT)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_carry_each_message_once(db, monkeypatch):
    carried, lock = [], threading.Lock()

    class Slow:
        name = "slow"

        def send(self, letter):
            with lock:
                carried.append(letter.public_id)
            return Carried(provider_id=letter.public_id)

    monkeypatch.setattr(gateways, "gateway_of", lambda _channel: Slow())
    for number in range(40):
        _queue(key=f"test:{number}")

    def work():
        try:
            while outbox.send_due(at=AT, most=5):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert len(carried) == len(set(carried)) == 40
    with context.acting(service_actor()):
        assert Message.objects.filter(state=MessageState.SENT).count() == 40
        assert not InboundMessage.objects.exists()
