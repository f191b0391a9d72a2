"""The database itself refuses what a role may not see."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction

from pulang.access import context, queries
from pulang.access.models import AuditEntry, Membership, Organisation, User
from pulang.access.terms import OrganisationKind, Role
from pulang.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, tzinfo=UTC)


def _membership(role: Role, area: str) -> int:
    office = Organisation.objects.create(kind=OrganisationKind.KABUPATEN, name=f"Disnaker {area}", area=area)
    user = User.objects.create_user(f"{role}-{area}@example.org")
    return Membership.objects.create(user=user, organisation=office, role=role, area=area).pk


@pytest.fixture
def cast() -> dict[str, int]:
    ids = {"belu": _membership(Role.KABUPATEN_OFFICER, "5304"), "sikka": _membership(Role.KABUPATEN_OFFICER, "5307")}
    Person.objects.create(full_name="Maria", place_code="5304102001", created_at=AT, updated_at=AT)
    return ids


def test_an_officer_sees_the_persons_of_her_kabupaten(cast: dict[str, int]) -> None:
    with context.acting(queries.actor_of_membership(cast["belu"])):
        assert Person.objects.count() == 1


def test_an_officer_of_another_kabupaten_sees_nobody(cast: dict[str, int]) -> None:
    with context.acting(queries.actor_of_membership(cast["sikka"])):
        assert Person.objects.count() == 0


def test_nobody_signed_in_sees_nobody(cast: dict[str, int]) -> None:
    assert Person.objects.count() == 0


def test_the_audit_trail_cannot_be_changed(cast: dict[str, int]) -> None:
    AuditEntry.objects.create(at=AT, event="x")

    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditEntry.objects.update(event="y")
