"""Planning the return in time: a task before the day on which she plans to come home, or her contract ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from pulang.abroad.actions import desks
from pulang.abroad.models import Placement, PlacementTerms
from pulang.abroad.queries import limits
from pulang.abroad.terms import LimitOf
from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.coordination.actions import tasks
from pulang.coordination.models import Task
from pulang.coordination.terms import Urgency
from pulang.journey.models import Migration
from pulang.journey.terms import ABROAD

TASK = "abroad.plan_return"
URGENCIES = ((30, Urgency.TODAY), (60, Urgency.THIS_WEEK))
"""Days left, and how urgent the planning is then; before that when there is time."""


def plan_returns(*, at: datetime, by: Actor | None = None) -> int:
    """Put every return that comes near on its kabupaten's desk, once; return how many are new.

    The key names the day: opened again it is one task, which only becomes more urgent; a plan that
    was made is not asked for again.
    """
    service = by or service_actor()
    with context.acting(service, reason="returns that come near"):
        known = dict(Task.objects.filter(kind=TASK).values_list("key", "done_at"))
        fresh = 0
        for comes in _near(at):
            if known.get(comes.key) is None:
                _put(comes, by=service, at=at)
                fresh += comes.key not in known
    return fresh


def planned(*, placement: Placement, day: date, by: Actor, at: datetime) -> None:
    """Tick off what asks to plan her return: it is planned, for this day too."""
    comes = _Return(placement.migration, day, placement.public_id)
    asked = Task.objects.open().filter(kind=TASK, migration=placement.migration)
    _put(comes, by=by, at=at)
    for key in {comes.key, *asked.values_list("key", flat=True)}:
        tasks.done(key=key, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Return:
    """A return that comes near: whose, on which day, from which placement."""

    migration: Migration
    day: date
    placement: str

    @property
    def key(self) -> str:
        return f"{TASK}:{self.migration.public_id}:{self.day}"

    @property
    def url(self) -> str:
        if not self.placement:
            return self.migration.get_absolute_url()
        return reverse("abroad:placement", args=[self.placement])


def _near(at: datetime) -> Iterator[_Return]:
    """Yield who is abroad and comes home soon: by her own plan, else by the end of her contract."""
    today = at.astimezone(WITA).date()
    terms = PlacementTerms.objects.filter(
        placement__migration=OuterRef("pk"), placement__ended_at=None, until_on=None
    )
    ahead = limits.allowed(LimitOf.RETURN_PLAN, on=today)
    found = (
        Migration.objects.filter(stage__in=sorted(ABROAD))
        .annotate(
            day=Coalesce("returns_on", Subquery(terms.values("contract_ends_on")[:1])),
            placement=Subquery(terms.values("placement__public_id")[:1]),
        )
        .filter(day__lte=today + ahead)
    )
    rows = found.values_list("pk", "day", "placement")
    coming = {pk: (day, placement or "") for pk, day, placement in rows}
    whose = Migration.objects.filter(pk__in=list(coming)).select_related("person")
    for one in whose.iterator(chunk_size=1000):
        yield _Return(one, *coming[one.pk])


def _put(comes: _Return, *, by: Actor, at: datetime) -> None:
    left = (comes.day - at.astimezone(WITA).date()).days
    urgency = next((urgency for days, urgency in URGENCIES if left <= days), Urgency.IN_TIME)
    tasks.open(
        kind=TASK,
        key=comes.key,
        desk=desks.kabupaten(comes.migration),
        person=comes.migration.person,
        migration=comes.migration,
        urgency=urgency,
        due_at=datetime.combine(comes.day, time(8), tzinfo=WITA),
        facts={"day": str(comes.day)},
        url=comes.url,
        by=by,
        at=at,
    )
