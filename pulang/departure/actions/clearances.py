"""Granting a clearance, taking it back, moving its days."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.departure.models import Clearance
from pulang.departure.queries import clearances as queries
from pulang.departure.queries import orders
from pulang.journey.actions import events, people, stages
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.places.models import ExitPoint

MOST_DAYS = 14
"""A clearance covers at most so many days: her papers and the company's change [P]."""
_AT_MOST_AHEAD = timedelta(days=90)

Afterwards = Callable[[Clearance, Actor, datetime], None]
after_grant: list[Afterwards] = []
"""What follows a clearance in the same transaction: the pass is issued."""
after_revoke: list[Afterwards] = []
"""What follows a clearance taken back: its passes are revoked."""


class DaysDoNotFit(Refused):
    """A clearance is for days to come, and not for many."""

    code = "departure.days_do_not_fit"


@transaction.atomic
def grant(
    *,
    migration: Migration,
    exit_point: ExitPoint,
    departs_on: date,
    by: Actor,
    at: datetime,
    days: int = 3,
) -> Clearance:
    """Clear her to leave from an exit point in [departs_on, departs_on + days).

    The gate is asked; the office on duty at the exit point gets to know her, a pass is issued.

    Raises: NotAllowed, DaysDoNotFit, Unmet (facts["unmet"] says what is missing), WrongState.
    """
    require(by, Permission.CLEARANCE_GRANT)
    _check_days(departs_on, days, today=at.astimezone(WITA).date())
    stages.reach(
        migration=migration,
        stage=Stage.CLEARED,
        by=by,
        at=at,
        facts={"exit_point": exit_point.pk, "departs_on": str(departs_on)},
        place_code=exit_point.regency_id,
    )
    made = Clearance.objects.create(
        migration=migration,
        agreement=orders.agreement_of(migration),
        exit_point=exit_point,
        departs_on=departs_on,
        ends_on=departs_on + timedelta(days=days),
        granted_at=at,
        granted_by=by.membership_id,
    )
    audit.record(
        "clearance.granted",
        by=by,
        at=at,
        subject=subject_of(migration),
        facts={"clearance": made.public_id, "exit_point": exit_point.pk},
    )
    _share(migration, exit_point, departs_on, by=by, at=at)
    for follow in after_grant:
        follow(made, by, at)
    return made


@transaction.atomic
def revoke(*, clearance: Clearance, because: str, by: Actor, at: datetime) -> Clearance:
    """Take a clearance back, with a reason: she prepares again, her passes are revoked.

    Raises: NotAllowed, Refused without a reason, WrongState when she has left or it is taken back.
    """
    require(by, Permission.CLEARANCE_GRANT)
    if not because.strip():
        raise Refused(_("Say why."))
    found = (
        Clearance.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person", "exit_point")
        .filter(pk=clearance.pk, revoked_at=None)
        .first()
    )
    if found is None:
        raise WrongState(_("This clearance is taken back already."))
    if found.migration.stage != Stage.CLEARED:
        raise WrongState(_("She has left: a clearance cannot be taken back any more."))
    found.revoked_at, found.revoked_by = at, by.membership_id
    found.revoked_because = because[:300]
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    events.record(
        person=found.migration.person,
        migration=found.migration,
        kind="departure.clearance_revoked",
        by=by,
        at=at,
        facts={"clearance": found.public_id},
    )
    # Taken back, not moved on: no requirement may stand in the way of stopping her departure.
    stages.take_back(migration=found.migration, by=by, at=at, reason="departure.clearance_revoked")
    clearance.migration.stage = found.migration.stage
    audit.record(
        "clearance.revoked",
        by=by,
        at=at,
        subject=subject_of(found.migration),
        facts={"clearance": found.public_id},
    )
    for follow in after_revoke:
        follow(found, by, at)
    return found


@transaction.atomic
def postpone(
    *,
    clearance: Clearance,
    departs_on: date,
    by: Actor,
    at: datetime,
    exit_point: ExitPoint | None = None,
    days: int = 3,
) -> Clearance:
    """Move a clearance to other days or another exit point: the gate is asked anew for today.

    Raises: what `revoke` and `grant` raise; then nothing has changed.
    """
    old = revoke(clearance=clearance, because=_("Moved to another day."), by=by, at=at)
    return grant(
        migration=old.migration,
        exit_point=exit_point or old.exit_point,
        departs_on=departs_on,
        by=by,
        at=at,
        days=days,
    )


def _check_days(departs_on: date, days: int, *, today: date) -> None:
    if departs_on < today:
        raise DaysDoNotFit(_("This day has passed. Choose the day on which she leaves."))
    if departs_on > today + _AT_MOST_AHEAD:
        raise DaysDoNotFit(_("This day is too far away: papers may expire before it."))
    if not 1 <= days <= MOST_DAYS:
        raise DaysDoNotFit(
            _("A clearance covers 1 to %(most)d days, not %(days)d.")
            % {"most": MOST_DAYS, "days": days}
        )


def _share(
    migration: Migration, exit_point: ExitPoint, departs_on: date, *, by: Actor, at: datetime
) -> None:
    # "Today's list" of the port team (handbook 8.3): whoever may be on duty there that day.
    morning = datetime.combine(departs_on, time(6), tzinfo=WITA)
    for organisation_id in queries.offices_at(exit_point, at=max(at, morning)):
        people.share(person=migration.person, organisation_id=organisation_id, by=by, at=at)
