"""Orientation and training: planned, seats given one at a time, attended, certified."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, desk
from pulang.journey.actions import events
from pulang.journey.actions import people as known
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.people.actions.own_files import person_of
from pulang.preparation.models import Certificate, Enrolment, Paper, Session
from pulang.preparation.queries import rulesets
from pulang.preparation.rules import codes
from pulang.preparation.rules.requirements import add_months
from pulang.preparation.terms import PaperState, SessionKind


class NoSeat(Refused):
    """Every seat is taken."""

    code = "preparation.no_seat"


def _subject(session: Session) -> Subject:
    return Subject("session", session.public_id)


@transaction.atomic
def plan(
    *,
    kind: SessionKind | str,
    title: str,
    venue: str,
    starts_at: datetime,
    ends_at: datetime,
    seats: int,
    by: Actor,
    at: datetime,
) -> Session:
    """Announce a session of one's own office.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.SESSION_WRITE)
    if ends_at <= starts_at:
        raise WrongState(_("It must end after it begins."))
    if seats < 1:
        raise WrongState(_("A session needs at least one seat."))
    made = Session.objects.create(
        kind=kind,
        title=title,
        venue=venue,
        starts_at=starts_at,
        ends_at=ends_at,
        seats=seats,
        organisation_id=by.organisation_id,
        created_at=at,
        created_by=by.membership_id,
    )
    audit.record("session.planned", by=by, at=at, subject=_subject(made), facts={"seats": seats})
    return made


def _may_enrol(migration: Migration, by: Actor) -> None:
    if by.may(Permission.SESSION_WRITE):
        return
    own = person_of(by) if by.may(Permission.OWN_FILE) else None
    if own is None or own.pk != migration.person_id:
        raise NotAllowed(_("Your role may not give seats."))


@transaction.atomic
def enrol(*, session: Session, migration: Migration, by: Actor, at: datetime) -> Enrolment:
    """Give her a seat; asked twice she has one. She may take one herself.

    Seats are counted as the service: an officer of one kabupaten sees only her own people in the
    room. The office that holds the session comes to know her.

    Raises: NotAllowed, WrongState, NoSeat.
    """
    _may_enrol(migration, by)
    service = service_actor()
    with context.acting(service, reason="seat in a session"):
        found = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
        if found.cancelled_at or found.starts_at <= at:
            raise WrongState(_("This session has begun or was called off."))
        taken = {
            one.seat: one for one in Enrolment.objects.filter(session=found, cancelled_at=None)
        }
        hers = next((one for one in taken.values() if one.migration_id == migration.pk), None)
        if hers is not None:
            return hers
        if len(taken) >= found.seats:
            raise NoSeat(
                _("All %(seats)d seats are taken. Choose another day.") % {"seats": found.seats},
                seats=found.seats,
            )
        made = Enrolment.objects.create(
            session=found,
            migration=migration,
            seat=min(set(range(1, found.seats + 1)) - taken.keys()),
            seat_count=found.seats,
            enrolled_at=at,
            enrolled_by=by.membership_id,
        )
        known.share(
            person=migration.person,
            organisation_id=found.organisation_id,
            by=service,
            at=at,
        )
    events.record(
        person=migration.person,
        migration=migration,
        kind="preparation.enrolled",
        by=by,
        at=at,
        facts={"kind": found.kind, "session": found.public_id},
    )
    audit.record("session.enrolled", by=by, at=at, subject=_subject(found))
    return made


def _held_by(session: Session, by: Actor) -> None:
    require(by, Permission.SESSION_WRITE)
    if session.organisation_id != by.organisation_id:
        raise NotAllowed(_("Another office holds this session."))


@transaction.atomic
def free(*, enrolment: Enrolment, by: Actor, at: datetime) -> None:
    """Give a seat back.

    Raises: NotAllowed, WrongState once she attended.
    """
    _may_enrol(enrolment.migration, by)
    with context.acting(service_actor(), reason="seat in a session"):
        found = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        if found.attended_at or found.cancelled_at:
            raise WrongState(_("She attended, or the seat was given back already."))
        found.cancelled_at, found.cancelled_by = at, by.membership_id
        found.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record("session.seat_freed", by=by, at=at, subject=_subject(enrolment.session))


