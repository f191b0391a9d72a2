"""Taking a complaint, working on it, carrying it up when it is late."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.models import Complaint, ComplaintStep
from pulang.abroad.queries import limits
from pulang.abroad.rules import complaints as rules
from pulang.abroad.terms import (
    COMPLAINT_ENDED,
    ComplaintState,
    Escalation,
    LimitOf,
    class_of_complaint,
)
from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries.actors import service_actor
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base import crypto
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.base.privacy import DataClass
from pulang.coordination import terms as desks
from pulang.coordination.actions import referrals, tasks
from pulang.coordination.queries import offices
from pulang.journey.actions import events
from pulang.journey.actions import people as journey_people
from pulang.journey.queries import migrations
from pulang.people.actions import own_files
from pulang.people.models import Person
from pulang.people.queries import person_for
from pulang.people.terms import ConsentBasis

TASK = "abroad.complaint"
SAFE_TASK = "abroad.complaint_of_a_victim"


class SayWhat(Refused):
    """An answer needs its words: what was done, what came of it."""

    code = "abroad.say_what"


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """What a worker complains of, as she or an officer wrote it."""

    category: str
    story: str = ""
    is_in_danger: bool = False


def subject_of(complaint: Complaint) -> Subject:
    """Return the subject of an audit row."""
    return Subject("complaint", complaint.public_id)


@transaction.atomic
def receive(*, person: Person, draft: ComplaintDraft, by: Actor, at: datetime) -> Complaint:
    """Take a complaint, from an officer or from the worker herself.

    A story that suggests a victim goes to the nearest case worker's office and to nobody else; the
    officer who wrote it down gets its number and cannot open it again.

    Raises: NotAllowed, NotFound.
    """
    _require(person, by)
    person = person_for(by, person.public_id)
    service = service_actor()
    # The one crossing: whoever may write this down may not always read it afterwards.
    with context.acting(service, reason="a complaint is taken"):
        complaint = _write(person, draft, by=by, at=at)
        _hand_over(complaint, service=service, at=at)
    audit.record(
        "complaint.received",
        by=by,
        at=at,
        subject=subject_of(complaint),
        facts={"class": complaint.data_class},
    )
    return complaint


@transaction.atomic
def step(
    *, complaint: Complaint, state: ComplaintState, note: str, by: Actor, at: datetime
) -> Complaint:
    """Take the next step: in work, with the mission, solved or not, became a case.

    Raises: NotAllowed, WrongState, SayWhat.
    """
    require(by, Permission.COMPLAINT_WRITE)
    found = Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    if not rules.may_follow(found.state, state):
        raise WrongState(
            _("From “%(here)s” no step leads to “%(there)s”.")
            % {"here": found.get_state_display(), "there": ComplaintState(state).label}
        )
    if not note.strip():
        raise SayWhat(_("Write what was done or what came of it: she will ask."))
    found.state = state
    ends = state in COMPLAINT_ENDED
    found.ended_at, found.ended_by = (at, by.membership_id) if ends else (None, None)
    found.save(update_fields=["state", "ended_at", "ended_by"])
    _note(found, state, note, by=by, at=at)
    _follow_with_tasks(found, by=by, at=at)
    _record(found, "abroad.complaint_step", by=by, at=at)
    audit.record(
        "complaint.step", by=by, at=at, subject=subject_of(found), facts={"state": str(state)}
    )
    return found


@transaction.atomic
def carry_up(*, at: datetime) -> int:
    """Carry every late complaint up, each step once; return how many. The clock's work.

    The database finds what is newly late and nothing else; a row taken by another run is left to
    it, and the one step of each escalation is unique: run twice at once, or killed in between, the
    clock doubles and skips nothing.
    """
    service = service_actor()
    with context.acting(service, reason="late complaints"):
        late = list(
            Complaint.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .newly_late(at=at)
            .select_related("person", "migration")
            .order_by("pk")
        )
        for complaint in late:
            _raise(complaint, at)
        Complaint.objects.bulk_update(late, ["escalation", "urgency", "known_to"], 500)
        ComplaintStep.objects.bulk_create(_escalation_step(c, service, at) for c in late)
        for complaint in late:
            _tell_above(complaint, service=service, at=at)
    return len(late)


def task_key(complaint: Complaint) -> str:
    """Return the key of the task that stands for a complaint."""
    return f"{TASK}:{complaint.public_id}"


def _require(person: Person, by: Actor) -> None:
    if by.role == Role.WORKER:
        require(by, Permission.OWN_FILE)
        own = own_files.person_of(by)
        if own is None or own.pk != person.pk:
            raise NotAllowed(_("You can complain for yourself only."))
        return
    require(by, Permission.COMPLAINT_WRITE)


def _write(person: Person, draft: ComplaintDraft, *, by: Actor, at: datetime) -> Complaint:
    data_class = class_of_complaint(draft.category, is_in_danger=draft.is_in_danger)
    codes = (draft.category, "danger") if draft.is_in_danger else (draft.category,)
    day = at.astimezone(WITA).date()
    complaint = Complaint.objects.create(
        person=person,
        migration=migrations.current_of(person),
        category=draft.category,
        is_in_danger=draft.is_in_danger,
        data_class=data_class,
        sealed_story=crypto.seal(draft.story, data_class=data_class),
        urgency=rules.urgency(draft.category, is_in_danger=draft.is_in_danger),
        received_at=at,
        received_by=by.membership_id,
        answer_due_at=at + limits.allowed(LimitOf.COMPLAINT_ANSWER, *codes, on=day),
        solution_due_at=at + limits.allowed(LimitOf.COMPLAINT_SOLUTION, *codes, on=day),
    )
    _note(complaint, ComplaintState.RECEIVED, "", by=by, at=at)
    _record(complaint, "abroad.complaint", by=by, at=at)
    return complaint


def _hand_over(complaint: Complaint, *, service: Actor, at: datetime) -> None:
    if complaint.data_class == DataClass.D6:
        _hand_to_case_worker(complaint, service=service, at=at)
    _open_task(complaint, desk=_desk(complaint), service=service, at=at)


def _hand_to_case_worker(complaint: Complaint, *, service: Actor, at: datetime) -> None:
    office = offices.protecting(complaint.person.place_code)
    if office is None:
        return
    complaint.known_to = [office.pk]
    complaint.save(update_fields=["known_to"])
    # Vital interest: whoever must find her today cannot wait until the referral is accepted.
    journey_people.share(person=complaint.person, organisation_id=office.pk, by=service, at=at)
    referrals.open(
        person=complaint.person,
        migration=complaint.migration,
        to_organisation=office,
        service=desks.Service.SCREENING,
        shared=[desks.Item.NAME, desks.Item.PLACE, desks.Item.STAGE, desks.Item.FILE],
        basis=ConsentBasis.VITAL_INTEREST,
        due_at=complaint.solution_due_at,
        by=service,
        at=at,
    )


def _desk(complaint: Complaint) -> str:
    if complaint.data_class == DataClass.D6:
        if complaint.known_to:
            return desks.office(complaint.known_to[-1])
        return desks.desk(Role.CASE_WORKER, complaint.person.place_code or "53")
    place = complaint.person.place_code
    carried_up = complaint.escalation > Escalation.NONE or len(place) < 4
    role = Role.PROVINCIAL_OFFICER if carried_up else Role.KABUPATEN_OFFICER
    return desks.desk(role, place or "53")


def _open_task(complaint: Complaint, *, desk: str, service: Actor, at: datetime) -> None:
    is_safe = complaint.data_class == DataClass.D6
    due = (
        complaint.answer_due_at
        if complaint.state == ComplaintState.RECEIVED and not complaint.escalation
        else complaint.solution_due_at
    )
    tasks.open(
        kind=SAFE_TASK if is_safe else TASK,
        key=task_key(complaint),
        desk=desk,
        person=complaint.person,
        migration=complaint.migration,
        urgency=complaint.urgency,
        due_at=due,
        facts={} if is_safe else {"category": complaint.category},
        url=complaint.get_absolute_url(),
        by=service,
        at=at,
    )


def _follow_with_tasks(complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """Keep one task open while the complaint is, due when it has to be solved; none afterwards."""
    tasks.done(key=task_key(complaint), by=by, at=at)
    if not complaint.has_ended:
        _open_task(complaint, desk=_desk(complaint), service=by, at=at)


def _raise(complaint: Complaint, at: datetime) -> None:
    complaint.escalation = rules.escalation(
        state=complaint.state,
        answer_due_at=complaint.answer_due_at,
        solution_due_at=complaint.solution_due_at,
        at=at,
    )
    complaint.urgency = rules.urgency(
        complaint.category,
        is_in_danger=complaint.is_in_danger,
        escalation=complaint.escalation,
    )
    if complaint.data_class == DataClass.D6:
        _add_office_above(complaint)


def _add_office_above(complaint: Complaint) -> None:
    place = complaint.person.place_code
    wider = offices.nearest(Role.CASE_WORKER, place[:2] if place else "")
    if wider and wider.pk not in complaint.known_to:
        complaint.known_to = [*complaint.known_to, wider.pk]


def _escalation_step(complaint: Complaint, service: Actor, at: datetime) -> ComplaintStep:
    return ComplaintStep(
        complaint=complaint,
        state=complaint.state,
        escalation=complaint.escalation,
        sealed_note=crypto.seal("", data_class=complaint.data_class),
        taken_at=at,
        taken_by=service.membership_id,
    )


def _tell_above(complaint: Complaint, *, service: Actor, at: datetime) -> None:
    """Move the task to the desk above: the desk that let it lie does not keep it."""
    if complaint.data_class == DataClass.D6 and complaint.known_to:
        journey_people.share(
            person=complaint.person,
            organisation_id=complaint.known_to[-1],
            by=service,
            at=at,
        )
    tasks.cancel(key=task_key(complaint), by=service, at=at)
    _open_task(complaint, desk=_desk(complaint), service=service, at=at)
    audit.record(
        "complaint.carried_up",
        by=service,
        at=at,
        subject=subject_of(complaint),
        facts={"escalation": int(complaint.escalation)},
    )


def _note(
    complaint: Complaint, state: ComplaintState, note: str, *, by: Actor, at: datetime
) -> None:
    ComplaintStep.objects.create(
        complaint=complaint,
        state=state,
        sealed_note=crypto.seal(note.strip(), data_class=complaint.data_class),
        taken_at=at,
        taken_by=by.membership_id,
    )


def _record(complaint: Complaint, kind: str, *, by: Actor, at: datetime) -> None:
    """Write it on the timeline; of a story that suggests a victim only that there is something."""
    is_safe = complaint.data_class == DataClass.D6
    facts = {"state": str(complaint.state)}
    events.record(
        person=complaint.person,
        migration=complaint.migration,
        kind=kind,
        by=by,
        at=at,
        data_class=complaint.data_class,
        facts=facts if is_safe else {**facts, "category": complaint.category},
    )
