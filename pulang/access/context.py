"""Tells the database who acts: the session settings that policies and history triggers read.

The membership is proved by an HMAC bound to this very database connection, under a key derived
from `SECRET_KEY` that the application's database role cannot read (`guard` hands it to the owner's
functions). SQL smuggled into a query cannot act for anybody else.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from pulang.access.terms import Actor

_SETTINGS = ("pulang.membership", "pulang.proof", "pulang.reason", "pulang.request")
_SET = "select " + ", ".join(f"set_config('{name}', %s, false)" for name in _SETTINGS)
_READ = "select " + ", ".join(f"current_setting('{name}', true)" for name in _SETTINGS)


def proof_key() -> bytes:
    """Return the key under which a membership is proved to the database."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"pulang.membership", "sha256")


def proof(membership_id: int, *, backend_pid: int) -> str:
    """Prove a membership to the database connection that `backend_pid` serves."""
    message = f"{membership_id}:{backend_pid}".encode()
    return hmac.new(proof_key(), message, hashlib.sha256).hexdigest()


def session_settings(
    actor: Actor, *, backend_pid: int, reason: str = "", request: str = ""
) -> dict[str, str]:
    """Return what another connection (ADBC, DuckDB) must set to act for the actor.

    `backend_pid` is what `select pg_backend_pid()` answers there.
    """
    values = (
        str(actor.membership_id),
        proof(actor.membership_id, backend_pid=backend_pid),
        reason[:500],
        request[:200],
    )
    return dict(zip(_SETTINGS, values, strict=True))


def enter(actor: Actor | None, *, reason: str = "", request: str = "") -> None:
    """Let the connection act for the actor; nobody when None."""
    values = ["", "", reason[:500], request[:200]]
    if actor:
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        values = list(
            session_settings(actor, backend_pid=pid, reason=reason, request=request).values()
        )
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


@contextmanager
def acting(actor: Actor, *, reason: str = "", request: str = "") -> Iterator[Actor]:
    """Act for the actor within the block, then for whoever acted before: jobs, commands, tests."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before = [value or "" for value in cursor.fetchone() or ("", "", "", "")]
    enter(actor, reason=reason, request=request)
    try:
        yield actor
    finally:
        if not connection.needs_rollback and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(_SET, before)
