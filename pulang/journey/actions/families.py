"""One link for the family left behind, with what the worker agreed to share."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission
from pulang.base.errors import Refused
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import FamilyLink, Migration
from pulang.journey.rules.secrets import hash_of
from pulang.journey.terms import SharedItem

DAYS = 365


def _require(by: Actor) -> None:
    if not by.may(Permission.OWN_FILE):
        require(by, Permission.MIGRATION_WRITE)


@transaction.atomic
def share(
    *, migration: Migration, shares: Collection[str], by: Actor, at: datetime
) -> tuple[FamilyLink, str]:
    """Make a link; return it with its secret, which is shown once and kept by nobody.

    Raises: NotAllowed, Refused when nothing is shared.
    """
    _require(by)
    items = [str(item) for item in SharedItem if item in shares]
    if not items:
        raise Refused(_("Choose what the family may see."))
    secret = secrets.token_urlsafe(24)
    link = FamilyLink.objects.create(
        migration=migration,
        secret_hash=hash_of(secret),
        shares=items,
        made_at=at,
        made_by=by.membership_id,
        ends_at=at + timedelta(days=DAYS),
    )
    audit.record(
        "family_link.made", by=by, at=at, subject=subject_of(migration), facts={"shares": items}
    )
    return link, secret


@transaction.atomic
def revoke(*, link: FamilyLink, by: Actor, at: datetime) -> None:
    """Take a link back: from now on it opens nothing. Twice changes nothing.

    Raises: NotAllowed.
    """
    _require(by)
    changed = FamilyLink.objects.filter(pk=link.pk, revoked_at=None).update(
        revoked_at=at, revoked_by=by.membership_id
    )
    if changed:
        audit.record("family_link.revoked", by=by, at=at, subject=subject_of(link.migration))
