"""The numbers an officer may call, and whether the phone may ring now."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pulang.abroad.models import Placement, SafeContact
from pulang.access.actions import audit
from pulang.access.terms import Actor, Subject
from pulang.base import crypto
from pulang.base.privacy import DataClass
from pulang.notices.rules import safety


@dataclass(frozen=True, slots=True)
class Number:
    """One number in the open."""

    contact: SafeContact
    address: str
    may_ring: bool
    local_time: str


def to_call(placement: Placement, *, by: Actor, at: datetime) -> list[Number]:
    """Return the numbers of a placement in the open; that they were opened is recorded."""
    contacts = list(SafeContact.objects.filter(placement=placement, ended_at=None))
    if contacts:
        subject = Subject("placement", placement.public_id)
        audit.opened(by=by, at=at, subject=subject, classes=(DataClass.D2,))
    return [_number(one, at=at) for one in contacts]


def _number(contact: SafeContact, *, at: datetime) -> Number:
    sealed = contact.sealed_address
    return Number(
        contact=contact,
        address=crypto.unseal(sealed, data_class=DataClass.D2) if sealed else "",
        may_ring=safety.may_call(at, safe=contact.safe),
        local_time=f"{at.astimezone(ZoneInfo(contact.zone)):%H.%M}",
    )
