"""Tells the database who acts: the session settings that policies and history triggers read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from pulang.access.terms import Actor

_SET = (
    "select set_config('pulang.membership', %s, false),"
    " set_config('pulang.reason', %s, false), set_config('pulang.request', %s, false)"
)


def enter(actor: Actor | None, *, reason: str = "", request: str = "") -> None:
    """Let the connection act for the actor; nobody when None."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [str(actor.membership_id) if actor else "", reason[:500], request[:200]])


@contextmanager
def acting(actor: Actor, *, reason: str = "", request: str = "") -> Iterator[Actor]:
    """Act for the actor within the block, then for whoever acted before: jobs, commands, tests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('pulang.membership', true),"
            " current_setting('pulang.reason', true), current_setting('pulang.request', true)"
        )
        before = [value or "" for value in cursor.fetchone() or ("", "", "")]
    enter(actor, reason=reason, request=request)
    try:
        yield actor
    finally:
        if not connection.needs_rollback and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(_SET, before)
