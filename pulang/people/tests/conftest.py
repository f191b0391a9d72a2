"""The cast of people: a steward, Pak Yos of Kletek, officers of Malaka and Belu, a bank officer."""

import pytest

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.people.queries import search
from pulang.people.tests import factories


@pytest.fixture(autouse=True)
def _forget_counts():
    """Counts of names are kept in the process; each test has its own registry."""
    search.forget()


@pytest.fixture
def _places(db):
    factories.make_places()


@pytest.fixture
def steward(_places) -> Actor:
    return factories.make_actor(Role.DATA_STEWARD)


@pytest.fixture
def pak_yos(_places) -> Actor:
    return factories.make_actor(Role.VILLAGE_OFFICER, area="5321012009")


@pytest.fixture
def malaka(_places) -> Actor:
    return factories.make_actor(Role.KABUPATEN_OFFICER, area="5321")


@pytest.fixture
def belu(_places) -> Actor:
    return factories.make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def rosa(_places) -> Actor:
    return factories.make_actor(Role.BANK_OFFICER)


@pytest.fixture
def as_steward(steward) -> Actor:
    context.enter(steward)
    return steward


@pytest.fixture
def as_malaka(malaka) -> Actor:
    context.enter(malaka)
    return malaka


@pytest.fixture
def suster_ina(_places) -> Actor:
    return factories.make_actor(Role.FIELD_VOLUNTEER)
