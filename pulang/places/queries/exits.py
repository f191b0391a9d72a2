"""Reading exit points, their checklists and rosters; destination countries."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from pulang.base.errors import NotFound
from pulang.places.models import Country, Duty, ExitCheck, ExitPoint

ROSTER_DAYS = 14


def exit_points() -> QuerySet[ExitPoint]:
    """Return all exit points with their kabupaten, airports first."""
    return ExitPoint.objects.select_related("regency").order_by("kind", "name")


def exit_point_for(code: str) -> ExitPoint:
    """Return one exit point.

    Raises: NotFound.
    """
    found = exit_points().filter(pk=code).first()
    if found is None:
        raise NotFound
    return found


def checks_of(exit_point: ExitPoint) -> QuerySet[ExitCheck]:
    """Return the checklist as it stands."""
    return exit_point.checks.filter(ended_at=None)


def duties_of(exit_point: ExitPoint, *, at: datetime) -> QuerySet[Duty]:
    """Return duties now and in the next two weeks; nothing for who is not signed in (policy)."""
    return exit_point.duties.filter(
        cancelled_at=None, ends_at__gt=at, starts_at__lt=at + timedelta(days=ROSTER_DAYS)
    )


def destinations() -> QuerySet[Country]:
    """Return the countries people of NTT go to."""
    return Country.objects.filter(is_destination=True)
