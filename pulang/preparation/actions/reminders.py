"""Once a day: papers that ended are marked, papers that end soon are told of. Safe to run again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.base.clock import WITA
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, desk, member
from pulang.journey.terms import Stage
from pulang.law import queries as law
from pulang.people.models import OwnFile
from pulang.preparation.models import Paper
from pulang.preparation.terms import PaperState

STAGES = (Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED)
MOST_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Round:
    """What one run did."""

    expired: int
    reminded: int


@transaction.atomic
def run(*, at: datetime) -> Round:
    """Mark papers whose last day has passed; remind of those whose last day is near, once each."""
    by, today = service_actor(), at.astimezone(WITA).date()
    soon = law.parameter("paper-expiring-days", on=today) or 30
    with context.acting(by, reason="papers that expire"):
        expired = Paper.objects.filter(state=PaperState.ACCEPTED, valid_until__lt=today).update(
            state=PaperState.EXPIRED, ended_at=at, ended_by=by.membership_id
        )
        due = list(
            Paper.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .filter(
                valid_until__lte=today + timedelta(days=soon),
                state__in=[PaperState.ACCEPTED, PaperState.EXPIRED],
                reminded_at=None,
                migration__stage__in=STAGES,
            )
            .select_related("migration__person")
            .order_by("valid_until", "id")[:MOST_AT_ONCE]
        )
        accounts = dict(
            OwnFile.objects.filter(
                person__in={paper.migration.person_id for paper in due}
            ).values_list("person_id", "membership_id")
        )
        for paper in due:
            _remind(paper, account=accounts.get(paper.migration.person_id), by=by, at=at)
        Paper.objects.filter(pk__in=[paper.pk for paper in due]).update(
            reminded_at=at, reminded_by=by.membership_id
        )
    return Round(expired, len(due))


def _remind(paper: Paper, *, account: int | None, by: Actor, at: datetime) -> None:
    migration = paper.migration
    desks = {desk(Role.VILLAGE_OFFICER, migration.place_code): migration.get_absolute_url()}
    if account:
        desks[member(account)] = "/preparation/me/"
    is_cleared = migration.stage == Stage.CLEARED
    if is_cleared:
        kabupaten = desk(Role.KABUPATEN_OFFICER, migration.place_code)
        desks[kabupaten] = migration.get_absolute_url()
    until = paper.valid_until
    for where, url in desks.items():
        tasks.open(
            kind="preparation.expiring",
            key=f"preparation.expiring:{paper.public_id}:{where}",
            desk=where,
            person=migration.person,
            migration=migration,
            by=by,
            at=at,
            due_at=max(at, at + timedelta(days=7)),
            urgency=Urgency.TODAY if is_cleared else Urgency.THIS_WEEK,
            facts={"document": paper.document, "until": until.isoformat() if until else ""},
            url=url,
        )
