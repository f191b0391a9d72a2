"""Sources, records and a stand-in engine for tests of matching: what it is told, it answers."""

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from pulang.access.models import Membership, Organisation, User
from pulang.access.queries import actor_of_membership
from pulang.access.terms import Actor, Role
from pulang.linkage.models import Batch, Record, Source

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def actor(
    role: Role, *, email: str = "", organisation: str = "Disnakertrans NTT", area: str = "53"
) -> Actor:
    """Return the actor of a role, made when she is not there yet."""
    office, _ = Organisation.objects.get_or_create(
        name=organisation, defaults={"kind": "provincial", "area": area}
    )
    email = email or f"{role}@example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, name=email.split("@")[0]
    )
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=office, role=role, area=area
    )
    return actor_of_membership(membership.pk)


def source(slug: str, *, trust: int = 50, organisation: str = "Disnakertrans NTT") -> Source:
    """Return a source, made when it is not there yet."""
    office, _ = Organisation.objects.get_or_create(
        name=organisation, defaults={"kind": "provincial", "area": "53"}
    )
    made, _ = Source.objects.get_or_create(
        slug=slug, defaults={"name": slug, "organisation": office, "trust": trust}
    )
    return made


def record(slug: str, name: str = "", **columns: Any) -> Record:
    """Return one accepted row of a list."""
    kept = source(slug)
    batch, _ = Batch.objects.get_or_create(
        source=kept,
        sha256="0" * 64,
        defaults={
            "file_name": f"{slug}.csv",
            "stored_as": "",
            "byte_count": 1,
            "state": "done",
            "uploaded_at": AT,
            "uploaded_by": 1,
        },
    )
    number = kept.records.count() + 1
    if columns.get("born_on"):
        columns.setdefault("birth_precision", "day")
        if isinstance(columns["born_on"], str):
            columns["born_on"] = date.fromisoformat(columns["born_on"])
    return Record.objects.create(
        source=kept,
        batch=batch,
        row_number=number,
        fingerprint=hashlib.sha256(f"{slug} {number}".encode()).digest()[:16],
        raw={"Nama": name},
        full_name=name,
        **columns,
    )


@dataclass
class ToldEngine:
    """Answers with the links and doubts it was told: sets of record ids."""

    together: list[set[int]] = field(default_factory=list)
    doubts: list[tuple[int, int]] = field(default_factory=list)
    model: None = None

    def unify(self, records: pl.DataFrame, **_how: Any) -> Any:
        """Answer for the records given."""
        ids = records["record_id"].to_list()
        cluster = {number: number for number in ids}
        pairs: list[tuple[int, int, float, str]] = []
        for group in self.together:
            present = sorted(group & set(ids))
            for number in present:
                cluster[number] = present[0]
            pairs += [(a, b, 0.999, "linked") for a, b in itertools.pairwise(present)]
        pairs += [(*sorted(pair), 0.6, "review") for pair in self.doubts if set(pair) <= set(ids)]
        return _Answer(
            clusters=pl.DataFrame(
                {"record_id": list(cluster), "cluster": list(cluster.values())},
                schema={"record_id": pl.Int64, "cluster": pl.Int64},
            ),
            pairs=pl.DataFrame(
                [(a, b, p, 5.0, z, -10.0, 15.0) for a, b, p, z in pairs],
                schema={
                    "left": pl.Int64,
                    "right": pl.Int64,
                    "probability": pl.Float64,
                    "weight": pl.Float64,
                    "zone": pl.String,
                    "prior": pl.Float64,
                    "evidence_name": pl.Float64,
                },
                orient="row",
            ),
            report={"records": len(ids)},
            model=None,
        )

    def link_new(self, new: pl.DataFrame, registry: pl.DataFrame, **how: Any) -> Any:
        """Answer for both tables together."""
        return self.unify(pl.concat([new, registry]), **how)


@dataclass
class _Answer:
    clusters: pl.DataFrame
    pairs: pl.DataFrame
    report: dict[str, Any]
    model: None
