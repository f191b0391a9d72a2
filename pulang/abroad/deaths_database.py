"""Installs, after each migration, what the database holds of deaths abroad, and the time limits."""

import csv
from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections

from pulang.abroad.models import TimeLimit
from pulang.abroad.rules.steps import RULES


def install(using: str = "default") -> None:
    """Create functions and triggers of `sql/deaths.sql`, which know the order of the steps; as the owner."""
    text = (files("pulang.abroad") / "sql" / "deaths.sql").read_text(encoding="utf-8")
    order = ", ".join(
        f"('{rule.step}', '{before}')" for rule in RULES.values() for before in rule.after
    )
    with connections[using].cursor() as cursor:
        cursor.execute(text.replace("{order}", order))


def load_limits(using: str = "default") -> int:
    """Bring in the shipped time limits; a value that an office has written for a day stays."""
    text = (files("pulang.abroad") / "data" / "time_limits.csv").read_text(encoding="utf-8")
    rows = [TimeLimit(**row) for row in csv.DictReader(text.splitlines())]
    TimeLimit.objects.using(using).bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of abroad are there."""
    if "abroad_deathcase" in connections[using].introspection.table_names():
        install(using)
        load_limits(using)
