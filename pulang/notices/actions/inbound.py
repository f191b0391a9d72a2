"""Taking what comes in, once, and giving it to whoever understands it."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base import crypto, log
from pulang.base.privacy import DataClass
from pulang.notices.models import InboundMessage
from pulang.notices.queries import inbound
from pulang.notices.queries.inbound import Heard
from pulang.notices.queries.outbox import hash_of
from pulang.notices.rules import addresses
from pulang.notices.terms import InboundState

_log = log.logger(__name__)
MOST_TEXT = 4000


def take(
    *,
    gateway: str,
    channel: str,
    address: str,
    text: str,
    at: datetime,
    provider_id: str = "",
    written_at: datetime | None = None,
) -> InboundMessage:
    """Keep what came in and have it understood; the same one twice changes nothing.

    It is kept before anybody looks at it: a handler that fails leaves it new, and the clock tries
    again. A provider without ids is told apart by sender, text and moment.
    """
    sender = addresses.normal(address)
    own_id = provider_id or _fingerprint(
        sender, text, written_at or at.replace(second=0, microsecond=0)
    )
    service = service_actor()
    with context.acting(service, reason="inbox"):
        found, made = InboundMessage.objects.get_or_create(
            gateway=gateway,
            provider_id=own_id[:80],
            defaults={
                "channel": channel,
                "sealed_address": crypto.seal(sender, data_class=DataClass.D8),
                "address_hash": hash_of(sender),
                "address_mask": addresses.masked(sender),
                "sealed_text": crypto.seal(text[:MOST_TEXT], data_class=DataClass.D6),
                "written_at": min(written_at or at, at),
                "received_at": at,
                "received_by": service.membership_id,
            },
        )
        if made:
            understand(message=found, by=service)
    return found


def _fingerprint(sender: str, text: str, moment: datetime) -> str:
    told = f"{sender}\x1f{text}\x1f{moment.isoformat()}"
    key = crypto.keyed_hash(told, purpose="notices.inbound")
    return hashlib.sha256(key.encode()).hexdigest()


def understand(*, message: InboundMessage, by: Actor) -> None:
    """Ask each listener whether the message is for it; the first that says so has it."""
    heard = Heard(
        public_id=message.public_id,
        channel=message.channel,
        address_hash=message.address_hash,
        text=crypto.unseal(message.sealed_text, data_class=DataClass.D6),
        written_at=message.written_at,
        received_at=message.received_at,
    )
    try:
        with transaction.atomic():
            # Two workers, or a webhook and a worker: one of them understands it.
            locked = InboundMessage.objects.select_for_update().get(pk=message.pk)
            if locked.state != InboundState.NEW:
                return
            name = next((name for name, handler in inbound.handlers() if handler(heard)), "")
            locked.handler = name
            locked.state = InboundState.HANDLED if name else InboundState.UNCLAIMED
            locked.save(update_fields=["handler", "state"])
    except Exception:  # noqa: BLE001 - whatever breaks a listener must not lose her words
        # Her words are kept and tried again; what broke is a bug, and is logged once, without them.
        _log.exception("incoming message not understood", message=message.public_id)


def understand_new(*, at: datetime, most: int = 50) -> int:
    """Try again what nobody could understand at first; return how many were tried."""
    service = service_actor()
    with context.acting(service, reason="inbox"):
        new = InboundMessage.objects.filter(
            state=InboundState.NEW, received_at__lt=at - timedelta(seconds=30)
        ).order_by("id")
        tried = list(new[:most])
        for message in tried:
            understand(message=message, by=service)
    return len(tried)
