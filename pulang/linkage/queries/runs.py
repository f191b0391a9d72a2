"""Reading runs: what is at work, what was done, and why the thresholds stand where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.linkage.models import LinkRun
from pulang.linkage.terms import RunState

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Point:
    """What linking from a probability upward would have given on labelled pairs."""

    threshold: float
    precision: float
    recall: float
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where pairs are linked or reviewed, and the measurement behind it."""

    linked: float
    review: float
    precision: float | None
    recall: float | None
    measured_on: int
    points: tuple[Point, ...]


def runs(actor: Actor) -> QuerySet[LinkRun]:
    """Return the runs, latest first."""
    found = LinkRun.objects.select_related("model").order_by("-pk")
    return found if actor.may(Permission.LINK_RUN) else found.none()


def run_for(actor: Actor, public_id: str) -> LinkRun:
    """Return a run for someone who may start one.

    Raises: NotFound.
    """
    run = runs(actor).filter(public_id=public_id).first()
    if run is None:
        raise NotFound
    return run


def at_work(actor: Actor) -> LinkRun | None:
    """Return the run that waits or runs."""
    return runs(actor).filter(state__in=[RunState.QUEUED, RunState.RUNNING]).first()


def thresholds_of(run: LinkRun) -> Thresholds | None:
    """Return the thresholds of a run with what was measured; None when it learned none."""
    if run.model is None:
        return None
    told: Mapping[str, Any] = run.model.content.get("thresholds", {})
    curve: Sequence[Sequence[float]] = told.get("curve") or ()
    linked = told.get("linked", 1.0)
    nearest = min(curve, key=lambda point: abs(point[0] - linked), default=None)
    step = max(1, len(curve) // _SHOWN)
    shown = [point for at, point in enumerate(curve) if at % step == 0 or point is nearest]
    return Thresholds(
        linked=linked,
        review=told.get("review", 0.0),
        precision=told.get("precision"),
        recall=told.get("recall"),
        measured_on=told.get("measured_on", 0),
        points=tuple(
            Point(threshold, precision, recall, is_chosen=point is nearest)
            for point in shown
            for threshold, precision, recall in (point[:3],)
        ),
    )


def curve_of(run: LinkRun) -> Sequence[Sequence[float]]:
    """Return threshold, precision, recall of each measured place, for the plot."""
    return run.model.content.get("thresholds", {}).get("curve") or () if run.model else ()
