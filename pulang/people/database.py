"""Installs, after each migration, the functions by which persons are found, and merged, under row-level security."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections

from pulang.access.guard import APP_ROLE
from pulang.people.models import PERSON_ROWS


def install(using: str = "default") -> None:
    """Create the functions of `sql/` with the present policy of persons; as the owner."""
    folder = files("pulang.people") / "sql"
    text = "\n".join(
        (folder / name).read_text(encoding="utf-8") for name in ("search.sql", "merge.sql")
    )
    with connections[using].cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"create role {APP_ROLE} nologin nosuperuser nobypassrls")
        # The functions of `access` are installed after the last migration, perhaps after this.
        cursor.execute("set check_function_bodies = off")
        cursor.execute(text.replace("{person_rows}", PERSON_ROWS).replace("{role}", APP_ROLE))
        cursor.execute("reset check_function_bodies")


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of people are there."""
    install(using)
