"""The menu shows doors that open, and home shows what waits."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from pulang.access.terms import Actor, Permission, Role
from pulang.ui import home, menu

AT = datetime(2026, 1, 15, tzinfo=UTC)


def actor(*permissions: Permission) -> Actor:
    return Actor(1, 1, 1, Role.DATA_STEWARD, "53", permissions=frozenset(permissions))


def _labels(blocks: list[menu.Block]) -> list[str]:
    return [line.label for block in blocks for line in block.lines]


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(home, "_providers", [])


def test_a_door_that_would_not_open_is_not_in_the_menu() -> None:
    menu.add("Today", "home", order=0)
    menu.add("Metrics", "metrics", permission=Permission.SOURCE_WRITE)
    request = RequestFactory().get("/")

    may = menu.blocks(request, actor(Permission.SOURCE_WRITE))
    may_not = menu.blocks(request, actor())

    assert _labels(may) == ["Today", "Metrics"]
    assert _labels(may_not) == ["Today"]
    assert menu.blocks(request, None) == []


def test_the_page_one_is_on_is_marked_and_only_that() -> None:
    menu.add("Today", "home", order=0)
    menu.add("Metrics", "metrics")

    blocks = menu.blocks(RequestFactory().get("/metrics/deep/"), actor())

    assert [block.current for block in blocks] == [False, True]


def _many(at_most: int) -> list[menu.Block]:
    pages = ["home", "metrics", "people:search", "people:names", "places:home", "linkage:sources"]
    groups = [menu.Group.ALONE, menu.Group.RULES, menu.Group.ALONE, menu.Group.RULES]
    for order, (page, group) in enumerate(
        zip(pages, [*groups, menu.Group.OFFICE, menu.Group.ALONE], strict=True)
    ):
        if order < at_most:
            menu.add(page, page, order=order, group=group)
    menu.add("last", "account_login", order=90)
    return menu.blocks(RequestFactory().get("/metrics/"), actor())


def test_few_doors_stand_side_by_side() -> None:
    blocks = _many(menu.MOST_SIDE_BY_SIDE - 1)

    assert [block.label for block in blocks] == [""] * menu.MOST_SIDE_BY_SIDE


def test_many_doors_stand_under_their_words_and_a_single_one_alone() -> None:
    blocks = _many(menu.MOST_SIDE_BY_SIDE)

    assert [[line.label for line in block.lines] for block in blocks] == [
        ["home"],
        ["metrics", "people:names"],
        ["people:search"],
        ["places:home"],
        ["linkage:sources"],
        ["last"],
    ]
    assert [bool(block.label) for block in blocks] == [False, True, False, False, False, False]
    assert [block.current for block in blocks] == [False, True, False, False, False, False]


def test_an_entry_without_its_page_is_left_out() -> None:
    menu.add("Later", "journey:list")

    assert menu.blocks(RequestFactory().get("/"), actor()) == []


def test_what_waits_comes_before_what_invites() -> None:
    home.register(lambda _actor, _at: [home.Card("Invite", "", "/", "Go", order=1)])
    home.register(lambda _actor, _at: [home.Card("Waiting", "", "/", "Go", count=3, order=9)])

    assert [card.title for card in home.cards_for(actor(), at=AT)] == ["Waiting", "Invite"]
