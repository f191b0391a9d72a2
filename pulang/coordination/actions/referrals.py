"""Handing a person on: sent, accepted or declined, returned or completed, and told when it is late."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.context import acting
from pulang.access.models import Organisation
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.coordination.actions import tasks
from pulang.coordination.models import Referral
from pulang.coordination.queries import offices
from pulang.coordination.rules.referrals import (
    answer_due,
    class_of_entry,
    late_since,
    may_step,
    rungs_due,
    told_at,
)
from pulang.coordination.terms import (
    OPEN,
    WITH_REASON,
    Item,
    ReferralState,
    Urgency,
    desk,
    office,
)
from pulang.journey.actions import events
from pulang.journey.actions import people as known
from pulang.journey.models import Migration
from pulang.people.models import Consent, Person
from pulang.people.queries.places import labels
from pulang.people.terms import ConsentBasis
from pulang.places.rules.listing import HOME_PROVINCE


class NobodyThere(Refused):
    """The office is closed, or nobody there would receive her."""

    code = "coordination.nobody_there"


class NoBasis(Refused):
    """Sharing needs her consent, or another ground the law names."""

    code = "coordination.no_basis"


def _subject(referral: Referral) -> Subject:
    return Subject("referral", referral.public_id)


def _key(referral: Referral) -> str:
    return f"coordination.referral:{referral.public_id}"


@transaction.atomic
def open(  # noqa: A001 - the desk's own word, always written referrals.open(…)
    *,
    person: Person,
    to_organisation: Organisation,
    service: str,
    shared: Collection[str],
    basis: str,
    due_at: datetime,
    by: Actor,
    at: datetime,
    migration: Migration | None = None,
    consent: Consent | None = None,
    note: str = "",
) -> Referral:
    """Refer a person to another office. What is shared is copied onto the sheet as of today.

    Raises: NotAllowed, NobodyThere, NoBasis (consent named but not given, or withdrawn),
    WrongState when it is due in the past or goes to one's own office.
    """
    require(by, Permission.REFERRAL_WRITE)
    if to_organisation.pk == by.organisation_id:
        raise WrongState(_("This is your own office."))
    if due_at <= at:
        raise WrongState(_("The due date lies in the past."))
    if not offices.receives(to_organisation):
        raise NobodyThere(
            _("At %(office)s nobody would receive her. Choose another office.")
            % {"office": to_organisation.name}
        )
    _check_basis(person, basis=basis, consent=consent)
    items = [item for item in Item if item in shared]
    if note and Item.NOTE not in items:
        items.append(Item.NOTE)
    referral = Referral.objects.create(
        sender_id=by.organisation_id,
        receiver=to_organisation,
        person=person,
        migration=migration,
        service=service,
        shared=[str(item) for item in items],
        sheet=_sheet(person, migration, items, note=note),
        basis=basis,
        consent=consent,
        place_code=person.place_code,
        sent_at=at,
        sent_by=by.membership_id,
        due_at=due_at,
    )
    tasks.open(
        kind="coordination.answer_referral",
        key=_key(referral),
        desk=office(to_organisation.pk),
        by=by,
        at=at,
        due_at=answer_due(sent_at=at, due_at=due_at),
        urgency=Urgency.TODAY,
        facts={"service": str(service), "from": by.organisation_name},
        url=referral.get_absolute_url(),
    )
    _tell("coordination.referred", referral, by=by, at=at)
    audit.record("referral.sent", by=by, at=at, subject=_subject(referral))
    return referral


def _check_basis(person: Person, *, basis: str, consent: Consent | None) -> None:
    if basis not in ConsentBasis:
        raise NoBasis(_("Say on which ground she is referred."))
    if basis != ConsentBasis.CONSENT:
        return
    if consent is None or consent.person_id != person.pk or consent.withdrawn_at:
        raise NoBasis(_("She has not agreed, or took her consent back. Ask her first."))


def _sheet(
    person: Person, migration: Migration | None, items: Collection[Item], *, note: str
) -> dict[str, Any]:
    said = {
        Item.NAME: person.full_name,
        Item.BIRTH: person.born_on.strftime("%d-%m-%Y") if person.born_on else "",
        Item.SEX: person.sex,
        Item.PLACE: labels([person.place_code]).get(person.place_code, ""),
        Item.PHONE: person.phone,
        Item.NIK: person.nik,
        Item.STAGE: migration.stage if migration else "",
        Item.NOTE: note[:1000],
    }
    return {str(item): said[item] for item in items if said.get(item)}


@transaction.atomic
def step(
    *, referral: Referral, to: ReferralState, by: Actor, at: datetime, said: str = ""
) -> Referral:
    """Take the next step: accept, decline, return, complete, withdraw.

    Accepting opens her file to the office when the file was shared. Declining, returning and
    withdrawing need a reason, completing says what was done.

    Raises: NotAllowed, NotFound (it lies between two other offices), WrongState, Refused without a
    reason.
    """
    require(by, Permission.REFERRAL_WRITE)
    found = _locked(referral)
    is_sender = found.sender_id == by.organisation_id
    if not may_step(ReferralState(found.state), to, is_sender=is_sender):
        raise WrongState(_("It is “%(state)s” already.") % {"state": found.get_state_display()})
    if to in WITH_REASON | {ReferralState.COMPLETED} and not said.strip():
        raise Refused(_("Say why, or what was done."))
    found.state, found.outcome = to, said.strip()[:300]
    _end_lateness(found, by=by, at=at)
    if to in {ReferralState.ACCEPTED, ReferralState.DECLINED}:
        found.answered_at, found.answered_by = at, by.membership_id
    if to not in OPEN:
        found.ended_at, found.ended_by = at, by.membership_id
    found.save(
        update_fields=[
            "state",
            "outcome",
            "answered_at",
            "answered_by",
            "ended_at",
            "ended_by",
            "rungs",
        ]
    )
    _move_tasks(found, by=by, at=at)
    if to == ReferralState.ACCEPTED and Item.FILE in found.shared:
        # The receiving office does not see her yet, so the service opens her file to it.
        with acting(service_actor(), reason=f"referral {found.public_id}") as service:
            known.share(person=found.person, organisation_id=found.receiver_id, by=service, at=at)
    _tell(f"coordination.{to}", found, by=by, at=at)
    audit.record(f"referral.{to}", by=by, at=at, subject=_subject(found))
    return found


def _locked(referral: Referral) -> Referral:
    found = (
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("receiver")
        .filter(pk=referral.pk)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _facts(referral: Referral) -> dict[str, Any]:
    return {
        "service": referral.service,
        "referral": referral.public_id,
        "to": referral.receiver.public_id,
    }


def _tell(kind: str, referral: Referral, *, by: Actor, at: datetime) -> None:
    """Put the step on her timeline in the name of who took it.

    The service writes: the receiving office may not see her, and who refers somebody to a shelter
    may not see entries of that class.
    """
    with acting(service_actor(), reason=f"referral {referral.public_id}"):
        events.record(
            person=referral.person,
            migration=referral.migration,
            kind=kind,
            by=by,
            at=at,
            data_class=class_of_entry(referral.service),
            facts=_facts(referral),
        )


def _move_tasks(referral: Referral, *, by: Actor, at: datetime) -> None:
    tasks.done(key=_key(referral), by=by, at=at)
    work = f"{_key(referral)}:work"
    if referral.state == ReferralState.ACCEPTED:
        tasks.open(
            kind="coordination.complete_referral",
            key=work,
            desk=office(referral.receiver_id),
            by=by,
            at=at,
            due_at=referral.due_at,
            urgency=Urgency.THIS_WEEK,
            facts={"service": referral.service},
            url=referral.get_absolute_url(),
        )
    else:
        tasks.done(key=work, by=by, at=at)
    if referral.state in {ReferralState.DECLINED, ReferralState.RETURNED}:
        tasks.open(
            kind="coordination.came_back",
            key=f"{_key(referral)}:back",
            desk=_back_to(referral),
            by=by,
            at=at,
            due_at=at + timedelta(days=2),
            urgency=Urgency.TODAY,
            facts={"service": referral.service, "state": referral.state},
            url=referral.get_absolute_url(),
        )


def _back_to(referral: Referral) -> str:
    """Return the desk that finds another office; the province's when the service had sent her."""
    if offices.humans_at(referral.sender_id):
        return office(referral.sender_id)
    return desk(Role.PROVINCIAL_OFFICER, referral.place_code or HOME_PROVINCE)


