"""What comes in: packages register who understands it; what became of it, for the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from pulang.notices.models import InboundMessage


@dataclass(frozen=True, slots=True)
class Heard:
    """An incoming message, opened for whoever may understand it."""

    public_id: str
    channel: str
    address_hash: str
    text: str
    written_at: datetime
    received_at: datetime


Handler = Callable[[Heard], bool]
"""handler(heard) acts as the service and returns whether the message was for it."""

_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> Handler:
    """Let a package hear what comes in; the name of its module and function is the handler's name."""
    _handlers[f"{handler.__module__.removeprefix('pulang.')}.{handler.__name__}"[-60:]] = handler
    return handler


def handlers() -> tuple[tuple[str, Handler], ...]:
    """Return who listens, in the order of registration."""
    return tuple(_handlers.items())


def received() -> QuerySet[InboundMessage]:
    """Return what came in, the latest first, as far as whoever acts may see it."""
    return InboundMessage.objects.all()
