"""What somebody wrote to us."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.notices.terms import Channel, InboundState

_SERVICE = "(select access_role()) = 'service'"


class InboundMessage(models.Model):
    """One message that came in; the provider's id makes the same one twice one.

    The text is sealed as a case story: nobody knows what she writes. `handler` names what
    understood it.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    gateway = models.CharField(_("carried by"), max_length=12)
    provider_id = models.CharField(max_length=80)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    sealed_address = models.TextField()
    address_hash = models.CharField(max_length=32, db_index=True)
    address_mask = models.CharField(_("from"), max_length=60)
    sealed_text = models.TextField()
    state = models.CharField(
        _("state"), max_length=9, choices=InboundState, default=InboundState.NEW
    )
    handler = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField(_("written"))
    received_at = models.DateTimeField(_("received"))
    received_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("incoming message")
        verbose_name_plural = _("incoming messages")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=["id"], name="inbound_new", condition=models.Q(state=InboundState.NEW)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "provider_id"], name="inbound_once"),
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "sealed_address": DataClass.D8, "sealed_text": DataClass.D6}

    class Reach:
        read = reach.either(_SERVICE, reach.permits("notice.read"))
        write = _SERVICE
        remove = reach.NOBODY

    class History:
        kept = ("delete",)  # written once; what became of it stands in its own columns
        without = ("sealed_address", "sealed_text")

    def __str__(self) -> str:
        return f"{self.channel} {self.public_id}"
