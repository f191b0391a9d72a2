"""What journey adds to the page of a person."""

from typing import Any

from pulang.access.terms import Actor, Permission
from pulang.journey.queries.migrations import of_person
from pulang.people.models import Person


def migrations(person: Person, actor: Actor) -> dict[str, Any]:
    """Return her migrations, and whether this actor may open one."""
    found = list(of_person(person))
    goes_on = any(one.closed_at is None for one in found)
    return {
        "migrations": found,
        "person": person,
        "may_open": actor.may(Permission.MIGRATION_WRITE) and not goes_on,
        "may_refer": actor.may(Permission.REFERRAL_WRITE),
    }
