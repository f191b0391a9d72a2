"""Why any two rows are, or are not, one person: asked at the command line."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.base.ids import is_ulid
from pulang.linkage import engine
from pulang.linkage.models import LearnedModel, Record
from pulang.linkage.queries import matching
from pulang.linkage.terms import EVIDENCE_GROUPS, LEVELS


@dataclass(frozen=True, slots=True)
class Told:
    """The explanation in words."""

    left: str
    right: str
    zone: str
    probability: float
    weight: float
    rows: tuple[tuple[str, float, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "left": self.left,
            "right": self.right,
            "zone": self.zone,
            "probability": self.probability,
            "weight": self.weight,
            "evidence": [
                {"field": field, "bits": bits, "level": level} for field, bits, level in self.rows
            ],
        }


def explained(actor: Actor, one: str, other: str) -> Told:
    """Return the evidence of two rows: `source/row`, or a person's id for her first row.

    Raises: NotFound.
    """
    if not actor.may(Permission.REVIEW_DECIDE):
        raise NotFound
    left, right = record_named(one), record_named(other)
    frame = matching.records(f"r.id in ({int(left.pk)}, {int(right.pk)})")
    rows = {row["record_id"]: row for row in frame.iter_rows(named=True)}
    found = engine.explain(rows[left.pk], rows[right.pk], model=latest_model())
    said = [(str(EVIDENCE_GROUPS["prior"]), found.prior, "")]
    said += [
        (
            str(EVIDENCE_GROUPS.get(bar.field, bar.field)),
            bar.bits,
            str(LEVELS.get(bar.level, bar.level)),
        )
        for bar in found.evidence
    ]
    return Told(
        left=_said(left),
        right=_said(right),
        zone=found.zone,
        probability=found.probability,
        weight=found.total,
        rows=tuple((field, round(bits, 2), level) for field, bits, level in said),
    )


def _said(record: Record) -> str:
    return f"{record.source.slug}/{record.row_number}"


def record_named(name: str) -> Record:
    """Return the row `source/row` (of its latest file), or the first row of a person.

    Raises: NotFound.
    """
    rows = Record.objects.select_related("source").order_by("-batch_id", "pk")
    if is_ulid(name):
        found = rows.filter(person__public_id=name).order_by("pk").first()
    else:
        slug, _, number = name.rpartition("/")
        if not number.isdecimal():
            raise NotFound
        found = rows.filter(source__slug=slug, row_number=int(number)).first()
    if found is None:
        raise NotFound
    return found


def latest_model() -> engine.LinkageModel | None:
    """Return the model learned last; None before the first full run."""
    kept = LearnedModel.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _model(kept) if kept else None


@lru_cache(maxsize=2)
def _model(key: int) -> engine.LinkageModel:
    kept = LearnedModel.objects.get(pk=key)
    return engine.LinkageModel.from_json(json.dumps(kept.content))
