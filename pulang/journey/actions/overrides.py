"""Letting a requirement pass: two people, one reason, on record (R1.3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Migration, Override
from pulang.journey.queries import gates
from pulang.journey.terms import Stage


class CannotPass(Refused):
    """The requirement protects her and is never let pass."""

    code = "journey.cannot_pass"


@transaction.atomic
def ask(
    *, migration: Migration, stage: Stage, requirement: str, reason: str, by: Actor, at: datetime
) -> Override:
    """Ask that a requirement be let pass; a second person decides.

    Raises: NotAllowed, CannotPass, WrongState when it is met or asked for already.
    """
    require(by, Permission.GATE_OVERRIDE)
    if not reason.strip():
        raise Refused(_("Say why."))
    answer = gates.check(migration, target=stage, at=at)
    unmet = [one for one in answer.unmet if one.code == requirement]
    if not unmet:
        raise WrongState(_("This requirement is met, or was let pass already."))
    if not all(one.may_override for one in unmet):
        raise CannotPass(_("This requirement protects her. Nobody can let it pass."))
    made, is_new = Override.objects.get_or_create(
        migration=migration,
        stage=stage,
        requirement=requirement,
        refused_at=None,
        defaults={"reason": reason, "asked_at": at, "asked_by": by.membership_id},
    )
    if not is_new:
        raise WrongState(_("It was asked for already and waits for a second person."))
    _audit("override.asked", made, by=by, at=at)
    return made


@transaction.atomic
def confirm(*, override: Override, by: Actor, at: datetime) -> Override:
    """Let the requirement pass, as the second person.

    Raises: NotAllowed (also to the one who asked), WrongState.
    """
    found = _open(override, by)
    found.confirmed_at, found.confirmed_by = at, by.membership_id
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    _audit("override.confirmed", found, by=by, at=at)
    return found


@transaction.atomic
def refuse(*, override: Override, by: Actor, at: datetime) -> Override:
    """Refuse, as the second person.

    Raises: NotAllowed (also to the one who asked), WrongState.
    """
    found = _open(override, by)
    found.refused_at, found.refused_by = at, by.membership_id
    found.save(update_fields=["refused_at", "refused_by"])
    _audit("override.refused", found, by=by, at=at)
    return found


def _open(override: Override, by: Actor) -> Override:
    require(by, Permission.GATE_OVERRIDE)
    found = (
        Override.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration")
        .get(pk=override.pk)
    )
    if found.asked_by == by.membership_id:
        raise NotAllowed(_("You asked for it: a second person decides."))
    if found.confirmed_at or found.refused_at:
        raise WrongState(_("This was decided already."))
    return found


def _audit(event: str, override: Override, *, by: Actor, at: datetime) -> None:
    audit.record(
        event,
        by=by,
        at=at,
        subject=subject_of(override.migration),
        facts={"requirement": override.requirement, "stage": override.stage},
    )
