"""Break-glass: a file opened beyond one's reach, told to the auditors and reviewed by one (R8.4)."""

from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from pulang.access import queries
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import EmergencyAccess
from pulang.access.terms import (
    EMERGENCIES_A_DAY,
    EMERGENCY_MINUTES,
    Actor,
    Finding,
    Permission,
    Subject,
)
from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState

LEAST_REASON = 20


class TooManyEmergencies(Refused):
    """What happens every day is no emergency."""

    code = "access.too_many_emergencies"


class ReasonTooShort(Refused):
    """An auditor must be able to follow the reason."""

    code = "access.reason_too_short"


def find(*, kind: str, number: str, by: Actor) -> str:
    """Return the public id of a record by the number on a paper (a NIK), beyond one's reach.

    Raises: NotAllowed, NotFound.
    """
    require(by, Permission.EMERGENCY_OPEN)
    if not kind.isidentifier():
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute("select to_regprocedure(%s)", [f"access_find_{kind}(text)"])
        if cursor.fetchone() == (None,):
            raise NotFound
        cursor.execute(f"select access_find_{kind}(%s)", [number])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise NotFound
    return str(row[0])


@transaction.atomic
def open_file(
    *, kind: str, subject_id: str, reason: str, by: Actor, at: datetime
) -> EmergencyAccess:
    """Open one record for an hour; the auditors are told at once.

    Raises: NotAllowed, ReasonTooShort, TooManyEmergencies.
    """
    require(by, Permission.EMERGENCY_OPEN)
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonTooShort(
            _("Write in a sentence why you must see this file now (at least %(count)d letters).")
            % {"count": LEAST_REASON}
        )
    if queries.trail.emergencies_since(by, at=at) >= EMERGENCIES_A_DAY:
        raise TooManyEmergencies(
            _("You opened %(count)d files in the last 24 hours; ask the auditor for more.")
            % {"count": EMERGENCIES_A_DAY},
            count=EMERGENCIES_A_DAY,
        )
    opening = EmergencyAccess.objects.create(
        membership_id=by.membership_id,
        kind=kind,
        subject_id=subject_id,
        reason=reason.strip(),
        opened_at=at,
        until=at + timedelta(minutes=EMERGENCY_MINUTES),
    )
    audit.record(
        "emergency.opened",
        by=by,
        at=at,
        subject=Subject(kind, subject_id),
        facts={"emergency": opening.public_id, "minutes": EMERGENCY_MINUTES},
    )
    transaction.on_commit(partial(_tell_auditors, opening.public_id), robust=True)
    return opening


def _tell_auditors(public_id: str) -> None:
    jobs.configure_task("pulang.access.tasks.tell_auditors").defer(emergency=public_id)


@transaction.atomic
def close(*, opening: EmergencyAccess, by: Actor, at: datetime) -> None:
    """Close one's own opening before its time.

    Raises: NotAllowed, WrongState.
    """
    if opening.membership_id != by.membership_id:
        raise NotAllowed(_("Only who opened a file closes it."))
    if opening.closed_at or opening.until <= at:
        raise WrongState(_("This opening has ended already."))
    EmergencyAccess.objects.filter(pk=opening.pk).update(closed_at=at)
    audit.record("emergency.closed", by=by, at=at, subject=_subject(opening))


@transaction.atomic
def review(
    *, opening: EmergencyAccess, finding: Finding, note: str, by: Actor, at: datetime
) -> None:
    """Say whether an opening was justified.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.AUDIT_READ)
    if opening.membership.user_id == by.user_id:
        raise NotAllowed(_("Nobody reviews what she opened herself."))
    changed = EmergencyAccess.objects.filter(pk=opening.pk, reviewed_at=None).update(
        reviewed_at=at, reviewed_by_id=by.user_id, finding=finding, review=note.strip()
    )
    if not changed:
        raise WrongState(_("This opening was reviewed already."))
    audit.record(
        "emergency.reviewed", by=by, at=at, subject=_subject(opening), facts={"finding": finding}
    )


def _subject(opening: EmergencyAccess) -> Subject:
    return Subject("emergency", opening.public_id)
