"""Issuing and revoking passes, turning keys, and hearing of scans."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.context import acting
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.crypto import seal, unseal
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.base.privacy import DataClass
from pulang.departure.models import (
    Clearance,
    Pass,
    PassKey,
    PassKeySecret,
    PassRevocation,
    Scan,
)
from pulang.departure.queries import passes as queries
from pulang.departure.rules import scans as settling
from pulang.departure.rules import token
from pulang.departure.rules.token import Verdict
from pulang.journey.actions import events, stages
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Event
from pulang.journey.terms import EventState, Stage
from pulang.people.models import IdentityDocument, Person
from pulang.people.queries.search import document_hash
from pulang.people.terms import DocumentKind
from pulang.places.models import ExitPoint

_LOOKS_AN_HOUR = 40


class TooManyLooks(Refused):
    """So many look-ups by number in an hour are no longer travellers without their paper."""

    code = "departure.too_many_looks"


@transaction.atomic
def turn_key(*, by: Actor | None, at: datetime, starts_on: date | None = None) -> PassKey:
    """Make a new key that signs from a day on; the old ones go on being read.

    `by` is None when the owner sets an installation up.

    Raises: NotAllowed.
    """
    if by is not None:
        require(by, Permission.CLEARANCE_GRANT)
    starts_on = starts_on or at.astimezone(WITA).date()
    private, public = token.new_key()
    PassKey.objects.filter(ends_on=None, starts_on__lt=starts_on).update(
        ends_on=starts_on - timedelta(days=1)
    )
    key = PassKey.objects.create(
        kid=token.kid_of(public),
        public=public,
        starts_on=starts_on,
        made_at=at,
        made_by=by.membership_id if by else None,
    )
    PassKeySecret.objects.create(key=key, sealed=seal(private.hex(), data_class=DataClass.D3))
    audit.record("pass_key.made", by=by, at=at, subject=Subject("pass_key", str(key)))
    return key


def _signing(*, by: Actor, at: datetime) -> tuple[PassKey, bytes]:
    key = queries.signing_key(on=at.astimezone(WITA).date()) or turn_key(by=by, at=at)
    sealed = PassKeySecret.objects.get(key=key).sealed
    return key, bytes.fromhex(unseal(sealed, data_class=DataClass.D3))


@transaction.atomic
def issue(*, clearance: Clearance, by: Actor, at: datetime, photo_sha256: bytes = b"") -> Pass:
    """Issue the pass of a clearance; one that stands already is returned.

    Raises: NotAllowed, WrongState when the clearance was taken back.
    """
    require(by, Permission.CLEARANCE_GRANT)
    locked = Clearance.objects.select_for_update(of=("self",), no_key=True).get(pk=clearance.pk)
    if locked.revoked_at:
        raise WrongState(_("This clearance was taken back: there is no pass for it."))
    standing = Pass.objects.filter(clearance=locked, revoked_at=None).first()
    if standing:
        return standing
    migration, pass_id = clearance.migration, os.urandom(token.ID_BYTES)
    key, private = _signing(by=by, at=at)
    claims = _claims(clearance, pass_id=pass_id, photo=photo_sha256, at=at)
    made = Pass.objects.create(
        migration=migration,
        clearance=clearance,
        pass_id=pass_id,
        key=key,
        token=token.sign(claims, private=private, public=bytes(key.public)),
        exit_point=clearance.exit_point,
        valid_from=claims.valid_from,
        valid_until=claims.valid_until,
        issued_at=at,
        issued_by=by.membership_id,
    )
    audit.record(
        "pass.issued",
        by=by,
        at=at,
        subject=subject_of(migration),
        facts={"pass": made.public_id, "key": str(key)},
    )
    return made


def _claims(clearance: Clearance, *, pass_id: bytes, photo: bytes, at: datetime) -> token.Claims:
    person = clearance.migration.person
    return token.Claims(
        pass_id=pass_id,
        name=token.short_name(person.full_name),
        birth_year=person.born_on.year if person.born_on else 0,
        passport=_passport_end(person),
        destination=clearance.migration.destination_id or "",
        exit_point=clearance.exit_point_id,
        issued_at=at,
        valid_from=datetime.combine(clearance.departs_on, time(), tzinfo=WITA),
        valid_until=datetime.combine(clearance.ends_on, time(), tzinfo=WITA),
        photo=photo,
    )


def _passport_end(person: Person) -> str:
    held = IdentityDocument.objects.filter(
        person=person, kind=DocumentKind.PASSPORT, withdrawn_at=None
    )
    newest = held.order_by("-id").first()
    if newest is None or not newest.sealed_number:
        return ""
    return unseal(newest.sealed_number, data_class=DataClass.D3)[-3:].upper()


@transaction.atomic
def revoke(*, issued: Pass, because: str, by: Actor, at: datetime) -> Pass:
    """Revoke a pass, with a reason; twice changes nothing.

    Raises: NotAllowed, Refused without a reason.
    """
    require(by, Permission.CLEARANCE_GRANT)
    if not because.strip():
        raise Refused(_("Say why."))
    found = Pass.objects.select_for_update(of=("self",), no_key=True).get(pk=issued.pk)
    if found.revoked_at:
        return found
    found.revoked_at, found.revoked_by = at, by.membership_id
    found.revoked_because = because.strip()[:300]
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    PassRevocation.objects.create(
        pass_id=bytes(found.pass_id),
        revoked_at=at,
        revoked_by=by.membership_id,
        until=found.valid_until.astimezone(WITA).date(),
    )
    audit.record(
        "pass.revoked",
        by=by,
        at=at,
        subject=subject_of(found.migration),
        facts={"pass": found.public_id},
    )
    return found


def after_clearance(clearance: Clearance, by: Actor, at: datetime) -> None:
    """Issue the pass in the transaction that clears her."""
    issue(clearance=clearance, by=by, at=at)


def after_clearance_revoked(clearance: Clearance, by: Actor, at: datetime) -> None:
    """Revoke her passes in the transaction that takes the clearance back."""
    for one in Pass.objects.filter(clearance=clearance, revoked_at=None):
        revoke(issued=one, because=clearance.revoked_because, by=by, at=at)


def signed_revocations(*, at: datetime) -> bytes:
    """Return the signed list of revoked passes for checkpoints; b"" before the first key."""
    day = at.astimezone(WITA).date()
    service = service_actor()
    with acting(service, reason="list of revoked passes"):
        key = queries.signing_key(on=day)
        if key is None:
            return b""
        private = unseal(PassKeySecret.objects.get(key=key).sealed, data_class=DataClass.D3)
        return token.sign_revocations(
            queries.revoked(on=day),
            at=at,
            private=bytes.fromhex(private),
            public=bytes(key.public),
        )


# --- scans ---


@dataclass(frozen=True, slots=True)
class Told:
    """A scan as a device tells it."""

    client_id: UUID
    text: str
    scanned_at: datetime
    said: Verdict
    exit_point: str


def hear(*, scans: Sequence[Told], device: str, by: Actor, at: datetime) -> dict[str, str]:
    """Take in what a device scanned; return client id → verdict.

    The same log again, in any order, in pieces, from several devices: the state is the same. Each
    token is verified anew as of the moment of its scan; which look was the departure is decided
    by the whole set (`rules.scans.settle`). A scan in the future is taken as of now.

    Raises: NotAllowed.
    """
    require(by, Permission.PASS_CHECK)
    known = set(ExitPoint.objects.values_list("code", flat=True))
    keys = queries.keys()
    touched: set[bytes] = set()
    for told in scans:
        if told.exit_point in known:
            touched |= _hear_one(told, device=device, keys=keys, by=by, at=at)
    for pass_id in sorted(touched):
        _settle(pass_id, by=by, at=at)
    return queries.verdicts_of(one.client_id for one in scans)


def _hear_one(
    told: Told, *, device: str, keys: dict[bytes, bytes], by: Actor, at: datetime
) -> set[bytes]:
    moment = min(told.scanned_at, at)
    revoked = queries.revoked(on=moment.astimezone(WITA).date(), by_then=moment)
    checked = token.verify(told.text.strip(), keys=keys, revoked=revoked, at=moment)
    pass_id = checked.claims.pass_id if checked.claims else None
    _scan, made = Scan.objects.get_or_create(
        client_id=told.client_id,
        defaults={
            "device": device[:40],
            "pass_id": pass_id,
            "exit_point_id": told.exit_point,
            "scanned_at": moment,
            "said": told.said,
            "verdict": checked.verdict,
            "received_at": at,
            "received_by": by.membership_id,
            "scanned_by": by.membership_id,
            "organisation_id": by.organisation_id,
        },
    )
    return {pass_id} if made and pass_id and checked.is_valid else set()


def _settle(pass_id: bytes, *, by: Actor, at: datetime) -> None:
    """Decide which look was the departure; as the service, for the port sees no file.

    The lock on the pass makes two devices that tell of it at once wait for each other.
    """
    service = service_actor()
    with acting(service, reason="scan of a pass"), transaction.atomic():
        issued = (
            Pass.objects.select_for_update(of=("self",), no_key=True)
            .select_related("migration__person")
            .filter(pass_id=pass_id)
            .first()
        )
        if issued is None:
            return
        good = Scan.objects.filter(
            pass_id=pass_id, verdict__in=[Verdict.VALID, Verdict.USED_ELSEWHERE]
        )
        seen = [
            settling.Seen(str(one.client_id), one.exit_point_id, one.scanned_at) for one in good
        ]
        for client_id, verdict in settling.settle(seen).items():
            good.filter(client_id=client_id).exclude(verdict=verdict).update(verdict=verdict)
        first = settling.departure(seen)
        if first and issued.used_at != first.scanned_at:
            issued.used_at, issued.used_by = first.scanned_at, by.membership_id
            issued.used_exit_point_id = first.exit_point
            issued.save(update_fields=["used_at", "used_by", "used_exit_point_id"])
            _depart(issued, first, by=service, at=at)


def _depart(issued: Pass, first: settling.Seen, *, by: Actor, at: datetime) -> None:
    """Let her have departed with that look; an earlier one heard of later corrects the moment.

    Nobody can have looked before the pass was issued: a device whose clock is slow says so.
    """
    migration, left_at = issued.migration, max(first.scanned_at, issued.issued_at)
    left = (
        Event.objects.select_related("person", "migration")
        .filter(migration=migration, stage=Stage.DEPARTED, state=EventState.HOLDS)
        .first()
    )
    if left is not None:
        if left.facts.get("scan"):
            stages.correct(
                event=left,
                by=by,
                at=at,
                reason="departure.earlier_scan",
                occurred_at=left_at,
            )
        return
    if migration.stage != Stage.CLEARED:
        return
    try:
        stages.reach(
            migration=migration,
            stage=Stage.DEPARTED,
            by=by,
            at=at,
            occurred_at=left_at,
            facts={"scan": first.client_id, "exit_point": first.exit_point},
        )
    except stages.Unmet as refused:
        events.record(
            person=migration.person,
            migration=migration,
            kind="departure.left_unmet",
            by=by,
            at=at,
            occurred_at=left_at,
            facts={"unmet": [one["code"] for one in refused.facts["unmet"]]},
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up by number answers: the pass of the day, or that there is none."""

    checked: token.Checked
    used_at: datetime | None


