"""Moving a person to her next stage: through the gate, and no other way."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.journey.actions import events
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Event, GateDecision, Migration
from pulang.journey.queries import gates
from pulang.journey.rules.gates import Answer, Requirement
from pulang.journey.terms import ENDED, NEXT, EventState, Stage

_MOVED_BY = frozenset(
    {"migration.write", "clearance.grant", "intercept.write", "abroad.write", "death.write"}
)

Afterwards = Callable[[Migration, Actor, datetime], None]
after_move: list[Afterwards] = []
"""What follows a stage, reached or taken back, in the same transaction: a death stops collection."""


class Unmet(Refused):
    """Requirements of the gate are not met; `facts["unmet"]` says which, why and who can mend it."""

    code = "journey.unmet"


class TooEarly(Refused):
    """A stage lies before the one from which she reaches it; the earlier entry is corrected first."""

    code = "journey.too_early"


def _locked(migration: Migration) -> Migration:
    return (
        Migration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "destination")
        .get(pk=migration.pk)
    )


def _require(by: Actor) -> None:
    if not any(str(one) in _MOVED_BY for one in by.permissions):
        raise NotAllowed(_("Your role may not move a migration on."))


def _asked(requirement: Requirement) -> dict[str, Any]:
    return {
        "code": requirement.code,
        "is_met": requirement.is_met,
        "overridden": not requirement.is_met,
    }


def _in_words(requirement: Requirement) -> dict[str, Any]:
    return {
        "code": requirement.code,
        "why": str(requirement.why),
        "fix": str(requirement.fix),
        "who": str(requirement.who),
    }


def _decide(migration: Migration, stage: Stage, answer: Answer, *, by: Actor, at: datetime) -> None:
    _write_decision(migration, stage, by=by, at=at, asked=[_asked(one) for one in answer.every])


def _write_decision(
    migration: Migration,
    stage: Stage,
    *,
    by: Actor,
    at: datetime,
    asked: list[dict[str, Any]],
    is_correction: bool = False,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        (number,) = cursor.fetchone() or (0,)
    GateDecision.objects.create(
        migration=migration,
        stage=stage,
        asked=asked,
        decided_at=at,
        decided_by=by.membership_id,
        is_correction=is_correction,
        transaction=number,
    )


def _move(migration: Migration, stage: Stage, *, since: datetime, by: Actor, at: datetime) -> None:
    migration.stage, migration.stage_since = stage, since
    migration.closed_at = at if stage in ENDED else None
    migration.closed_by = by.membership_id if stage in ENDED else None
    migration.save(update_fields=["stage", "stage_since", "closed_at", "closed_by"])


def _check_order(migration: Migration, stage: Stage, happened: datetime) -> None:
    here = {"here": migration.get_stage_display(), "there": stage.label}
    if stage not in NEXT[Stage(migration.stage)]:
        raise WrongState(
            _("From “%(here)s” no step leads to “%(there)s”.") % here, stage=migration.stage
        )
    # A death has its own day: she may have died before anybody wrote down that she was missing.
    if happened < migration.stage_since and stage != Stage.DECEASED:
        since = migration.stage_since.astimezone(WITA)
        raise TooEarly(
            _(
                "“%(there)s” cannot lie before “%(here)s”, which she reached on %(day)s. Correct that"
                " entry first if its day is wrong."
            )
            % {**here, "day": f"{since:%d-%m-%Y}"}
        )


@transaction.atomic
def reach(
    *,
    migration: Migration,
    stage: Stage,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
    facts: Mapping[str, Any] | None = None,
    place_code: str = "",
) -> Event:
    """Let her reach a stage: asked at the gate, decided, moved, on the timeline, audited.

    The gate is asked as of the moment it happened, so that a paper which expired since then does
    not undo a departure that was lawful. That moment is never before she stood where she stands: a
    day could be chosen on which the gate was still open. Reaching the stage where she stands is refused, so that a
    form sent twice moves her once.

    Raises: NotAllowed, WrongState, TooEarly, Unmet, NotYet.
    """
    _require(by)
    found = _locked(migration)
    stage, happened = Stage(stage), occurred_at or at
    _check_order(found, stage, happened)
    answer = gates.check(found, target=stage, at=max(happened, found.stage_since))
    if not answer.is_open:
        raise Unmet(
            _("%(count)d requirements are not met yet.") % {"count": len(answer.unmet)},
            unmet=[_in_words(one) for one in answer.unmet],
        )
    _decide(found, stage, answer, by=by, at=at)
    before = found.stage
    event = events.record(
        person=found.person,
        migration=found,
        kind="journey.stage",
        by=by,
        at=at,
        occurred_at=happened,
        facts={"from": before, **(facts or {})},
        place_code=place_code,
        stage=stage,
    )
    _move(found, stage, since=happened, by=by, at=at)
    audit.record(
        "migration.stage",
        by=by,
        at=at,
        subject=subject_of(found),
        facts={"from": before, "to": str(stage), "overridden": len(answer.overridden)},
    )
    migration.stage, migration.stage_since = found.stage, found.stage_since
    migration.closed_at = found.closed_at
    for follow in after_move:
        follow(found, by, at)
    return event


@transaction.atomic
def take_back(
    *, migration: Migration, by: Actor, at: datetime, reason: str, event: Event | None = None
) -> Event:
    """Take the last stage back, with a reason: she stands again where she stood before.

    `event` says which entry is meant; it must be the last one.

    Raises: NotAllowed, WrongState when there is nothing to take back, or a later stage holds.
    """
    _require(by)
    found = _locked(migration)
    course = _course(found)
    if len(course) < 2:
        raise WrongState(_("There is no earlier stage to go back to."))
    before, last = course[-2:]
    if event is not None and event.pk != last.pk:
        raise WrongState(_("A later stage holds. Take that one back first."))
    made = events._void(event=last, by=by, at=at, reason=reason)
    stage = Stage(before.stage)
    _write_decision(found, stage, by=by, at=at, asked=[], is_correction=True)
    _move(found, stage, since=before.occurred_at, by=by, at=at)
    audit.record(
        "migration.taken_back",
        by=by,
        at=at,
        subject=subject_of(found),
        facts={"from": last.stage, "to": str(stage)},
    )
    migration.stage, migration.stage_since = found.stage, found.stage_since
    migration.closed_at = found.closed_at
    for follow in after_move:
        follow(found, by, at)
    return made


@transaction.atomic
def correct(
    *, event: Event, by: Actor, at: datetime, reason: str, occurred_at: datetime | None = None
) -> Event:
    """Write the right moment of a stage entry; of the last one, she stands there since then.

    Raises: NotAllowed, WrongState, NotYet.
    """
    _require(by)
    found = _locked(event.migration) if event.migration else None
    made = events._correct(event=event, by=by, at=at, reason=reason, occurred_at=occurred_at)
    if found and _course(found)[-1].pk == made.pk:
        found.stage_since = made.occurred_at
        found.save(update_fields=["stage_since"])
    return made


def _course(migration: Migration) -> list[Event]:
    """Return the stage entries that hold, in the order of the steps.

    A correction stands where the entry that it corrects stood, however late it was written.
    """
    entries = list(
        Event.objects.filter(migration=migration)
        .exclude(stage="")
        .select_related("person", "migration")
    )
    corrects = {one.pk: one.corrects_id for one in entries}

    def number(event: Event) -> int:
        key: int = event.pk
        while (earlier := corrects.get(key)) is not None:
            key = earlier
        return key

    return sorted((one for one in entries if one.state == EventState.HOLDS), key=number)
