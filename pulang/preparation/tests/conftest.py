"""The cast of preparing: Pak Yos of Manleten, two officers of Belu, the province, Maria herself."""

import re
import zlib
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from pulang.access import context
from pulang.access.models import Membership, Organisation, User
from pulang.access.queries import actor_of_membership
from pulang.access.terms import Actor, Role
from pulang.journey.models import Migration
from pulang.journey.tests import factories
from pulang.people.actions import own_files
from pulang.people.tests.factories import make_actor, make_person, make_places

AT = factories.AT


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def _places(db):
    make_places()


@pytest.fixture
def pak_yos(_places) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def belu(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def colleague(belu) -> Actor:
    """A second officer in the same office."""
    user = User.objects.create_user("colleague@example.org", name="Colleague")
    office = Organisation.objects.get(pk=belu.organisation_id)
    made = Membership.objects.create(
        user=user, organisation=office, role=Role.KABUPATEN_OFFICER, area="5304"
    )
    return actor_of_membership(made.pk)


@pytest.fixture
def malaka(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5321")


@pytest.fixture
def province(_places) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def adi(_places) -> Actor:
    return make_actor(Role.CASE_WORKER, area="5304", kind="shelter")


@pytest.fixture
def trainer(_places) -> Actor:
    return make_actor(Role.TRAINER, kind="training_centre")


@pytest.fixture
def migration(pak_yos) -> Migration:
    context.enter(pak_yos)
    maria = make_person(
        pak_yos, full_name="Maria Taneo", born_on=date(2001, 3, 9), place_code="5304022005"
    )
    return factories.make_migration(pak_yos, person=maria)


@pytest.fixture
def maria(migration, pak_yos) -> Actor:
    """Maria's own account, tied to her file."""
    actor = make_actor(Role.WORKER, area="5304022005")
    membership = Membership.objects.get(pk=actor.membership_id)
    own_files.link(person=migration.person, membership=membership, by=pak_yos, at=AT)
    return actor


@pytest.fixture
def stranger(_places) -> Actor:
    """A worker's account that is tied to nobody."""
    return make_actor(Role.WORKER, area="5304022005")


@pytest.fixture
def ina(_places) -> Actor:
    """Suster Ina of the parish."""
    return make_actor(Role.FIELD_VOLUNTEER, kind="church_ngo")


def picture(color: str = "white", **saved: object) -> bytes:
    """Return a small JPEG."""
    out = BytesIO()
    Image.new("RGB", (40, 30), color).save(out, "JPEG", **saved)
    return out.getvalue()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has, its packed objects included."""
    parts = [pdf]
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            parts.append(zlib.decompressobj().decompress(pdf[start.end() :]))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page(?!s)", part)) for part in parts)
