"""Stopping a departure at an exit point, and what follows for her."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access import context
from pulang.access.actions import audit, require
from pulang.access.models import Organisation
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base import crypto
from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState
from pulang.coordination.actions import referrals, tasks
from pulang.coordination.queries import offices
from pulang.coordination.terms import Item, Service, Urgency, desk
from pulang.departure.actions import clearances, costs
from pulang.departure.models import (
    CostLine,
    Interception,
    QuickScreen,
    RecruiterReport,
    ShelterStay,
)
from pulang.departure.queries import clearances as cleared
from pulang.departure.rules import warnings
from pulang.departure.terms import (
    NEXT_STEP,
    Band,
    Carrier,
    FollowUp,
    Payee,
    RouteAnswer,
)
from pulang.journey.actions import events, holds, migrations, people
from pulang.journey.models import Migration
from pulang.journey.queries.migrations import current_of
from pulang.journey.terms import HoldReason, Stage
from pulang.people.actions import persons
from pulang.people.actions.persons import Draft
from pulang.people.models import Person
from pulang.people.rules import nik, phones
from pulang.people.terms import ConsentBasis
from pulang.places.models import ExitPoint

RECRUITER_CLASS = "D9"
SHARED = (Item.NAME, Item.BIRTH, Item.SEX, Item.PLACE, Item.STAGE, Item.FILE)
"""What the protection desk needs to find and to receive her; her file opens when it accepts."""

_URGENCY = {
    Band.IMMEDIATE: Urgency.NOW,
    Band.SAME_DAY: Urgency.TODAY,
    Band.CALL: Urgency.THIS_WEEK,
    Band.INFORM: Urgency.IN_TIME,
}
MAY_FOLLOW = (Permission.INTERCEPT_WRITE, Permission.MIGRATION_WRITE, Permission.HOLD_WRITE)


class NoReason(Refused):
    """A departure is stopped for a reason, or not at all."""

    code = "departure.no_reason"


@dataclass(frozen=True, slots=True)
class Stop:
    """What an officer at an exit point says of a departure she stops."""

    reasons: tuple[str, ...]
    bound_for: str = ""
    carrier: str = Carrier.UNKNOWN
    voyage: str = ""
    companion_count: int = 0
    child_count: int = 0
    was_accompanied: bool | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Answers to the five questions, signs the officer confirmed or dropped, what she decides."""

    answers: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    decided_band: str = ""
    disagreement: str = ""


