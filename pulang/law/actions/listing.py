"""Bringing the shipped register in: what is new is added, what an officer changed stays."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files

from pulang.law.models import Article, Instrument, Parameter

SHIPPED_AT = datetime(2026, 11, 23, tzinfo=UTC)
"""The day of the material the register was written from."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (files("pulang.law") / "data" / name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def load_shipped() -> None:
    """Load instruments, articles and first versions of values; as the owner, at each migration.

    A version that stands is never touched: an officer may have closed it meanwhile.
    """
    for row in _rows("instruments.csv"):
        days = {name: _day(row.pop(name)) for name in ("valid_from", "valid_to")}
        Instrument.objects.update_or_create(code=row.pop("code"), defaults={**row, **days})
    for position, row in enumerate(_rows("articles.csv")):
        Article.objects.update_or_create(
            instrument_id=row.pop("instrument"),
            number=row.pop("number"),
            defaults={**row, "position": position},
        )
    known = set(Parameter.objects.values_list("code", flat=True))
    Parameter.objects.bulk_create(
        Parameter(
            **{key: text for key, text in row.items() if key not in {"value", "valid_from"}},
            value=json.loads(row["value"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            created_at=SHIPPED_AT,
        )
        for row in _rows("parameters.csv")
        if row["code"] not in known
    )
