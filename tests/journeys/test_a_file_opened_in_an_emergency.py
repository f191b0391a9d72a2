"""Break-glass from the number on a paper to the person's page, and shut again (R8.4)."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access.models import Membership
from pulang.access.terms import Role
from pulang.access.tests import factories
from pulang.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def adi() -> Membership:
    return factories.membership(Role.CASE_WORKER)


@pytest.fixture
def colleague() -> Membership:
    return factories.membership(Role.CASE_WORKER)


@pytest.fixture
def maria() -> Person:
    return Person.objects.create(
        full_name="Maria Taneo",
        nik="5304016005990001",
        place_code="5304",
        created_at=AT,
        updated_at=AT,
    )


def test_a_case_worker_reads_the_file_she_opened_and_no_other(
    adi: Membership, maria: Person
) -> None:
    client = Client()
    client.force_login(adi.user)
    page = reverse("people:person", args=[maria.public_id])
    before = client.get(page).status_code

    opened = client.post(
        reverse("access:emergency_open"),
        {"number": maria.nik, "reason": "She called from the airport and is threatened."},
        follow=True,
    )
    during = client.get(page)

    assert before == 404
    assert opened.status_code == 200
    assert during.status_code == 200
    assert "Maria Taneo" in during.content.decode()


def test_the_file_stays_shut_for_her_colleague(
    adi: Membership, colleague: Membership, maria: Person
) -> None:
    opener, other = Client(), Client()
    opener.force_login(adi.user)
    other.force_login(colleague.user)
    opener.post(
        reverse("access:emergency_open"),
        {"number": maria.nik, "reason": "She called from the airport and is threatened."},
    )

    answer = other.get(reverse("people:person", args=[maria.public_id]))

    assert answer.status_code == 404
