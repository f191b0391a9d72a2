"""Contacts with the family of a migration."""

from pulang.abroad.models import FamilyContact
from pulang.journey.models import Migration


def of_migration(migration: Migration) -> list[FamilyContact]:
    """Return the contacts, the latest first, as far as whoever acts may see them."""
    return list(FamilyContact.objects.filter(migration=migration)[:50])
