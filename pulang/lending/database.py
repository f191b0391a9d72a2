"""Installs, after each migration, the functions by which the ledger is written and days are closed."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections

from pulang.access.guard import APP_ROLE
from pulang.lending.terms import NEXT_OF_APPLICATION, NEXT_OF_LOAN, NEXT_OF_TRANCHE


def _steps(allowed: Mapping[Any, frozenset[Any]]) -> str:
    pairs = [(before, after) for before, several in allowed.items() for after in sorted(several)]
    return ", ".join(f"('{before.value}', '{after.value}')" for before, after in pairs)


_MARKS = {
    "role": APP_ROLE,
    "tranche_steps": _steps(NEXT_OF_TRANCHE),
    "loan_steps": _steps(NEXT_OF_LOAN),
    "application_steps": _steps(NEXT_OF_APPLICATION),
}


def after_migrate(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Run when the tables of lending are there; as the owner."""
    if "lending_posting" not in connections[using].introspection.table_names():
        return
    with connections[using].cursor() as cursor:
        # The functions of `access` are installed after the last migration, perhaps after this.
        cursor.execute("set check_function_bodies = off")
        for name in ("ledger.sql", "close.sql", "age.sql", "guard.sql"):
            text = (files("pulang.lending") / "sql" / name).read_text(encoding="utf-8")
            for mark, value in _MARKS.items():
                text = text.replace("{" + mark + "}", value)
            cursor.execute(text)
        # Half of a hot row's page stays free, so that a day's interest is written beside it.
        cursor.execute("alter table lending_balance set (fillfactor = 50)")
        cursor.execute("reset check_function_bodies")
