"""Writes what a run found: persons, claims, links, doubtful pairs; set by set, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from pulang.access.terms import Actor
from pulang.base.ids import new_ulid
from pulang.linkage import engine
from pulang.linkage.actions import golden
from pulang.linkage.models import CandidatePair, IdentityChange, LinkRun, Record
from pulang.linkage.rules.golden import golden as golden_of
from pulang.linkage.rules.golden import statements_of
from pulang.linkage.rules.placing import Placing
from pulang.linkage.terms import ChangeKind, PairState
from pulang.people.actions import bulk
from pulang.people.queries import dictionary
from pulang.people.queries.search import document_hash
from pulang.people.rules.search import index_keys

Evidence = Callable[[pl.DataFrame], list[list[dict[str, Any]]]]
"""Proposals → per row the evidence of each field, as pages show it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What changed."""

    created: int
    joined: int
    records: int
    proposed: int


def apply(
    placing: Placing,
    *,
    records: pl.DataFrame,
    run: LinkRun,
    evidence: Evidence,
    by: Actor,
    at: datetime,
    progress: Callable[[str, float], None],
) -> Applied:
    """Write persons, claims, links and pairs. `records` are all records that the run read."""
    placed = _with_ids(placing.placed)
    rows = records.drop("person").join(placed, on="record_id").sort("record_id")
    progress("persons", 0.0)
    _create(rows.filter(pl.col("is_new")), by=by, at=at)
    progress("claims", 0.3)
    bulk.add_claims(rows, membership_id=by.membership_id, at=at)
    progress("links", 0.7)
    _point_records(placed)
    joined = rows.filter(~pl.col("is_new"))
    _make_known(joined)
    golden.settle_and_find(joined["person"].unique().to_list(), at=at)
    _note_links(placed, run=run, by=by, at=at)
    progress("pairs", 0.9)
    proposed = _propose(placing.proposals, evidence, run=run)
    count_names()
    return Applied(
        created=placed.filter(pl.col("is_new"))["person"].n_unique(),
        joined=len(joined),
        records=len(placed),
        proposed=proposed,
    )


def count_names() -> None:
    """Count anew how rare each name is: the search weighs by it."""
    with connection.cursor() as cursor:
        cursor.execute("select people_count_names()")


def _with_ids(placed: pl.DataFrame) -> pl.DataFrame:
    """Return the placing with `person`: for persons to be made, ids reserved in order."""
    numbers = placed.filter(pl.col("is_new"))["owner"].unique().sort(descending=True)
    ids = pl.DataFrame(
        {"owner": numbers, "reserved": bulk.reserve(len(numbers)) if len(numbers) else []},
        schema={"owner": pl.Int64, "reserved": pl.Int64},
    )
    return placed.join(ids, on="owner", how="left").select(
        "record_id", pl.coalesce("reserved", "owner").alias("person"), "is_new"
    )


def _create(rows: pl.DataFrame, *, by: Actor, at: datetime) -> None:
    if rows.is_empty():
        return
    values = golden_of(statements_of(rows))
    known = rows.group_by("person").agg(pl.col("organisation").unique().sort().alias("known_to"))
    persons = known.join(values, on="person", how="left").join(_keys(rows), on="person", how="left")
    bulk.create_persons(persons.sort("person"), membership_id=by.membership_id, at=at)


def _keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the search keys of each person from all her records."""
    book = dictionary.book()
    listed = rows.group_by("person").agg(
        *(
            pl.col(name).drop_nulls().unique(maintain_order=True)
            for name in (
                "full_name",
                "born_on",
                "place_code",
                "nik",
                "phone",
                "passport",
                "family_card",
            )
        ),
        pl.col("sex").filter(pl.col("sex") != "").first().fill_null("").alias("sex"),
    )
    persons, keys = [], []
    for row in listed.iter_rows(named=True):
        persons.append(row["person"])
        keys.append(
            index_keys(
                filter(None, row["full_name"]),
                sex=row["sex"] or "",
                born_on=row["born_on"],
                place_codes=filter(None, row["place_code"]),
                niks=row["nik"],
                phone_numbers=row["phone"],
                hashes=[document_hash(n) for n in (*row["passport"], *row["family_card"]) if n],
                book=book,
            )
        )
    return pl.DataFrame(
        {"person": persons, "search_keys": keys},
        schema={"person": pl.Int64, "search_keys": pl.List(pl.String)},
    )


def _point_records(placed: pl.DataFrame) -> None:
    columns = {"record_id": "bigint", "person": "bigint"}
    with bulk.brought(columns, placed) as source, connection.cursor() as cursor:
        cursor.execute(
            f"update {Record._meta.db_table} r set person_id = b.person from {source} b"  # noqa: S608
            " where r.id = b.record_id and r.person_id is null"
        )
        if cursor.rowcount != len(placed):
            # Somebody placed some of these records meanwhile: nothing of this run is written.
            raise RuntimeError("records were placed by somebody else during the run")


