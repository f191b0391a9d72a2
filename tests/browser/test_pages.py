"""Every main page: light, without barriers, fit for a phone, readable without JavaScript."""

import pytest

from pulang.web.demo import roster
from tests.browser.conftest import WIDEST_PAGE_BYTES, Visit

# (account of the demo, page): what each role opens every day.
PAGES = [
    ("", "/account/login/"),
    ("steward", "/"),
    ("steward", "/ui/"),
    ("steward", "/account/2fa/"),
    ("steward", "/account/password/change/"),
    ("steward", "/people/"),
    ("steward", "/people/names/"),
    ("steward", "/registry/"),
    ("steward", "/registry/sources/"),
    ("steward", "/registry/review/"),
    ("steward", "/registry/runs/"),
    ("steward", "/registry/export/"),
    ("steward", "/places/"),
    ("steward", "/places/5304/"),
    ("steward", "/insight/"),
    ("steward", "/access/me/"),
    ("steward", "/access/rights/"),
    ("kades", "/"),
    ("kades", "/people/new/"),
    ("auditor", "/"),
    ("auditor", "/access/trail/"),
    ("auditor", "/access/emergencies/"),
    ("auditor", "/access/desk/"),
    ("admin", "/"),
    ("admin", "/access/organisations/"),
    ("admin", "/access/members/"),
    ("tika", "/"),
]


@pytest.mark.parametrize(("account", "path"), PAGES)
def test_a_page_is_light_and_without_barriers(visit: Visit, account: str, path: str) -> None:
    her = visit(account)

    weight = her.weight(path)

    name = f"{account or 'guest'}{path.replace('/', '-').rstrip('-')}"
    her.picture(name)
    assert weight < WIDEST_PAGE_BYTES, f"{path} weighs {weight:,} bytes"
    her.accessible()
    her.phone(name)
    her.accessible()


@pytest.mark.parametrize(("account", "path"), PAGES)
def test_a_page_can_be_read_without_javascript(visit: Visit, account: str, path: str) -> None:
    her = visit(account, javascript=False)

    her.go(path)

    assert her.page.locator("h1").count() == 1
    assert her.page.locator("main").is_visible()


def test_the_dark_page_has_no_barriers_either(visit: Visit) -> None:
    her = visit("steward")
    her.page.emulate_media(color_scheme="dark")

    her.go("/ui/")

    her.picture("style-dark")
    her.accessible()


def test_a_click_on_a_demo_account_fills_the_form(visit: Visit) -> None:
    her = visit()
    her.go("/account/login/")

    her.page.locator(".demo-accounts button").first.click()
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(f"{her.province.address}/")

    assert roster.ACCOUNTS[0].name in her.page.locator("h1").inner_text()


def test_quick_exit_signs_out_behind_her(visit: Visit) -> None:
    her = visit("kades")
    her.page.route("https://**", lambda route: route.fulfill(body="weather"))

    her.page.locator("[data-quick-exit]").click()
    her.page.wait_for_url("https://**")

    her.page.goto(her.province.address + "/")
    assert "/account/login/" in her.page.url


def test_english_is_one_press_away_and_stays(visit: Visit) -> None:
    her = visit("kades")

    her.page.locator("footer button[value=en]").click()
    her.go("/")

    assert her.page.locator("html").get_attribute("lang") == "en"
