"""The clock of check-ins: closes what ended, opens what is due, asks.

Each stage is one statement over the whole table, or short transactions over a few hundred rows;
each can be killed anywhere and run again, by two workers at once, and does nothing twice.
"""

from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from pulang.abroad import texts
from pulang.abroad.actions import desks
from pulang.abroad.models import CheckIn, SafeContact
from pulang.abroad.queries import links, silence
from pulang.abroad.rules import ladder, rhythm
from pulang.abroad.rules import links as keys
from pulang.abroad.terms import ASKED_STAGES, UNANSWERED, CheckInState, ContactRank, Outcome
from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base import crypto
from pulang.base.clock import WITA
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency
from pulang.notices.actions import outbox
from pulang.notices.actions.outbox import Draft
from pulang.notices.terms import Channel

BATCH = 1000

# The slot moves on and the question is opened in one statement. A second worker waits for the rows,
# reads them anew and finds nothing due. Whoever has a question open is not asked a second one.
_OPEN = f"""
with moved as (
  update abroad_schedule s
  set last_due_at = s.next_due_at,
      next_due_at = {rhythm.NEXT_SQL.format(due="s.next_due_at", every=rhythm.EVERY_SQL.format(s="s"))}
  where s.next_due_at <= %(at)s
  returning s.placement_id, s.last_due_at, s.risk
), made as (
  insert into abroad_checkin
    (public_id, placement_id, risk, due_at, is_unasked, state, step, answer, via, outcome)
  select %(stamp)s || upper(left(u.hex, 12) || right(u.hex, 4)), m.placement_id, m.risk,
    m.last_due_at, false, 'due', 0, '', '', ''
  from moved m
  join abroad_placement p on p.id = m.placement_id and p.ended_at is null
  join journey_migration j on j.id = p.migration_id and j.stage = any(%(stages)s)
  cross join lateral (select replace(gen_random_uuid()::text, '-', '') as hex, m.placement_id) u
  on conflict do nothing
  returning 1
)
select (select count(*) from moved), (select count(*) from made)
"""  # noqa: S608 - put together from constants of our own

_LAY_DOWN = """
update abroad_checkin c
set state = 'closed', closed_at = %(at)s, closed_by = %(by)s, outcome = %(outcome)s,
    next_step_at = null
from abroad_placement p
join journey_migration j on j.id = p.migration_id
where p.id = c.placement_id and c.state = any(%(unanswered)s)
  and (p.ended_at is not null or not j.stage = any(%(stages)s))
returning c.public_id
"""


def lay_down(*, at: datetime, by: Actor | None = None) -> int:
    """Close the questions of placements that ended, and of those whom no machine asks any more."""
    service = by or service_actor()
    said: dict[str, Any] = {
        "at": at,
        "by": service.membership_id,
        "outcome": Outcome.ENDED,
        "unanswered": sorted(UNANSWERED),
        "stages": sorted(ASKED_STAGES),
    }
    with context.acting(service, reason="check-ins"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LAY_DOWN, said)
            closed = [row[0] for row in cursor.fetchall()]
        for check_in in closed:
            forget(check_in, by=service, at=at)
    return len(closed)


def forget(check_in: str, *, by: Actor, at: datetime) -> None:
    """Take back what still waits to be sent or done for a question that is no longer open."""
    outbox.cancel(keys=keys.messages(check_in), at=at)
    for key in keys.all_tasks(check_in):
        tasks.cancel(key=key, by=by, at=at)


def open_due(*, at: datetime, by: Actor | None = None) -> int:
    """Open a question for every placement whose slot has come; return how many."""
    held: dict[str, Any] = asdict(rhythm.rhythm_on(at.astimezone(WITA).date()))
    said = {**held, "at": at, "stamp": new_ulid()[:10], "stages": sorted(ASKED_STAGES)}
    service = by or service_actor()
    with context.acting(service, reason="check-ins"), connection.cursor() as cursor:
        cursor.execute(_OPEN, said)
        _moved, made = cursor.fetchone() or (0, 0)
    return int(made)


def ask(*, at: datetime, by: Actor | None = None, most: int = BATCH) -> int:
    """Ask what was opened, by each one's channel; return how many were asked. Call until 0."""
    service = by or service_actor()
    with context.acting(service, reason="check-ins"), transaction.atomic():
        due = list(
            CheckIn.objects.filter(state=CheckInState.DUE)
            .order_by("id")
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("placement__migration__person")[:most]
        )
        ways = _ways(due)
        silent = silence.about({one.placement.migration.person_id for one in due})
        spoken = [one for one in due if one.placement.migration.person_id not in silent]
        drafts = [_draft(one, ways[one.placement_id]) for one in spoken if one.placement_id in ways]
        outbox.queue_many(drafts, at=at, by=service)
        calls = [call_draft(one, at=at) for one in spoken if one.placement_id not in ways]
        tasks.open_many(drafts=calls, by=service, at=at)
        _asked(due, at=at)
    return len(due)


def _ways(due: list[CheckIn]) -> dict[int, SafeContact]:
    """Return each placement's own way, where a machine can write to it."""
    found = SafeContact.objects.filter(
        placement_id__in=[one.placement_id for one in due],
        rank=ContactRank.HERSELF,
        ended_at=None,
    ).exclude(channel__in=[Channel.PHONE])
    return {
        one.placement_id: one for one in found if one.address_hash or one.channel == Channel.WEB
    }


def address_of(contact: SafeContact) -> str:
    """Return the address of a contact in the open: for the outbox, and for the officer who calls."""
    sealed = contact.sealed_address
    return crypto.unseal(sealed, data_class=DataClass.D2) if sealed else ""


def _draft(check_in: CheckIn, contact: SafeContact) -> Draft:
    return Draft(
        channel=contact.channel,
        address=address_of(contact),
        template=texts.ASK,
        language=contact.language,
        key=keys.message(check_in.public_id, "ask"),
        facts={"link": links.address(check_in.public_id), "check_in": check_in.public_id},
        safe=contact.safe,
    )


def call_draft(check_in: CheckIn, *, at: datetime) -> tasks.Draft:
    """Return the call for her kabupaten's desk: she has no phone that a machine may write to."""
    migration = check_in.placement.migration
    return desks.draft(
        kind="abroad.call",
        key=keys.call_task(check_in.public_id),
        desk=desks.kabupaten(migration),
        migration=migration,
        url=check_in.get_absolute_url(),
        at=at,
        urgency=Urgency.TODAY,
        hours=24,
    )


def _asked(due: list[CheckIn], *, at: datetime) -> None:
    by_risk = groupby(sorted(due, key=lambda one: one.risk), key=lambda one: one.risk)
    for risk, rows in by_risk:
        CheckIn.objects.filter(pk__in=[one.pk for one in rows]).update(
            state=CheckInState.ASKED,
            asked_at=at,
            next_step_at=ladder.next_step_at(step=0, risk=risk, reached_at=at),
        )
