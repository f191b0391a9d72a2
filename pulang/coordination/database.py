"""Installs, after each migration, the functions by which tasks cross from desk to desk."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections

from pulang.access.guard import APP_ROLE


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of coordination are there; as the owner."""
    if "coordination_task" not in connections[using].introspection.table_names():
        return
    text = (files("pulang.coordination") / "sql" / "tasks.sql").read_text(encoding="utf-8")
    with connections[using].cursor() as cursor:
        # The functions of `access` are installed after the last migration, perhaps after this.
        cursor.execute("set check_function_bodies = off")
        cursor.execute(text.replace("{role}", APP_ROLE))
        cursor.execute("reset check_function_bodies")
