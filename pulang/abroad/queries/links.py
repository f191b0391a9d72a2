"""The link by which she answers without signing in."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pulang.abroad.models import CheckIn, SafeContact
from pulang.abroad.terms import ContactRank
from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base import crypto
from pulang.base.errors import NotFound

DAYS = 45
"""How long a link opens after it was due: until the next question and a little longer."""


def token(check_in: str) -> str:
    """Return the secret of a check-in's link: 80 bits that only this house can make."""
    return crypto.keyed_hash(check_in, purpose="abroad.check_in.link")[:20]


def address(check_in: str) -> str:
    """Return the full address that a message carries."""
    path = reverse("abroad:answer", args=[check_in, token(check_in)])
    return f"{settings.PULANG_SITE}{path}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of the link knows: no name, no place, nothing that a thief of the phone wants."""

    check_in: CheckIn
    language: str


def opened(check_in: str, given: str, *, at: datetime) -> Asked:
    """Return the question behind a link.

    Raises: NotFound, for a wrong secret, an old link and a placement that ended.
    """
    if not hmac.compare_digest(token(check_in), given):
        raise NotFound
    with context.acting(service_actor(), reason="check-in by link"):
        found = (
            CheckIn.objects.filter(
                public_id=check_in, due_at__gt=at - timedelta(days=DAYS), placement__ended_at=None
            )
            .select_related("placement")
            .first()
        )
        if found is None:
            raise NotFound
        contact = SafeContact.objects.filter(
            placement=found.placement, rank=ContactRank.HERSELF, ended_at=None
        ).first()
        return Asked(found, contact.language if contact else "id")
