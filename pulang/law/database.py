"""Installs, after each migration, what the database itself refuses, and loads the register."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of law are there; as the owner."""
    from pulang.law.actions import listing  # noqa: PLC0415 - models are not ready before

    if "law_parameter" not in connections[using].introspection.table_names():
        return
    with connections[using].cursor() as cursor:
        cursor.execute((files("pulang.law") / "sql" / "overlap.sql").read_text(encoding="utf-8"))
    listing.load_shipped()
