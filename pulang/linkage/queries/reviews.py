"""Reading doubtful pairs: the queue, one pair side by side, what a merge would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Count, Q, QuerySet

from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.linkage.models import CandidatePair, Override, Record, Source
from pulang.linkage.queries import matching
from pulang.linkage.rules import second
from pulang.linkage.rules.golden import golden
from pulang.linkage.rules.survivorship import GOLDEN
from pulang.linkage.terms import EVIDENCE_GROUPS, LEVELS, RECORD_FIELDS, PairState
from pulang.people.models import IdentityDocument, Person
from pulang.people.queries import places
from pulang.people.queries.persons import birth_in_words
from pulang.people.queries.references import rows_of
from pulang.people.rules.similarity import name_similarity
from pulang.people.terms import DocumentKind, Sex

_NAMES = ("full_name", "mother_name", "father_name", "spouse_name")
_ALIKE = 0.8
_WITH = ("left__source", "right__source", "left__person", "right__person")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of both records: agreement is same, alike, differs or unknown."""

    label: str
    left: str
    right: str
    agreement: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one field said, in bits and in words."""

    label: str
    bits: float
    level: str


@dataclass(frozen=True, slots=True)
class Change:
    """A golden value before and after the merge."""

    label: str
    left: str
    right: str
    merged: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a merge would do: rows that move, golden values, reach, what needs a second person."""

    rows: tuple[tuple[str, int], ...]
    golden: tuple[Change, ...]
    reasons: tuple[str, ...]
    access_class: str
    organisations: int


@dataclass(frozen=True, slots=True)
class PairPage:
    """All that the page of a pair shows."""

    pair: CandidatePair
    left: Record
    right: Record
    comparisons: tuple[Comparison, ...]
    waterfall: tuple[dict[str, Any], ...]
    readings: tuple[Reading, ...]
    left_others: tuple[Record, ...]
    right_others: tuple[Record, ...]
    effect: Effect | None
    decided_by: str
    may_confirm: bool


def queue(*, state: str = PairState.OPEN, source: str = "") -> QuerySet[CandidatePair]:
    """Return the pairs of a state, likeliest first; optionally only those of one source."""
    found = CandidatePair.objects.filter(state=state).select_related(*_WITH)
    if source:
        found = found.filter(Q(left__source__slug=source) | Q(right__source__slug=source))
    return found.order_by("-probability", "pk")


def counts() -> dict[str, int]:
    """Return how many pairs stand in each state."""
    rows = CandidatePair.objects.order_by().values_list("state").annotate(Count("pk"))
    found = dict(rows)
    return {state: found.get(state, 0) for state in PairState.values}


def sources_in_queue() -> Sequence[Source]:
    """Return the sources, for the filter."""
    return list(Source.objects.order_by("name"))


def pair_for(actor: Actor, public_id: str) -> CandidatePair:
    """Return a pair for someone who decides.

    Raises: NotFound.
    """
    if not actor.may(Permission.REVIEW_DECIDE):
        raise NotFound
    pair = CandidatePair.objects.select_related(*_WITH).filter(public_id=public_id).first()
    if pair is None:
        raise NotFound
    return pair


def next_pair(
    actor: Actor, *, after: CandidatePair | None = None, source: str = ""
) -> CandidatePair | None:
    """Return the next open pair of the queue; after the given one, then from the start."""
    found = queue(source=source)
    if after is not None:
        later = found.exclude(pk=after.pk).filter(
            Q(probability__lt=after.probability) | Q(probability=after.probability, pk__gt=after.pk)
        )
        return later.first() or found.exclude(pk=after.pk).first()
    return found.first()


def last_decided(actor: Actor) -> CandidatePair | None:
    """Return the pair the actor decided last."""
    return (
        CandidatePair.objects.filter(decided_by=actor.membership_id, left__isnull=False)
        .exclude(state=PairState.OPEN)
        .order_by("-decided_at", "-pk")
        .first()
    )


def side_of(person: Person) -> second.Side:
    """Return the documents that matter for the two-person rule."""
    niks: set[str] = set()
    passports: set[str] = set()
    rows = IdentityDocument.objects.filter(
        person=person, withdrawn_at=None, kind__in=[DocumentKind.NIK, DocumentKind.PASSPORT]
    ).values_list("kind", "number", "number_hash")
    for kind, number, digest in rows:
        (niks if kind == DocumentKind.NIK else passports).add(number or digest)
    return second.Side(frozenset(niks), frozenset(passports), person.nik, person.access_class)


def merged_golden(one: Person, other: Person) -> dict[str, Any]:
    """Return the golden values the two would have as one person; nothing is written."""
    stated = matching.statements([one.pk, other.pk])
    kept = min(one.pk, other.pk)
    standing = Override.objects.filter(person__in=[one, other], ended_at=None).order_by("pk")
    chosen = {(kept, row.field): row.value for row in standing}
    as_one = stated.with_columns(pl.lit(kept).cast(pl.Int64).alias("person"))
    rows = golden(as_one, chosen=chosen).to_dicts()
    return rows[0] if rows else dict.fromkeys((*GOLDEN, "birth_precision"), "")


