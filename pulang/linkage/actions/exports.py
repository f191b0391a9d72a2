"""The registry as a file: for a stated purpose, marked with who took it, audited, no live formula."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.base.ids import new_ulid
from pulang.base.spreadsheet import XLSX_ROWS, write_csv, write_xlsx
from pulang.linkage.queries import registry

FORMS = ("xlsx", "csv", "parquet")
LEAST_PURPOSE = 10


class PurposeMissing(Refused):
    """An export without a purpose has no lawful basis."""

    code = "linkage.purpose_missing"


class TooLarge(Refused):
    """A worksheet holds about a million rows."""

    code = "linkage.too_large"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    name: str
    rows: int
    code: str


def export(*, form: str, purpose: str, target: IO[bytes], by: Actor, at: datetime) -> Exported:
    """Write the persons the actor may see into a file; each row carries the mark of this export.

    Raises: NotAllowed, PurposeMissing, TooLarge.
    """
    require(by, Permission.REGISTRY_EXPORT)
    purpose = " ".join(purpose.split())
    if form not in FORMS:
        raise Refused(_("Choose one of the three forms: Excel, CSV or Parquet."))
    if len(purpose) < LEAST_PURPOSE:
        raise PurposeMissing(
            _(
                "Say for what the data will be used (at least %(count)s characters): the law asks for a purpose."
            )
            % {"count": LEAST_PURPOSE}
        )
    frame = registry.persons()
    if form == "xlsx" and len(frame) > XLSX_ROWS:
        raise TooLarge(_("Excel holds about a million rows; choose CSV or Parquet."))
    code = new_ulid()
    marked = frame.with_columns(pl.lit(_mark(code, by, at)).alias("export"))
    with transaction.atomic():
        _write(marked, form, target, code)
        audit.record(
            "registry.exported",
            by=by,
            at=at,
            subject=Subject("export", code),
            facts={"form": form, "rows": len(frame), "purpose": purpose[:200]},
        )
    return Exported(f"pulang-{at.astimezone(WITA):%Y%m%d-%H%M}.{form}", len(frame), code)


def _mark(code: str, by: Actor, at: datetime) -> str:
    return (
        f"Pulang {code} · {by.organisation_name} · {by.name} · {at.astimezone(WITA):%d-%m-%Y %H:%M}"
    )


def _write(frame: pl.DataFrame, form: str, target: IO[bytes], code: str) -> None:
    if form == "parquet":
        frame.write_parquet(target, metadata={"pulang.export": code})
    elif form == "csv":
        text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
        write_csv(text, frame.columns, _rows(frame))
        text.detach()
    else:
        write_xlsx(target, frame.columns, _rows(frame), title="Pulang")


def _rows(frame: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for part in frame.iter_slices(20_000):
        yield from part.iter_rows()
