"""What the page of a migration shows of complaints, contacts and a death."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pulang.abroad.models import DeathCase
from pulang.abroad.queries import complaints, contacts
from pulang.access.terms import Actor, Permission
from pulang.journey.models import Migration
from pulang.journey.queries.panels import Panel
from pulang.journey.terms import ABROAD, Stage


def _complaints(migration: Migration, actor: Actor) -> dict[str, Any] | None:
    found = complaints.of_person(migration.person)
    may_write = actor.may(Permission.COMPLAINT_WRITE)
    if not found and not (may_write and migration.stage in ABROAD | {Stage.RETURNING}):
        return None
    return {"complaints": found, "person": migration.person, "may_write": may_write}


def _contacts(migration: Migration, actor: Actor) -> dict[str, Any] | None:
    may_write = actor.may(Permission.MIGRATION_WRITE) or actor.may(Permission.ABROAD_WRITE)
    found = contacts.of_migration(migration)
    if not found and not may_write:
        return None
    return {"contacts": found, "migration": migration, "may_write": may_write}


def _death(migration: Migration, actor: Actor) -> dict[str, Any] | None:
    # Before the family was told, the policy shows the row to nobody but those who lead the way.
    case = DeathCase.objects.filter(migration=migration, merged_into=None).first()
    return {"case": case} if case else None


PANELS = (
    Panel("abroad-death", _("Deceased abroad"), "abroad/parts/panel_death.html", _death, order=5),
    Panel(
        "abroad-complaints",
        _("Complaints"),
        "abroad/parts/panel_complaints.html",
        _complaints,
        order=60,
    ),
    Panel(
        "abroad-contacts",
        _("Contacts with the family"),
        "abroad/parts/panel_contacts.html",
        _contacts,
        order=65,
    ),
)
