"""Many persons at once, for linkage: statements of set-based SQL through temporary tables.

`COPY` into a table is refused under row-level security, and rightly so; rows are copied into a
temporary table and inserted from there, so that each passes the policy of its table.
The caller has checked the permission, holds the transaction and writes the audit row.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import polars as pl
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from pulang.base.crypto import seal
from pulang.base.ids import new_ulid
from pulang.people.models import (
    Address,
    CivilFact,
    ContactPoint,
    IdentityDocument,
    Person,
    PersonName,
)
from pulang.people.queries.references import references
from pulang.people.queries.search import document_hash
from pulang.people.terms import ContactKind, DocumentKind, NameKind, PersonState

CLAIMS: tuple[type[models.Model], ...] = (
    PersonName,
    CivilFact,
    IdentityDocument,
    ContactPoint,
    Address,
)
"""The tables that hold what sources say of a person."""

_GOLDEN = {
    "full_name": "text",
    "sex": "text",
    "born_on": "date",
    "birth_precision": "text",
    "birthplace": "text",
    "mother_name": "text",
    "nik": "text",
    "phone": "text",
    "place_code": "text",
    "known_to": "bigint[]",
    "search_keys": "text[]",
}
_LENGTHS = {
    "full_name": 200,
    "birthplace": 100,
    "mother_name": 200,
    "father_name": 200,
    "spouse_name": 200,
    "nik": 20,
    "phone": 20,
    "place_code": 10,
}
_SLICE = 50_000


def insert(table: str, columns: Mapping[str, str], frame: pl.DataFrame) -> None:
    """Insert the frame's rows, columns given with their SQL types, under the table's policy."""
    if frame.is_empty():
        return
    with brought(columns, frame) as source, connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f"insert into {table} ({names}) select {names} from {source}")  # noqa: S608 - names of our own models


class brought:  # noqa: N801 - reads as a statement: `with brought(columns, frame) as rows`
    """The frame as a temporary table, for the length of a block."""

    def __init__(self, columns: Mapping[str, str], frame: pl.DataFrame) -> None:
        self._columns, self._frame = columns, frame
        self._name = f"brought_{new_ulid().lower()}"

    def __enter__(self) -> str:
        """Create and fill the table; return its name."""
        types = ", ".join(f'"{name}" {kind}' for name, kind in self._columns.items())
        frame = self._frame.select(
            _array(pl.col(name)).alias(name) if kind.endswith("[]") else pl.col(name)
            for name, kind in self._columns.items()
        )
        with connection.cursor() as cursor:
            cursor.execute(f"create temporary table {self._name} ({types})")
            with cursor.copy(f"copy {self._name} from stdin with (format csv)") as copy:
                for part in frame.iter_slices(_SLICE):
                    copy.write(part.write_csv(include_header=False).encode())
            cursor.execute(f"analyze {self._name}")
        return self._name

    def __exit__(self, *_: object) -> None:
        """Drop the table; a broken transaction drops it by itself."""
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"drop table if exists {self._name}")


def _array(column: pl.Expr) -> pl.Expr:
    """Return a list column as PostgreSQL writes arrays; elements hold digits, letters and `+`."""
    return pl.concat_str(
        pl.lit("{"), column.cast(pl.List(pl.String)).list.join(",").fill_null(""), pl.lit("}")
    )


def reserve(count: int) -> list[int]:
    """Return ids for so many persons to come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('people_person', 'id'))"
            " from generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _fitting(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with texts cut to what the tables hold, and '' for unknown."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.col(name).fill_null("").str.slice(0, _LENGTHS.get(name)) for name in texts
    )


def create_persons(golden: pl.DataFrame, *, membership_id: int, at: datetime) -> None:
    """Create persons: one row each with `person` (a reserved id) and the golden columns."""
    frame = _fitting(golden).with_columns(
        pl.Series("public_id", [new_ulid() for _ in range(len(golden))], dtype=pl.String),
        pl.lit("active").alias("state"),
        pl.lit("").alias("description"),
        pl.lit("D2").alias("access_class"),
        pl.lit(at.isoformat()).alias("created_at"),
        pl.lit(at.isoformat()).alias("updated_at"),
        pl.lit(membership_id).alias("created_by"),
    )
    columns = {
        "id": "bigint",
        "public_id": "text",
        "state": "text",
        **_GOLDEN,
        "description": "text",
        "access_class": "text",
        "created_at": "timestamptz",
        "updated_at": "timestamptz",
        "created_by": "bigint",
    }
    insert(Person._meta.db_table, columns, frame.rename({"person": "id"}))


