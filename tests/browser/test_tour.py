"""The tour a newcomer takes, in a real browser, with nothing prepared but the demo province."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit, Visitor

MINUTES = 60_000
ARRIVALS = "Kedatangan El Tari dan Tenau"


def _link(her: Visitor, address: str) -> Locator:
    return her.page.locator(f'main a[href*="{address}"]').first


def _look(her: Visitor, name: str) -> None:
    """Keep the picture of a step, and hold it to the rules of every page."""
    her.picture(f"tour-{name}")
    her.accessible()
    her.phone(f"tour-{name}")


def test_the_newcomers_tour(visit: Visit) -> None:
    her = visit("steward")
    page = her.page
    _look(her, "1-home")

    menu = page.locator(".main-menu")
    sources = menu.locator("a[href='/registry/sources/']")
    menu.locator("li:has(a[href='/registry/sources/']) summary").click()
    sources.click()
    expect(page.get_by_role("link", name=ARRIVALS)).to_be_visible()
    _look(her, "2-sources")

    page.get_by_role("link", name=ARRIVALS).click()
    page.set_input_files("input[type=file]", her.province.newcomers_file)
    page.locator("#upload button.btn-primary").click()
    page.wait_for_url(re.compile("/columns/"))
    _look(her, "3-columns")

    page.locator("form:has(select) button.btn-primary").last.click()
    page.wait_for_url(re.compile("/preview/"))
    _look(her, "4-preview")

    page.locator('form[action$="/start/"] button').click()
    expect(page.locator(".job, .pill.tone-ok").first).to_be_visible()
    her.picture("tour-5-progress")
    expect(page.locator("h1 + .lead .pill.tone-ok")).to_be_visible(timeout=2 * MINUTES)
    _look(her, "6-imported")

    her.go("/registry/review/")
    _look(her, "7-doubtful")
    _link(her, "/registry/review/0").click()
    seen = set()
    for key in ("d", "u", "f"):
        expect(page.locator("#decision")).to_be_visible()
        assert page.url not in seen, "the same pair again"
        seen.add(page.url)
        if key == "d":
            _look(her, "8-pair")
        with page.expect_navigation():
            page.keyboard.press(key)
    assert len(seen) == 3

    her.go("/people/")
    page.locator("[name=q]").press_sequentially("Maria Yasinta Taneo", delay=20)
    page.locator("#hits a").first.click()
    page.wait_for_url(re.compile("/people/0"))
    expect(page.locator("h1")).to_have_text(re.compile("MARIA.*TANEO", re.IGNORECASE))
    expect(page.locator(".from").first).to_be_visible()
    _look(her, "9-person")


def test_a_decision_is_undone_with_one_key(visit: Visit) -> None:
    her = visit("steward")
    her.go("/registry/review/")
    with her.page.expect_navigation():
        _link(her, "/registry/review/0").click()
    expect(her.page.locator("#decision")).to_be_visible()
    first = her.page.url

    with her.page.expect_navigation():
        her.page.keyboard.press("u")
    with her.page.expect_navigation():
        her.page.keyboard.press("z")

    her.page.goto(first)
    expect(her.page.locator("#decision")).to_be_visible()


def test_a_file_comes_in_without_javascript(visit: Visit) -> None:
    her = visit("steward", javascript=False)
    page = her.page

    her.go("/registry/sources/")
    page.get_by_role("link", name=ARRIVALS).click()
    page.set_input_files("input[type=file]", her.province.newcomers_file)
    page.locator("#upload button.btn-primary").click()

    # The same file twice: she is told so, or asked about its columns if nobody brought it in yet.
    assert page.locator("h1").count() == 1
    assert page.locator("main .alert, main select").first.is_visible()
