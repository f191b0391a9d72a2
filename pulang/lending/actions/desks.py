"""What an application puts on timelines and desks; the service writes, so that no desk sees another."""

from collections.abc import Mapping
from datetime import datetime, time

from django.urls import reverse

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Role
from pulang.base.clock import WITA
from pulang.base.privacy import DataClass
from pulang.coordination.actions import tasks
from pulang.coordination.queries import offices
from pulang.coordination.terms import Urgency, desk, office
from pulang.journey.actions import events
from pulang.journey.actions import people as sharing
from pulang.lending.models import Application

CHECK = "lending.check_application"
DECIDE = "lending.decide_application"
LATE = "lending.answer_late"
SCREEN = "lending.screen"


def tell(
    application: Application,
    kind: str,
    *,
    at: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write on her timeline, for those who may see loans."""
    service = service_actor()
    with context.acting(service, reason="timeline of a loan"):
        events.record(
            person=application.person,
            migration=application.migration,
            kind=kind,
            by=service,
            at=at,
            data_class=DataClass.D4,
            facts={"application": application.public_id, **(facts or {})},
        )


def ask_to_check(application: Application, *, at: datetime) -> None:
    """Put it before the bank's officers."""
    _put(application, CHECK, at=at)


def ask_to_decide(application: Application, *, at: datetime) -> None:
    """Take it off the officers' list and put it before the approvers."""
    _close(application, CHECK, at=at)
    _put(application, DECIDE, at=at)


def send_back(application: Application, *, at: datetime) -> None:
    """Put it before the officers again."""
    _close(application, DECIDE, at=at)
    _put(application, CHECK, at=at)


def escalate(application: Application, *, at: datetime) -> None:
    """Say that the answer is late: the most urgent thing on the bank's list."""
    _put(application, LATE, at=at, urgency=Urgency.NOW)


def clear(application: Application, *, at: datetime) -> None:
    """Take everything about it off the bank's list: it was answered or withdrawn."""
    for kind in (CHECK, DECIDE, LATE):
        _close(application, kind, at=at)


def ask_protection(application: Application, codes: list[str], *, at: datetime) -> None:
    """Ask the nearest protection office to look at her; it gets codes, the bank learns nothing more."""
    service = service_actor()
    with context.acting(service, reason="signs on a loan application"):
        place = application.migration.place_code
        nearest = offices.protecting(place)
        if nearest:
            # Whoever is to protect her must be able to open her file.
            sharing.share(person=application.person, organisation_id=nearest.pk, by=service, at=at)
        tasks.open(
            kind=SCREEN,
            key=f"{SCREEN}:{application.public_id}",
            desk=office(nearest.pk) if nearest else desk(Role.CASE_WORKER, place),
            by=service,
            at=at,
            due_at=at,
            person=application.person,
            migration=application.migration,
            urgency=Urgency.TODAY,
            facts={"signs": codes},
            url=application.migration.get_absolute_url(),
        )


def _put(
    application: Application, kind: str, *, at: datetime, urgency: Urgency = Urgency.THIS_WEEK
) -> None:
    due_on = application.answer_due_on
    due_at = datetime.combine(due_on, time(16), tzinfo=WITA) if due_on else at
    service = service_actor()
    with context.acting(service, reason="desk of loans"):
        tasks.open(
            kind=kind,
            key=f"{kind}:{application.public_id}",
            desk=office(application.bank_id),
            by=service,
            at=at,
            due_at=due_at,
            person=application.person,
            migration=application.migration,
            urgency=urgency,
            url=reverse("lending:application", args=[application.public_id]),
        )


def _close(application: Application, kind: str, *, at: datetime) -> None:
    service = service_actor()
    with context.acting(service, reason="desk of loans"):
        tasks.done(key=f"{kind}:{application.public_id}", by=service, at=at)
