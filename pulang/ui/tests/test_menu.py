"""The menu shows doors that open, and home shows what waits."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from pulang.access.terms import Actor, Permission, Role
from pulang.ui import home, menu

AT = datetime(2026, 1, 15, tzinfo=UTC)


def actor(*permissions: Permission) -> Actor:
    return Actor(1, 1, 1, Role.DATA_STEWARD, "53", permissions=frozenset(permissions))


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(home, "_providers", [])


def test_a_door_that_would_not_open_is_not_in_the_menu() -> None:
    menu.add("Today", "home", order=0)
    menu.add("Metrics", "metrics", permission=Permission.SOURCE_WRITE)
    request = RequestFactory().get("/")

    may = menu.lines(request, actor(Permission.SOURCE_WRITE))
    may_not = menu.lines(request, actor())

    assert [line.label for line in may] == ["Today", "Metrics"]
    assert [line.label for line in may_not] == ["Today"]
    assert menu.lines(request, None) == []


def test_the_page_one_is_on_is_marked_and_only_that() -> None:
    menu.add("Today", "home", order=0)
    menu.add("Metrics", "metrics")

    lines = menu.lines(RequestFactory().get("/metrics/deep/"), actor())

    assert [line.current for line in lines] == [False, True]


def test_an_entry_without_its_page_is_left_out() -> None:
    menu.add("Later", "journey:list")

    assert menu.lines(RequestFactory().get("/"), actor()) == []


def test_what_waits_comes_before_what_invites() -> None:
    home.register(lambda _actor, _at: [home.Card("Invite", "", "/", "Go", order=1)])
    home.register(lambda _actor, _at: [home.Card("Waiting", "", "/", "Go", count=3, order=9)])

    assert [card.title for card in home.cards_for(actor(), at=AT)] == ["Waiting", "Invite"]
