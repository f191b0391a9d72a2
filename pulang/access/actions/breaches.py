"""A breach: recorded, told to the authority and to the persons within 3×24 hours (R8.6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import Breach
from pulang.access.terms import Actor, BreachKind, Permission, Subject
from pulang.base.errors import Refused, WrongState
from pulang.base.privacy import DataClass


class NotYet(Refused):
    """A moment that has not come cannot be recorded."""

    code = "access.not_yet"


@transaction.atomic
def report(
    *,
    kind: BreachKind,
    discovered_at: datetime,
    classes: Sequence[DataClass],
    what_happened: str,
    by: Actor,
    at: datetime,
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
    membership_id: int | None = None,
) -> Breach:
    """Record a breach; the clock of 3×24 hours runs from its discovery.

    Raises: NotAllowed, NotYet.
    """
    require(by, Permission.PRIVACY_DESK)
    if discovered_at > at:
        raise NotYet(_("The discovery cannot lie in the future."))
    made = Breach.objects.create(
        kind=kind,
        discovered_at=discovered_at,
        began_at=began_at,
        ended_at=ended_at,
        classes=[str(one) for one in classes],
        what_happened=what_happened,
        membership_id=membership_id,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    audit.record(
        "breach.reported", by=by, at=at, subject=_subject(made), facts={"classes": made.classes}
    )
    return made


@transaction.atomic
def handle(*, breach: Breach, handling: str, by: Actor, at: datetime) -> None:
    """Write down what is done to handle it and to recover.

    Raises: NotAllowed.
    """
    require(by, Permission.PRIVACY_DESK)
    Breach.objects.filter(pk=breach.pk).update(handling=handling.strip())
    audit.record("breach.handled", by=by, at=at, subject=_subject(breach))


def tell_authority(*, breach: Breach, by: Actor, at: datetime) -> None:
    """Record that the letter to the authority was sent.

    Raises: NotAllowed, WrongState.
    """
    _tell(breach, "authority", by=by, at=at)


def tell_subjects(*, breach: Breach, by: Actor, at: datetime) -> None:
    """Record that the persons concerned were told.

    Raises: NotAllowed, WrongState.
    """
    _tell(breach, "subjects", by=by, at=at)


@transaction.atomic
def _tell(breach: Breach, whom: str, *, by: Actor, at: datetime) -> None:
    require(by, Permission.PRIVACY_DESK)
    if not breach.handling:
        raise WrongState(_("Write down the handling first: the letter must say what is done."))
    changed = Breach.objects.filter(pk=breach.pk, **{f"{whom}_told_at": None}).update(
        **{f"{whom}_told_at": at, f"{whom}_told_by_id": by.user_id}
    )
    if not changed:
        raise WrongState(_("This was recorded already."))
    audit.record(
        f"breach.{whom}_told",
        by=by,
        at=at,
        subject=_subject(breach),
        facts={"late": at > breach.due_at},
    )


def _subject(breach: Breach) -> Subject:
    return Subject("breach", breach.public_id)
