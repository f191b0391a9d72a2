"""The demo province enters by the same doors as any list, and building it twice changes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pulang.access.context import acting
from pulang.access.models import Membership, User
from pulang.access.queries import actor_by_email
from pulang.linkage.models import Batch, CandidatePair, Record, Refusal, Source
from pulang.people.models import Consent, HouseholdMember, Person
from pulang.web.demo import build as province
from pulang.web.demo import founding
from pulang.web.demo.roster import ACCOUNTS, LISTS

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SIZE = 700


@pytest.fixture
def founded(db: None, settings: Any, tmp_path: Path) -> None:
    """Organisations and accounts, as the owner of the database sets them up."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    founding.found(at=AT)


def the_golden_scenarios_hold() -> None:
    """Scenarios 10, 11, 12 and 16 of the handbook, on rows that came through the whole product."""
    oinlasi = Record.objects.get(full_name="MARTEN TEFA")
    agatha = Record.objects.filter(nik="5304074411909903")
    yohanis = Record.objects.get(full_name="Yohanis Nahak Bria")
    yoh = Record.objects.get(full_name="YOH. NAHAK")
    rosdiana = Record.objects.get(full_name="ROSDIANA", nik="")

    assert oinlasi.place_code == "5302", "the village is asked for, not guessed"
    assert len({record.person_id for record in agatha}) == 1, "5304 in Malaka is in order"
    assert yohanis.person_id != yoh.person_id, "only a person may join these two"
    assert CandidatePair.objects.filter(
        left__in=[yohanis, yoh], right__in=[yohanis, yoh], state="open"
    ).exists()
    assert rosdiana.person is not None


def built() -> province.Built:
    return province.build(size=SIZE, seed=3, at=AT, tell=lambda _step: None)


@pytest.mark.usefixtures("founded")
def test_every_account_signs_in_with_the_one_password() -> None:
    assert User.objects.get(email=ACCOUNTS[0].email).check_password(founding.password())
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.password == User.objects.get(email=ACCOUNTS[0].email).password
        assert actor_by_email(account.email).role == account.role


@pytest.mark.usefixtures("founded")
def test_the_roster_is_founded_once() -> None:
    count = Membership.objects.exclude(role="service").count()

    assert founding.is_founded()
    assert not founding.is_taken()
    assert count == len(ACCOUNTS)


@pytest.mark.django_db
def test_no_demo_is_built_where_somebody_works(steward_of_an_office: User) -> None:
    assert founding.is_taken()


@pytest.fixture
def steward_of_an_office(db: None) -> User:
    return User.objects.create_user("kantor@example.org", "x" * 20)


@pytest.mark.slow
@pytest.mark.usefixtures("founded")
def test_the_province_is_brought_in_once_and_one_list_is_left_for_the_newcomer() -> None:
    made = built()

    with acting(province.steward()):
        assert province.is_built()
        assert SIZE / 2 < made.records == Record.objects.count() < 2 * SIZE
        assert not Record.objects.filter(person=None).exists()
        assert Person.objects.count() < made.records
        assert Refusal.objects.exists()
        assert CandidatePair.objects.exists()
        assert HouseholdMember.objects.filter(is_caregiver=True).exists()
        assert Consent.objects.exclude(withdrawn_at=None).exists()
        assert Source.objects.count() >= len(LISTS)
        assert not Source.objects.get(name="Kedatangan El Tari dan Tenau").batches.exists()
        assert made.left.exists()
        the_golden_scenarios_hold()

    again = built()

    assert again.households == made.households
    with acting(province.steward()):
        # Relatives brought in at the desk take part in the second run, with a record each.
        assert Record.objects.exclude(batch__stored_as="").count() == made.records
        assert Batch.objects.exclude(stored_as="").count() == len(LISTS) - 1
