"""Installs, after each migration, what the database itself holds, and loads the shipped rules."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections

from pulang.access.guard import APP_ROLE


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of preparing are there; as the owner."""
    from pulang.preparation.actions import rulesets  # noqa: PLC0415 - models are not ready before

    if "preparation_requirement" not in connections[using].introspection.table_names():
        return
    text = (files("pulang.preparation") / "sql" / "guard.sql").read_text(encoding="utf-8")
    with connections[using].cursor() as cursor:
        cursor.execute(text.replace("{role}", APP_ROLE))
    rulesets.load_shipped()
