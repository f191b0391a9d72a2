"""Reading keys, passes and scans."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.departure.models import Pass, PassKey, PassRevocation, Scan
from pulang.departure.rules import token
from pulang.journey.models import Migration


def keys() -> dict[bytes, bytes]:
    """Return every public key, kid → 32 bytes: old passes are read with old keys."""
    rows = PassKey.objects.values_list("kid", "public")
    return {bytes(kid): bytes(public) for kid, public in rows}


def signing_key(*, on: date) -> PassKey | None:
    """Return the key that signs on a day: the latest begun that has not ended."""
    begun = PassKey.objects.filter(starts_on__lte=on).exclude(ends_on__lt=on)
    return begun.order_by("-starts_on", "-id").first()


def revoked(*, on: date, by_then: datetime | None = None) -> frozenset[bytes]:
    """Return the revoked passes whose days have not all passed.

    `by_then`: only those revoked by a moment. A look made before that was a look at a good pass,
    however late it is told.
    """
    rows = PassRevocation.objects.filter(until__gte=on)
    if by_then is not None:
        rows = rows.filter(revoked_at__lte=by_then)
    return frozenset(bytes(one) for one in rows.values_list("pass_id", flat=True))


def pass_for(actor: Actor, public_id: str) -> Pass:
    """Return a pass the actor may see.

    Raises: NotFound.
    """
    found = (
        Pass.objects.filter(public_id=public_id)
        .select_related("migration__person", "migration__destination", "exit_point", "key")
        .first()
    )
    if found is None or actor.membership_id is None:
        raise NotFound
    return found


def standing_of(migration: Migration) -> Pass | None:
    """Return the pass of a migration that is not revoked, or None."""
    passes = Pass.objects.filter(migration=migration, revoked_at=None)
    return passes.select_related("exit_point").first()


def verdicts_of(client_ids: Iterable[UUID]) -> dict[str, str]:
    """Return client id → verdict of the scans that whoever acts may see."""
    rows = Scan.objects.filter(client_id__in=list(client_ids)).values_list("client_id", "verdict")
    return {str(client_id): verdict for client_id, verdict in rows}


def read(text: str, *, at: datetime, on: date) -> token.Checked:
    """Return the verdict on a token by the keys and revocations of today."""
    return token.verify(text.strip(), keys=keys(), revoked=revoked(on=on), at=at)
