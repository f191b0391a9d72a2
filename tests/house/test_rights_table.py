"""Role × door: every address has a line in rights.txt, and every role meets the door it says."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pulang.access.terms import MAY, Permission, Role
from pulang.access.tests import factories

TABLE = Path(__file__).with_name("rights.txt")
ULID = "01J0000000000000000000000A"
SAMPLES = {"whom": "person"}
OURS = ("public", "member")
AT_EVERY_DOOR = (Role.DATA_STEWARD, Role.COORDINATOR)


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Return address name → who passes."""
    lines = (line.split() for line in TABLE.read_text().splitlines())
    return {words[0]: words[1] for words in lines if words and words[0] != "#"}


def doors(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield each address with its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from doors(pattern, inner)
        else:
            yield f"{namespace}{pattern.name or ''}", pattern


def _sample(word: str, kind: str) -> str | int:
    if kind == "IntConverter":
        return 1
    return ULID if kind == "UlidConverter" else SAMPLES.get(word, "x")


def address(name: str, pattern: URLPattern) -> str:
    """Return an address of the door that leads to nothing that exists."""
    converters = pattern.pattern.converters
    given = {word: _sample(word, type(kind).__name__) for word, kind in converters.items()}
    return reverse(name, kwargs=given)


def test_every_address_has_its_line() -> None:
    named = {name for name, _pattern in doors() if name}

    missing, gone = sorted(named - table().keys()), sorted(table().keys() - named)

    assert not missing, f"add to tests/house/rights.txt who passes: {missing}"
    assert not gone, f"these addresses are gone, take their lines out: {gone}"


def test_every_line_says_who_passes() -> None:
    known = {*OURS, "sign-in", *Permission}

    assert {who for who in table().values() if who not in known} == set()


def test_the_doors_in_code_ask_what_the_table_says() -> None:
    for name, pattern in doors():
        asked = getattr(pattern.callback, "permission", "none")
        who = table()[name]
        if asked == "none":
            assert who in {"public", "sign-in", "member"}, name
        else:
            assert who == (str(asked) if asked else "member"), name


def test_no_permission_is_without_a_holder_and_each_opens_a_door() -> None:
    held = set().union(*MAY.values())

    assert set(Permission) == held


# --- the doors themselves ---


@pytest.fixture(params=Role, ids=str)
def knock(request: pytest.FixtureRequest) -> tuple[Role, Callable[[str], int]]:
    """Let a member of each role knock."""
    member = factories.membership(request.param)
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    return request.param, lambda path: client.get(path).status_code


@pytest.mark.django_db
def test_each_role_meets_the_doors_of_the_table(
    knock: tuple[Role, Callable[[str], int]],
) -> None:
    role, status_of = knock
    wrong, tried = [], set()
    for name, pattern in doors():
        who = table()[name]
        # Two roles try every door; the others one door of each kind, for the decorator that asks
        # is the same and the test above holds it against the table.
        if who == "sign-in" or not name or (who in tried and role not in AT_EVERY_DOOR):
            continue
        tried.add(who)
        open_to_her = who in OURS or Permission(who) in MAY[role]
        status = status_of(address(name, pattern))
        # 405: a door for POST alone; what it asks, the line and the code above agree on.
        shut = status in ({403} if open_to_her else {403, 405})
        if shut == open_to_her or status >= 500:
            wrong.append(f"{name} answers {status}")

    assert not wrong, f"{role}: {wrong}"


@pytest.mark.django_db
def test_who_has_not_signed_in_is_led_to_the_sign_in() -> None:
    client = Client()
    wrong = []
    for name, pattern in doors():
        who = table()[name]
        if who == "sign-in" or not name:
            continue
        response = client.get(address(name, pattern))
        led = response.status_code == 302 and "/account/login/" in response["Location"]
        if led == (who == "public") and response.status_code != 405:
            wrong.append(f"{name} answers {response.status_code}")

    assert not wrong


@pytest.fixture
def without_role() -> Client:
    """Om Leo: he can sign in, and nobody gave him a role."""
    from pulang.access.models import User

    client = Client()
    client.force_login(User.objects.create_user("leo@example.org"))
    return client


@pytest.mark.django_db
def test_an_account_without_a_role_passes_no_members_door(without_role: Client) -> None:
    for name, pattern in doors():
        if table()[name] in {"public", "sign-in"} or not name:
            continue
        status = without_role.get(address(name, pattern)).status_code
        assert status in {403, 405}, f"{name} answers {status}"
