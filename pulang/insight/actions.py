"""Writing published figures. A correction is a new claim; the old one stays, withdrawn."""

import csv
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.insight.models import PublishedClaim

_SEEDED_ON = datetime.fromisoformat("2026-11-23T00:00:00+08:00")


class ReasonMissing(Refused):
    """Whoever takes a figure back says why."""

    code = "insight.reason_missing"


class AlreadyWithdrawn(WrongState):
    """The figure was corrected or withdrawn before."""

    code = "insight.already_withdrawn"


def _subject(claim: PublishedClaim) -> Subject:
    return Subject("claim", claim.public_id)


@transaction.atomic
def record(*, values: dict[str, Any], by: Actor, at: datetime) -> PublishedClaim:
    """Record a published figure; `values` holds the fields of ClaimForm.

    Raises: NotAllowed.
    """
    require(by, Permission.CLAIM_WRITE)
    claim = PublishedClaim.objects.create(**values, recorded_at=at, recorded_by=by.user_id)
    audit.record(
        "claim.recorded", by=by, at=at, subject=_subject(claim), facts={"topic": claim.topic}
    )
    return claim


def _standing(public_id: str) -> PublishedClaim:
    claim = (
        PublishedClaim.objects.select_for_update(of=("self",), no_key=True)
        .filter(public_id=public_id)
        .first()
    )
    if claim is None:
        raise NotFound
    if claim.withdrawn_at:
        raise AlreadyWithdrawn(_("This figure was corrected or withdrawn meanwhile."))
    return claim


def _withdraw(claim: PublishedClaim, *, because: str, by: Actor, at: datetime) -> None:
    if not because.strip():
        raise ReasonMissing(_("Please say why the figure is taken back."))
    claim.withdrawn_at, claim.withdrawn_by, claim.withdrawn_because = at, by.user_id, because
    claim.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])


@transaction.atomic
def correct(
    *, public_id: str, values: dict[str, Any], because: str, by: Actor, at: datetime
) -> PublishedClaim:
    """Replace a figure by a corrected one; the old stays readable, with the reason.

    Raises: NotAllowed, NotFound, AlreadyWithdrawn, ReasonMissing.
    """
    require(by, Permission.CLAIM_WRITE)
    old = _standing(public_id)
    _withdraw(old, because=because, by=by, at=at)
    claim = PublishedClaim.objects.create(
        **values, replaces=old, recorded_at=at, recorded_by=by.user_id
    )
    facts = {"topic": claim.topic, "replaces": old.public_id}
    audit.record("claim.corrected", by=by, at=at, subject=_subject(claim), facts=facts)
    return claim


@transaction.atomic
def withdraw(*, public_id: str, because: str, by: Actor, at: datetime) -> PublishedClaim:
    """Take a figure back; it stays readable, with the reason.

    Raises: NotAllowed, NotFound, AlreadyWithdrawn, ReasonMissing.
    """
    require(by, Permission.CLAIM_WRITE)
    claim = _standing(public_id)
    _withdraw(claim, because=because, by=by, at=at)
    audit.record("claim.withdrawn", by=by, at=at, subject=_subject(claim))
    return claim


@transaction.atomic
def seed() -> int:
    """Bring in the figures of the handbook once each, as the owner; return how many were new."""
    known = set(PublishedClaim.objects.exclude(seed="").values_list("seed", flat=True))
    text = (files("pulang.insight.data") / "claims.csv").read_text(encoding="utf-8")
    fresh = []
    for row in csv.DictReader(text.splitlines()):
        digest = sha256("|".join(row.values()).encode()).hexdigest()
        if digest in known:
            continue
        fresh.append(
            PublishedClaim(
                seed=digest,
                topic=row["topic"],
                basis=row["basis"],
                part=row["part"],
                place_id=row["place"] or None,
                destination_id=row["destination"] or None,
                sex=row["sex"],
                starts_on=date.fromisoformat(row["starts_on"]),
                ends_on=date.fromisoformat(row["ends_on"]),
                value=Decimal(row["value"]),
                unit=row["unit"],
                as_of=date.fromisoformat(row["as_of"]),
                source=row["source"],
                tag=row["tag"],
                words=row["words"],
                recorded_at=_SEEDED_ON,
            )
        )
    PublishedClaim.objects.bulk_create(fresh)
    return len(fresh)
