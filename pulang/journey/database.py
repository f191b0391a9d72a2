"""Installs, after each migration, what the database itself holds of a person's migration."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections

from pulang.access.guard import APP_ROLE
from pulang.journey.terms import FIRST, NEXT


def install(using: str = "default") -> None:
    """Create the functions and triggers of `sql/guard.sql`; as the owner."""
    text = (files("pulang.journey") / "sql" / "guard.sql").read_text(encoding="utf-8")
    steps = [("", str(stage)) for stage in sorted(FIRST)]
    steps += [(str(stage), str(after)) for stage in NEXT for after in sorted(NEXT[stage])]
    # Stages are words of our own terms, never of a request.
    written = ", ".join(f"('{before}', '{after}')" for before, after in steps)
    with connections[using].cursor() as cursor:
        cursor.execute(text.replace("{role}", APP_ROLE).replace("{steps}", written))


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of journey are there."""
    if "journey_migration" in connections[using].introspection.table_names():
        install(using)
