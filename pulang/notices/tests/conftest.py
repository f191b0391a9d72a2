"""Who reads messages and who does not; templates and listeners of a test alone."""

import pytest

from pulang.access.terms import Actor, Role
from pulang.notices.queries import calls, inbound, templates
from pulang.people.tests.factories import make_actor


@pytest.fixture(autouse=True)
def _of_this_test_alone(monkeypatch, settings):
    monkeypatch.setattr(templates, "_templates", {})
    monkeypatch.setattr(inbound, "_handlers", {})
    monkeypatch.setattr(calls, "_callers", [])
    gateway = {"gateway": "simulator", "url": "", "secret": ""}
    settings.PULANG_GATEWAYS = {"sms": dict(gateway), "whatsapp": dict(gateway)}
    templates.register(
        "test.hello",
        {
            "id": "Apa kabar? Jika perlu bicara, buka {link} kapan saja.",
            "en": "How are you? {link}",
        },
    )


@pytest.fixture
def province(db) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER, area="53")


@pytest.fixture
def administrator(db) -> Actor:
    return make_actor(Role.ADMINISTRATOR, area="53")


@pytest.fixture
def belu(db) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")
