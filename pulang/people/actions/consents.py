"""The consent ledger: given on certain words, withdrawn with effect at once (R8.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission
from pulang.base.errors import Refused, WrongState
from pulang.people.actions.persons import subject_of
from pulang.people.models import Consent, Person
from pulang.people.terms import ConsentBasis, ConsentChannel

STOP_WITHIN = timedelta(hours=3 * 24)
"""UU 27/2022: processing stops within 3 × 24 hours of a withdrawal."""
TEXT_VERSION = "2026-11"
_NEED_WITNESS = frozenset({ConsentChannel.ORAL, ConsentChannel.THUMBPRINT})


class WitnessNeeded(Refused):
    """Spoken words and thumbprints count before a witness only."""

    code = "people.witness_needed"


@dataclass(frozen=True, slots=True)
class Given:
    """What was agreed to, and how."""

    purpose: str
    basis: str = ConsentBasis.CONSENT
    channel: str = ConsentChannel.SIGNED
    text_version: str = TEXT_VERSION
    witness: str = ""
    note: str = ""


@transaction.atomic
def give(*, person: Person, given: Given, by: Actor, at: datetime) -> Consent:
    """Enter a consent or another lawful basis; the same one standing already is returned unchanged.

    Raises: NotAllowed, WitnessNeeded.
    """
    require(by, Permission.CONSENT_WRITE)
    if given.channel in _NEED_WITNESS and not given.witness.strip():
        raise WitnessNeeded(_("Spoken consent and thumbprints need the name of a witness."))
    standing = Consent.objects.filter(
        person=person, purpose=given.purpose, basis=given.basis,
        text_version=given.text_version, withdrawn_at=None,
    ).first()  # fmt: skip
    if standing:
        return standing
    consent = Consent.objects.create(
        person=person,
        purpose=given.purpose,
        basis=given.basis,
        text_version=given.text_version,
        channel=given.channel,
        witness=given.witness[:200],
        note=given.note[:300],
        given_at=at,
        given_by=by.membership_id,
    )
    audit.record(
        "consent.given", by=by, at=at, subject=subject_of(person), facts={"purpose": given.purpose}
    )
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, by: Actor, at: datetime, reason: str = "") -> Consent:
    """Withdraw: sharing stops at once here; partners have to confirm within 3 × 24 hours.

    Raises: NotAllowed, WrongState when withdrawn before.
    """
    require(by, Permission.CONSENT_WRITE)
    consent = Consent.objects.select_for_update(of=("self",), no_key=True).get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise WrongState(_("This consent was withdrawn before."))
    consent.withdrawn_at, consent.withdrawn_by = at, by.membership_id
    consent.stop_due_at = at + STOP_WITHIN
    consent.withdrawal_reason = reason[:300]
    consent.save()
    audit.record(
        "consent.withdrawn", by=by, at=at, subject=subject_of(consent.person),
        facts={"purpose": consent.purpose},
    )  # fmt: skip
    return consent


@transaction.atomic
def confirm_stop(*, consent: Consent, by: Actor, at: datetime) -> Consent:
    """Confirm that partners stopped using what was shared.

    Raises: NotAllowed, WrongState unless withdrawn and unconfirmed.
    """
    require(by, Permission.CONSENT_WRITE)
    consent = Consent.objects.select_for_update(of=("self",), no_key=True).get(pk=consent.pk)
    if consent.withdrawn_at is None or consent.stopped_at is not None:
        raise WrongState(_("There is no open withdrawal to confirm."))
    consent.stopped_at, consent.stopped_by = at, by.membership_id
    consent.save()
    audit.record(
        "consent.stopped", by=by, at=at, subject=subject_of(consent.person),
        facts={"purpose": consent.purpose, "late": at > (consent.stop_due_at or at)},
    )  # fmt: skip
    return consent
