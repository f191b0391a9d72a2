"""Hearing an answer, helping, closing; and when a person decides that somebody is missing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad import texts
from pulang.abroad.actions import clock, desks, schedules
from pulang.abroad.models import CheckIn, CheckInNote, Placement, SafeContact, Schedule
from pulang.abroad.rules import links as keys
from pulang.abroad.terms import (
    CLOSE_WITH,
    UNANSWERED,
    Answer,
    CheckInState,
    ContactRank,
    LadderStep,
    Outcome,
    Risk,
    Via,
    WarningReason,
)
from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Subject
from pulang.base import crypto
from pulang.base.errors import Refused, WrongState
from pulang.base.privacy import DataClass
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency
from pulang.journey.actions import events, stages
from pulang.journey.terms import Stage
from pulang.notices.actions import outbox
from pulang.notices.terms import Channel

AGAIN_HOURS = 6
"""The same "fine" within so many hours is the same answer."""
HELP_DESKS = ("kabupaten", "province")


class NotYet(Refused):
    """The ladder has not been climbed: others can still be asked."""

    code = "abroad.not_yet"


def heard(
    *,
    placement: Placement,
    answer: Answer,
    via: Via,
    at: datetime,
    by: Actor | None = None,
    text: str = "",
    is_sure: bool = True,
) -> CheckIn:
    """Take what she said: close the open question, or keep what she says unasked.

    "Help" and "call me" lie on two desks before this returns. The same cry twice is one; her words
    are added to it. Nothing is refused: whoever reaches her hears it.
    """
    service = service_actor()
    with context.acting(service, reason="answer to a check-in"), transaction.atomic():
        check_in = _take(placement, answer, via, by=by or service, at=at)
        if text.strip():
            _note(check_in, text, by=by or service, at=at)
        if check_in.state == CheckInState.ANSWERED:
            _call_for_help(check_in, is_sure=is_sure, by=service, at=at)
        _reply(check_in, answer, via, by=service, at=at)
    facts = {"answer": answer, "via": via}
    subject = Subject("check_in", check_in.public_id)
    audit.record("check_in.answered", by=by, at=at, subject=subject, facts=facts)
    return check_in


def _take(placement: Placement, answer: Answer, via: Via, *, by: Actor, at: datetime) -> CheckIn:
    # Two answers at once, or an answer and the clock: the schedule's row is the door.
    schedule = Schedule.objects.select_for_update().get(placement=placement)
    check_in = _open_or_new(placement, answer, via, by=by, at=at)
    late = check_in.step >= LadderStep.SECOND and answer == Answer.FINE
    schedule.last_answer_at = max(at, schedule.last_answer_at or at)
    schedule.save(update_fields=["last_answer_at"])
    if answer == Answer.HELP:
        schedules.tighten(placement, risk=Risk.HIGH, of=WarningReason.HELP, by=by, at=at)
    elif late:
        schedules.tighten(placement, risk=Risk.RAISED, of=WarningReason.LATE, by=by, at=at)
    return check_in


def _open_or_new(
    placement: Placement, answer: Answer, via: Via, *, by: Actor, at: datetime
) -> CheckIn:
    mine = CheckIn.objects.filter(placement=placement).select_for_update()
    waiting = mine.filter(state=CheckInState.ANSWERED).order_by("-id").first()
    asked = mine.unanswered().first()
    if answer == Answer.FINE and asked is None:
        said = mine.filter(
            answer=Answer.FINE, answered_at__gt=at - timedelta(hours=AGAIN_HOURS)
        ).first()
        if said is not None:
            return said
    if waiting is not None and asked is None and answer != Answer.FINE:
        if answer == Answer.HELP and waiting.answer == Answer.CALL:
            waiting.answer = Answer.HELP
            waiting.save(update_fields=["answer"])
            _event(waiting, by=by, at=at)
        return waiting
    found = asked or CheckIn(placement=placement, due_at=at, is_unasked=True)
    _answered(found, answer, via, by=by, at=at)
    return found


def _answered(check_in: CheckIn, answer: Answer, via: Via, *, by: Actor, at: datetime) -> None:
    is_fine = answer == Answer.FINE
    check_in.answer, check_in.via = answer, via
    check_in.answered_at, check_in.answered_by = at, by.membership_id
    check_in.next_step_at = None
    check_in.state = CheckInState.CLOSED if is_fine else CheckInState.ANSWERED
    if is_fine:
        check_in.closed_at, check_in.closed_by = at, by.membership_id
        check_in.outcome = Outcome.FINE
    is_new = check_in.pk is None
    check_in.save()
    if not is_new:
        clock.forget(check_in.public_id, by=service_actor(), at=at)
    _event(check_in, by=by, at=at)


def _event(check_in: CheckIn, *, by: Actor, at: datetime) -> None:
    """Write on her timeline that there was contact; that she asked for help, for fewer eyes."""
    migration, service = check_in.placement.migration, service_actor()
    facts = {"via": check_in.via, "check_in": check_in.public_id}
    person = migration.person
    events.record(
        person=person, migration=migration, kind="abroad.contact", by=service, at=at, facts=facts
    )
    if check_in.answer == Answer.HELP:
        events.record(
            person=person,
            migration=migration,
            kind="abroad.help",
            data_class=DataClass.D5,
            by=service,
            at=at,
            facts=facts,
        )


def _note(check_in: CheckIn, text: str, *, by: Actor, at: datetime) -> None:
    CheckInNote.objects.create(
        check_in=check_in,
        sealed_text=crypto.seal(text.strip()[:2000], data_class=DataClass.D6),
        written_at=at,
        written_by=by.membership_id,
    )


def _call_for_help(check_in: CheckIn, *, is_sure: bool, by: Actor, at: datetime) -> None:
    migration = check_in.placement.migration
    where = dict(
        zip(HELP_DESKS, (desks.kabupaten(migration), desks.province(migration)), strict=True)
    )
    for name, desk in where.items():
        desks.put(
            kind="abroad.help" if check_in.answer == Answer.HELP else "abroad.call_her",
            key=keys.help_task(check_in.public_id, name),
            desk=desk,
            migration=migration,
            url=check_in.get_absolute_url(),
            by=by,
            at=at,
            urgency=Urgency.NOW,
            hours=1 if check_in.answer == Answer.HELP else 4,
            facts={"is_sure": is_sure},
        )


def _reply(check_in: CheckIn, answer: Answer, via: Via, *, by: Actor, at: datetime) -> None:
    if via not in (Via.SMS, Via.WHATSAPP):
        return
    contact = SafeContact.objects.filter(
        placement_id=check_in.placement_id, rank=ContactRank.HERSELF, ended_at=None
    ).first()
    if contact is None or contact.channel not in (Channel.SMS, Channel.WHATSAPP):
        return
    outbox.queue(
        channel=contact.channel,
        address=clock.address_of(contact),
        template=texts.HEARD if answer == Answer.FINE else texts.WILL_CALL,
        language=contact.language,
        facts={},
        key=keys.message(check_in.public_id, f"reply.{answer}"),
        safe=contact.safe,
        at=at,
        by=by,
    )


@transaction.atomic
def called(*, placement: Placement, answer: Answer, text: str, by: Actor, at: datetime) -> CheckIn:
    """Write down a phone call in which she was reached.

    Raises: NotAllowed.
    """
    require(by, Permission.ABROAD_WRITE)
    return heard(placement=placement, answer=answer, via=Via.PHONE, text=text, by=by, at=at)


@transaction.atomic
def called_in_vain(*, placement: Placement, by: Actor, at: datetime) -> None:
    """Write down a call that nobody took: the ladder goes on.

    Raises: NotAllowed.
    """
    require(by, Permission.ABROAD_WRITE)
    events.record(
        person=placement.migration.person,
        migration=placement.migration,
        kind="abroad.called_in_vain",
        by=by,
        at=at,
    )


@transaction.atomic
def close(*, check_in: CheckIn, outcome: Outcome, text: str, by: Actor, at: datetime) -> CheckIn:
    """Say what was done about a cry for help or a wish to be called; both desks are free again.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.ABROAD_WRITE)
    found = _locked(check_in)
    if found.state != CheckInState.ANSWERED or outcome not in CLOSE_WITH:
        raise WrongState(_("Nothing waits here any more."))
    found.state, found.outcome = CheckInState.CLOSED, outcome
    found.closed_at, found.closed_by = at, by.membership_id
    found.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    if text.strip():
        _note(found, text, by=by, at=at)
    for desk in HELP_DESKS:
        tasks.done(key=keys.help_task(found.public_id, desk), by=by, at=at)
    subject = Subject("check_in", found.public_id)
    audit.record("check_in.closed", by=by, at=at, subject=subject, facts={"outcome": outcome})
    check_in.state = found.state
    return found