@transaction.atomic
def attended(*, enrolment: Enrolment, by: Actor, at: datetime) -> Certificate:
    """Say that she was there: certificate and paper follow by themselves; said twice it is once.

    Raises: NotAllowed, WrongState before the session began, or without a seat.
    """
    session = enrolment.session
    _held_by(session, by)
    if session.starts_at > at:
        raise WrongState(_("This session has not begun yet."))
    with context.acting(service_actor(), reason="attendance"):
        found = (
            Enrolment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("migration__person", "session")
            .get(pk=enrolment.pk)
        )
        if found.cancelled_at:
            raise WrongState(_("This seat was given back."))
        earlier = Certificate.objects.filter(enrolment=found).first()
        if earlier is not None:
            return earlier
        found.attended_at, found.attended_by = at, by.membership_id
        found.save(update_fields=["attended_at", "attended_by"])
        made = _certify(found, by=by, at=at)
    events.record(
        person=found.migration.person,
        migration=found.migration,
        kind="preparation.attended",
        by=by,
        at=at,
        facts={"kind": session.kind, "session": session.public_id},
    )
    audit.record("session.attended", by=by, at=at, subject=_subject(session))
    return made


def _certify(enrolment: Enrolment, *, by: Actor, at: datetime) -> Certificate:
    migration, session = enrolment.migration, enrolment.session
    kind = rulesets.documents(on=migration.ruleset_on).get(session.kind)
    if kind is None:
        raise NotFound
    held_on = session.ends_at.astimezone(WITA).date()
    until = None
    if kind.valid_days:
        until = held_on + timedelta(days=kind.valid_days)
    elif kind.valid_months:
        until = add_months(held_on, kind.valid_months)
    older = Paper.objects.filter(
        migration=migration,
        document=session.kind,
        state__in=[PaperState.ACCEPTED, PaperState.SUBMITTED],
    )
    older.update(state=PaperState.WITHDRAWN, ended_at=at, ended_by=by.membership_id)
    Paper.objects.create(
        migration=migration,
        document=session.kind,
        state=PaperState.ACCEPTED,
        issuer_place=str(session.organisation)[:80],
        issued_on=held_on,
        valid_until=until,
        submitted_at=at,
        submitted_by=None,
        checked_at=at,
        checked_by=by.membership_id,
    )
    return Certificate.objects.create(
        enrolment=enrolment,
        code=codes.new_code(),
        initials=codes.initials(migration.person.full_name)[:60],
        held_on=held_on,
        valid_until=until,
        issued_at=at,
        issued_by=by.membership_id,
    )


@transaction.atomic
def revoke(*, certificate: Certificate, because: str, by: Actor, at: datetime) -> Certificate:
    """Take a certificate back: its code answers so, and her file lacks the paper again.

    If she is cleared already, her kabupaten looks whether she may still leave.

    Raises: NotAllowed, Refused without a reason, WrongState when it was taken back already.
    """
    session = certificate.enrolment.session
    _held_by(session, by)
    if not because.strip():
        raise Refused(_("Say why."))
    with context.acting(service_actor(), reason="certificate taken back"):
        found = (
            Certificate.objects.select_for_update(of=("self",), no_key=True)
            .select_related("enrolment__migration__person", "enrolment__session")
            .get(pk=certificate.pk)
        )
        if found.revoked_at:
            raise WrongState(_("This certificate was taken back already."))
        found.revoked_at, found.revoked_by = at, by.membership_id
        found.revoked_because = because.strip()[:300]
        found.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
        migration = found.enrolment.migration
        # The paper that came with it; one that was handed in and checked stays.
        Paper.objects.filter(
            migration=migration,
            document=session.kind,
            state=PaperState.ACCEPTED,
            submitted_by=None,
            checked_at=found.issued_at,
        ).update(state=PaperState.WITHDRAWN, ended_at=at, ended_by=by.membership_id)
    _tell_of_revoked(found, by=by, at=at)
    return found


def _tell_of_revoked(certificate: Certificate, *, by: Actor, at: datetime) -> None:
    migration, session = certificate.enrolment.migration, certificate.enrolment.session
    facts = {"kind": session.kind, "session": session.public_id}
    events.record(
        person=migration.person,
        migration=migration,
        kind="preparation.certificate_revoked",
        by=by,
        at=at,
        facts=facts,
    )
    if migration.stage == Stage.CLEARED:
        tasks.open(
            kind="preparation.certificate_revoked",
            key=f"preparation.certificate_revoked:{certificate.pk}",
            desk=desk(Role.KABUPATEN_OFFICER, migration.place_code),
            person=migration.person,
            migration=migration,
            by=by,
            at=at,
            due_at=at + timedelta(hours=12),
            urgency=Urgency.NOW,
            facts={"kind": session.kind},
            url=migration.get_absolute_url(),
        )
    audit.record("session.certificate_revoked", by=by, at=at, subject=_subject(session))


@transaction.atomic
def call_off(*, session: Session, by: Actor, at: datetime) -> Session:
    """Call a session off before it begins.

    Raises: NotAllowed, WrongState.
    """
    _held_by(session, by)
    found = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if found.cancelled_at or found.starts_at <= at:
        raise WrongState(_("This session has begun or was called off."))
    found.cancelled_at, found.cancelled_by = at, by.membership_id
    found.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record("session.called_off", by=by, at=at, subject=_subject(found))
    return found
