"""Reading placements, and the list of who is abroad."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pulang.abroad.models import (
    CheckIn,
    Mission,
    Placement,
    PlacementQuerySet,
    PlacementTerms,
    SafeContact,
    Schedule,
)
from pulang.abroad.terms import CheckInState, Risk
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.journey.models import Migration
from pulang.journey.queries.panels import Panel
from pulang.journey.terms import Stage
from pulang.people.models import Person

SILENT_DAYS = 90
"""After so many days without a word she does not count as in contact (M12)."""


def placement_for(actor: Actor, public_id: str) -> Placement:
    """Return a placement the actor may see.

    Raises: NotFound.
    """
    found = (
        Placement.objects.visible_to(actor)
        .filter(public_id=public_id)
        .select_related("migration__person", "migration__destination", "schedule")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def current_of(person: Person) -> Placement | None:
    """Return where she works now, as far as whoever acts may see it."""
    return (
        Placement.objects.going_on()
        .filter(migration__person=person)
        .select_related("migration__person", "schedule")
        .first()
    )


def terms_now(placement: Placement) -> PlacementTerms | None:
    """Return the version that holds, or the last one."""
    return placement.terms.select_related("mission").first()


def contacts_of(placement: Placement) -> list[SafeContact]:
    """Return the ways that hold, hers first."""
    return list(SafeContact.objects.filter(placement=placement, ended_at=None))


def missions(migration: Migration | None = None) -> list[Mission]:
    """Return the offices abroad: those of her country, or all."""
    found = Mission.objects.select_related("country")
    if migration is not None and migration.destination_id:
        found = found.filter(country_id=migration.destination_id)
    return list(found)


def mission_for(code: str) -> Mission:
    """Return an office abroad.

    Raises: NotFound.
    """
    found = Mission.objects.filter(pk=code).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader filters by; empty is everybody at work."""

    risk: str = ""
    country: str = ""
    only: str = ""
    """'' everybody, 'silent' 90 days without a word, 'overdue' no answer yet, 'help' waits for us"""


def listing(actor: Actor, wanted: Wanted, *, at: datetime) -> PlacementQuerySet:
    """Return who works abroad, the longest without a word first."""
    found = Placement.objects.visible_to(actor).going_on()
    if wanted.risk in Risk:
        found = found.filter(schedule__risk=wanted.risk)
    if wanted.country:
        found = found.filter(migration__destination_id=wanted.country)
    if wanted.only == "silent":
        long_ago = at - timedelta(days=SILENT_DAYS)
        found = found.filter(
            Q(schedule__last_answer_at__lt=long_ago)
            | Q(schedule__last_answer_at=None, began_at__lt=long_ago)
        )
    states = {"overdue": CheckInState.MISSED, "help": CheckInState.ANSWERED}
    if wanted.only in states:
        open_ = CheckIn.objects.filter(state=states[wanted.only])
        found = found.filter(pk__in=open_.values("placement_id"))
    return found.select_related("migration__person", "migration__destination", "schedule").order_by(
        "schedule__last_answer_at", "id"
    )


def contact_alive(actor: Actor, *, at: datetime) -> tuple[int, int]:
    """Return (heard within 90 days, at work) of whoever the actor may see: M12 of the handbook."""
    active = Placement.objects.visible_to(actor).going_on().filter(migration__stage=Stage.WORKING)
    since = at - timedelta(days=SILENT_DAYS)
    return active.filter(schedule__last_answer_at__gte=since).count(), active.count()


def last_contact(migration: Migration) -> datetime | None:
    """Return when she was last heard from: for the family's page, which the service reads."""
    found = (
        Schedule.objects.filter(placement__migration=migration)
        .order_by("-last_answer_at")
        .exclude(last_answer_at=None)
        .first()
    )
    return found.last_answer_at if found else None


def _panel(migration: Migration, actor: Actor) -> dict[str, Any] | None:
    may_write = actor.may(Permission.ABROAD_WRITE)
    placement = (
        Placement.objects.filter(migration=migration).select_related("schedule").first()
        if may_write
        else Placement.objects.filter(migration=migration).first()
    )
    may_start = may_write and migration.stage in (Stage.DEPARTED, Stage.WORKING)
    if placement is None and not may_start:
        return None
    return {
        "placement": placement,
        "terms": terms_now(placement) if placement else None,
        "schedule": Schedule.objects.filter(placement=placement).first() if placement else None,
        "migration": migration,
        "may_write": may_write,
        "may_start": may_start and (placement is None or placement.ended_at is not None),
    }


PANEL = Panel(
    "abroad-placement", _("At work abroad"), "abroad/parts/panel_placement.html", _panel, order=55
)
