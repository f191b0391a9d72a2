"""What hands and eyes do at the pages of the loans: look, press, follow, read what stands beside a label."""

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visitor

PRESS = "main form button.btn-primary"


def word(english: str) -> str:
    """Return a word as the Indonesian page says it."""
    with override("id"):
        return gettext(english)


def look(who: Visitor, name: str) -> None:
    """Keep the picture of a step as she or the desk sees it; nothing may stick out or bar the way."""
    who.picture(f"lending-story-{name}")
    who.accessible()
    sticks_out = who.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert sticks_out <= 0, f"{who.page.url} is {sticks_out} px too wide"


def press(who: Visitor, what: str | Locator) -> None:
    found = who.page.locator(what) if isinstance(what, str) else what
    with who.page.expect_navigation():
        found.first.click()


def follow(who: Visitor, english: str) -> None:
    """Follow the link that is called so."""
    press(who, who.page.locator("main").get_by_role("link", name=word(english)))


def refused(who: Visitor, said: str) -> None:
    """Expect a refusal in the page; the browser's console notes its status, as it should."""
    expect(who.page.locator("main").get_by_text(said).first).to_be_visible()
    assert [one for one in who.complaints if "422" not in one] == []
    who.complaints.clear()


def tranche(who: Visitor, component: str) -> Locator:
    """Return the row of a tranche."""
    row = who.page.locator("main tr").filter(has=who.page.get_by_text(word(component)))
    return row.filter(has=who.page.locator("td")).first


def facts(who: Visitor, label: str) -> Locator:
    """Return what stands beside a label."""
    return who.page.locator(f"main dt:has-text('{word(label)}') + dd").first
