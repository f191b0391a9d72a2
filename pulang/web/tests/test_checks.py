"""Production is strict; the demo runs with nothing set."""

import pytest
from django.test import override_settings

from pulang.web import checks

REACHED = {
    channel: {"gateway": "http", "url": "https://gateway.example.org/", "secret": "x" * 32}
    for channel in ("sms", "whatsapp")
}


def test_the_demo_starts_without_any_setting() -> None:
    with override_settings(PRODUCTION=False):
        assert checks.production() == []


def test_production_refuses_to_start_without_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in checks._DEMANDED:
        monkeypatch.delenv(name, raising=False)

    with override_settings(PRODUCTION=True, DEBUG=True, PULANG_GATEWAYS=REACHED):
        found = checks.production()

    assert [message.id for message in found] == ["pulang.E001"] * 4 + ["pulang.E002"]


def test_production_with_its_secrets_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in checks._DEMANDED:
        monkeypatch.setenv(name, "x" * 50)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    with override_settings(PRODUCTION=True, DEBUG=False, PULANG_GATEWAYS=REACHED):
        assert checks.production() == []


def test_a_gateway_that_reaches_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in checks._DEMANDED:
        monkeypatch.setenv(name, "x" * 50)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    gateways = {
        "sms": {"gateway": "simulator", "url": "", "secret": ""},
        "whatsapp": {"gateway": "http", "url": "", "secret": ""},
    }

    with override_settings(PRODUCTION=True, DEBUG=False, PULANG_GATEWAYS=gateways):
        found = checks.production()

    assert [message.id for message in found] == ["pulang.E003", "pulang.E004"]
