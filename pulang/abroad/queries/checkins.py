"""Reading check-ins: of one placement, and what waits on a desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pulang.abroad.models import CheckIn, CheckInNote, CheckInQuerySet, EscalationStep, Placement
from pulang.abroad.terms import CheckInState
from pulang.access.actions import audit
from pulang.access.terms import Actor, Subject
from pulang.base import crypto
from pulang.base.errors import NotFound
from pulang.base.privacy import DataClass

if TYPE_CHECKING:
    from django.db.models import QuerySet


def check_in_for(actor: Actor, public_id: str) -> CheckIn:
    """Return a check-in the actor may see; the database's policy decides.

    Raises: NotFound.
    """
    found = (
        CheckIn.objects.filter(public_id=public_id)
        .select_related("placement__migration__person", "placement__migration__destination")
        .first()
    )
    if found is None or actor.membership_id is None:
        raise NotFound
    return found


def of_placement(placement: Placement, *, most: int = 20) -> list[CheckIn]:
    """Return the latest check-ins of a placement."""
    return list(CheckIn.objects.filter(placement=placement)[:most])


def steps_of(check_in: CheckIn) -> "QuerySet[EscalationStep]":
    """Return the steps that were reached, the first one first."""
    return EscalationStep.objects.filter(check_in=check_in).order_by("step")


def overdue() -> CheckInQuerySet:
    """Return the questions without an answer, the highest on the ladder first."""
    return (
        CheckIn.objects.filter(state__in=[CheckInState.MISSED, CheckInState.ANSWERED])
        .select_related("placement__migration__person", "placement__migration__destination")
        .order_by("-step", "due_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Words:
    """A note in the open."""

    text: str
    written_at: datetime


def words(check_in: CheckIn, *, by: Actor, at: datetime) -> list[Words]:
    """Return her words and the notes, for whom the database shows them; reading is recorded."""
    notes = list(CheckInNote.objects.filter(check_in=check_in))
    if notes:
        subject = Subject("check_in", check_in.public_id)
        audit.opened(by=by, at=at, subject=subject, classes=(DataClass.D6,))
    return [
        Words(crypto.unseal(one.sealed_text, data_class=DataClass.D6), one.written_at)
        for one in notes
    ]
