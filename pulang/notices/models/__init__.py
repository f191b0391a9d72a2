"""Messages, outgoing and incoming."""

from pulang.notices.models.inbound import InboundMessage
from pulang.notices.models.outbox import Message, MessageQuerySet

__all__ = ["InboundMessage", "Message", "MessageQuerySet"]
