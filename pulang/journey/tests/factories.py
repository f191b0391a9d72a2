"""Persons on their way, for tests of every package. Call from a fixture (as owner)."""

from datetime import UTC, datetime
from typing import Any

from pulang.access.terms import Actor
from pulang.journey.actions import migrations
from pulang.journey.models import Migration
from pulang.journey.terms import ProceduralStatus, Scheme, Stage
from pulang.people.models import Person
from pulang.people.tests.factories import make_person
from pulang.places.models import Country

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def malaysia() -> Country:
    """Return the country most of NTT's women are placed in."""
    return Country.objects.get_or_create(
        alpha2="MY",
        defaults={
            "alpha3": "MYS",
            "numeric": "458",
            "name_id": "Malaysia",
            "name_en": "Malaysia",
            "zone": "Asia/Kuala_Lumpur",
            "is_destination": True,
        },
    )[0]


def make_migration(by: Actor, *, person: Person | None = None, **given: Any) -> Migration:
    """Open a migration as an officer would; a person of her village unless given."""
    person = person or make_person(by, full_name="Maria Taneo", place_code="5304022005")
    given = {
        "scheme": Scheme.P_TO_P,
        "destination": malaysia(),
        "occupation": "domestic",
        "at": AT,
    } | given
    return migrations.open(person=person, by=by, **given)


def stand_at(migration: Migration, stage: Stage) -> Migration:
    """Put a migration at a stage as the owner may, past every gate: to arrange, never to act."""
    Migration.objects.filter(pk=migration.pk).update(stage=stage, stage_since=AT)
    migration.refresh_from_db()
    return migration


__all__ = ["AT", "ProceduralStatus", "make_migration", "malaysia", "stand_at"]
