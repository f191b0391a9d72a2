"""What a member must do today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.coordination.models import Task
from pulang.coordination.queries import kinds
from pulang.coordination.terms import Urgency, desks_of
from pulang.ui.templatetags.ui import moment

ROWS = 20
MOST_COUNTED = 1000
"""Beyond it the worklist says "more than": nobody works a thousand tasks off in a day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One task as the worklist shows it; words, not promises: a page says each of them often."""

    public_id: str
    code: str
    title: str
    action: str
    icon: str
    who: str
    reason: str
    due: str
    url: str
    state: str
    """now, late, today, week or nothing"""
    is_bulk: bool


class _Work:
    """The tasks of a few desks in their order, as a paginator wants them.

    Each desk is one walk along its own index, no further than the page; the few rows are then put in order.
    One query over all desks would read and sort everything that lies on them.
    """

    ordered = True

    def __init__(self, actor: Actor, kind: str, *, count: int) -> None:
        self._count = count
        self._desks = [
            Task.objects.open().filter(desk=desk, **({"kind": kind} if kind else {}))
            for desk in desks_of(
                role=actor.role,
                area=actor.area,
                organisation_id=actor.organisation_id,
                membership_id=actor.membership_id,
            )
        ]

    def count(self) -> int:
        """Return how many tasks there are, at most `MOST_COUNTED`."""
        return self._count

    def __getitem__(self, part: slice) -> list[Task]:
        """Return a slice of the tasks with their persons."""
        if not part.stop:
            return []  # an empty desk: nothing to walk along
        order = ("urgency", "due_at", "id")
        first, *others = (
            desk.order_by(*order).values_list(*order)[: part.stop] for desk in self._desks
        )
        keys = first.union(*others, all=True).order_by(*order)[part]
        wanted = [key for _urgency, _due, key in keys]
        tasks = Task.objects.select_related("person").in_bulk(wanted)
        return [tasks[key] for key in wanted if key in tasks]


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of a desk's work."""

    lines: tuple[Line, ...]
    page: Page[Task]
    has_more: bool
    bulk: tuple[kinds.Kind, ...]
    kinds: tuple[kinds.Kind, ...]
    """of the tasks that lie here"""


def of(actor: Actor, *, at: datetime, kind: str = "", number: str | int = 1) -> Worklist:
    """Return a page of the actor's work: what is most urgent first, then what is due first."""
    every = Task.objects.visible_to(actor).open()
    lying, count = _lying(every)
    if kind:
        _kinds, count = _lying(every.filter(kind=kind))
    work = cast(Sequence[Task], _Work(actor, kind, count=count))
    paginator: Paginator[Task] = Paginator(work, ROWS)
    page = paginator.get_page(number)
    lines = tuple(_line(task, at=at) for task in page.object_list)
    shown = {line.code: kinds.kind(line.code) for line in lines if line.is_bulk}
    return Worklist(
        lines=lines,
        page=page,
        has_more=count == MOST_COUNTED,
        bulk=tuple(shown.values()),
        kinds=tuple(kinds.kind(code) for code in sorted({*lying, kind} - {""})),
    )


def _lying(tasks: QuerySet[Task]) -> tuple[list[str], int]:
    """Return the kinds that lie here and how many tasks, of the first thousand: one small answer."""
    found = tasks.order_by()[:MOST_COUNTED].aggregate(
        kinds=ArrayAgg("kind", distinct=True, default=[]), count=Count("pk")
    )
    return found["kinds"], found["count"]


def open_tasks(actor: Actor, public_ids: list[str], *, kind: str) -> list[Task]:
    """Return those of the named tasks that are open, of one kind and on the actor's desks."""
    mine = Task.objects.visible_to(actor).open().filter(kind=kind, public_id__in=public_ids[:200])
    return list(mine.select_related("person", "migration"))


def _line(task: Task, *, at: datetime) -> Line:
    kind = kinds.kind(task.kind)
    return Line(
        public_id=task.public_id,
        code=kind.code,
        title=str(kind.title),
        action=str(kind.action),
        icon=kind.icon,
        who=task.person.full_name if task.person else "",
        reason=kind.said(task.facts),
        due=moment(task.due_at),
        url=task.url,
        state=_state(task, at=at),
        is_bulk=kind.bulk is not None,
    )


def _state(task: Task, *, at: datetime) -> str:
    if task.urgency == Urgency.NOW:
        return "now"
    if task.due_at < at:
        return "late"
    days = (task.due_at.astimezone(WITA).date() - at.astimezone(WITA).date()).days
    return "today" if days == 0 else "week" if days < 7 else ""
