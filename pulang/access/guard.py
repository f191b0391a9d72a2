"""Installs, after each migration, what the database itself enforces.

For every model of ours: rights of the application's role, row-level security from the model's
`class Reach`, a history trigger (unless `class History: kept = False` with the reason beside it).
Runs as the owner; idempotent, so that code and database cannot drift apart.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from pulang.access import terms

APP_ROLE = "pulang_app"
_APPEND_ONLY = ("access_auditentry",)
_OWNER_ONLY = ("access_historyentry", "access_grant")


def our_models() -> Iterator[type[models.Model]]:
    """Yield each concrete, managed model of the project."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("pulang.") and model._meta.managed:
            yield model


def _policies(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    reach: Any = getattr(model, "Reach", None)
    for name in ("read", "add", "change", "remove"):
        cursor.execute(f"drop policy if exists pulang_{name} on {table}")
    if reach is None:
        cursor.execute(f"alter table {table} disable row level security")
        return
    write = getattr(reach, "write", "false")
    cursor.execute(f"alter table {table} enable row level security")
    cursor.execute(f"create policy pulang_read on {table} for select to {APP_ROLE} using ({reach.read})")
    add = getattr(reach, "add", write)
    cursor.execute(f"create policy pulang_add on {table} for insert to {APP_ROLE} with check ({add})")
    cursor.execute(
        f"create policy pulang_change on {table} for update to {APP_ROLE}"
        f" using ({write}) with check ({getattr(reach, 'after', write)})"
    )
    cursor.execute(
        f"create policy pulang_remove on {table} for delete to {APP_ROLE}"
        f" using ({getattr(reach, 'remove', write)})"
    )


def _history(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    kept = getattr(getattr(model, "History", None), "kept", ("insert", "update", "delete"))
    for operation, transition in (
        ("insert", "new table as new_rows"),
        ("update", "old table as old_rows new table as new_rows"),
        ("delete", "old table as old_rows"),
    ):
        cursor.execute(f"drop trigger if exists pulang_history_{operation} on {table}")
        if kept and operation in kept and table not in (*_APPEND_ONLY, *_OWNER_ONLY):
            cursor.execute(
                f"create trigger pulang_history_{operation} after {operation} on {table}"
                f" referencing {transition} for each statement execute function access_keep_history()"
            )


def _rights(cursor: CursorWrapper) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE])
    if cursor.fetchone() is None:
        cursor.execute(f"create role {APP_ROLE} nologin nosuperuser nobypassrls")
    cursor.execute(f"grant usage on schema public to {APP_ROLE}")
    cursor.execute(
        f"grant select, insert, update, delete on all tables in schema public to {APP_ROLE}"
    )
    cursor.execute(f"grant usage, select on all sequences in schema public to {APP_ROLE}")
    for table in _APPEND_ONLY:
        cursor.execute(f"revoke update, delete, truncate on {table} from {APP_ROLE}")
        cursor.execute(f"drop trigger if exists pulang_append_only on {table}")
        cursor.execute(
            f"create trigger pulang_append_only before update or delete or truncate on {table}"
            " for each statement execute function access_refuse_change()"
        )
    for table in _OWNER_ONLY:
        cursor.execute(f"revoke insert, update, delete, truncate on {table} from {APP_ROLE}")
    cursor.execute(f"revoke insert, update, delete on django_migrations from {APP_ROLE}")


def _grants(cursor: CursorWrapper) -> None:
    rows = [(role, data_class, reach) for role, sees in terms.SEES.items() for data_class, reach in sees.items()]
    rows += [(role, permission, "may") for role, may in terms.MAY.items() for permission in may]
    cursor.execute("delete from access_grant")
    cursor.executemany(
        "insert into access_grant (role, what, reach) values (%s, %s, %s)",
        [(str(a), str(b), str(c)) for a, b, c in rows],
    )


def install(using: str = "default") -> None:
    """Install functions, rights, policies, triggers and the table of grants; as the owner."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        # Two migrations at once on one cluster would race for the role.
        cursor.execute("select pg_advisory_xact_lock(20260116)")
        cursor.execute((files("pulang.access") / "sql" / "functions.sql").read_text())
        _rights(cursor)
        for model in our_models():
            _policies(cursor, model)
            _history(cursor, model)
        _grants(cursor)


def after_migrate(*, app_config: AppConfig, using: str, plan: Any = None, **_kwargs: Any) -> None:
    """Run once, after the last application of ours has migrated."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config is last:
        install(using)