def set_golden(golden: pl.DataFrame, *, at: datetime | None = None) -> None:
    """Write golden columns of persons that exist; a row that says the same is left alone.

    `at` is the moment of the change; None leaves `updated_at` to the caller.
    """
    if golden.is_empty():
        return
    given = [name for name in _GOLDEN if name in golden.columns]
    columns = {"person": "bigint", **{name: _GOLDEN[name] for name in given}}
    frame = _fitting(golden)
    with brought(columns, frame) as source, connection.cursor() as cursor:
        sets = ", ".join(f"{name} = b.{name}" for name in given)
        old = ", ".join(f"p.{name}" for name in given)
        new = ", ".join(f"b.{name}" for name in given)
        cursor.execute(
            f"update people_person p set {sets}, updated_at = coalesce(%s, p.updated_at)"  # noqa: S608
            f" from {source} b where p.id = b.person and ({old}) is distinct from ({new})",
            [at],
        )


def add_claims(records: pl.DataFrame, *, membership_id: int, at: datetime) -> None:
    """Write what records say of their persons, one claim of each kind that a record fills.

    `records` has person, record_id, source (slug), stated_on and the standard columns of linkage.
    """
    frame = _fitting(records).with_columns(
        pl.lit(at.isoformat()).alias("recorded_at"), pl.lit(membership_id).alias("recorded_by")
    )
    common = {
        "person_id": "bigint",
        "source": "text",
        "record_id": "bigint",
        "stated_on": "date",
        "recorded_at": "timestamptz",
        "recorded_by": "bigint",
    }
    frame = frame.rename({"person": "person_id"})

    def add(model: type[models.Model], columns: Mapping[str, str], rows: pl.DataFrame) -> None:
        insert(model._meta.db_table, {**common, **columns}, rows)

    named = frame.filter(pl.col("full_name") != "").with_columns(
        pl.lit(NameKind.GIVEN.value).alias("kind"),
        pl.col("full_name").str.to_lowercase().alias("normalised"),
    )
    add(PersonName, {"kind": "text", "full_name": "text", "normalised": "text"}, named)
    facts = {
        "sex": "text",
        "born_on": "date",
        "birth_precision": "text",
        "birthplace": "text",
        "mother_name": "text",
        "father_name": "text",
        "spouse_name": "text",
    }
    stated = pl.any_horizontal(
        pl.col(name).is_not_null() if kind == "date" else pl.col(name) != ""
        for name, kind in facts.items()
    )
    add(CivilFact, facts, frame.filter(stated))
    _add_documents(frame, add)
    phones = frame.filter(pl.col("phone") != "").with_columns(
        pl.lit(ContactKind.PHONE.value).alias("kind"),
        pl.col("phone").alias("value"),
        pl.lit("").alias("owner"),
    )
    add(ContactPoint, {"kind": "text", "value": "text", "owner": "text"}, phones)
    written = pl.concat_str(
        [pl.col(name).replace("", None) for name in ("address", "village", "district", "regency")],
        separator=", ",
        ignore_nulls=True,
    )
    addresses = frame.with_columns(written.fill_null("").str.slice(0, 300).alias("text")).filter(
        (pl.col("text") != "") | (pl.col("place_code") != "")
    )
    add(Address, {"place_code": "text", "text": "text"}, addresses)


def _add_documents(frame: pl.DataFrame, add: Any) -> None:
    columns = {"kind": "text", "number": "text", "sealed_number": "text", "number_hash": "text"}
    for column, kind in (
        ("nik", DocumentKind.NIK),
        ("family_card", DocumentKind.FAMILY_CARD),
        ("passport", DocumentKind.PASSPORT),
    ):
        rows = frame.filter(pl.col(column) != "").with_columns(pl.lit(kind.value).alias("kind"))
        if kind == DocumentKind.NIK:
            rows = rows.with_columns(
                pl.col("nik").alias("number"),
                pl.lit("").alias("sealed_number"),
                pl.lit("").alias("number_hash"),
            )
        else:
            numbers = rows[column].to_list()
            rows = rows.with_columns(
                pl.lit("").alias("number"),
                pl.Series("sealed_number", [seal(n, data_class="D3") for n in numbers], pl.String),
                pl.Series("number_hash", [document_hash(n) for n in numbers], pl.String),
            )
        add(IdentityDocument, columns, rows)


