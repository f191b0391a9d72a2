"""Opening, doing and cancelling tasks.

A village officer's step opens a task of the kabupaten's desk, which she cannot see: these actions
cross from desk to desk by key, as functions of the database that answer nothing of the task.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from pulang.access.terms import Actor
from pulang.base.ids import new_ulid
from pulang.coordination.models import Task
from pulang.coordination.terms import Urgency
from pulang.journey.models import Migration
from pulang.people.models import Person

_OPEN = "select coordination_open_task(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_OPEN_MANY = """
select count(coordination_open_task(t.public_id, t.kind, t.key, t.desk, t.person, t.migration,
  t.urgency, t.due_at, t.facts, t.url, %s, %s))
from jsonb_to_recordset(%s::jsonb) as t(public_id text, kind text, key text, desk text,
  person bigint, migration bigint, urgency integer, due_at timestamptz, facts jsonb, url text)
"""
_CLOSE = "select coordination_close_task(%s, %s, %s, %s)"


def open(  # noqa: A001 - the desk's own word, always written tasks.open(…)
    *,
    kind: str,
    key: str,
    desk: str,
    by: Actor,
    at: datetime,
    due_at: datetime,
    person: Person | None = None,
    migration: Migration | None = None,
    urgency: Urgency | int = Urgency.THIS_WEEK,
    facts: Mapping[str, Any] | None = None,
    url: str = "",
) -> str:
    """Put a task on a desk; return its public id.

    A task with the same key that is open already is that one task: it becomes more urgent, never
    less, and due earlier, never later.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            [
                new_ulid(),
                kind,
                key,
                desk,
                person.pk if person else None,
                migration.pk if migration else None,
                int(urgency),
                due_at,
                json.dumps(dict(facts or {}), cls=DjangoJSONEncoder),
                url,
                at,
                by.membership_id,
            ],
        )
        (public_id,) = cursor.fetchone() or ("",)
    return str(public_id)


@dataclass(frozen=True, slots=True)
class Draft:
    """A task to be put on a desk."""

    kind: str
    key: str
    desk: str
    due_at: datetime
    person: Person | None = None
    migration: Migration | None = None
    urgency: Urgency | int = Urgency.THIS_WEEK
    facts: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


def open_many(*, drafts: Sequence[Draft], by: Actor, at: datetime) -> int:
    """Put many tasks on desks in one statement, each as `open` would; return how many."""
    if not drafts:
        return 0
    rows = [
        {
            "public_id": new_ulid(),
            "kind": one.kind,
            "key": one.key,
            "desk": one.desk,
            "person": one.person.pk if one.person else None,
            "migration": one.migration.pk if one.migration else None,
            "urgency": int(one.urgency),
            "due_at": one.due_at,
            "facts": dict(one.facts),
            "url": one.url,
        }
        for one in drafts
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_MANY, [at, by.membership_id, json.dumps(rows, cls=DjangoJSONEncoder)])
    return len(rows)


def done(*, key: str, by: Actor, at: datetime) -> bool:
    """Tick off the open task with this key; answer False when there is none."""
    return _close("done", key, by=by, at=at)


def cancel(*, key: str, by: Actor, at: datetime) -> bool:
    """Take the open task with this key off its desk; answer False when there is none."""
    return _close("cancelled", key, by=by, at=at)


def tick_off(several: Sequence[Task], by: Actor, at: datetime) -> int:
    """Tick off tasks that only wanted to be known; return how many. A kind's `bulk`."""
    return sum(done(key=task.key, by=by, at=at) for task in several)


def _close(how: str, key: str, *, by: Actor, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [key, how, at, by.membership_id])
        (closed,) = cursor.fetchone() or (0,)
    return bool(closed)
