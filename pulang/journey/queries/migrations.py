"""Reading one migration and those of a person."""

from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.journey.models import Migration, MigrationQuerySet
from pulang.people.models import Person


def visible(actor: Actor) -> MigrationQuerySet:
    """Return the migrations the actor may see, with persons and destinations."""
    return Migration.objects.visible_to(actor).select_related("person", "destination")


def migration_for(actor: Actor, public_id: str) -> Migration:
    """Return a migration the actor may see; the database's policy decides, emergencies included.

    Raises: NotFound, also for one that is not hers.
    """
    found = (
        Migration.objects.filter(public_id=public_id)
        .select_related("person", "destination")
        .first()
    )
    if found is None or actor.membership_id is None:
        raise NotFound
    return found


def of_person(person: Person) -> MigrationQuerySet:
    """Return her migrations, the latest first, as far as whoever acts may see them."""
    return Migration.objects.filter(person=person).select_related("destination")


def current_of(person: Person) -> Migration | None:
    """Return the migration that goes on, or None."""
    return of_person(person).going_on().first()