def lock(ids: Iterable[int]) -> dict[int, Person]:
    """Lock persons in the order of their ids, so that two merges never wait for each other."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids))
    return {person.pk: person for person in rows.order_by("pk")}


def attach_claims(record_of: Mapping[int, int]) -> None:
    """Let the claims of persons that hang on no record hang on one: person id → record id."""
    frame = pl.DataFrame(
        {"person": list(record_of), "record_id": list(record_of.values())},
        schema={"person": pl.Int64, "record_id": pl.Int64},
    )
    columns = {"person": "bigint", "record_id": "bigint"}
    with brought(columns, frame) as source, connection.cursor() as cursor:
        for model in CLAIMS:
            cursor.execute(
                f"update {model._meta.db_table} c set record_id = b.record_id from {source} b"  # noqa: S608
                " where c.person_id = b.person and c.record_id is null"
            )


def repoint(
    *, whence: int, to: int, only: Mapping[str, Iterable[int]] | None = None
) -> dict[str, list[int]]:
    """Let the rows that name one person name another; return which moved, by `table.column`.

    All of them, whoever may see them: `sql/merge.sql` moves what the one who decides must not read.
    `only` limits to those rows. A row that the other person has already (a unique constraint) stays.
    """
    moved: dict[str, list[int]] = {}
    for model, name in references():
        label = f"{model._meta.label_lower}.{name}"
        keys = None if only is None else sorted(only.get(label, ()))
        if keys == []:
            continue
        moved[label] = _move(model, name, keys, whence, to)
    return {label: keys for label, keys in moved.items() if keys}


def _column(model: type[models.Model], name: str) -> list[str]:
    return [model._meta.db_table, model._meta.pk.attname, f"{name}_id"]


def _move(
    model: type[models.Model], name: str, keys: list[int] | None, whence: int, to: int
) -> list[int]:
    try:
        return _moved(model, name, keys, whence, to)
    except IntegrityError:
        return _one_by_one(model, name, _naming(model, name, whence, keys), whence, to)


def _moved(
    model: type[models.Model], name: str, keys: list[int] | None, whence: int, to: int
) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select people_repoint(%s::regclass, %s, %s, %s, %s, %s)",
            [*_column(model, name), whence, to, keys],
        )
        (moved,) = cursor.fetchone() or ([],)
    return list(moved)


def _one_by_one(
    model: type[models.Model], name: str, keys: list[int], whence: int, to: int
) -> list[int]:
    moved: list[int] = []
    for key in keys:
        with suppress(IntegrityError):
            moved += _moved(model, name, [key], whence, to)
    return moved


def _naming(model: type[models.Model], name: str, person: int, keys: list[int] | None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select people_naming(%s::regclass, %s, %s, %s, %s)",
            [*_column(model, name), person, keys],
        )
        (found,) = cursor.fetchone() or ([],)
    return list(found)


def standing(label: str, keys: Iterable[int], person: int) -> int:
    """Return how many of the rows `table.column` name the person now."""
    table, _, name = label.rpartition(".")
    return len(_naming(apps.get_model(table), name, person, list(keys)))


def claims_of_records(record_ids: Iterable[int]) -> dict[str, list[int]]:
    """Return the claims that came with some records, by `table.column`."""
    ids = list(record_ids)
    return {
        f"{model._meta.label_lower}.person": sorted(
            model._base_manager.filter(record_id__in=ids).values_list("pk", flat=True)
        )
        for model in CLAIMS
    }


def mark_merged(person: Person, *, into: Person, at: datetime) -> None:
    """Let a person point to the one she became; her own row stays as it was."""
    Person.objects.filter(pk=person.pk).update(
        state=PersonState.MERGED, merged_into=into, updated_at=at
    )


def mark_active(person: Person, *, at: datetime) -> None:
    """Let a person stand for herself again."""
    Person.objects.filter(pk=person.pk).update(
        state=PersonState.ACTIVE, merged_into=None, updated_at=at
    )


def set_reach(person: Person, *, access_class: str, known_to: Iterable[int]) -> None:
    """Write who may see a person: her access class and the organisations that know her."""
    Person.objects.filter(pk=person.pk).update(
        access_class=access_class, known_to=sorted(set(known_to))
    )


def split_off(
    *, access_class: str, known_to: Iterable[int], membership_id: int, at: datetime
) -> Person:
    """Create the person to whom records split off will belong."""
    return Person.objects.create(
        access_class=access_class,
        known_to=sorted(set(known_to)),
        created_at=at,
        created_by=membership_id,
        updated_at=at,
    )
