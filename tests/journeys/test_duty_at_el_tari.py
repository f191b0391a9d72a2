"""A provincial officer keeps the checklist and the roster of an airport; others read or see nothing."""

import pytest
from django.test import Client

from pulang.access import context
from pulang.access.models import Membership, Organisation, User
from pulang.access.queries import actor_by_email
from pulang.access.terms import Permission, Role
from pulang.places.models import Duty, ExitCheck
from pulang.places.terms import DUTY_WRITE

DUTY = {
    "duty-office": "BP3MI NTT",
    "duty-officer": "",
    "duty-phone": "+62 380 881 1234",
    "duty-starts_at": "2099-01-15T08:00",
    "duty-ends_at": "2099-01-15T16:00",
}


def someone(email: str, role: Role, area: str) -> User:
    office = Organisation.objects.create(kind="provincial", name=email, area=area)
    user = User.objects.create_user(email, "a long pass phrase", name=email)
    Membership.objects.create(user=user, organisation=office, role=role, area=area)
    return user


@pytest.fixture
def officer(db: None) -> User:
    return someone("disnaker@example.org", Role.PROVINCIAL_OFFICER, "53")


@pytest.fixture
def of_tts(db: None) -> User:
    return someone("tts@example.org", Role.KABUPATEN_OFFICER, "5302")


@pytest.fixture
def trainer(db: None) -> User:
    return someone("blk@example.org", Role.TRAINER, "53")


def duties_seen_by(user: User) -> int:
    with context.acting(actor_by_email(user.email)):
        return Duty.objects.count()


def test_places_names_the_permission_that_access_grants() -> None:
    assert Permission.DUTY_WRITE == DUTY_WRITE


@pytest.mark.django_db
def test_the_officer_writes_a_step_and_takes_it_off(client: Client, officer: User) -> None:
    client.force_login(officer)
    client.post("/places/exits/koe/checks/", {"check-text": "Scan the pass", "check-position": 1})
    check = ExitCheck.objects.get(text="Scan the pass")
    assert "Scan the pass" in client.get("/places/exits/koe/").content.decode()

    client.post(f"/places/exits/koe/checks/{check.public_id}/end/")

    assert "Scan the pass" not in client.get("/places/exits/koe/").content.decode()
    assert ExitCheck.objects.get(pk=check.pk).ended_by == officer.pk, (
        "the row stays, with who ended it"
    )


@pytest.mark.django_db
def test_the_same_office_is_not_put_on_duty_twice_at_once(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.post("/places/exits/koe/duties/", DUTY).status_code == 302

    again = client.post("/places/exits/koe/duties/", DUTY)

    assert again.status_code == 422
    assert "BP3MI NTT" in again.content.decode()
    assert duties_seen_by(officer) == 1


@pytest.mark.django_db
def test_a_duty_that_ends_before_it_starts_is_refused_in_the_form(
    client: Client, officer: User
) -> None:
    client.force_login(officer)

    answer = client.post("/places/exits/koe/duties/", DUTY | {"duty-ends_at": "2099-01-15T07:00"})

    assert answer.status_code == 422
    assert duties_seen_by(officer) == 0


@pytest.mark.django_db
def test_whoever_may_not_leaves_no_trace(
    client: Client, officer: User, of_tts: User, trainer: User
) -> None:
    for who in (of_tts, trainer):
        client.force_login(who)

        answer = client.post("/places/exits/koe/duties/", DUTY)

        assert answer.status_code in {403, 422}
    assert duties_seen_by(officer) == 0


@pytest.mark.django_db
def test_the_roster_is_not_for_om_leo(client: Client, officer: User) -> None:
    client.force_login(officer)
    soon = DUTY | {"duty-starts_at": "2020-01-01T00:00"}
    client.post("/places/exits/koe/duties/", soon)
    assert "881 1234" in client.get("/places/exits/koe/").content.decode()

    stranger = Client()

    assert "881 1234" not in stranger.get("/places/exits/koe/").content.decode()
