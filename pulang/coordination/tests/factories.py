"""Referrals for tests."""

from datetime import timedelta
from typing import Any

from pulang.access.models import Organisation
from pulang.access.terms import Actor
from pulang.coordination.actions import referrals
from pulang.coordination.models import Referral
from pulang.coordination.terms import Item, Service
from pulang.journey.models import Migration
from pulang.journey.tests.factories import AT
from pulang.people.terms import ConsentBasis

DUE = AT + timedelta(days=5)


def send(by: Actor, migration: Migration, to: int, **given: Any) -> Referral:
    """Refer the person of a migration to an office: her name, because her life is at stake."""
    given = {
        "service": Service.SCREENING,
        "shared": [Item.NAME, Item.SEX],
        "basis": ConsentBasis.VITAL_INTEREST,
        "due_at": DUE,
    } | given
    return referrals.open(
        person=migration.person,
        migration=migration,
        to_organisation=Organisation.objects.get(pk=to),
        by=by,
        at=AT,
        **given,
    )
