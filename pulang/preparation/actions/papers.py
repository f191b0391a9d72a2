"""Handing papers in, checking them, sending them back with a reason."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base import crypto
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, desk, member
from pulang.journey.actions import events
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.preparation.actions import ages, photos
from pulang.preparation.models import Paper, PaperFile
from pulang.preparation.queries import rulesets
from pulang.preparation.rules.requirements import add_months
from pulang.preparation.terms import (
    HOME_PROVINCE,
    FlagCode,
    PaperState,
    RejectReason,
    visas_for,
)

BEFORE = frozenset({Stage.INTERESTED, Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED})
CHECK_DAYS = 2


class OwnPaper(NotAllowed):
    """Who handed a paper in does not check it."""

    code = "preparation.own_paper"


class NotForWork(Refused):
    """A visa on which she may not work."""

    code = "preparation.not_for_work"


class DayMissing(Refused):
    """A paper that holds for a time says when it was issued."""

    code = "preparation.day_missing"


def key_of(paper: Paper) -> str:
    """Return the key of the task to check a paper."""
    return f"preparation.check_paper:{paper.public_id}"


def hand_in(
    *,
    migration: Migration,
    document: str,
    by: Actor,
    at: datetime,
    data: bytes | None = None,
    number: str = "",
    issuer_place: str = "",
    issuer_code: str = "",
    issued_on: date | None = None,
    valid_until: date | None = None,
    born_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> Paper:
    """Hand a paper in; one that waits already is replaced by it.

    The photo is sealed before the row is written; if the row does not stand, the photo goes.

    Raises: NotAllowed, NotFound for an unknown kind of paper, BadFile, WrongState once she left.
    """
    require(by, Permission.PAPER_WRITE)
    if migration.stage not in BEFORE:
        raise WrongState(_("She has left already: papers are handed in before."))
    if document not in rulesets.documents(on=migration.ruleset_on):
        raise NotFound
    if issued_on and issued_on > at.astimezone(WITA).date():
        raise WrongState(_("The day of issue lies in the future."))
    taken = photos.take(data) if data is not None else None
    name = photos.keep(taken) if taken else ""
    try:
        with transaction.atomic():
            paper = _write(
                migration,
                document,
                by=by,
                at=at,
                issuer_place=issuer_place[:80],
                issuer_code=issuer_code,
                issued_on=issued_on,
                valid_until=valid_until,
                born_on=born_on,
                details=dict(details or {}),
            )
            _keep_file(paper, taken, name=name, number=number, by=by, at=at)
            _look(paper, by=by, at=at)
    except BaseException:
        if name:
            photos.drop(name)
        raise
    return paper


def _write(migration: Migration, document: str, *, by: Actor, at: datetime, **said: Any) -> Paper:
    waiting = Paper.objects.select_for_update(no_key=True).filter(
        migration=migration, document=document, state=PaperState.SUBMITTED
    )
    for old in waiting:
        _end(old, by=by, at=at)
    paper = Paper.objects.create(
        migration=migration,
        document=document,
        state=PaperState.SUBMITTED,
        submitted_at=at,
        submitted_by=by.membership_id,
        **said,
    )
    tasks.open(
        kind="preparation.check_paper",
        key=key_of(paper),
        desk=desk(Role.KABUPATEN_OFFICER, migration.place_code),
        person=migration.person,
        migration=migration,
        by=by,
        at=at,
        due_at=at + timedelta(days=CHECK_DAYS),
        urgency=Urgency.THIS_WEEK,
        facts={"document": document},
        url=f"/preparation/desk/{paper.public_id}/",
    )
    _tell("preparation.handed_in", paper, by=by, at=at)
    return paper


def _end(paper: Paper, *, by: Actor, at: datetime) -> None:
    paper.state, paper.ended_at, paper.ended_by = PaperState.WITHDRAWN, at, by.membership_id
    paper.save(update_fields=["state", "ended_at", "ended_by"])
    tasks.cancel(key=key_of(paper), by=by, at=at)


def _keep_file(
    paper: Paper,
    taken: photos.Taken | None,
    *,
    name: str,
    number: str,
    by: Actor,
    at: datetime,
) -> None:
    if taken is None and not number:
        return
    PaperFile.objects.create(
        paper=paper,
        stored_as=name,
        content_type=taken.content_type if taken else "",
        byte_count=len(taken.data) if taken else 0,
        digest=taken.digest if taken else "",
        sealed_number=crypto.seal(number, data_class="D3") if number else "",
        stored_at=at,
        stored_by=by.membership_id,
    )


def _look(paper: Paper, *, by: Actor, at: datetime) -> None:
    """Look at what a paper says for warning signs: age, place of the passport, kind of visa."""
    migration = paper.migration
    if paper.born_on:
        ages.look(migration=migration, by=by, at=at)
    outside = paper.issuer_code and not paper.issuer_code.startswith(HOME_PROVINCE)
    if paper.document == "PASPOR" and outside:
        facts = {"place": paper.issuer_code}
        ages.flag(migration=migration, code=FlagCode.RF04, by=by, at=at, facts=facts)
    kind = paper.details.get("visa_type")
    if paper.document == "VISA" and kind in {"visit", "pilgrim"}:
        ages.flag(migration=migration, code=FlagCode.RF05, by=by, at=at, facts={"visa": kind})


def _checked(paper: Paper, by: Actor) -> Paper:
    require(by, Permission.PAPER_CHECK)
    found = (
        Paper.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person")
        .filter(pk=paper.pk)
        .first()
    )
    if found is None:
        raise NotFound
    require(by, Permission.PAPER_CHECK, place_code=found.migration.place_code)
    if found.submitted_by == by.membership_id:
        raise OwnPaper(_("You handed this paper in: somebody else checks it."))
    if found.state != PaperState.SUBMITTED:
        raise WrongState(
            _("This paper was decided on already: %(state)s.")
            % {"state": found.get_state_display()}
        )
    return found


@transaction.atomic
def accept(
    *,
    paper: Paper,
    by: Actor,
    at: datetime,
    issued_on: date | None = None,
    valid_until: date | None = None,
    born_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> Paper:
    """Accept a paper, with what the officer read on it. An older accepted one gives way.

    Raises: NotAllowed, OwnPaper, WrongState, DayMissing, NotForWork.
    """
    found = _checked(paper, by)
    found.issued_on = issued_on or found.issued_on
    found.born_on = born_on or found.born_on
    found.details = {**found.details, **(details or {})}
    found.valid_until = valid_until or found.valid_until or _usual_end(found)
    on = at.astimezone(WITA).date()
    if found.valid_until and found.valid_until < on:
        raise WrongState(
            _("This paper held until %(day)s only. Send it back: it is no longer valid.")
            % {"day": found.valid_until.strftime("%d-%m-%Y")}
        )
    if found.document == "VISA" and found.details.get("visa_type") not in visas_for(
        found.migration.scheme
    ):
        raise NotForWork(_("This visa is not for work. Send it back: she may not leave on it."))
    for old in Paper.objects.filter(
        migration=found.migration, document=found.document, state=PaperState.ACCEPTED
    ):
        _end(old, by=by, at=at)
    found.state, found.checked_at, found.checked_by = PaperState.ACCEPTED, at, by.membership_id
    found.save()
    tasks.done(key=key_of(found), by=by, at=at)
    _tell("preparation.accepted", found, by=by, at=at)
    if found.born_on:
        ages.look(migration=found.migration, by=by, at=at)
    return found


def _usual_end(paper: Paper) -> date | None:
    """Return the last day a paper of this kind holds, reckoned from its day of issue."""
    kind = rulesets.documents(on=paper.migration.ruleset_on)[paper.document]
    if not (kind.valid_months or kind.valid_days or kind.spare_months):
        return None
    if paper.issued_on is None or kind.spare_months:
        raise DayMissing(_("Write down when it was issued, or until when it is valid."))
    if kind.valid_months:
        return add_months(paper.issued_on, kind.valid_months)
    return paper.issued_on + timedelta(days=kind.valid_days or 0)


@transaction.atomic
def reject(
    *, paper: Paper, reason: RejectReason | str, by: Actor, at: datetime, remark: str = ""
) -> Paper:
    """Send a paper back, saying why, to who handed it in.

    Raises: NotAllowed, OwnPaper, WrongState; Refused for another reason without a remark.
    """
    found = _checked(paper, by)
    if reason == RejectReason.OTHER and not remark.strip():
        raise Refused(_("Say why, so that she can mend it."))
    found.state, found.checked_at, found.checked_by = PaperState.REJECTED, at, by.membership_id
    found.reason, found.remark = reason, remark.strip()[:200]
    found.save()
    tasks.done(key=key_of(found), by=by, at=at)
    _tell("preparation.sent_back", found, by=by, at=at, facts={"reason": str(reason)})
    if found.submitted_by:
        tasks.open(
            kind="preparation.sent_back",
            key=f"preparation.sent_back:{found.migration.public_id}:{found.document}",
            desk=member(found.submitted_by),
            person=found.migration.person,
            migration=found.migration,
            by=by,
            at=at,
            due_at=at + timedelta(days=7),
            urgency=Urgency.THIS_WEEK,
            facts={"document": found.document, "reason": str(reason)},
            url=f"/preparation/{found.migration.public_id}/hand-in/{found.document}/",
        )
    return found


@transaction.atomic
def withdraw(*, paper: Paper, by: Actor, at: datetime) -> Paper:
    """Take a paper back that waits to be checked, as who handed it in.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.PAPER_WRITE)
    found = (
        Paper.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person")
        .get(pk=paper.pk)
    )
    if found.submitted_by != by.membership_id:
        raise NotAllowed(_("Somebody else handed this paper in."))
    if found.state != PaperState.SUBMITTED:
        raise WrongState(_("This paper was decided on already."))
    _end(found, by=by, at=at)
    return found


def opened(*, paper: Paper, by: Actor, at: datetime) -> None:
    """Record that the photo or number of a paper was read."""
    audit.opened(by=by, at=at, subject=Subject("paper", paper.public_id), classes=("D3",))


def _tell(
    kind: str,
    paper: Paper,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    said = {"document": paper.document, **(facts or {})}
    events.record(
        person=paper.migration.person,
        migration=paper.migration,
        kind=kind,
        by=by,
        at=at,
        facts=said,
    )
    audit.record(kind, by=by, at=at, subject=Subject("paper", paper.public_id), facts=said)
    if kind == "preparation.handed_in":
        sent_back = f"preparation.sent_back:{paper.migration.public_id}:{paper.document}"
        tasks.done(key=sent_back, by=by, at=at)
