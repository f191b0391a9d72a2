"""Reading the privacy desk: requests, breaches, whom a breach concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from pulang.access.models import AuditEntry, Breach, HistoryEntry, SubjectRequest
from pulang.base.errors import NotFound


def requests(*, open_only: bool = False) -> QuerySet[SubjectRequest]:
    """Return subject requests, the most urgent first; row-level security decides for whom."""
    found = SubjectRequest.objects.select_related("received_by", "answered_by")
    if open_only:
        found = found.filter(answered_at=None)
    return found.order_by("answered_at", "due_at")


def request_for(public_id: str) -> SubjectRequest:
    """Return one request.

    Raises: NotFound.
    """
    found = requests().filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def breaches() -> QuerySet[Breach]:
    """Return breaches, newest first."""
    return Breach.objects.select_related("recorded_by").order_by("-discovered_at")


def breach_for(public_id: str) -> Breach:
    """Return one breach.

    Raises: NotFound.
    """
    found = breaches().filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Affected:
    """What a breach touched, as the trail tells it."""

    opened: Sequence[tuple[str, str, int]]
    """Kind, public id, how often opened."""
    exports: int
    changed: Sequence[tuple[str, int]]
    """Table, rows changed."""


def affected(breach: Breach, *, most: int = 1000) -> Affected:
    """Return the records that were opened, exported or changed in the time of the breach.

    By one membership when the breach names it; by everyone otherwise.
    """
    within = Q()
    if breach.began_at:
        within &= Q(at__gte=breach.began_at)
    if breach.ended_at:
        within &= Q(at__lt=breach.ended_at)
    if breach.membership_id:
        within &= Q(membership_id=breach.membership_id)
    entries = AuditEntry.objects.filter(within)
    opened = (
        entries.filter(event__endswith=".opened")
        .values_list("subject_kind", "subject_id")
        .annotate(times=Count("id"))
        .order_by("-times")
    )
    changed = (
        HistoryEntry.objects.filter(within)
        .values_list("table")
        .annotate(rows=Count("row_id", distinct=True))
        .order_by("table")
    )
    return Affected(
        list(opened[:most]),
        entries.filter(event__contains="export").count(),
        list(changed),
    )


def due_soon(at: datetime) -> tuple[int, int]:
    """Return how many requests and breaches are open: the desk's figures on the start page."""
    owed = Q(authority_told_at=None) | Q(subjects_told_at=None)
    return (
        SubjectRequest.objects.filter(answered_at=None, received_at__lte=at).count(),
        Breach.objects.filter(owed, discovered_at__lte=at).count(),
    )
