"""Halting a migration by a coded reason, and releasing it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Role
from pulang.journey.actions import events
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Hold, Migration
from pulang.journey.terms import HoldReason

Afterwards = Callable[[Migration, Actor, datetime], None]
after_place: list[Afterwards] = []
"""What follows a halt in the same transaction: collection of a loan stops."""
after_lift: list[Afterwards] = []
"""What follows its release."""


def _require(by: Actor) -> None:
    if by.role != Role.SERVICE:
        require(by, Permission.HOLD_WRITE)


@transaction.atomic
def place(*, migration: Migration, reason: HoldReason, by: Actor, at: datetime) -> Hold:
    """Halt a migration; the same reason twice is one hold.

    Raises: NotAllowed.
    """
    _require(by)
    hold, made = Hold.objects.get_or_create(
        migration=migration,
        reason=reason,
        lifted_at=None,
        defaults={"placed_at": at, "placed_by": by.membership_id},
    )
    if made:
        _tell("journey.hold", hold, by=by, at=at)
        for follow in after_place:
            follow(migration, by, at)
    return hold


@transaction.atomic
def lift(*, hold: Hold, by: Actor, at: datetime) -> Hold:
    """Release a migration; lifting twice changes nothing.

    Raises: NotAllowed.
    """
    _require(by)
    found = (
        Hold.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person")
        .get(pk=hold.pk)
    )
    if found.lifted_at is None:
        found.lifted_at, found.lifted_by = at, by.membership_id
        found.save(update_fields=["lifted_at", "lifted_by"])
        _tell("journey.released", found, by=by, at=at)
        for follow in after_lift:
            follow(found.migration, by, at)
    return found


def _tell(kind: str, hold: Hold, *, by: Actor, at: datetime) -> None:
    facts = {"reason": hold.reason}
    migration = hold.migration
    events.record(
        person=migration.person, migration=migration, kind=kind, by=by, at=at, facts=facts
    )
    audit.record(kind, by=by, at=at, subject=subject_of(migration), facts=facts)
