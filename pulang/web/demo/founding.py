"""Found the demo's organisations and accounts, as the owner of the database.

An administrator grants memberships, and nobody may grant her own: the first one, and with her the whole
demo roster, is set up by whoever owns the database. Everything after that goes the way of users.
"""

import base64
import hmac
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from pulang.access.actions import audit
from pulang.access.actions.members import SERVICE_ADDRESS
from pulang.access.models import Membership, Organisation, User
from pulang.web.demo.roster import ACCOUNTS, ORGANISATIONS


def password() -> str:
    """The one password of all demo accounts: of this installation, the same at every start."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"pulang.demo.accounts", "sha256")
    return "pulang-" + base64.b32encode(digest)[:10].decode().lower()


def is_founded() -> bool:
    """Tell whether the demo's organisations are in this database."""
    return Organisation.objects.filter(name=ORGANISATIONS[0].name).exists()


def is_taken() -> bool:
    """Tell whether somebody else works in this database: then no demo is built here."""
    return not is_founded() and User.objects.exclude(email=SERVICE_ADDRESS).exists()


@transaction.atomic
def found(*, at: datetime) -> None:
    """Create organisations, accounts and memberships; what is there already stays."""
    offices = {
        row.key: Organisation.objects.get_or_create(
            name=row.name, defaults={"kind": row.kind, "area": row.area}
        )[0]
        for row in ORGANISATIONS
    }
    hashed = make_password(password())
    users = {
        row.email: User.objects.get_or_create(
            email=row.email, defaults={"name": row.name, "password": hashed}
        )[0]
        for row in ACCOUNTS
    }
    administrator = next(users[row.email] for row in ACCOUNTS if row.role == "administrator")
    for row in ACCOUNTS:
        Membership.objects.get_or_create(
            user=users[row.email],
            organisation=offices[row.organisation],
            role=row.role,
            area=row.area,
            defaults={"granted_by": administrator},
        )
    audit.record("demo.founded", by=None, at=at, facts={"accounts": len(ACCOUNTS)})
