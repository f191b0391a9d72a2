"""The first day of an installation: one administrator gets in, founds her office, and nobody after her."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from pulang.access.actions import members
from pulang.access.models import Membership
from pulang.access.terms import Role
from pulang.base.errors import Refused

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
def path(db) -> str:
    way_in = members.found_first_administrator(
        email="Admin@example.org", name="Elias", organisation="Disnakertrans", area="53", at=AT
    )
    with pytest.raises(Refused):
        members.found_first_administrator(
            email="other@example.org", name="", organisation="Disnakertrans", area="53", at=AT
        )
    return way_in


def test_she_sets_her_password_by_the_path_she_was_given(path):
    client = Client()
    page = client.get(path, follow=True)
    assert page.status_code == 200

    answer = client.post(
        page.redirect_chain[-1][0],
        {"password1": "jagung-rote-lontar-27", "password2": "jagung-rote-lontar-27"},
        follow=True,
    )

    assert answer.status_code == 200
    assert client.login(email="admin@example.org", password="jagung-rote-lontar-27")
    founded = Membership.objects.get(role=Role.ADMINISTRATOR)
    assert (founded.organisation.name, founded.area) == ("Disnakertrans", "53")