@dataclass(frozen=True, slots=True)
class Recruiter:
    """What was said of who recruited, escorted or drove her."""

    name: str = ""
    phone: str = ""
    address: str = ""
    company: str = ""
    relation: str = ""
    escort: str = ""
    vehicle: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said."""
        return not any(asdict(self).values())


@transaction.atomic
def stop(
    *,
    exit_point: ExitPoint,
    stop: Stop,
    screen: Screen,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    draft: Draft | None = None,
    recruiter: Recruiter | None = None,
) -> Interception:
    """Stop a departure: her file is found or opened, a screening is asked for, the way home is ours.

    `person` is one whom the officer found; else the NIK of `draft` is looked up in the whole
    registry, and only when it is nobody's a person is entered, with or without a name.

    Raises: NotAllowed, NoReason, NothingKnown, Refused where she disagrees without a reason.
    """
    require(by, Permission.INTERCEPT_WRITE)
    if not stop.reasons:
        raise NoReason(_("Say why the departure is stopped."))
    weighed = warnings.weigh(screen.flags)
    band = Band(screen.decided_band or weighed.band)
    if band != weighed.band and not screen.disagreement.strip():
        raise Refused(_("You decide otherwise than the signs ask for: say why."))
    migration = _file_of(person, draft or Draft(), band, by=by, at=at)
    made = Interception.objects.create(
        migration=migration,
        exit_point=exit_point,
        organisation_id=by.organisation_id,
        stopped_at=at,
        stopped_by=by.membership_id,
        **{**asdict(stop), "reasons": list(stop.reasons)},
    )
    QuickScreen.objects.create(
        interception=made,
        organisation_id=by.organisation_id,
        version=warnings.VERSION,
        answers=dict(screen.answers),
        flags=sorted(set(screen.flags)),
        dropped=sorted(set(screen.dropped)),
        weight=weighed.weight,
        band=weighed.band,
        decided_band=band,
        disagreement=screen.disagreement[:300],
        screened_at=at,
        screened_by=by.membership_id,
    )
    if recruiter and not recruiter.is_empty:
        _seal(made, recruiter, by=by, at=at)
    _tell(made, "departure.intercepted", {"exit_point": exit_point.pk}, by=by, at=at)
    _hand_over(made, band, by=by, at=at)
    return made


def _file_of(
    person: Person | None, draft: Draft, band: Band, *, by: Actor, at: datetime
) -> Migration:
    """Return her file, opened when there is none, known to the office at the exit point.

    An officer at a port may see but few persons and enter nobody: the automatic service does it
    for her, and tells her only of the file she stopped.
    """
    service = service_actor()
    with context.acting(service, reason="departure stopped"):
        found = person or _by_nik(draft) or persons.create(draft=draft, by=service, at=at)
        people.share(person=found, organisation_id=by.organisation_id, by=service, at=at)
        migration = current_of(found) or migrations.open(person=found, by=service, at=at)
        if band == Band.IMMEDIATE:
            _halt(migration, by=service, at=at)
        migration.refresh_from_db()
    migration.person = found
    return migration


def _by_nik(draft: Draft) -> Person | None:
    digits = nik.digits_of(draft.nik)
    return Person.objects.active().filter(nik=digits).order_by("pk").first() if digits else None


def _halt(migration: Migration, *, by: Actor, at: datetime) -> None:
    holds.place(migration=migration, reason=HoldReason.H1, by=by, at=at)
    clearance = cleared.clearance_of(migration)
    if clearance and migration.stage == Stage.CLEARED:
        reason = _("The departure was stopped at the exit point.")
        clearances.revoke(clearance=clearance, because=reason, by=by, at=at)


def _seal(interception: Interception, recruiter: Recruiter, *, by: Actor, at: datetime) -> None:
    number = phones.parse(recruiter.phone).e164 if recruiter.phone else ""
    RecruiterReport.objects.create(
        interception=interception,
        organisation_id=by.organisation_id,
        sealed=crypto.seal(json.dumps(asdict(recruiter)), data_class=RECRUITER_CLASS),
        number_hashes=[crypto.keyed_hash(number, purpose="recruiter")] if number else [],
        reported_at=at,
        reported_by=by.membership_id,
    )


def read_recruiter(*, interception: Interception, by: Actor, at: datetime) -> Recruiter:
    """Open what was said of a recruiter; that it was read is recorded.

    Raises: NotFound, also for whom it does not concern.
    """
    found = RecruiterReport.objects.filter(interception=interception).first()
    if found is None:
        raise NotFound
    audit.opened(by=by, at=at, subject=_subject(interception), classes=(RECRUITER_CLASS,))
    return Recruiter(**json.loads(crypto.unseal(found.sealed, data_class=RECRUITER_CLASS)))


def _hand_over(interception: Interception, band: Band, *, by: Actor, at: datetime) -> None:
    """Ask a protection desk for a screening, and her home kabupaten to offer the official way."""
    migration = interception.migration
    due_at = at + timedelta(hours=warnings.hours_of(band))
    home = migration.place_code
    there = interception.exit_point.regency_id
    protecting = offices.protecting(there)
    facts = {"interception": interception.public_id, "band": str(band)}
    url = interception.get_absolute_url()
    if protecting:
        referrals.open(
            person=migration.person,
            migration=migration,
            to_organisation=protecting,
            service=Service.SCREENING,
            shared=SHARED,
            basis=ConsentBasis.VITAL_INTEREST,
            due_at=due_at,
            by=by,
            at=at,
        )
    else:
        # Nobody protects there yet: she must not be lost between desks.
        tasks.open(
            kind="departure.screen",
            key=f"departure.screen:{interception.public_id}",
            desk=desk(Role.KABUPATEN_OFFICER, there),
            person=migration.person,
            migration=migration,
            by=by,
            at=at,
            due_at=due_at,
            urgency=_URGENCY[band],
            facts=facts,
            url=url,
        )
    tasks.open(
        kind="departure.offer_route",
        key=f"departure.offer_route:{interception.public_id}",
        desk=desk(Role.KABUPATEN_OFFICER, home or there),
        person=migration.person,
        migration=migration,
        by=by,
        at=at,
        due_at=due_at,
        urgency=_URGENCY[band],
        facts=facts,
        url=url,
    )


def _require_follow(by: Actor) -> None:
    if not any(by.may(one) for one in MAY_FOLLOW):
        raise NotAllowed(_("Your role may not follow up a stopped departure."))


def _locked(interception: Interception) -> Interception:
    found = (
        Interception.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person", "exit_point")
        .filter(pk=interception.pk)
        .first()
    )
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def follow(
    *,
    interception: Interception,
    state: str,
    by: Actor,
    at: datetime,
    shelter: Organisation | None = None,
) -> Interception:
    """Write down what became of her: shelter, the way home, the official way.

    Raises: NotAllowed, NotFound, WrongState, Refused without the shelter's name.
    """
    _require_follow(by)
    found = _locked(interception)
    if state not in NEXT_STEP[FollowUp(found.state)]:
        raise WrongState(
            _("From “%(here)s” no step leads to “%(there)s”.")
            % {"here": found.get_state_display(), "there": FollowUp(state).label}
        )
    if state == FollowUp.SHELTERED and shelter is None:
        raise Refused(_("Say which shelter takes her in."))
    ShelterStay.objects.filter(interception=found, ended_at=None).update(
        ended_at=at, ended_by=by.membership_id
    )
    if state == FollowUp.SHELTERED and shelter:
        _take_in(found, shelter, by=by, at=at)
    found.state = interception.state = state
    found.save(update_fields=["state"])
    _tell(found, "departure.follow_up", {"state": str(state)}, by=by, at=at)
    return found


def _take_in(interception: Interception, shelter: Organisation, *, by: Actor, at: datetime) -> None:
    ShelterStay.objects.create(
        interception=interception,
        organisation_id=by.organisation_id,
        shelter=shelter,
        began_at=at,
        began_by=by.membership_id,
    )
    service = service_actor()
    with context.acting(service, reason="shelter after a stopped departure"):
        people.share(
            person=interception.migration.person, organisation_id=shelter.pk, by=service, at=at
        )


@transaction.atomic
def offer_route(
    *, interception: Interception, answer: str, by: Actor, at: datetime
) -> Interception:
    """Write down that the official way was offered to her, and what she said.

    Raises: NotAllowed, NotFound.
    """
    _require_follow(by)
    found = _locked(interception)
    found.route_offered_at, found.route_offered_by = at, by.membership_id
    found.route_answer = RouteAnswer(answer)
    found.save(update_fields=["route_offered_at", "route_offered_by", "route_answer"])
    _tell(found, "departure.route_offered", {"answer": str(answer)}, by=by, at=at)
    tasks.done(key=f"departure.offer_route:{found.public_id}", by=by, at=at)
    return found


@transaction.atomic
def bill_way_home(
    *,
    interception: Interception,
    component: str,
    amount: int,
    charged_to: str,
    paid_on: date,
    by: Actor,
    at: datetime,
    paid_to: str = Payee.CARRIER,
    evidence: str = "",
) -> CostLine:
    """Write down what her way on or home costs, and which office pays; she never does.

    Raises: NotAllowed, NotFound, NotHers.
    """
    _require_follow(by)
    found = _locked(interception)
    service = service_actor()
    with context.acting(service, reason="cost after a stopped departure"):
        line = costs.record(
            migration=found.migration,
            component=component,
            amount=amount,
            charged_to=charged_to,
            paid_to=paid_to,
            paid_on=paid_on,
            by=service,
            at=at,
            evidence=evidence,
            follows_stop=True,
        )
    audit.record(
        "interception.cost", by=by, at=at, subject=_subject(found), facts={"line": line.public_id}
    )
    return line


def _subject(interception: Interception) -> Subject:
    return Subject("interception", interception.public_id)


def _tell(
    interception: Interception, kind: str, facts: dict[str, str], *, by: Actor, at: datetime
) -> None:
    migration = interception.migration
    events.record(
        person=migration.person,
        migration=migration,
        kind=kind,
        by=by,
        at=at,
        facts={"interception": interception.public_id, **facts},
        place_code=interception.exit_point.regency_id,
    )
    audit.record(kind, by=by, at=at, subject=_subject(interception), facts=facts)
