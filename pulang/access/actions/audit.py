"""The audit trail: written in the same transaction as what it tells."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pulang.access.models import AuditEntry
from pulang.access.terms import Actor, Subject


def record(
    event: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Subject | None = None,
    facts: Mapping[str, Any] | None = None,
    request: str = "",
) -> None:
    """Append one entry. Facts hold codes, counts and public ids, never a name or a number of a person."""
    AuditEntry.objects.create(
        at=at,
        event=event,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.public_id if subject else "",
        user_id=by.user_id if by else None,
        membership_id=by.membership_id if by else None,
        organisation_id=by.organisation_id if by else None,
        facts=dict(facts or {}),
        request=request,
    )
