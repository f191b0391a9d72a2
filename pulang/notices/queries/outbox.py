"""Reading the outbox: addresses masked, texts for the simulator alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from pulang.base import crypto
from pulang.base.errors import NotFound
from pulang.base.privacy import DataClass
from pulang.notices.models import InboundMessage, Message, MessageQuerySet
from pulang.notices.rules.addresses import normal
from pulang.notices.terms import MessageState

PURPOSE = "notices.address"
SIMULATED = "simulator"


def hash_of(address: str) -> str:
    """Return the keyed hash under which an address is found."""
    return crypto.keyed_hash(normal(address), purpose=PURPOSE)


def listing(*, state: str = "") -> MessageQuerySet:
    """Return messages, the latest first, as far as whoever acts may see them."""
    found = Message.objects.all()
    return found.filter(state=state) if state in MessageState else found


def counts() -> dict[str, int]:
    """Return how many messages stand in each state."""
    rows = Message.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the simulator's phone."""

    text: str
    at: datetime
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of the simulator: its address by hash, and what was said on it."""

    key: str
    mask: str
    channel: str
    bubbles: tuple[Bubble, ...]


def phones(*, most: int = 12) -> list[tuple[str, str, str]]:
    """Return (hash, mask, channel) of the phones the simulator reached, the latest first."""
    seen: dict[str, tuple[str, str, str]] = {}
    rows = Message.objects.filter(gateway=SIMULATED).order_by("-state_at")[:400]
    for one in rows:
        seen.setdefault(one.address_hash, (one.address_hash, one.address_mask, one.channel))
    return list(seen.values())[:most]


def phone(key: str) -> Phone:
    """Return what was said on one phone of the simulator, the oldest first.

    Raises: NotFound, also for a phone that a real gateway reaches: its texts are nobody's to read.
    """
    sent = list(Message.objects.filter(gateway=SIMULATED, address_hash=key).order_by("-id")[:30])
    if not sent:
        raise NotFound
    heard = InboundMessage.objects.filter(gateway=SIMULATED, address_hash=key).order_by("-id")[:30]
    bubbles = [*_ours(sent), *_hers(heard)]
    return Phone(
        key=key,
        mask=sent[0].address_mask,
        channel=sent[0].channel,
        bubbles=tuple(sorted(bubbles, key=lambda one: one.at)),
    )


def _ours(sent: Iterable[Message]) -> Iterable[Bubble]:
    for one in sent:
        text = crypto.unseal(one.sealed_text, data_class=DataClass.D8)
        yield Bubble(text=text, at=one.state_at, is_ours=True)


def _hers(heard: Iterable[InboundMessage]) -> Iterable[Bubble]:
    for one in heard:
        text = crypto.unseal(one.sealed_text, data_class=DataClass.D6)
        yield Bubble(text=text, at=one.received_at, is_ours=False)


def simulated_address(key: str) -> str:
    """Return the address of a phone of the simulator, to answer from it.

    Raises: NotFound.
    """
    found = Message.objects.filter(gateway=SIMULATED, address_hash=key).order_by("-id").first()
    if found is None:
        raise NotFound
    return crypto.unseal(found.sealed_address, data_class=DataClass.D8)
