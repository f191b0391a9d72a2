"""Counting the registry: rows, links, completeness, validity, overlap. Figures reveal no person."""

from typing import Any

from django.db import connection

SMALLEST = 5
"""A group of fewer persons is not shown: who she is could be guessed (R8.7)."""

COLUMNS: dict[str, tuple[str, str]] = {
    # column -> filled, valid (SQL of ours)
    "full_name": ("full_name <> ''", "full_name ~ '[[:alpha:]]{2}'"),
    "sex": ("sex <> ''", "sex in ('F', 'M')"),
    "born_on": (
        "born_on is not null",
        "birth_precision = 'day' and to_char(born_on, 'MMDD') not in ('0101', '0701', '1231')",
    ),
    "nik": (
        "nik <> ''",
        (
            "nik ~ '^[1-9][0-9]{5}([04][1-9]|[1256][0-9]|[37][01])(0[1-9]|1[0-2])[0-9]{6}$'"
            " and nik !~ '0000$'"
        ),
    ),
    "family_card": ("family_card <> ''", "family_card ~ '^[0-9]{16}$'"),
    "passport": ("passport <> ''", "passport ~ '^[A-Za-z]{1,2}[0-9]{6,7}$'"),
    "phone": ("phone <> ''", "phone ~ '^[+][0-9]{8,15}$'"),
    "place_code": (
        "place_code <> '' or village <> '' or district <> '' or regency <> ''",
        "length(place_code) = 10",
    ),
    "birthplace": ("birthplace <> ''", ""),
    "mother_name": ("mother_name <> ''", ""),
    "stated_on": ("stated_on is not null", ""),
}


def everything() -> dict[str, Any]:
    """Return all figures of the overview."""
    sources = _sources()
    return {
        "sources": sources,
        "columns": _columns(),
        "overlap": _overlap(),
        "totals": _totals(),
    }


def _rows(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _totals() -> dict[str, Any]:
    found = _rows(
        """
        select (select count(*) from people_person where state = 'active') as persons,
               (select count(*) from linkage_record) as records,
               (select count(*) from linkage_record where person_id is null) as waiting,
               (select count(*) from linkage_candidatepair
                 where state in ('open', 'unsure', 'field_visit')) as to_review,
               (select count(*) from linkage_candidatepair where state = 'second') as second,
               (select count(*) from (select person_id from linkage_record where person_id is not null
                 group by person_id having count(distinct source_id) > 1) as many) as several
        """
    )
    return found[0]


def _sources() -> list[dict[str, Any]]:
    """Return per source: rows of its files, accepted, refused, and what became of them."""
    return _rows(
        """
        with sized as (
          select id, source_id, person_id,
                 count(*) over (partition by person_id) as of_person,
                 row_number() over (partition by person_id order by id) as nth,
                 row_number() over (partition by source_id, person_id order by id) as nth_here
          from linkage_record where person_id is not null
        ), placed as (
          select source_id,
                 count(*) filter (where nth > 1 and nth_here = 1) as linked,
                 count(*) filter (where nth = 1) as new,
                 count(*) filter (where nth_here > 1) as duplicates,
                 count(*) filter (where of_person = 1) as alone
          from sized group by source_id
        ), doubtful as (
          select source_id, count(distinct id) as to_review from (
            select r.source_id, p.id from linkage_candidatepair p
            join linkage_record r on r.id = p.left_id or r.id = p.right_id
            where p.state in ('open', 'unsure', 'field_visit', 'second')) as touched
          group by source_id
        ), files as (
          select source_id, sum(row_count) as rows, sum(accepted_count) as accepted,
                 sum(refused_count) as refused, sum(repeated_count) as repeated, count(*) as files,
                 max(finished_at) as latest
          from linkage_batch where state = 'done' group by source_id
        ), waiting as (
          select source_id, count(*) as waiting from linkage_record
          where person_id is null group by source_id
        )
        select s.slug, s.name, o.name as organisation, s.trust,
               coalesce(f.files, 0)::int as files, coalesce(f.rows, 0)::int as rows,
               coalesce(f.accepted, 0)::int as accepted, coalesce(f.refused, 0)::int as refused,
               coalesce(f.repeated, 0)::int as repeated, f.latest::text as latest,
               coalesce(p.linked, 0)::int as linked, coalesce(p.new, 0)::int as new,
               coalesce(p.duplicates, 0)::int as duplicates, coalesce(p.alone, 0)::int as alone,
               coalesce(d.to_review, 0)::int as to_review, coalesce(w.waiting, 0)::int as waiting
        from linkage_source s join access_organisation o on o.id = s.organisation_id
        left join files f on f.source_id = s.id left join placed p on p.source_id = s.id
        left join doubtful d on d.source_id = s.id left join waiting w on w.source_id = s.id
        order by s.name
        """
    )


def _columns() -> dict[str, dict[str, dict[str, float | None]]]:
    """Return per source and column the share filled, and of these the share that is valid."""
    parts = []
    for name, (filled, valid) in COLUMNS.items():
        parts.append(f"count(*) filter (where {filled}) as {name}_filled")
        parts.append(
            f"count(*) filter (where ({filled}) and {valid}) as {name}_valid"
            if valid
            else f"null::bigint as {name}_valid"
        )
    rows = _rows(
        f"select s.slug, count(*) as rows, {', '.join(parts)}"  # noqa: S608
        " from linkage_record r join linkage_source s on s.id = r.source_id group by s.slug"
    )
    told: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in rows:
        told[row["slug"]] = {
            name: {
                "filled": round(row[f"{name}_filled"] / row["rows"], 4),
                "valid": (
                    round(row[f"{name}_valid"] / row[f"{name}_filled"], 4)
                    if row[f"{name}_filled"] and row[f"{name}_valid"] is not None
                    else None
                ),
            }
            for name in COLUMNS
        }
    return told


def _overlap() -> list[dict[str, Any]]:
    """Return who is known to which agencies: sets of sources and how many persons; small sets left out."""
    return _rows(
        f"""
        select sources, count(*)::int as persons from (
          select r.person_id, array_agg(distinct s.slug order by s.slug) as sources
          from linkage_record r join linkage_source s on s.id = r.source_id
          where r.person_id is not null group by r.person_id) as known
        group by sources having count(*) >= {SMALLEST} order by persons desc, sources
        """  # noqa: S608
    )