def look_up(*, passport: str, born_on: date, by: Actor, at: datetime) -> Found:
    """Find the pass of a traveller who lost her paper, by passport number and birth date.

    Answers what the pass itself would show, and nothing of anybody without a pass that stands.
    Each look is recorded; there are so many an hour.

    Raises: NotAllowed, TooManyLooks, NotFound.
    """
    require(by, Permission.PASS_CHECK)
    key = f"departure.look:{by.membership_id}:{int(at.timestamp()) // 3600}"
    cache.add(key, 0, timeout=7200)
    if cache.incr(key) > _LOOKS_AN_HOUR:
        raise TooManyLooks(_("Too many look-ups this hour. Call the kabupaten's office instead."))
    with acting(service_actor(), reason="look-up at an exit point"):
        issued = _standing_by_passport(passport, born_on)
        answer = (
            Found(queries.read(issued.token, at=at, on=at.astimezone(WITA).date()), issued.used_at)
            if issued
            else None
        )
    audit.record(
        "pass.looked_up",
        by=by,
        at=at,
        subject=Subject("pass", issued.public_id) if issued else None,
        facts={"found": issued is not None},
    )
    if answer is None:
        raise NotFound
    return answer


def _standing_by_passport(passport: str, born_on: date) -> Pass | None:
    held = IdentityDocument.objects.filter(
        kind=DocumentKind.PASSPORT,
        number_hash=document_hash(passport),
        withdrawn_at=None,
        person__born_on=born_on,
    ).values("person_id")
    return (
        Pass.objects.filter(migration__person_id__in=held, revoked_at=None)
        .order_by("-issued_at")
        .first()
    )
