"""Installs, after each migration, what the database itself enforces.

For every model of ours, from declarations beside its columns:
- `class Reach`: row-level security. `read` and `write`, and where they differ `add` (insert),
  `after` (the row after an update), `remove`; `columns`: those that may be updated at all;
  `rights`: which of select, insert, update, delete the application has; `append_only`: nobody,
  the owner included, changes a row; `found_by`: see `_finder`.
- `class History`: `kept`, the operations whose rows are kept (all three unless the reason for
  less stands beside it); `without`, columns that are not.

Runs as the owner; idempotent, so that code and database cannot drift apart.
"""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from pulang.access import context, terms

APP_ROLE = "pulang_app"
RIGHTS = ("select", "insert", "update", "delete")
OPERATIONS = ("insert", "update", "delete")
_TRANSITIONS = {
    "insert": "new table as new_rows",
    "update": "old table as old_rows new table as new_rows",
    "delete": "old table as old_rows",
}
_READ_ONLY = ("django_migrations", "django_content_type", "auth_permission", "auth_group")
_OWNERS_ALONE = ("access_key", "access_auditpending")
_ASKED_BY_POLICIES = (
    "access_acting()",
    "access_membership()",
    "access_user()",
    "access_area()",
    "access_organisations()",
    "access_role()",
    "access_classes()",
    "access_desks()",
    "access_reach(text)",
    "access_permits(text)",
    "access_open_ids(text)",
    "access_emergencies_today()",
)
_CALLED = (
    "access_record(timestamptz, text, text, text, bigint, bigint, bigint, jsonb, text)",
    "access_seal_audit(boolean)",
    "access_chain_audit()",
)
_TRIGGERED = ("access_keep_history()", "access_refuse_change()", "access_guard_user()")


def our_models() -> Iterator[type[models.Model]]:
    """Yield each concrete, managed model of the project."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("pulang.") and model._meta.managed:
            yield model


def kept(model: type[models.Model]) -> tuple[str, ...]:
    """Return the operations whose rows the history keeps."""
    return tuple(getattr(getattr(model, "History", None), "kept", OPERATIONS) or ())


def _policies(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    reach: Any = getattr(model, "Reach", None)
    for name in ("read", "add", "change", "remove"):
        cursor.execute(f"drop policy if exists pulang_{name} on {table}")
    if reach is None:
        cursor.execute(f"alter table {table} disable row level security")
        return
    write = getattr(reach, "write", "false")
    clauses = {
        "read": f"for select to {APP_ROLE} using ({reach.read})",
        "add": f"for insert to {APP_ROLE} with check ({getattr(reach, 'add', write)})",
        "change": (
            f"for update to {APP_ROLE} using ({write})"
            f" with check ({getattr(reach, 'after', write)})"
        ),
        "remove": f"for delete to {APP_ROLE} using ({getattr(reach, 'remove', write)})",
    }
    cursor.execute(f"alter table {table} enable row level security")
    for name, clause in clauses.items():
        cursor.execute(f"create policy pulang_{name} on {table} {clause}")


def _table_rights(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    reach: Any = getattr(model, "Reach", None)
    rights = getattr(reach, "rights", RIGHTS)
    columns = getattr(reach, "columns", ())
    cursor.execute(f"revoke all on {table} from {APP_ROLE}")
    for right in rights:
        what = f"update ({', '.join(columns)})" if right == "update" and columns else right
        cursor.execute(f"grant {what} on {table} to {APP_ROLE}")
    cursor.execute(f"drop trigger if exists pulang_append_only on {table}")
    if getattr(reach, "append_only", False):
        cursor.execute(
            f"create trigger pulang_append_only before update or delete on {table}"
            " for each statement execute function access_refuse_change()"
        )


def _history(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    without = getattr(getattr(model, "History", None), "without", ())
    arguments = ", ".join(f"'{word}'" for word in (model._meta.pk.column, *without))
    for operation in OPERATIONS:
        cursor.execute(f"drop trigger if exists pulang_history_{operation} on {table}")
        if operation in kept(model):
            cursor.execute(
                f"create trigger pulang_history_{operation} after {operation} on {table}"
                f" referencing {_TRANSITIONS[operation]}"
                f" for each statement execute function access_keep_history({arguments})"
            )


def _finder(cursor: CursorWrapper, model: type[models.Model]) -> list[str]:
    """Install the way from a number on a paper to a public id, for emergencies.

    `found_by = ("person", "nik")` makes `access_find_person(text)`: who may open in an emergency
    gets the public id, and nothing else, of a row beyond her reach.
    """
    found_by = getattr(getattr(model, "Reach", None), "found_by", None)
    if not found_by:
        return []
    kind, column = found_by
    table = model._meta.db_table
    asked = f"select public_id from {table} where {column} = number"  # noqa: S608 - our own names
    cursor.execute(
        f"create or replace function access_find_{kind}(number text) returns text"
        " language sql stable security definer set search_path = public, pg_temp as $$"
        f" {asked} and number <> '' and access_permits('emergency.open') order by id limit 1 $$"
    )
    _executable(cursor, f"access_find_{kind}(text)")
    return [f"access_find_{kind}"]


def _executable(cursor: CursorWrapper, function: str) -> None:
    cursor.execute(f"revoke execute on function {function} from public")
    cursor.execute(f"grant execute on function {function} to {APP_ROLE}")


def _forget(cursor: CursorWrapper, known: list[str]) -> None:
    """Drop functions of an earlier version: each of them answers as the owner."""
    cursor.execute(
        "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace"
        " and prosecdef and starts_with(proname, 'access_') and not proname = any(%s)",
        [known],
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"drop function {function}")


def _no_owner_for_everybody(cursor: CursorWrapper) -> None:
    """Let the application alone call what answers as the owner, other packages' functions too."""
    cursor.execute(
        "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace"
        " and prosecdef and proowner = current_user::regrole"
        " and has_function_privilege('public', oid, 'execute')"
    )
    for (function,) in cursor.fetchall():
        _executable(cursor, function)


