"""The audit trail: written in the same transaction as what it tells."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from pulang.access.terms import Actor, Subject

_ENTRY = "access_record(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_waiting: ContextVar[list[list[Any]] | None] = ContextVar("audit_waiting", default=None)


def record(
    event: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Subject | None = None,
    facts: Mapping[str, Any] | None = None,
    request: str = "",
    user_id: int | None = None,
) -> None:
    """Append one entry. Facts hold codes, counts and public ids, never a name or number of a person.

    `user_id` names an account without a membership (sign-in). Within a reading request, whose transaction refuses writes, the entry follows when the reading
    ends, before the page leaves the house.
    """
    row = [
        at,
        event,
        subject.kind if subject else "",
        subject.public_id if subject else "",
        by.user_id if by else user_id,
        by.membership_id if by else None,
        by.organisation_id if by else None,
        json.dumps(dict(facts or {}), cls=DjangoJSONEncoder),
        request[:200],
    ]
    waiting = _waiting.get()
    if waiting is None:
        _write([row])
    else:
        waiting.append(row)


def opened(*, by: Actor, at: datetime, subject: Subject, classes: tuple[str, ...]) -> None:
    """Record that a record was read, with the data classes that were shown (R8.9)."""
    record(f"{subject.kind}.opened", by=by, at=at, subject=subject, facts={"classes": classes})


@contextmanager
def after_reading() -> Iterator[None]:
    """Hold the entries of the block back and write them at its end: for read-only transactions."""
    waiting: list[list[Any]] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        if waiting:
            _write(waiting)


def seal(*, wait: bool = False) -> int:
    """Extend the hash chain over what was committed; return how many entries it took in."""
    with connection.cursor() as cursor:
        cursor.execute("select access_seal_audit(%s)", [wait])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _write(rows: list[list[Any]]) -> None:
    entries = ", ".join([_ENTRY] * len(rows))
    values = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            # Nothing can take the entries back: written, chained and committed in one statement,
            # because every page with a person on it waits for this.
            cursor.execute(f"select {entries}, access_chain_audit()", values)
            return
        cursor.execute(f"select {entries}", values)
    transaction.on_commit(_seal_quietly, robust=True)


def _seal_quietly() -> None:
    seal()
