"""One outgoing message, from the queue to the phone."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.notices.terms import Channel, MessageState

_SERVICE = "(select access_role()) = 'service'"


class MessageQuerySet(models.QuerySet["Message"]):
    """Chainable filters of messages."""

    def due(self, *, at: datetime) -> "MessageQuerySet":
        """Those whose turn it is."""
        return self.filter(state=MessageState.QUEUED, not_before__lte=at)


class Message(models.Model):
    """One message to one address. `key` says what it is about: the same key is one message.

    Address and text are sealed. `not_before` is the safe hour, the next try, and the lease of the
    worker that took it: whoever dies with a message in hand gives it back by the clock alone.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    sealed_address = models.TextField()
    address_hash = models.CharField(max_length=32, db_index=True)
    address_mask = models.CharField(_("to"), max_length=60)
    language = models.CharField(max_length=5)
    template = models.CharField(_("about"), max_length=60)
    facts = models.JSONField(default=dict, blank=True)
    sealed_text = models.TextField()
    not_before = models.DateTimeField(_("not before"))
    state = models.CharField(
        _("state"), max_length=9, choices=MessageState, default=MessageState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    gateway = models.CharField(_("carried by"), max_length=12, blank=True)
    provider_id = models.CharField(max_length=80, blank=True, db_index=True)
    trouble = models.CharField(_("trouble"), max_length=60, blank=True)
    queued_at = models.DateTimeField(_("queued"))
    queued_by = models.BigIntegerField()
    state_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="message_due",
                condition=models.Q(state=MessageState.QUEUED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values), name="message_state_known"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "sealed_address": DataClass.D8, "sealed_text": DataClass.D8}

    class Reach:
        read = reach.either(_SERVICE, reach.permits("notice.read"))
        write = _SERVICE  # `actions.outbox` crosses over to it, whoever asks for a message
        remove = reach.NOBODY

    class History:
        # Its tries and states stand in its own columns; texts are not kept twice.
        kept = ("delete",)
        without = ("sealed_address", "sealed_text")

    def __str__(self) -> str:
        return f"{self.channel} {self.public_id}"
