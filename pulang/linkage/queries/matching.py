"""Reading records, claims and candidates as tables for the engine: by COPY, under row-level security."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import polars as pl
from django.db import connection

from pulang.linkage.rules.survivorship import DESK, DESK_TRUST

TABLE: dict[str, tuple[str, pl.DataType | type[pl.DataType]]] = {
    "record_id": ("r.id", pl.Int64),
    "source": ("s.slug", pl.String),
    "trust": ("s.trust", pl.Int64),
    "organisation": ("s.organisation_id", pl.Int64),
    "person": ("r.person_id", pl.Int64),
    "full_name": ("r.full_name", pl.String),
    "sex": ("r.sex", pl.String),
    "born_on": ("r.born_on", pl.Date),
    "birth_precision": ("r.birth_precision", pl.String),
    "birthplace": ("r.birthplace", pl.String),
    "nik": ("r.nik", pl.String),
    "family_card": ("r.family_card", pl.String),
    "passport": ("r.passport", pl.String),
    "phone": ("r.phone", pl.String),
    "place_code": ("r.place_code", pl.String),
    "address": ("r.address", pl.String),
    "village": ("r.village", pl.String),
    "district": ("r.district", pl.String),
    "regency": ("r.regency", pl.String),
    "mother_name": ("r.mother_name", pl.String),
    "father_name": ("r.father_name", pl.String),
    "spouse_name": ("r.spouse_name", pl.String),
    "stated_on": ("r.stated_on", pl.Date),
    "on": ("coalesce(r.stated_on, (b.uploaded_at at time zone 'Asia/Makassar')::date)", pl.Date),
}
"""Columns of the table of records: their SQL and their type."""

_FROM = (
    " from linkage_record r join linkage_source s on s.id = r.source_id"
    " join linkage_batch b on b.id = r.batch_id"
)


def table(sql: str, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return the answer of a query as a table, read by COPY over the acting connection."""
    body = BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy ({sql}) to stdout with (format csv)") as copy,
    ):
        for part in copy:
            body.write(part)
    if not body.tell():
        return pl.DataFrame(schema=schema)
    body.seek(0)
    return pl.read_csv(body, has_header=False, new_columns=list(schema), schema=dict(schema))


def records(where: str = "true") -> pl.DataFrame:
    """Return the records with source, trust and person; `where` is SQL of ours over `r`."""
    columns = ", ".join(f'{sql} as "{name}"' for name, (sql, _) in TABLE.items())
    schema = {name: kind for name, (_, kind) in TABLE.items()}
    return table(f"select {columns}{_FROM} where {where} order by r.id", schema)


def fresh() -> pl.DataFrame:
    """Return the records that have no person yet."""
    return records("r.person_id is null")


def settled() -> pl.DataFrame:
    """Return the records that have one: the registry."""
    return records("r.person_id is not null")


def everything() -> pl.DataFrame:
    """Return all records."""
    return records()


def of_persons(ids: Sequence[int]) -> pl.DataFrame:
    """Return the records of some persons."""
    return records(f"r.person_id in ({_numbers(ids)})")


def counts() -> tuple[int, int]:
    """Return how many records have no person yet, and how many have one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) filter (where person_id is null),"
            " count(*) filter (where person_id is not null) from linkage_record"
        )
        row = cursor.fetchone()
    return row[0], row[1]


def waiting() -> int:
    """Return how many records have no person yet; the index answers."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from linkage_record where person_id is null")
        return int(cursor.fetchone()[0])


def known_pairs() -> pl.DataFrame:
    """Return the pairs that were decided or stand before a person: left, right."""
    return table(
        "select left_id, right_id from linkage_candidatepair",
        {"left": pl.Int64, "right": pl.Int64},
    )


def protected() -> frozenset[int]:
    """Return the persons under protection: no machine joins anything to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from people_person where access_class <> 'D2' and state = 'active'"
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _numbers(ids: Sequence[int]) -> str:
    return ",".join(str(int(number)) for number in ids) or "null"


_STATED = """
select person_id, 'full_name', full_name, '', source, coalesce(stated_on, (recorded_at at time zone 'Asia/Makassar')::date)
  from people_personname where withdrawn_at is null and kind = 'given' and {mine}
union all select person_id, f.field, f.value, case f.field when 'born_on' then birth_precision else '' end,
  source, coalesce(stated_on, (recorded_at at time zone 'Asia/Makassar')::date) from people_civilfact
  cross join lateral (values ('sex', sex), ('born_on', born_on::text), ('birthplace', birthplace),
    ('mother_name', mother_name)) as f (field, value)
  where withdrawn_at is null and f.value <> '' and {mine}
union all select person_id, 'nik', number, '', source, coalesce(stated_on, (recorded_at at time zone 'Asia/Makassar')::date)
  from people_identitydocument where withdrawn_at is null and kind = 'nik' and {mine}
union all select person_id, 'phone', value, '', source, coalesce(stated_on, (recorded_at at time zone 'Asia/Makassar')::date)
  from people_contactpoint where withdrawn_at is null and kind in ('phone', 'whatsapp') and {mine}
union all select person_id, 'place_code', place_code, '', source, coalesce(stated_on, (recorded_at at time zone 'Asia/Makassar')::date)
  from people_address where withdrawn_at is null and place_code <> '' and {mine}
"""


def statements(ids: Sequence[int]) -> pl.DataFrame:
    """Return everything that sources and the desk state of some persons: see `rules.golden`."""
    sql = _STATED.format(mine=f"person_id in ({_numbers(ids)})")
    found = table(
        sql,
        {
            "person": pl.Int64,
            "field": pl.String,
            "value": pl.String,
            "precision": pl.String,
            "source": pl.String,
            "on": pl.Date,
        },
    )
    return (
        found.with_columns(pl.col("precision").fill_null(""))
        .join(trust(), on="source", how="left")
        .with_columns(pl.col("trust").fill_null(50))
    )


def trust() -> pl.DataFrame:
    """Return how far each source is trusted, also those the actor may not see: source, trust.

    Whoever corrects a value, the golden record is the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("select source, trust from linkage_trust()")
        rows = [(DESK, DESK_TRUST), *(row for row in cursor.fetchall() if row[0] != DESK)]
    return pl.DataFrame(rows, schema={"source": pl.String, "trust": pl.Int64}, orient="row")
