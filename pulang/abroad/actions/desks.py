"""Whose desk a worker abroad lies on."""

from datetime import datetime, timedelta

from pulang.access.terms import Actor, Role
from pulang.coordination import terms
from pulang.coordination.actions import tasks
from pulang.journey.models import Migration

PROVINCE = "53"


def kabupaten(migration: Migration) -> str:
    """Return the desk of her kabupaten; the province's when only that is known of her."""
    place = migration.place_code
    if len(place) < 4:
        return province(migration)
    return terms.desk(Role.KABUPATEN_OFFICER, place)


def province(migration: Migration) -> str:
    """Return the desk of her province."""
    return terms.desk(Role.PROVINCIAL_OFFICER, migration.place_code or PROVINCE)


def village(migration: Migration) -> str:
    """Return the desk of her village; the kabupaten's when the village is not known."""
    place = migration.place_code
    if len(place) < 10:
        return kabupaten(migration)
    return terms.desk(Role.VILLAGE_OFFICER, place)


def draft(
    *,
    kind: str,
    key: str,
    desk: str,
    migration: Migration,
    url: str,
    at: datetime,
    urgency: terms.Urgency,
    hours: int,
    facts: dict[str, object] | None = None,
) -> tasks.Draft:
    """Return a task about a worker abroad."""
    return tasks.Draft(
        kind=kind,
        key=key,
        desk=desk,
        person=migration.person,
        migration=migration,
        url=url,
        urgency=urgency,
        due_at=at + timedelta(hours=hours),
        facts=facts or {},
    )


def put(
    *,
    kind: str,
    key: str,
    desk: str,
    migration: Migration,
    url: str,
    by: Actor,
    at: datetime,
    urgency: terms.Urgency,
    hours: int,
    facts: dict[str, object] | None = None,
) -> str:
    """Put a task about a worker abroad on a desk."""
    return tasks.open(
        kind=kind,
        key=key,
        desk=desk,
        person=migration.person,
        migration=migration,
        url=url,
        by=by,
        at=at,
        urgency=urgency,
        due_at=at + timedelta(hours=hours),
        facts=facts,
    )
