"""Golden scenario 20: the cost rules change; files begun before keep theirs, new ones have the new."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, Role
from pulang.departure.actions import costs as actions
from pulang.departure.models import CostRule
from pulang.departure.queries import costs
from pulang.departure.tests import factories
from pulang.journey.models import Migration
from pulang.people.tests.factories import make_actor, make_places

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
AFTER = datetime(2027, 1, 5, 2, tzinfo=UTC)


@pytest.fixture
def officer(db: None) -> Actor:
    make_places()
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def files(officer: Actor) -> tuple[Migration, Migration]:
    """A cook whose file was opened under the old version, and one under the new."""
    province = make_actor(Role.PROVINCIAL_OFFICER)
    with context.acting(officer):
        old = factories.make_candidate(officer, "Yohana Seran", occupation="cook")
    with context.acting(province):
        actions.enact_changed(
            code="V2",
            title="Versi 2: pelatihan tidak boleh dibebankan",
            starts_on=NEW_YEAR,
            source="uji",
            changes=[
                CostRule(
                    component="training", occupation="cook", charge="forbidden", source="uji V2"
                )
            ],
            by=province,
            at=factories.AT,
        )
    with context.acting(officer):
        new = factories.make_candidate(officer, "Rofina Mau", occupation="cook", at=AFTER)
    return old, new


def paid_training(migration: Migration, by: Actor) -> None:
    actions.record(
        migration=migration,
        component="training",
        amount=4_000_000,
        charged_to="worker",
        paid_to="training_centre",
        paid_on=date(2027, 1, 4),
        by=by,
        at=AFTER,
    )


def test_the_old_file_keeps_its_rules_and_the_new_one_has_the_new(
    officer: Actor, files: tuple[Migration, Migration]
) -> None:
    old, new = files
    context.enter(officer)
    for each in files:
        paid_training(each, officer)

    before, after = costs.account_of(old), costs.account_of(new)

    assert before.ruleset is not None
    assert before.ruleset.code == "PMP2MI17-2025"
    assert (before.judgement.too_much, before.judgement.undecided) == (0, 4_000_000)
    assert after.ruleset is not None
    assert after.ruleset.code == "V2"
    assert (after.judgement.too_much, after.judgement.undecided) == (4_000_000, 0)
    other = costs.under_other_rules(before, today=date(2027, 1, 5))
    assert other is not None
    assert (other[0].code, other[1].too_much) == ("V2", 4_000_000)


def test_the_report_sums_by_version(officer: Actor, files: tuple[Migration, Migration]) -> None:
    context.enter(officer)
    for each in files:
        paid_training(each, officer)

    lines = {line.ruleset.code: line for line in costs.by_version()}

    assert (lines["PMP2MI17-2025"].files, lines["PMP2MI17-2025"].undecided) == (1, 4_000_000)
    assert (lines["V2"].files, lines["V2"].too_much) == (1, 4_000_000)
    assert lines["PERBAN9-2020"].files == 0
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    assert "Versi 2" in client.get(reverse("departure:rulesets")).text
