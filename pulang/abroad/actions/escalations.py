"""The ladder after a question without an answer: one step after the other, each once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse

from pulang.abroad import texts
from pulang.abroad.actions import clock, desks
from pulang.abroad.models import CheckIn, EscalationStep, SafeContact
from pulang.abroad.queries import links, silence
from pulang.abroad.rules import ladder
from pulang.abroad.rules import links as keys
from pulang.abroad.terms import CheckInState, ContactRank, LadderStep, StepOutcome
from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency
from pulang.journey.actions import events
from pulang.notices.actions import outbox
from pulang.notices.actions.outbox import Draft
from pulang.notices.terms import Channel

BATCH = 200

# The clock moves and the step is written in one statement: there is no moment between the two at
# which a worker could be killed. A second worker waits for the row, reads it anew, and finds its
# next step in the future; the unique key of steps says the same again.
_ADVANCE = f"""
with moved as (
  update abroad_checkin c
  set state = 'missed', step = c.step + 1,
      next_step_at = %(at)s + make_interval(hours =>
        {ladder.WAIT_SQL.format(c="c", step="c.step + 2")})
  where c.state in ('asked', 'missed') and c.next_step_at <= %(at)s and c.step < {ladder.LAST}
  returning c.id, c.step
), made as (
  insert into abroad_escalationstep (check_in_id, step, reached_at, outcome)
  select id, step, %(at)s, '' from moved
  returning 1
)
select count(*) from made
"""  # noqa: S608 - put together from constants of our own


def advance(*, at: datetime, by: Actor | None = None) -> int:
    """Let every question whose time is over reach its next step; return how many did."""
    service = by or service_actor()
    with context.acting(service, reason="escalation"), connection.cursor() as cursor:
        cursor.execute(_ADVANCE, {"at": at})
        (count,) = cursor.fetchone() or (0,)
    return int(count)


@dataclass(slots=True)
class _Night:
    """One batch of deeds: who does them, the ways to write, the messages gathered so far."""

    by: Actor
    at: datetime
    ways: dict[tuple[int, int], SafeContact]
    drafts: list[Draft]
    tasks: list[tasks.Draft]
    events: list[events.Draft]


def act(*, at: datetime, by: Actor | None = None, most: int = BATCH) -> int:
    """Do what the reached steps ask for; return how many were done. Call until 0.

    A batch is one transaction with its messages and tasks: killed, it is done anew from the start.
    """
    service = by or service_actor()
    with context.acting(service, reason="escalation"), transaction.atomic():
        steps = list(
            EscalationStep.objects.filter(acted_at=None)
            .order_by("id")
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("check_in__placement__migration__person")[:most]
        )
        if not steps:
            return 0
        silent = silence.about({one.check_in.placement.migration.person_id for one in steps})
        night = _Night(service, at, _ways(steps), [], [], [])
        for step in steps:
            _act(step, silent, night)
        outbox.queue_many(night.drafts, at=at, by=service)
        tasks.open_many(drafts=night.tasks, by=service, at=at)
        events.record_many(drafts=night.events, by=service, at=at)
        EscalationStep.objects.bulk_update(steps, ["outcome", "acted_at", "acted_by"])
    return len(steps)


def _ways(steps: list[EscalationStep]) -> dict[tuple[int, int], SafeContact]:
    """Return by placement and rank the ways by which a machine may write."""
    found = SafeContact.objects.filter(
        placement_id__in={one.check_in.placement_id for one in steps}, ended_at=None
    ).exclude(channel__in=[Channel.PHONE, Channel.WEB])
    return {(one.placement_id, one.rank): one for one in found}


def _act(step: EscalationStep, silent: set[int], night: _Night) -> None:
    check_in = step.check_in
    migration = check_in.placement.migration
    if check_in.state != CheckInState.MISSED or migration.person_id in silent:
        step.outcome = StepOutcome.NOT_NEEDED
    else:
        step.outcome = _DOES[LadderStep(step.step)](check_in, night)
        night.events.append(
            events.Draft(
                person=migration.person,
                migration=migration,
                kind="abroad.no_answer",
                occurred_at=step.reached_at,
                facts={"step": step.step, "check_in": check_in.public_id},
            )
        )
    step.acted_at, step.acted_by = night.at, night.by.membership_id


def _write(check_in: CheckIn, rank: ContactRank, template: str, night: _Night) -> bool:
    """Gather a message to a contact; False when there is none that a machine may write to."""
    contact = night.ways.get((check_in.placement_id, rank))
    if contact is None:
        return False
    draft = Draft(
        channel=contact.channel,
        address=clock.address_of(contact),
        template=template,
        language=contact.language,
        facts={"link": links.address(check_in.public_id)},
        key=keys.message(check_in.public_id, f"step{int(rank)}"),
        safe=contact.safe,
    )
    night.drafts.append(draft)
    return True


def _put(
    check_in: CheckIn, step: LadderStep, kind: str, desk: str, night: _Night, *, url: str = ""
) -> StepOutcome:
    night.tasks.append(
        desks.draft(
            kind=kind,
            key=keys.step_task(check_in.public_id, step),
            desk=desk,
            migration=check_in.placement.migration,
            url=url or check_in.get_absolute_url(),
            at=night.at,
            urgency=Urgency.NOW if step == LadderStep.PROVINCE else Urgency.TODAY,
            hours=24,
            facts={"step": int(step)},
        )
    )
    return StepOutcome.TASK


def _remind(check_in: CheckIn, night: _Night) -> StepOutcome:
    if _write(check_in, ContactRank.HERSELF, texts.REMIND, night):
        return StepOutcome.MESSAGE
    night.tasks.append(clock.call_draft(check_in, at=night.at))
    return StepOutcome.TASK


def _second(check_in: CheckIn, night: _Night) -> StepOutcome:
    if _write(check_in, ContactRank.SECOND, texts.SECOND, night):
        return StepOutcome.MESSAGE
    desk = desks.kabupaten(check_in.placement.migration)
    return _put(check_in, LadderStep.SECOND, "abroad.no_answer", desk, night)


def _family(check_in: CheckIn, night: _Night) -> StepOutcome:
    # The village asks in person, whatever else is sent: a text alone frightens a family.
    _write(check_in, ContactRank.FAMILY, texts.FAMILY, night)
    # What it heard is noted as a contact: a village opens no check-in.
    migration = check_in.placement.migration
    url = reverse("abroad:contact_new", args=[migration.public_id])
    return _put(
        check_in, LadderStep.FAMILY, "abroad.ask_family", desks.village(migration), night, url=url
    )


def _mission(check_in: CheckIn, night: _Night) -> StepOutcome:
    desk = desks.kabupaten(check_in.placement.migration)
    return _put(check_in, LadderStep.MISSION, "abroad.ask_mission", desk, night)


def _province(check_in: CheckIn, night: _Night) -> StepOutcome:
    # Nobody is declared missing by a machine: a person decides.
    desk = desks.province(check_in.placement.migration)
    return _put(check_in, LadderStep.PROVINCE, "abroad.is_she_missing", desk, night)


_DOES: dict[LadderStep, Callable[[CheckIn, _Night], StepOutcome]] = {
    LadderStep.REMINDER: _remind,
    LadderStep.SECOND: _second,
    LadderStep.FAMILY: _family,
    LadderStep.MISSION: _mission,
    LadderStep.PROVINCE: _province,
}
