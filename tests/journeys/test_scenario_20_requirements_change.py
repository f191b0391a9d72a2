"""Golden scenario 20, papers: the law changes mid-case. Old files keep their rules, new ones get the new."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.journey.models import Migration
from pulang.journey.tests.factories import AT, make_migration
from pulang.people.tests.factories import make_actor, make_person, make_places
from pulang.preparation.actions import rulesets as changing
from pulang.preparation.models import Requirement
from pulang.preparation.queries import readiness, rulesets

pytestmark = pytest.mark.django_db
CHANGE = date(2026, 12, 1)
AFTER = AT + timedelta(days=14)
LATER = date(2026, 12, 8)


@pytest.fixture
def pak_yos(db) -> Actor:
    make_places()
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def province(db) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def old(pak_yos) -> Migration:
    context.enter(pak_yos)
    return make_migration(pak_yos)


@pytest.fixture
def changed(old, province) -> None:
    """From 1 December the police record is asked of everybody, the psychological test of nobody."""
    context.enter(province)
    for document, demand in (("SKCK", "M"), ("PSI", None)):
        changing.new_version(
            document=document,
            scheme="P_TO_P",
            demand=demand,
            valid_from=CHANGE,
            source="Permen 99/2026",
            by=province,
            at=AT,
        )


@pytest.fixture
def new(changed, pak_yos) -> Migration:
    context.enter(pak_yos)
    other = make_person(pak_yos, full_name="Marta Seran", place_code="5304022005")
    return make_migration(pak_yos, person=other, at=AFTER)


def _required(migration: Migration) -> set[str]:
    page = readiness.of(migration, on=LATER)
    return {one.line.asked.code for one in page.steps if one.line.asked.is_mandatory}


def test_the_old_file_keeps_its_rules_and_the_new_one_gets_the_new(old, new, pak_yos):
    before, after = _required(old), _required(new)

    assert "PSI" in before
    assert "SKCK" not in before
    assert "SKCK" in after
    assert "PSI" not in after
    assert before - {"PSI"} == after - {"SKCK"}


def test_the_old_file_shows_what_changed_since(old, new, pak_yos):
    found = {one.code: (one.was, one.now) for one in rulesets.changed_since(old, on=LATER)}

    assert found.keys() == {"SKCK", "PSI"}
    assert found["PSI"][1] == ""
    assert not rulesets.changed_since(new, on=LATER)


def test_both_versions_stand_side_by_side_and_can_be_counted(new):
    versions = Requirement.objects.filter(document="SKCK", scheme="P_TO_P")

    assert [(one.valid_from, one.valid_to) for one in versions.order_by("valid_from")] == [
        (date(2017, 11, 22), CHANGE),
        (CHANGE, None),
    ]