def _end_lateness(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Whoever was told that it is late need not ask any more; an accepted one starts anew."""
    for rung in referral.rungs:
        tasks.done(key=_late_key(referral, rung), by=by, at=at)
    if referral.state == ReferralState.ACCEPTED:
        referral.rungs = []


def _late_key(referral: Referral, rung: int) -> str:
    return f"{_key(referral)}:late:{rung}"


def escalate(*, at: datetime) -> int:
    """Tell the next desk of each late referral; return how many were told. Run by the clock.

    Which rungs were taken stands in the row and moves with the task in one transaction: a clock
    that was stopped goes on, and none is told twice. The desks learn that something is late between
    which offices, and nothing of the person.
    """
    told = 0
    with acting(service_actor(), reason="late referrals") as service:
        for key in Referral.objects.to_escalate(at=at).values_list("pk", flat=True):
            with transaction.atomic():
                told += _escalate_one(key, by=service, at=at)
    return told


def _escalate_one(key: int, *, by: Actor, at: datetime) -> int:
    found = (
        Referral.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("sender", "receiver")
        .filter(pk=key, state__in=sorted(OPEN))
        .first()
    )
    if found is None:
        return 0
    since = late_since(state=ReferralState(found.state), sent_at=found.sent_at, due_at=found.due_at)
    due = rungs_due(due_at=since, at=at, taken=found.rungs)
    for rung in due:
        role = told_at(rung)
        place = found.place_code or HOME_PROVINCE
        tasks.open(
            kind="coordination.late_referral",
            key=_late_key(found, rung),
            desk=desk(role, place),
            by=by,
            at=at,
            due_at=at + timedelta(days=1),
            urgency=Urgency.TODAY,
            facts={
                "service": found.service,
                "from": found.sender.name,
                "to": found.receiver.name,
                "days": (at - since).days,
            },
        )
    if due:
        found.rungs = [*found.rungs, *due]
        found.save(update_fields=["rungs"])
    return len(due)
