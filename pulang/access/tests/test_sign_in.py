"""Signing in: counted, audited, silent about who has an account."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import identify_hasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from pulang.access import context, queries
from pulang.access.models import AuditEntry, Membership, User
from pulang.access.terms import Role
from pulang.access.tests import factories
from pulang.access.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS = "rosa@example.org"


@pytest.fixture
def rosa() -> Membership:
    return factories.membership(Role.BANK_OFFICER, email=ADDRESS, password=PASSWORD)


@pytest.fixture
def auditor() -> Membership:
    return factories.membership(Role.AUDITOR)


@pytest.fixture
def events(auditor: Membership) -> Callable[[], list[AuditEntry]]:
    def read() -> list[AuditEntry]:
        with context.acting(queries.actor_of_membership(auditor.pk)):
            return list(AuditEntry.objects.filter(event__startswith="account.").order_by("id"))

    return read


def sign_in(client: Client, email: str = ADDRESS, password: str = PASSWORD, **more: str):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def test_rosa_signs_in_with_her_password(client: Client, rosa: Membership, events) -> None:
    client.get(reverse("account_login"))
    before = client.session.session_key

    response = sign_in(client)

    assert response.status_code == 302
    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(rosa.user_id)
    entry = events()[-1]
    assert (entry.event, entry.user_id, entry.membership_id) == (
        "account.signed_in",
        rosa.user_id,
        rosa.pk,
    )
    assert entry.facts["methods"] == ["password"]


def test_the_password_is_hashed_with_argon2(rosa: Membership) -> None:
    assert identify_hasher(rosa.user.password).algorithm == "argon2"


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(
    client: Client, rosa: Membership
) -> None:
    wrong = sign_in(client, password="x" * 12)
    unknown = sign_in(client, email="leo@example.org")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_failure_is_recorded_without_the_address(
    client: Client, rosa: Membership, events
) -> None:
    sign_in(client, password="x" * 12)

    entry = events()[-1]

    assert entry.event == "account.sign_in_failed"
    assert entry.user_id == rosa.user_id
    assert ADDRESS not in str(entry.facts)


def test_five_failures_pause_the_account_in_every_process(client: Client, rosa: Membership) -> None:
    for number in range(5):
        assert sign_in(client, password=f"wrong-{number}", REMOTE_ADDR=f"10.0.0.{number}")

    response = sign_in(Client(), REMOTE_ADDR="10.0.0.99")

    assert "_auth_user_id" not in client.session
    assert "15 " in str(response.context["form"].errors)
    with connection.cursor() as cursor:  # what processes share is a table, not memory
        cursor.execute("select count(*) from access_cache where cache_key like '%%login_failed%%'")
        assert cursor.fetchone() > (0,)


def test_other_accounts_are_not_paused_with_it(client: Client, rosa: Membership) -> None:
    for number in range(5):
        sign_in(client, email="leo@example.org", password="x", REMOTE_ADDR=f"10.0.0.{number}")

    assert sign_in(client, REMOTE_ADDR="10.0.1.1").status_code == 302


def test_many_tries_from_one_address_are_slowed(client: Client, rosa: Membership) -> None:
    for number in range(10):
        sign_in(client, email=f"{number}@example.org")

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 429}


def test_the_pause_ends(client: Client, rosa: Membership) -> None:
    for number in range(5):
        sign_in(client, password="x", REMOTE_ADDR=f"10.0.0.{number}")
    cache.clear()  # as when 15 minutes have passed

    assert sign_in(client).status_code == 302


def test_nobody_registers_herself(client: Client) -> None:
    client.post(
        reverse("account_signup"),
        {"email": "leo@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert not User.objects.filter(email="leo@example.org").exists()


def test_an_inactive_account_does_not_sign_in(client: Client, inactive: None) -> None:
    sign_in(client)

    assert client.get("/").status_code == 302


@pytest.fixture
def inactive(rosa: Membership) -> None:
    User.objects.filter(pk=rosa.user_id).update(is_active=False)


def test_signing_out_is_recorded(client: Client, rosa: Membership, events) -> None:
    sign_in(client)

    client.post(reverse("account_logout"))

    assert "_auth_user_id" not in client.session
    assert events()[-1].event == "account.signed_out"


def test_a_new_password_ends_the_other_sessions(client: Client, rosa: Membership) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "lontar-tua-di-savu-88"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


# --- the second step ---


@pytest.fixture
def steward() -> Membership:
    return factories.membership(Role.DATA_STEWARD, email="ina@example.org", password=PASSWORD)


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def with_app(steward: Membership) -> Authenticator:
    return TOTP.activate(steward.user, SECRET).instance


def _code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def test_the_key_of_the_app_is_sealed_in_the_database(with_app: Authenticator) -> None:
    assert SECRET not in str(with_app.data)


def test_the_password_alone_does_not_open_an_account_with_a_second_step(
    client: Client, with_app: Authenticator
) -> None:
    response = sign_in(client, email="ina@example.org")

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/").status_code == 302


def test_the_code_of_the_app_completes_the_sign_in(
    client: Client, with_app: Authenticator, events
) -> None:
    sign_in(client, email="ina@example.org")

    response = client.post(reverse("mfa_authenticate"), {"code": _code()})

    assert response.status_code == 302
    assert client.get("/").status_code == 200
    assert events()[-1].event == "account.signed_in"


def test_a_wrong_code_is_recorded_and_opens_nothing(
    client: Client, with_app: Authenticator, events
) -> None:
    sign_in(client, email="ina@example.org")

    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert "_auth_user_id" not in client.session
    assert "account.factor_failed" in {entry.event for entry in events()}


def test_a_sensitive_role_sets_up_a_second_step_first(
    client: Client, steward: Membership, settings
) -> None:
    settings.PULANG_REQUIRE_MFA = True
    sign_in(client, email="ina@example.org")

    response = client.get("/")

    assert response.status_code == 302
    assert response.url == reverse("mfa_index")


def test_an_insensitive_role_may_do_without(client: Client, rosa: Membership, settings) -> None:
    settings.PULANG_REQUIRE_MFA = True
    sign_in(client)

    assert client.get("/").status_code == 200


def test_a_demo_only_reminds(client: Client, steward: Membership, settings) -> None:
    settings.PULANG_REQUIRE_MFA = False
    sign_in(client, email="ina@example.org")

    assert client.get("/").status_code == 200


def test_passkeys_and_recovery_codes_are_offered(client: Client, steward: Membership) -> None:
    sign_in(client, email="ina@example.org")

    page = client.get(reverse("mfa_index"))

    assert page.status_code == 200
    assert {"totp", "webauthn", "recovery_codes"} <= set(page.context["MFA_SUPPORTED_TYPES"])
