"""Reading published figures; they are public."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from pulang.base.errors import NotFound
from pulang.insight.models import PublishedClaim
from pulang.insight.rules.reconcile import (
    Disagreement,
    Figure,
    PartsAndWhole,
    disagreements,
    parts_and_wholes,
)
from pulang.insight.terms import Topic

Counter = Callable[[date, date, str], int | None]
"""Counts our own de-duplicated records in [starts_on, ends_on) of a place ('' for the province)."""

_counters: dict[str, Counter] = {}


def count_with(topic: Topic, counter: Counter) -> None:
    """Let the package that keeps the events of a topic count them; called in `apps.ready`."""
    _counters[topic] = counter


def claims() -> QuerySet[PublishedClaim]:
    """Return the claims that stand, the whole before its parts."""
    order = [F(field).asc(nulls_first=True) for field in ("place", "destination")]
    return (
        PublishedClaim.objects.standing()
        .select_related("place", "destination")
        .order_by("topic", "-starts_on", *order, "sex", "part", "id")
    )


def claim_for(public_id: str) -> PublishedClaim:
    """Return one claim, withdrawn or not.

    Raises: NotFound.
    """
    found = (
        PublishedClaim.objects.select_related("place", "destination", "replaces")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _figure(claim: PublishedClaim) -> Figure:
    return Figure(
        id=claim.public_id,
        topic=claim.topic,
        unit=claim.unit,
        value=claim.value,
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        place=claim.place_id or "",
        destination=claim.destination_id or "",
        sex=claim.sex,
        part=claim.part,
        source=claim.source,
    )


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question with more than one published answer."""

    claims: tuple[PublishedClaim, ...]
    found: Disagreement


@dataclass(frozen=True, slots=True)
class Division:
    """A whole and its published parts."""

    whole: PublishedClaim
    parts: tuple[PublishedClaim, ...]
    found: PartsAndWhole


@dataclass(frozen=True, slots=True)
class OwnCount:
    """A published figure beside what we count ourselves: shown side by side, never added."""

    claim: PublishedClaim
    ours: int

    @property
    def gap(self) -> Decimal:
        """Return what the claim has more than our records."""
        return self.claim.value - self.ours


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All that does not fit together."""

    disputes: tuple[Dispute, ...]
    divisions: tuple[Division, ...]
    own: tuple[OwnCount, ...]
    uncounted: tuple[str, ...]
    """Topics nobody in the house counts yet."""


def _beside_ours(standing: Iterable[PublishedClaim]) -> tuple[OwnCount, ...]:
    rows = []
    for claim in standing:
        counter = _counters.get(claim.topic)
        if counter and not (claim.sex or claim.part or claim.destination_id):
            ours = counter(claim.starts_on, claim.ends_on, claim.place_id or "")
            if ours is not None:
                rows.append(OwnCount(claim, ours))
    return tuple(rows)


def reconciliation() -> Reconciliation:
    """Return which claims contradict each other, which parts miss their whole, and our own counts."""
    standing = {claim.public_id: claim for claim in claims()}
    figures = [_figure(claim) for claim in standing.values()]
    return Reconciliation(
        disputes=tuple(
            Dispute(tuple(standing[each] for each in found.ids), found)
            for found in disagreements(figures)
        ),
        divisions=tuple(
            Division(
                standing[found.whole_id], tuple(standing[each] for each in found.part_ids), found
            )
            for found in parts_and_wholes(figures)
            if found.missing
        ),
        own=_beside_ours(standing.values()),
        uncounted=tuple(str(topic.label) for topic in Topic if topic not in _counters),
    )


def disputed_ids() -> frozenset[str]:
    """Return the claims that another claim contradicts."""
    return frozenset(each for found in disagreements(map(_figure, claims())) for each in found.ids)
