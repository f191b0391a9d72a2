"""Sessions that can be attended, who sits in them, and whether a certificate is true."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from pulang.access.context import acting
from pulang.access.queries import service_actor
from pulang.base.errors import NotFound
from pulang.journey.models import Migration
from pulang.preparation.models import Certificate, Enrolment, Session
from pulang.preparation.rules import codes


@dataclass(frozen=True, slots=True)
class Told:
    """What anybody with the code may know."""

    initials: str
    kind: str
    held_on: date
    valid_until: date | None
    is_revoked: bool

    def is_valid(self, *, on: date) -> bool:
        """Tell whether it counts on a day."""
        return not self.is_revoked and (self.valid_until is None or self.valid_until >= on)


def told(code: str) -> Told | None:
    """Return what a certificate's code says; None when no such certificate was issued."""
    asked = codes.normalise(code)
    if not codes.is_well_formed(asked):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from preparation_certificate(%s)", [asked])
        row = cursor.fetchone()
    return Told(*row) if row else None


def to_come(*, at: datetime) -> QuerySet[Session]:
    """Return the sessions that have not begun, the next first."""
    return Session.objects.filter(cancelled_at=None, starts_at__gt=at).select_related(
        "organisation"
    )


def held(*, at: datetime) -> QuerySet[Session]:
    """Return the sessions that began, the last first."""
    past = Session.objects.filter(cancelled_at=None, starts_at__lte=at)
    return past.select_related("organisation").order_by("-starts_at")[:30]


def session_for(public_id: str) -> Session:
    """Return a session.

    Raises: NotFound.
    """
    found = Session.objects.select_related("organisation").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def free_seats(session: Session) -> int:
    """Return how many seats nobody has taken; everybody may know the number."""
    with acting(service_actor(), reason="seats of a session"):
        taken = Enrolment.objects.filter(session=session, cancelled_at=None).count()
    return max(session.seats - taken, 0)


def participants(session: Session) -> list[Enrolment]:
    """Return who sits in it, as far as whoever acts may see them."""
    return list(
        Enrolment.objects.filter(session=session, cancelled_at=None)
        .select_related("migration__person", "certificate")
        .order_by("seat")
    )


def enrolment_for(public_id: str) -> Enrolment:
    """Return a seat.

    Raises: NotFound.
    """
    found = (
        Enrolment.objects.select_related("migration__person", "session__organisation")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def of_migration(migration: Migration) -> list[Enrolment]:
    """Return her seats."""
    return list(
        Enrolment.objects.filter(migration=migration, cancelled_at=None)
        .select_related("session__organisation", "certificate")
        .order_by("session__starts_at")
    )


def certificate_for(enrolment: Enrolment) -> Certificate:
    """Return the certificate of a seat.

    Raises: NotFound before she attended.
    """
    found = (
        Certificate.objects.filter(enrolment=enrolment).select_related("enrolment__session").first()
    )
    if found is None:
        raise NotFound
    return found
