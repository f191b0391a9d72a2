"""Reading complaints, and how many were solved in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from pulang.abroad.models import Complaint, ComplaintStep
from pulang.abroad.terms import ComplaintState
from pulang.access.models import Membership
from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.base.privacy import DataClass
from pulang.people.models import Person

SOLVED_DAYS = 30
"""Handbook 9.4, M13."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the page shows it."""

    state: str
    escalation: str
    note: str
    taken_at: datetime
    taken_by: str


@dataclass(frozen=True, slots=True)
class Solved:
    """M13 of one kabupaten: complaints received in a period, solved within thirty days."""

    place_code: str
    received: int
    solved: int


def complaints(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints the actor may see, the most urgent first; the policy decides."""
    if actor.membership_id is None:
        return Complaint.objects.none()
    return Complaint.objects.select_related("person").order_by(
        F("ended_at").asc(nulls_first=True), "urgency", "answer_due_at", "id"
    )


def complaint_for(actor: Actor, public_id: str) -> Complaint:
    """Return one complaint.

    Raises: NotFound, also for one that is not hers.
    """
    found = complaints(actor).select_related("migration").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def of_person(person: Person) -> list[Complaint]:
    """Return a person's complaints, as far as whoever acts may see them, the latest first."""
    return list(Complaint.objects.filter(person=person).order_by("-received_at", "-id"))


def steps_of(complaint: Complaint) -> list[StepView]:
    """Return every step of a complaint, first to last, with who took it."""
    steps = list(ComplaintStep.objects.filter(complaint=complaint).select_related("complaint"))
    names = _names(step.taken_by for step in steps)
    return [
        StepView(
            state=str(step.get_state_display()),
            escalation=str(step.get_escalation_display()) if step.escalation else "",
            note=step.note,
            taken_at=step.taken_at,
            taken_by=names.get(step.taken_by, ""),
        )
        for step in steps
    ]


def is_protected(complaint: Complaint) -> bool:
    """Tell whether opening it leaves a trace of its own (R8.9)."""
    return complaint.data_class == DataClass.D6


def solved_in_time(*, since: datetime, until: datetime) -> list[Solved]:
    """Return M13 a kabupaten for complaints received in [since, until)."""
    in_time = Q(
        state=ComplaintState.SOLVED,
        ended_at__lte=F("received_at") + timedelta(days=SOLVED_DAYS),
    )
    rows = (
        Complaint.objects.filter(received_at__gte=since, received_at__lt=until)
        .values("person__place_code")
        .annotate(received=Count("pk"), solved=Count("pk", filter=in_time))
    )
    found: dict[str, Solved] = {}
    for row in rows:
        code = row["person__place_code"][:4]
        before = found.get(code, Solved(code, 0, 0))
        found[code] = Solved(code, before.received + row["received"], before.solved + row["solved"])
    return [found[code] for code in sorted(found)]


def _names(keys: Iterable[int]) -> dict[int, str]:
    rows = Membership.objects.filter(pk__in=set(keys)).select_related("user", "organisation")
    return {row.pk: f"{row.user}, {row.organisation}" for row in rows}
