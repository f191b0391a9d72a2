"""The cast of departure: officers of the province, of Belu, at Maumere; Adi of the shelter."""

import pytest

from pulang.access import context
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.departure.tests import factories
from pulang.journey.queries import gates
from pulang.people.tests.factories import make_actor, make_places


@pytest.fixture(autouse=True)
def _only_our_gates(monkeypatch):
    """What other packages ask before a stage is tested there; here stand our requirements alone."""
    ours = {
        stage: [one for one in found if one.__module__.startswith("pulang.departure")]
        for stage, found in gates._providers.items()
    }
    monkeypatch.setattr(gates, "_providers", ours)


@pytest.fixture
def _places(db):
    make_places()


@pytest.fixture
def province(_places) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER, area="53")


@pytest.fixture
def belu(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def maumere(_places) -> Actor:
    return factories.make_checkpoint()


@pytest.fixture
def adi(_places) -> Actor:
    return make_actor(
        Role.CASE_WORKER, area="53", office="UPTD PPA NTT", kind=OrganisationKind.PROVINCIAL
    )


@pytest.fixture
def agency(province):
    context.enter(province)
    return factories.make_agency(province)


@pytest.fixture
def permit(province, agency):
    return factories.make_permit(province, agency)


@pytest.fixture
def order(province, permit):
    return factories.make_order(province, permit)


@pytest.fixture
def maria(belu, order):
    context.enter(belu)
    return factories.make_candidate(belu)


@pytest.fixture
def pak_yos(_places) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def rosa(_places) -> Actor:
    return make_actor(Role.BANK_OFFICER)


@pytest.fixture
def malaka(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5321")


@pytest.fixture
def imelda(belu):
    context.enter(belu)
    return factories.make_candidate(belu, "Imelda Bere")


@pytest.fixture
def yohana(belu):
    """A cook."""
    context.enter(belu)
    return factories.make_candidate(belu, "Yohana Seran", occupation="cook")
