"""Writing the timeline: entries are added, and corrected by further entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.terms import Actor, Role, Subject
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.base.privacy import DataClass
from pulang.journey.models import Event, Migration
from pulang.journey.terms import EventState, Stage
from pulang.people.models import Person


class NotYet(Refused):
    """What has not happened yet cannot be written down."""

    code = "journey.not_yet"


def record(
    *,
    person: Person,
    kind: str,
    by: Actor,
    at: datetime,
    migration: Migration | None = None,
    occurred_at: datetime | None = None,
    data_class: str = DataClass.D2,
    facts: Mapping[str, Any] | None = None,
    place_code: str = "",
    stage: Stage | str = "",
    corrects: Event | None = None,
) -> Event:
    """Add an entry to a person's timeline. Facts hold codes, numbers and public ids only.

    Raises: NotYet when it lies in the future.
    """
    happened = occurred_at or at
    if happened > at:
        raise NotYet(_("This lies in the future. Write it down when it has happened."))
    return Event.objects.create(
        person=person,
        migration=migration,
        kind=kind,
        stage=stage,
        occurred_at=happened,
        recorded_at=at,
        recorded_by=by.membership_id,
        organisation_id=by.organisation_id,
        place_code=place_code,
        data_class=data_class,
        facts=dict(facts or {}),
        corrects=corrects,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be added."""

    person: Person
    kind: str
    migration: Migration | None = None
    occurred_at: datetime | None = None
    data_class: str = DataClass.D2
    facts: Mapping[str, Any] = field(default_factory=dict)
    place_code: str = ""


def record_many(*, drafts: Sequence[Draft], by: Actor, at: datetime) -> int:
    """Add many entries in one statement, each as `record` would; return how many.

    Raises: NotYet when one lies in the future.
    """
    if any((one.occurred_at or at) > at for one in drafts):
        raise NotYet(_("This lies in the future. Write it down when it has happened."))
    made = Event.objects.bulk_create(
        [
            Event(
                person=one.person,
                migration=one.migration,
                kind=one.kind,
                occurred_at=one.occurred_at or at,
                recorded_at=at,
                recorded_by=by.membership_id,
                organisation_id=by.organisation_id,
                place_code=one.place_code,
                data_class=one.data_class,
                facts=dict(one.facts),
            )
            for one in drafts
        ]
    )
    return len(made)


@transaction.atomic
def correct(
    *,
    event: Event,
    by: Actor,
    at: datetime,
    reason: str,
    occurred_at: datetime | None = None,
) -> Event:
    """Write the right moment of an entry; the old entry stays, shown as corrected.

    Stage entries are corrected by `stages.correct`, which moves the day she stands there as well.

    Raises: NotAllowed, WrongState when it was corrected or taken back already, NotYet.
    """
    if event.stage:
        raise WrongState(_("This entry cannot be corrected here."))
    return _correct(event=event, by=by, at=at, reason=reason, occurred_at=occurred_at)


def _require(event: Event, by: Actor) -> None:
    """The office that wrote an entry mends it; the worker asks for it, even of her own office's."""
    if by.role == Role.SERVICE:
        return
    if by.role == Role.WORKER or event.organisation_id != by.organisation_id:
        raise NotAllowed(_("The office that wrote this entry can mend it."))


def _correct(
    *, event: Event, by: Actor, at: datetime, reason: str, occurred_at: datetime | None
) -> Event:
    _require(event, by)
    if event.state != EventState.HOLDS:
        raise WrongState(_("This entry was corrected or taken back already."))
    made = record(
        person=event.person,
        migration=event.migration,
        kind=event.kind,
        by=by,
        at=at,
        occurred_at=occurred_at or event.occurred_at,
        data_class=event.data_class,
        facts={**event.facts, "reason": reason},
        place_code=event.place_code,
        stage=event.stage,
        corrects=event,
    )
    Event.objects.filter(pk=event.pk).update(state=EventState.CORRECTED)
    audit.record(
        "event.corrected",
        by=by,
        at=at,
        subject=Subject("event", event.public_id),
        facts={"by": made.public_id},
    )
    return made


@transaction.atomic
def void(*, event: Event, by: Actor, at: datetime, reason: str) -> Event:
    """Take back an entry that was a mistake; an entry about that is added.

    Stage entries are taken back by `stages.take_back`, which moves her back as well.

    Raises: NotAllowed, WrongState.
    """
    _require(event, by)
    if event.state != EventState.HOLDS or event.stage:
        raise WrongState(_("This entry cannot be taken back here."))
    return _void(event=event, by=by, at=at, reason=reason)


def _void(*, event: Event, by: Actor, at: datetime, reason: str) -> Event:
    Event.objects.filter(pk=event.pk).update(state=EventState.VOID)
    audit.record("event.void", by=by, at=at, subject=Subject("event", event.public_id))
    return record(
        person=event.person,
        migration=event.migration,
        kind="journey.taken_back",
        by=by,
        at=at,
        data_class=event.data_class,
        facts={"kind": event.kind, "stage": event.stage, "reason": reason},
        corrects=event,
    )
