"""Opening what an unknown number wrote: recorded, and only while nobody it belongs to is known."""

from dataclasses import dataclass
from datetime import datetime

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base import crypto
from pulang.base.errors import NotFound
from pulang.base.privacy import DataClass
from pulang.notices.models import InboundMessage
from pulang.notices.terms import InboundState


@dataclass(frozen=True, slots=True)
class Opened:
    """A message of an unknown sender in the open."""

    address: str
    text: str
    received_at: datetime


def open_unclaimed(*, public_id: str, by: Actor, at: datetime) -> Opened:
    """Return sender and text of an incoming message that belongs to nobody we know.

    Whoever leads placements abroad may have to call back; an administrator may not. What was
    understood is opened where it belongs, under that record's own rights.

    Raises: NotAllowed, NotFound.
    """
    require(by, Permission.NOTICE_READ)
    require(by, Permission.ABROAD_WRITE)
    found = InboundMessage.objects.filter(public_id=public_id, state=InboundState.UNCLAIMED).first()
    if found is None:
        raise NotFound
    subject = Subject("inbound", found.public_id)
    audit.opened(by=by, at=at, subject=subject, classes=(DataClass.D6, DataClass.D8))
    return Opened(
        address=crypto.unseal(found.sealed_address, data_class=DataClass.D8),
        text=crypto.unseal(found.sealed_text, data_class=DataClass.D6),
        received_at=found.received_at,
    )
