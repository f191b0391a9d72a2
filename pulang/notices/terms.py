"""Words of messages: channels, states, and the doors in the menu."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Door, Permission


class Channel(TextChoices):
    """How a message reaches somebody."""

    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    PHONE = "phone", _("call by an officer")
    EMAIL = "email", _("e-mail")
    WEB = "web", _("own page")


class MessageState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", _("waiting")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("arrived")
    FAILED = "failed", _("not delivered")
    CANCELLED = "cancelled", _("cancelled")


class InboundState(TextChoices):
    """What became of an answer."""

    NEW = "new", _("new")
    HANDLED = "handled", _("understood")
    UNCLAIMED = "unclaimed", _("from nobody we know")


AFTER = {
    MessageState.SENT: frozenset({MessageState.QUEUED}),
    # A report may overtake the one before it.
    MessageState.DELIVERED: frozenset({MessageState.QUEUED, MessageState.SENT}),
    MessageState.FAILED: frozenset({MessageState.QUEUED, MessageState.SENT}),
    MessageState.CANCELLED: frozenset({MessageState.QUEUED}),
}
"""From which states a state is reached: a late "sent" does not undo a "delivered"."""

LEASE_SECONDS = 180
"""How long a worker that took a message may be silent before another takes it."""

MENU: tuple[Door, ...] = (
    Door(_("Messages"), "notices:outbox", Permission.NOTICE_READ, "messages", 74),
)
"""Lines of the main menu; `web` hangs them there, for `ui` stands beside this package."""
