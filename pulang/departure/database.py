"""Installs, after each migration, what the database itself holds in departure."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections


def install(using: str = "default") -> None:
    """Create the functions and triggers of `sql/guard.sql`; as the owner."""
    text = (files("pulang.departure") / "sql" / "guard.sql").read_text(encoding="utf-8")
    with connections[using].cursor() as cursor:
        # The functions of `access` are installed after the last migration, perhaps after this.
        cursor.execute("set check_function_bodies = off")
        cursor.execute(text)
        cursor.execute("reset check_function_bodies")


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of departure are there."""
    install(using)
