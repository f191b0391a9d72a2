"""Beginning, tightening and stopping the clock of a placement."""

from datetime import datetime, timedelta

from django.db import transaction

from pulang.abroad.models import Placement, Schedule
from pulang.abroad.rules import rhythm
from pulang.abroad.terms import Risk, WarningReason
from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA

_RANK = {Risk.NORMAL: 0, Risk.RAISED: 1, Risk.HIGH: 2}


def begin(*, placement: Placement, at: datetime) -> Schedule:
    """Start the clock: the first question comes after the first interval of the first month."""
    held = rhythm.rhythm_on(at.astimezone(WITA).date())
    hours = rhythm.every_hours(
        started_at=placement.began_at, risk=Risk.NORMAL, warned_at=None, at=at, rhythm=held
    )
    due = rhythm.next_due(due_at=placement.began_at, at=at, hours=hours)
    return Schedule.objects.create(
        placement=placement, started_at=placement.began_at, next_due_at=due
    )


def warn(*, placement: Placement, risk: Risk, of: WarningReason, by: Actor, at: datetime) -> None:
    """Ask more closely from now on; a higher risk that still holds is not lowered.

    Raises: NotAllowed, except for the worker herself and the service.
    """
    if not by.may(Permission.OWN_FILE):
        require(by, Permission.ABROAD_WRITE)
    with context.acting(service_actor(), reason="schedule of check-ins"):
        tighten(placement, risk=risk, of=of, by=by, at=at)
    audit.record(
        "placement.warned",
        by=by,
        at=at,
        subject=Subject("placement", placement.public_id),
        facts={"risk": risk, "of": of},
    )


@transaction.atomic
def tighten(
    placement: Placement, *, risk: Risk, of: WarningReason, by: Actor, at: datetime
) -> None:
    schedule = Schedule.objects.select_for_update().get(placement=placement)
    held = rhythm.rhythm_on(at.astimezone(WITA).date())
    fresh = schedule.warned_at and at < schedule.warned_at + timedelta(days=held.raised_days)
    before = Risk(schedule.risk) if fresh else Risk.NORMAL
    schedule.risk = max(risk, before, key=lambda one: _RANK[one])
    schedule.warned_at, schedule.warned_by, schedule.warned_of = at, by.membership_id, of
    hours = rhythm.every_hours(
        started_at=schedule.started_at,
        risk=schedule.risk,
        warned_at=at,
        at=at,
        rhythm=held,
    )
    sooner = at + timedelta(hours=hours)
    if schedule.next_due_at is not None:
        schedule.next_due_at = min(schedule.next_due_at, sooner)
    schedule.save()


def stop(*, placement: Placement) -> None:
    """Stop the clock of a placement that ended."""
    Schedule.objects.filter(placement=placement).update(next_due_at=None)