def _role(cursor: CursorWrapper) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE])
    if cursor.fetchone() is None:
        cursor.execute(f"create role {APP_ROLE} nologin nosuperuser nobypassrls")
    cursor.execute("select pg_has_role(current_user, %s, 'member')", [APP_ROLE])
    if not (cursor.fetchone() or (False,))[0]:
        # The creator of a role is no member of it before PostgreSQL 16; she must be able to step
        # down to it where application and owner share one login.
        cursor.execute(f"grant {APP_ROLE} to current_user")
    cursor.execute(f"grant usage on schema public to {APP_ROLE}")
    cursor.execute("revoke create on schema public from public")
    # Tables of others: sessions, second factors, jobs. Ours follow, each as it declares.
    cursor.execute(f"grant {', '.join(RIGHTS)} on all tables in schema public to {APP_ROLE}")
    cursor.execute(f"grant usage, select on all sequences in schema public to {APP_ROLE}")
    for table in _READ_ONLY:
        cursor.execute("select to_regclass(%s)", [table])
        if cursor.fetchone() != (None,):
            cursor.execute(f"revoke insert, update, delete on {table} from {APP_ROLE}")
    for table in _OWNERS_ALONE:
        cursor.execute(f"revoke all on {table} from public, {APP_ROLE}")
    for function in (*_ASKED_BY_POLICIES, *_CALLED):
        _executable(cursor, function)
    for function in (*_TRIGGERED, "access_audit_text(access_auditentry)"):
        cursor.execute(f"revoke execute on function {function} from public")


def _user_guard(cursor: CursorWrapper) -> None:
    cursor.execute("drop trigger if exists pulang_guard_user on access_user")
    # The owner (migrations, the first administrator) is not asked.
    cursor.execute(
        "create trigger pulang_guard_user before update on access_user for each row"
        f" when (current_user = '{APP_ROLE}') execute function access_guard_user()"
    )


def _key(cursor: CursorWrapper) -> None:
    """Give the database the key of `context`, padded as HMAC-SHA-256 pads it (RFC 2104)."""
    key = context.proof_key().ljust(hashlib.sha256().block_size, b"\0")
    pads = [bytes(byte ^ mask for byte in key) for mask in (0x36, 0x5C)]
    cursor.execute("delete from access_key")
    cursor.execute("insert into access_key (inner_pad, outer_pad) values (%s, %s)", pads)


def _grants(cursor: CursorWrapper) -> None:
    rows = [
        (str(role), str(data_class), str(reach))
        for role, sees in terms.SEES.items()
        for data_class, reach in sees.items()
    ]
    rows += [(str(role), str(one), "may") for role, may in terms.MAY.items() for one in may]
    cursor.execute("delete from access_grant")
    cursor.executemany("insert into access_grant (role, what, reach) values (%s, %s, %s)", rows)


def install(using: str = "default") -> None:
    """Install functions, rights, policies, triggers and the table of grants; as the owner."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        # Two migrations at once on one cluster would race for the role.
        cursor.execute("select pg_advisory_xact_lock(20260116)")
        cursor.execute((files("pulang.access") / "sql" / "functions.sql").read_text())
        _role(cursor)
        _user_guard(cursor)
        _key(cursor)
        functions = [f.split("(")[0] for f in (*_ASKED_BY_POLICIES, *_CALLED, *_TRIGGERED)]
        tables = set(connections[using].introspection.table_names(cursor))
        for model in our_models():
            if model._meta.db_table not in tables:
                continue  # migrating backwards, or a model whose migration is being written
            _policies(cursor, model)
            _table_rights(cursor, model)
            _history(cursor, model)
            functions += _finder(cursor, model)
        _forget(cursor, functions)
        _no_owner_for_everybody(cursor)
        _grants(cursor)


def after_migrate(*, app_config: AppConfig, using: str, plan: Any = None, **_kwargs: Any) -> None:
    """Run once, after the last application of ours has migrated."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config is last:
        install(using)
