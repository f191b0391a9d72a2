"""What an audit row about a migration names."""

from pulang.access.terms import Subject
from pulang.journey.models import Migration


def subject_of(migration: Migration) -> Subject:
    """Return the subject of an audit row."""
    return Subject("migration", migration.public_id)
