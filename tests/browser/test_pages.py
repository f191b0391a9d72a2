"""Every main page: light, without barriers, fit for a phone, readable without JavaScript."""

import pytest

from pulang.web.demo import roster
from tests.browser.conftest import WIDEST_PAGE_BYTES, Visit

# What each role opens every day; "" is a guest.
PAGES = {
    "": ["/account/login/"],
    "steward": [
        "/",
        "/ui/",
        "/account/2fa/",
        "/account/password/change/",
        "/people/",
        "/people/names/",
        "/registry/",
        "/registry/sources/",
        "/registry/review/",
        "/registry/runs/",
        "/registry/export/",
        "/places/",
        "/places/5304/",
        "/insight/",
        "/access/me/",
        "/access/rights/",
    ],
    "kades": ["/", "/people/new/"],
    "auditor": ["/", "/access/trail/", "/access/emergencies/", "/access/desk/"],
    "admin": ["/", "/access/organisations/", "/access/members/"],
    "tika": ["/"],
}


@pytest.mark.parametrize("account", PAGES)
def test_pages_are_light_fit_a_phone_and_have_no_barriers(visit: Visit, account: str) -> None:
    her = visit(account)

    for path in PAGES[account]:
        weight = her.weight(path)
        name = f"{account or 'guest'}{path.replace('/', '-').rstrip('-')}"
        her.picture(name)
        assert weight < WIDEST_PAGE_BYTES, f"{path} weighs {weight:,} bytes"
        her.accessible()
        her.phone(name)


@pytest.mark.parametrize("account", PAGES)
def test_pages_can_be_read_without_javascript(visit: Visit, account: str) -> None:
    her = visit(account, javascript=False)

    for path in PAGES[account]:
        her.go(path)
        assert her.page.locator("h1").count() == 1, path
        assert her.page.locator("main").is_visible(), path


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
