"""Queueing messages, handing them to their gateways, hearing what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.base import crypto, log
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.notices import gateways
from pulang.notices.models import Message
from pulang.notices.queries import templates
from pulang.notices.queries.outbox import hash_of
from pulang.notices.rules import addresses, retries, safety, texts
from pulang.notices.rules.safety import ANY_HOUR, Safe
from pulang.notices.terms import AFTER, LEASE_SECONDS, Channel, MessageState

_log = log.logger(__name__)
BATCH = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be queued."""

    channel: str
    address: str
    template: str
    language: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    safe: Safe = ANY_HOUR
    not_before: datetime | None = None


def queue(
    *,
    channel: str,
    address: str,
    template: str,
    language: str,
    facts: Mapping[str, Any],
    key: str,
    at: datetime,
    not_before: datetime | None = None,
    safe: Safe = ANY_HOUR,
    by: Actor | None = None,
) -> Message:
    """Put one message into the outbox and return it; the same key again is the same message.

    The caller has checked that her actor may write to this address. It leaves when it is safe.
    """
    draft = Draft(channel, address, template, language, key, facts, safe, not_before)
    queue_many([draft], at=at, by=by)
    with context.acting(service_actor(), reason="outbox"):
        return Message.objects.get(key=key)


def queue_many(drafts: Iterable[Draft], *, at: datetime, by: Actor | None = None) -> int:
    """Put messages into the outbox in one statement; return how many were handed in."""
    service = by if by is not None and by.role == Role.SERVICE else service_actor()
    rows = [_row(draft, at=at, by=by or service) for draft in drafts]
    if rows:
        with context.acting(service, reason="outbox"):
            Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def _row(draft: Draft, *, at: datetime, by: Actor) -> Message:
    address = addresses.normal(draft.address)
    text = templates.template(draft.template).text(draft.language, is_shared=draft.safe.is_shared)
    return Message(
        public_id=new_ulid(),
        key=draft.key,
        channel=draft.channel,
        sealed_address=crypto.seal(address, data_class=DataClass.D8),
        address_hash=hash_of(address),
        address_mask=addresses.masked(address),
        language=draft.language,
        template=draft.template,
        facts=texts.open_facts(draft.facts),
        sealed_text=crypto.seal(texts.fill(text, draft.facts), data_class=DataClass.D8),
        not_before=_moment(draft, at=at),
        queued_at=at,
        queued_by=by.membership_id,
        state_at=at,
    )


def _moment(draft: Draft, *, at: datetime) -> datetime:
    wanted = max(at, draft.not_before or at)
    if draft.channel == Channel.PHONE:
        return wanted  # it becomes a task, which says itself when the phone may ring
    return safety.next_moment(wanted, safe=draft.safe)


def cancel(*, keys: Sequence[str], at: datetime) -> int:
    """Take messages back that have not left; return how many."""
    with context.acting(service_actor(), reason="outbox"):
        return Message.objects.filter(key__in=list(keys), state=MessageState.QUEUED).update(
            state=MessageState.CANCELLED, state_at=at
        )


def send_due(*, at: datetime, most: int = BATCH) -> int:
    """Hand the messages whose turn it is to their gateways; return how many were taken.

    Taking one is a lease: the transaction ends before the provider is asked, so no lock waits for
    a network, and a worker that dies gives the message back after `LEASE_SECONDS`. The provider is
    given our id each time, so that it can tell a second handing-over from a second message.
    """
    with context.acting(service_actor(), reason="outbox"):
        taken = _take(at=at, most=most)
        for message in taken:
            _send(message, at=at)
    return len(taken)


@transaction.atomic
def _take(*, at: datetime, most: int) -> list[Message]:
    due = list(
        Message.objects.due(at=at)
        .order_by("not_before", "id")
        .select_for_update(skip_locked=True, of=("self",))[:most]
    )
    Message.objects.filter(pk__in=[one.pk for one in due]).update(
        not_before=at + timedelta(seconds=LEASE_SECONDS), attempts=F("attempts") + 1
    )
    for one in due:
        one.attempts += 1
    return due


def _send(message: Message, *, at: datetime) -> None:
    try:
        gateway = gateways.gateway_of(message.channel)
        with transaction.atomic():  # what a call puts on a desk, it puts there with the message
            carried = gateway.send(_letter(message, at=at))
            _became(
                message,
                carried.state,
                at=at,
                gateway=gateway.name,
                provider_id=carried.provider_id,
                trouble="",
            )
    except gateways.CannotCarry as trouble:
        _fell_back(message, trouble, at=at)


def _letter(message: Message, *, at: datetime) -> gateways.Letter:
    return gateways.Letter(
        public_id=message.public_id,
        channel=message.channel,
        address=crypto.unseal(message.sealed_address, data_class=DataClass.D8),
        text=crypto.unseal(message.sealed_text, data_class=DataClass.D8),
        language=message.language,
        template=message.template,
        facts=message.facts,
        at=at,
    )


def _fell_back(message: Message, trouble: gateways.CannotCarry, *, at: datetime) -> None:
    again = None if trouble.for_good else retries.next_try(message.attempts, at=at)
    _log.info(
        "message not carried",
        message=message.public_id,
        reason=trouble.reason,
        attempts=message.attempts,
        again=bool(again),
    )
    if again is None:
        _became(message, MessageState.FAILED, at=at, trouble=trouble.reason)
        return
    Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        not_before=again, trouble=trouble.reason
    )


def _became(message: Message, state: MessageState, *, at: datetime, **columns: str) -> bool:
    return bool(
        Message.objects.filter(pk=message.pk, state__in=AFTER[state]).update(
            state=state, state_at=at, **columns
        )
    )


def reported(*, gateway: str, channel: str, provider_id: str, state: MessageState, at: datetime) -> bool:  # fmt: skip
    """Write down what a provider reports; answer False for a message nobody knows.

    A report that comes twice, or after a later one, changes nothing.
    """
    with context.acting(service_actor(), reason="outbox"):
        message = Message.objects.filter(
            gateway=gateway, channel=channel, provider_id=provider_id
        ).first()
        if message is None:
            return False
        trouble = {"trouble": "reported_failed"} if state == MessageState.FAILED else {}
        _became(message, state, at=at, **trouble)
        return True