def _make_known(joined: pl.DataFrame) -> None:
    """Let the organisations of new records know the persons that they joined."""
    known = joined.group_by("person").agg(pl.col("organisation").unique().sort().alias("known_to"))
    columns = {"person": "bigint", "known_to": "bigint[]"}
    with bulk.brought(columns, known) as source, connection.cursor() as cursor:
        cursor.execute(
            "update people_person p set known_to ="  # noqa: S608
            " (select array_agg(distinct o order by o) from unnest(p.known_to || b.known_to) o)"
            f" from {source} b where p.id = b.person and not p.known_to @> b.known_to"
        )


def _note_links(placed: pl.DataFrame, *, run: LinkRun, by: Actor, at: datetime) -> None:
    """Note which records were put together, so that it can be undone: one row per person.

    Of a new person, the first record is she; the others were linked to it.
    """
    linked = (
        placed.sort("record_id")
        .with_columns(pl.col("record_id").cum_count().over("person").alias("nth"))
        .filter(~pl.col("is_new") | (pl.col("nth") > 1))
        .group_by("person", maintain_order=True)
        .agg(pl.col("record_id").cast(pl.String).str.join(",").alias("ids"))
    )
    frame = linked.select(
        pl.Series("public_id", [new_ulid() for _ in range(len(linked))], dtype=pl.String),
        pl.lit(ChangeKind.LINK.value).alias("kind"),
        pl.col("person").alias("kept_id"),
        pl.lit(run.pk).alias("run_id"),
        pl.concat_str(pl.lit('{"records": ['), "ids", pl.lit("]}")).alias("moved"),
        pl.lit("").alias("reason"),
        pl.lit(at.isoformat()).alias("at"),
        pl.lit(by.membership_id).alias("by"),
    )
    columns = {
        "public_id": "text",
        "kind": "text",
        "kept_id": "bigint",
        "run_id": "bigint",
        "moved": "jsonb",
        "reason": "text",
        "at": "timestamptz",
        "by": "bigint",
    }
    bulk.insert(IdentityChange._meta.db_table, columns, frame)


def _propose(proposals: pl.DataFrame, evidence: Evidence, *, run: LinkRun) -> int:
    told = evidence(proposals) if len(proposals) else []
    made = [
        CandidatePair(
            run=run,
            left_id=row["left"],
            right_id=row["right"],
            probability=row["probability"],
            weight=row["weight"],
            evidence=fields,
            state=PairState.OPEN,
        )
        for row, fields in zip(proposals.iter_rows(named=True), told, strict=True)
    ]
    CandidatePair.objects.bulk_create(made, batch_size=2_000, ignore_conflicts=True)
    return len(made)


def evidence_of(proposals: pl.DataFrame) -> list[list[dict[str, Any]]]:
    """Return the evidence of each pair in bits, as the engine gave it, strongest first."""
    columns = [name for name in proposals.columns if name.startswith("evidence_")]
    told = []
    for row in proposals.iter_rows(named=True):
        fields = [
            {"field": name.removeprefix("evidence_"), "bits": round(row[name], 2)}
            for name in columns
            if row[name]
        ]
        fields.sort(key=lambda one: -abs(one["bits"]))
        told.append([{"field": "prior", "bits": round(row.get("prior") or 0.0, 2)}, *fields])
    return told


def explained(
    proposals: pl.DataFrame, records: pl.DataFrame, model: Any
) -> list[list[dict[str, Any]]]:
    """Return the evidence of each pair as `engine.explain` says it: field, bits, level in words."""
    wanted = pl.concat([proposals["left"], proposals["right"]]).unique()
    rows = {
        row["record_id"]: row
        for row in records.filter(pl.col("record_id").is_in(wanted.implode())).iter_rows(named=True)
    }
    pairs = [
        (rows[left], rows[right]) for left, right in proposals.select("left", "right").iter_rows()
    ]
    told = []
    explanations = engine.explain_many(pairs, model=model)
    for row, explanation in zip(proposals.iter_rows(named=True), explanations, strict=True):
        # The weight of the run stands: two rows alone are read with another count of names.
        fields = [
            {
                "field": bar.field,
                "group": bar.group,
                "bits": round(row.get(f"evidence_{bar.field}", bar.bits), 2),
                "level": bar.level,
            }
            for bar in explanation.evidence
        ]
        fields.sort(key=lambda one: -abs(one["bits"]))
        told.append([{"field": "prior", "bits": round(row["prior"], 2)}, *fields])
    return told
