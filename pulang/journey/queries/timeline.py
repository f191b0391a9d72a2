"""The timeline of a person: every entry that the reader may see; the database filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.urls import reverse

from pulang.access.models import Organisation
from pulang.access.terms import Actor, Role
from pulang.base.clock import WITA
from pulang.base.errors import NotFound
from pulang.journey.models import Event
from pulang.journey.queries import kinds
from pulang.journey.terms import EventState, Stage
from pulang.people.models import Person
from pulang.people.queries.places import labels
from pulang.ui.templatetags.ui import moment

ROWS = 25
MOST_PRINTED = 500
"""Entries of one printed timeline: some twenty pages."""
_FURTHEST = 10_000
"""No timeline has as many pages; a number beyond what a database can count is only a number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader filters by; empty is everything."""

    stage: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the page shows it; words, not promises: a page says each of them often."""

    public_id: str
    when: str
    exactly: str
    title: str
    icon: str
    said: str
    where: str
    backdated: str
    """when it was written down, if that was well after it happened"""
    is_corrected: bool
    is_void: bool
    correct_url: str
    """where its own office mends it; '' for everybody else"""

    @property
    def holds(self) -> bool:
        """Tell whether the entry is neither corrected nor taken back."""
        return not (self.is_void or self.is_corrected)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a timeline, and the agencies that wrote in it."""

    entries: tuple[Entry, ...]
    page: Page[Event]
    agencies: tuple[Organisation, ...]


def of(
    actor: Actor, person: Person, *, wanted: Wanted, number: str | int = 1, rows: int = 0
) -> Timeline:
    """Return a page of a person's timeline, the latest first, in a fixed number of queries."""
    every = Event.objects.filter(person=person)
    agencies = _agencies(every)
    found = _filtered(every, wanted, agencies)
    page = _page(found.order_by("-occurred_at", "-id"), str(number), rows or ROWS)
    events = list(page.object_list)
    names = {one.pk: one.name for one in agencies}
    places = labels(event.place_code for event in events if event.place_code)
    entries = tuple(_entry(actor, event, names, places) for event in events)
    return Timeline(entries, page, tuple(agencies))


def event_for(actor: Actor, public_id: str) -> Event:
    """Return an entry that the actor may see and her own office wrote.

    Raises: NotFound, also for one that another office wrote, and for a worker, who asks her office.
    """
    if actor.role == Role.WORKER:
        raise NotFound
    found = (
        Event.objects.filter(public_id=public_id, organisation_id=actor.organisation_id)
        .select_related("person", "migration")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _agencies(every: QuerySet[Event]) -> list[Organisation]:
    wrote = every.exclude(organisation_id=None).order_by().values("organisation_id").distinct()
    return list(Organisation.objects.filter(pk__in=wrote).order_by("name"))


def _filtered(
    every: QuerySet[Event], wanted: Wanted, agencies: list[Organisation]
) -> QuerySet[Event]:
    if wanted.stage in Stage:
        every = every.filter(stage=wanted.stage)
    office = next((one.pk for one in agencies if one.public_id == wanted.organisation), None)
    if office:
        every = every.filter(organisation_id=office)
    if wanted.since:
        every = every.filter(occurred_at__gte=_midnight(wanted.since))
    if wanted.until:
        every = every.filter(occurred_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return every


def _page(found: QuerySet[Event], number: str, rows: int) -> Page[Event]:
    """Read one page and the count of all entries in one question; past the end is the last page."""
    paginator = Paginator(found, rows)
    wanted = min(max(int(number), 1), _FURTHEST) if number.isdecimal() else 1
    before = (wanted - 1) * rows
    counted = found.annotate(of_all=Window(Count("*")))
    events = list(counted[before : before + rows])
    if not events:
        return paginator.get_page(number)
    paginator.count = events[0].of_all
    return Page(events, wanted, paginator)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=WITA)


def _entry(
    actor: Actor, event: Event, names: Mapping[int, str], places: Mapping[str, str]
) -> Entry:
    kind = kinds.kind(event.kind)
    title = str(kind.title)
    if event.stage and event.kind in {"journey.stage", "journey.opened"}:
        title = f"{title}: {Stage(event.stage).label}"
    holds = event.state == EventState.HOLDS
    is_hers = (
        actor.role != Role.WORKER
        and event.organisation_id == actor.organisation_id
        and event.kind != "journey.taken_back"
    )
    where = (names.get(event.organisation_id or 0, ""), places.get(event.place_code, ""))
    return Entry(
        public_id=event.public_id,
        when=moment(event.occurred_at),
        exactly=event.occurred_at.isoformat(),
        title=title,
        icon=kind.icon,
        said=kind.said(event.facts),
        where=" · ".join(part for part in where if part),
        backdated=moment(event.recorded_at) if event.is_backdated else "",
        is_corrected=event.state == EventState.CORRECTED,
        is_void=event.state == EventState.VOID,
        correct_url=_correcting().format(event.public_id) if holds and is_hers else "",
    )


@cache
def _correcting() -> str:
    """Return the address of the form that corrects an entry, with a gap for the entry's id."""
    gap = "0" * 26
    return reverse("journey:correct", args=[gap]).replace(gap, "{}")