def second_reasons(one: Person, other: Person) -> tuple[str, ...]:
    """Return why a merge of the two needs a second steward; empty when it needs none."""
    merged = merged_golden(one, other)
    return second.reasons(side_of(one), side_of(other), merged_nik=merged["nik"] or "")


def effect_of(one: Person, other: Person) -> Effect:
    """Return what merging two persons would do."""
    merged = merged_golden(one, other)
    kept, gone = sorted((one, other), key=lambda person: person.pk)
    codes = places.labels([one.place_code, other.place_code, merged["place_code"] or ""])
    values = [_shown(_golden(one), codes), _shown(_golden(other), codes), _shown(merged, codes)]
    return Effect(
        rows=tuple((str(model._meta.verbose_name_plural), n) for model, n in rows_of(gone).items()),
        golden=tuple(
            Change(str(RECORD_FIELDS[name]), *(value[name] for value in values)) for name in GOLDEN
        ),
        reasons=second.reasons(side_of(one), side_of(other), merged_nik=merged["nik"] or ""),
        access_class=second.strictest(one.access_class, other.access_class),
        organisations=len(set(gone.known_to) - set(kept.known_to)),
    )


def _golden(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in (*GOLDEN, "birth_precision")}


def _shown(values: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, str]:
    told = {name: str(values[name] or "") for name in GOLDEN}
    told["born_on"] = birth_in_words(values["born_on"], values["birth_precision"] or "")
    told["sex"] = str(Sex(values["sex"]).label) if values["sex"] else ""
    told["place_code"] = codes.get(values["place_code"] or "", values["place_code"] or "")
    return told


def page_of(pair: CandidatePair, actor: Actor) -> PairPage:
    """Return everything the page of a pair shows, in a fixed number of queries."""
    one, other = pair.left.person, pair.right.person
    open_pair = one is not None and other is not None and one.pk != other.pk
    first = (
        Membership.objects.filter(pk=pair.decided_by).select_related("user").first()
        if pair.decided_by
        else None
    )
    return PairPage(
        pair=pair,
        left=pair.left,
        right=pair.right,
        comparisons=_compared(pair.left, pair.right),
        waterfall=_waterfall(pair.evidence),
        readings=_readings(pair.evidence),
        left_others=_others(pair.left),
        right_others=_others(pair.right),
        effect=effect_of(one, other) if open_pair and one and other else None,
        decided_by=str(first.user) if first else "",
        may_confirm=(
            pair.state == PairState.SECOND
            and actor.may(Permission.MERGE_CONFIRM)
            and first is not None
            and first.user_id != actor.user_id
        ),
    )


def _others(record: Record) -> tuple[Record, ...]:
    if record.person_id is None:
        return ()
    rows = Record.objects.filter(person_id=record.person_id).exclude(pk=record.pk)
    return tuple(rows.select_related("source")[:20])


def _compared(left: Record, right: Record) -> tuple[Comparison, ...]:
    codes = places.labels([left.place_code, right.place_code])
    rows = []
    for name, label in RECORD_FIELDS.items():
        one, other = _text(left, name, codes), _text(right, name, codes)
        if one or other:
            rows.append(Comparison(str(label), one, other, _agreement(name, one, other)))
    return tuple(rows)


def _text(record: Record, name: str, codes: Mapping[str, str]) -> str:
    value = getattr(record, name)
    if name == "born_on":
        return birth_in_words(value, record.birth_precision)
    if name == "sex":
        return str(Sex(value).label) if value in Sex.values else str(value)
    if name == "place_code":
        return codes.get(value, value)
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value or "")


def _agreement(name: str, one: str, other: str) -> str:
    if not one or not other:
        return "unknown"
    if one.casefold() == other.casefold():
        return "same"
    alike = name in _NAMES and name_similarity(one, other) >= _ALIKE
    nested = name == "place_code" and (one.endswith(other) or other.endswith(one))
    return "alike" if alike or nested else "differs"


def _waterfall(evidence: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return the bars, one per group of fields, strongest first after the prior."""
    sums: dict[str, float] = {}
    for row in evidence:
        group = row.get("group") or row["field"]
        sums[group] = sums.get(group, 0.0) + row["bits"]
    prior = sums.pop("prior", 0.0)
    ordered = sorted(sums.items(), key=lambda item: -abs(item[1]))
    bars = [("prior", prior), *((name, bits) for name, bits in ordered if abs(bits) >= 0.05)]
    return tuple(
        {"label": str(EVIDENCE_GROUPS.get(name, name)), "weight": round(bits, 1), "note": ""}
        for name, bits in bars
    )


def _readings(evidence: Sequence[Mapping[str, Any]]) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            label=str(EVIDENCE_GROUPS.get(row["field"], row["field"])),
            bits=row["bits"],
            level=str(LEVELS.get(row.get("level", ""), row.get("level", ""))),
        )
        for row in evidence
    )