@transaction.atomic
def declare_missing(*, check_in: CheckIn, by: Actor, at: datetime) -> CheckIn:
    """Decide that she is out of contact: her file says so, and the machine stops asking.

    Raises: NotAllowed, NotYet before the last step of the ladder, WrongState.
    """
    require(by, Permission.ABROAD_WRITE)
    found = _locked(check_in)
    if found.state != CheckInState.MISSED:
        raise WrongState(_("She has answered, or this question is closed."))
    if found.step < LadderStep.PROVINCE:
        raise NotYet(
            _("The next step is “%(step)s”. Decide when everybody has been asked.")
            % {"step": LadderStep(found.step + 1).label}
        )
    stages.reach(migration=found.placement.migration, stage=Stage.MISSING, by=by, at=at)
    found.state, found.outcome, found.next_step_at = CheckInState.CLOSED, Outcome.MISSING, None
    found.closed_at, found.closed_by = at, by.membership_id
    found.save()
    outbox.cancel(keys=keys.messages(found.public_id), at=at)
    for key in keys.all_tasks(found.public_id):
        tasks.done(key=key, by=by, at=at)
    check_in.state = found.state
    return found


def _locked(check_in: CheckIn) -> CheckIn:
    return (
        CheckIn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("placement__migration__person")
        .get(pk=check_in.pk)
    )


def unanswered_of(placement: Placement) -> CheckIn | None:
    """Return the question that is open, as far as whoever acts may see it."""
    return CheckIn.objects.filter(placement=placement, state__in=sorted(UNANSWERED)).first()
