"""The family's permission: recorded, known to the village head, withdrawn, heard, decided (R1.4)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base import crypto
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, desk
from pulang.journey.actions import events
from pulang.journey.models import Migration
from pulang.preparation.models import FamilyConsent, Interview, InterviewNote
from pulang.preparation.queries import families
from pulang.preparation.terms import FreeWill, Relation, RelationProof


class NotHeardYet(Refused):
    """She is heard alone before anybody decides."""

    code = "preparation.not_heard_yet"


def _subject(consent: FamilyConsent) -> Subject:
    return Subject("family_consent", consent.public_id)


def _tell(kind: str, migration: Migration, *, by: Actor, at: datetime, **facts: str) -> None:
    events.record(
        person=migration.person, migration=migration, kind=kind, by=by, at=at, facts=facts
    )


@transaction.atomic
def record(
    *,
    migration: Migration,
    giver: str,
    relation: Relation | str,
    proof: RelationProof | str,
    given_on: date,
    by: Actor,
    at: datetime,
) -> FamilyConsent:
    """Write down who of the family agrees; it counts once the village head knows.

    Raises: NotAllowed, WrongState for a day in the future.
    """
    require(by, Permission.CONSENT_WRITE)
    if given_on > at.astimezone(WITA).date():
        raise WrongState(_("This day lies in the future."))
    made = FamilyConsent.objects.create(
        migration=migration,
        giver=giver,
        relation=relation,
        proof=proof,
        given_on=given_on,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    tasks.open(
        kind="preparation.acknowledge",
        key=f"preparation.acknowledge:{migration.public_id}",
        desk=desk(Role.VILLAGE_OFFICER, migration.place_code),
        person=migration.person,
        migration=migration,
        by=by,
        at=at,
        due_at=at + timedelta(days=7),
        url=f"/preparation/{migration.public_id}/family/",
    )
    _tell("preparation.family_agreed", migration, by=by, at=at, relation=str(relation))
    audit.record("family.recorded", by=by, at=at, subject=_subject(made))
    return made


def _locked(consent: FamilyConsent) -> FamilyConsent:
    return (
        FamilyConsent.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person")
        .get(pk=consent.pk)
    )


@transaction.atomic
def acknowledge(*, consent: FamilyConsent, witness: str, by: Actor, at: datetime) -> FamilyConsent:
    """Say for the village that the family agrees, before a witness: the village office alone can.

    Raises: NotAllowed, WrongState when it is known already, withdrawn, or nothing proves who gave it.
    """
    require(by, Permission.CONSENT_WRITE)
    found = _locked(consent)
    if by.role != Role.VILLAGE_OFFICER:
        raise NotAllowed(_("Only the office of her village acknowledges it."))
    require(by, Permission.CONSENT_WRITE, place_code=found.migration.place_code)
    if found.acknowledged_at or found.withdrawn_at:
        raise WrongState(_("This permission was acknowledged or taken back already."))
    if found.proof == RelationProof.NONE:
        raise WrongState(_("First prove the relation: by the family card or a guardian's letter."))
    found.acknowledged_at, found.acknowledged_by = at, by.membership_id
    found.witness = witness
    found.save(update_fields=["acknowledged_at", "acknowledged_by", "witness"])
    tasks.done(key=f"preparation.acknowledge:{found.migration.public_id}", by=by, at=at)
    _tell("preparation.family_acknowledged", found.migration, by=by, at=at)
    audit.record("family.acknowledged", by=by, at=at, subject=_subject(found))
    return found


@transaction.atomic
def withdraw(*, consent: FamilyConsent, why: str, by: Actor, at: datetime) -> FamilyConsent:
    """Record that the family takes its permission back. Nothing stops by itself.

    The village mediates, she is heard alone, Disnaker decides: a grown woman's will prevails.

    Raises: NotAllowed, WrongState when it was taken back already.
    """
    require(by, Permission.CONSENT_WRITE)
    found = _locked(consent)
    if found.withdrawn_at:
        raise WrongState(_("This permission was taken back already."))
    found.withdrawn_at, found.withdrawn_by = at, by.membership_id
    found.withdrawn_why = why[:300]
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _call_to_mediate(found.migration, by=by, at=at)
    _tell("preparation.family_withdrew", found.migration, by=by, at=at)
    audit.record("family.withdrawn", by=by, at=at, subject=_subject(found))
    return found


def _call_to_mediate(migration: Migration, *, by: Actor, at: datetime) -> None:
    for kind, role in (
        ("preparation.mediate", Role.VILLAGE_OFFICER),
        ("preparation.hear_her", Role.KABUPATEN_OFFICER),
    ):
        tasks.open(
            kind=kind,
            key=f"{kind}:{migration.public_id}",
            desk=desk(role, migration.place_code),
            person=migration.person,
            migration=migration,
            by=by,
            at=at,
            due_at=at + timedelta(hours=12),
            urgency=Urgency.NOW,
            url=f"/preparation/{migration.public_id}/family/",
        )


@transaction.atomic
def mediated(*, migration: Migration, by: Actor, at: datetime) -> None:
    """Say that the village has talked with the family.

    Raises: NotAllowed.
    """
    require(by, Permission.CONSENT_WRITE)
    tasks.done(key=f"preparation.mediate:{migration.public_id}", by=by, at=at)
    _tell("preparation.mediated", migration, by=by, at=at)


@transaction.atomic
def hear(
    *,
    migration: Migration,
    answer: FreeWill | str,
    was_alone: bool,
    by: Actor,
    at: datetime,
    note: str = "",
) -> Interview:
    """Write down what she says alone. The note is sealed; who wrote it does not read it again.

    Raises: NotAllowed, WrongState when anybody else was in the room.
    """
    require(by, Permission.CONSENT_WRITE)
    if not was_alone:
        raise WrongState(
            _("Talk with her alone: without family, recruiter or colleague of theirs.")
        )
    made = Interview.objects.create(
        migration=migration,
        answer=answer,
        was_alone=True,
        held_at=at,
        held_by=by.membership_id,
    )
    if note.strip():
        InterviewNote.objects.create(
            interview=made,
            sealed=crypto.seal(note.strip(), data_class="D6"),
            written_at=at,
            written_by=by.membership_id,
        )
    # That she was heard stands on the timeline; what she said does not.
    _tell("preparation.heard_alone", migration, by=by, at=at)
    audit.record("interview.held", by=by, at=at, subject=Subject("interview", made.public_id))
    return made


@transaction.atomic
def decide(
    *, consent: FamilyConsent, her_will_prevails: bool, by: Actor, at: datetime
) -> FamilyConsent:
    """Decide, as Disnaker, after a withdrawal. If she wants to go, she goes.

    Raises: NotAllowed, NotHeardYet, WrongState (nothing to decide, or against what she said).
    """
    require(by, Permission.CLEARANCE_GRANT)
    found = _locked(consent)
    if not families.waits_for_decision(found):
        raise WrongState(_("There is nothing to decide here."))
    talk = families.last_interview(found.migration)
    heard_since = talk is not None and found.withdrawn_at and talk.held_at >= found.withdrawn_at
    if not heard_since:
        raise NotHeardYet(_("Talk with her alone first, after the family took it back."))
    if her_will_prevails != families.wants_to_go(found.migration):
        raise WrongState(_("This is not what she said when she was heard alone."))
    found.decided_at, found.decided_by = at, by.membership_id
    found.her_will_prevails = her_will_prevails
    found.save(update_fields=["decided_at", "decided_by", "her_will_prevails"])
    tasks.done(key=f"preparation.hear_her:{found.migration.public_id}", by=by, at=at)
    answer = "goes" if her_will_prevails else "stays"
    _tell("preparation.family_decided", found.migration, by=by, at=at, answer=answer)
    audit.record("family.decided", by=by, at=at, subject=_subject(found), facts={"answer": answer})
    return found
