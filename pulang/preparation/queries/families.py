"""The family's permission, and the talks with her alone."""

from datetime import date, datetime

from pulang.access.actions import audit
from pulang.access.terms import Actor, Subject
from pulang.base import crypto
from pulang.base.clock import WITA
from pulang.base.errors import NotFound
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.preparation.models import DocumentType, FamilyConsent, Interview, InterviewNote
from pulang.preparation.rules.requirements import Held, add_months
from pulang.preparation.terms import FreeWill, RelationProof


def latest(migration: Migration) -> FamilyConsent | None:
    """Return the permission that counts: the last one recorded."""
    return FamilyConsent.objects.filter(migration=migration).first()


def consent_for(public_id: str) -> FamilyConsent:
    """Return a permission that whoever acts may see.

    Raises: NotFound.
    """
    found = (
        FamilyConsent.objects.select_related("migration__person")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def last_interview(migration: Migration) -> Interview | None:
    """Return the last talk with her alone."""
    return Interview.objects.filter(migration=migration).first()


def note_of(talk: Interview | None, *, by: Actor, at: datetime) -> str:
    """Return what she told alone, for whom the database shows it (a case worker assigned to her).

    Reading it is recorded. Nothing when there is no note, or it is not for the reader.
    """
    note = InterviewNote.objects.filter(interview=talk).first() if talk else None
    if note is None:
        return ""
    subject = Subject("interview", note.interview.public_id)
    audit.opened(by=by, at=at, subject=subject, classes=(DataClass.D6,))
    return crypto.unseal(note.sealed, data_class=DataClass.D6)


def waits_for_decision(consent: FamilyConsent | None) -> bool:
    """Tell whether a withdrawal was recorded that Disnaker has not decided on."""
    return bool(consent and consent.withdrawn_at and consent.decided_at is None)


def as_paper(consent: FamilyConsent | None, kind: DocumentType | None) -> Held | None:
    """Return the permission as a paper of the file.

    It counts when the relation is proved, the village head knows, and it was not withdrawn, or
    she was heard alone and Disnaker decided that her will prevails.
    """
    if consent is None:
        return None
    until = _valid_until(consent, kind)
    is_hers = consent.her_will_prevails is True
    if consent.withdrawn_at and not is_hers:
        return Held("IZIN", "rejected" if consent.decided_at else "submitted", until)
    is_proved = consent.proof != RelationProof.NONE and consent.acknowledged_at is not None
    return Held("IZIN", "accepted" if is_proved or is_hers else "submitted", until)


def _valid_until(consent: FamilyConsent, kind: DocumentType | None) -> date | None:
    if consent.decided_at and consent.her_will_prevails:
        since = consent.decided_at.astimezone(WITA).date()
    else:
        since = consent.given_on
    return add_months(since, kind.valid_months) if kind and kind.valid_months else None


def wants_to_go(migration: Migration) -> bool:
    """Tell whether the last talk with her alone said that she wants to go."""
    talk = last_interview(migration)
    return talk is not None and talk.answer == FreeWill.WANTS
