"""From the village's desk to the shelter's, in a real browser: registered, referred, told to the family."""

import re
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from pulang.base.clock import today
from tests.browser.conftest import PHONE, Visit, Visitor

SHELTER = re.compile("Rumah|shelter|aman", re.IGNORECASE)


def _look(her: Visitor, name: str) -> None:
    """Keep the picture of a step, and hold it to the rules of every page."""
    her.picture(f"journey-{name}")
    her.accessible()
    her.phone(f"journey-{name}")


def _press(her: Visitor, selector: str) -> None:
    with her.page.expect_navigation():
        her.page.locator(selector).first.click()


def _registered(her: Visitor, name: str) -> None:
    """Search, enter her, open her file: three screens."""
    page = her.page
    her.go("/people/")
    page.fill("[name=q]", name)
    page.locator("form:has([name=from_search]) button").click()
    page.wait_for_url(re.compile("/people/new/"))
    _press(her, "main form button.btn-primary")
    if page.locator("[name=is_another]").count():
        page.check("[name=is_another]")
        _press(her, "main form button.btn-primary")
    page.wait_for_url(re.compile("/people/0"))
    _press(her, 'main a[href^="/journey/new/"]')
    page.select_option("[name=destination]", "MY")
    _press(her, "main form button.btn-primary")
    expect(page.locator(".rail [aria-current=step]")).to_be_visible()


def test_a_village_officer_registers_on_a_phone_in_three_screens(visit: Visit) -> None:
    her = visit("kades")
    her.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    screens = set()
    her.page.on("framenavigated", lambda frame: screens.add(frame.url.split("/", 3)[3][:12]))

    _registered(her, "Yosefina Abuk Dirun")

    her.page.set_viewport_size({"width": 1280, "height": 900})
    _look(her, "1-file")
    assert {one for one in screens if one.endswith("new/") or one == "people/"} <= {
        "people/",
        "people/new/",
        "journey/new/",
    }


def test_she_is_referred_and_the_shelter_finds_her_on_its_worklist(visit: Visit) -> None:
    her = visit("kades")
    page = her.page
    _registered(her, "Fransiska Bete Dirun")
    file = page.url
    _press(her, 'main a[href*="referrals/new/"]')
    _look(her, "2-refer")
    page.select_option("[name=to]", label=_shelter(her))
    page.select_option("[name=service]", "shelter")
    page.select_option("[name=basis]", "vital_interest")
    page.fill("[name=due_on]", f"{today() + timedelta(days=3):%Y-%m-%d}")
    _press(her, "main form button.btn-primary")
    _look(her, "3-referral")

    adi = visit("adi")
    _look(adi, "4-home-of-adi")
    adi.go(reverse("coordination:worklist"))
    expect(adi.page.locator(".work-line").first).to_be_visible()
    _look(adi, "5-worklist")
    _press(adi, ".work-line:has-text('Dirun') a.btn")
    expect(adi.page.locator("main")).to_contain_text(re.compile("Fransiska", re.IGNORECASE))
    _look(adi, "6-received")
    _press(adi, "button[value=accepted]")
    adi.go(reverse("coordination:referrals"))
    _look(adi, "7-referrals")

    page.goto(file)
    _press(her, 'main a[href$="/timeline/"]')
    _look(her, "8-timeline")
    # The shelter's service is not told to the village.
    expect(page.locator("ol.timeline > li")).to_have_count(1)


def _shelter(her: Visitor) -> str:
    labels = her.page.locator("[name=to] option").all_inner_texts()
    return next(label for label in labels if SHELTER.search(label))


def test_the_family_reads_on_a_phone_what_she_agreed_to(visit: Visit) -> None:
    her = visit("maria")
    page = her.page
    her.go("/journey/")
    _look(her, "9-own-list")
    _press(her, "table a")
    _look(her, "10-own-file")
    _press(her, 'main a[href$="/family/"]')
    for item in ("stage", "country", "office"):
        page.check(f"[name=shares][value={item}]")
    _look(her, "11-share")
    _press(her, "main form button.btn-primary")
    address = page.locator("code.secret").inner_text()
    _look(her, "12-link")

    mother = visit()
    mother.go("/journey/" + address.split("/journey/")[1])
    expect(mother.page.locator("h1")).to_contain_text("Maria")
    expect(mother.page.locator("main")).not_to_contain_text(re.compile("Taneo", re.IGNORECASE))
    _look(mother, "13-family")


def test_the_desks_pages_have_no_barriers_and_fit_a_phone(visit: Visit) -> None:
    her = visit("kabupaten")
    for name, path in (
        ("20-list", "/journey/"),
        ("21-working", "/journey/?stage=working"),
        ("22-empty-worklist", reverse("coordination:worklist")),
        ("23-sent", reverse("coordination:referrals") + "?way=sent"),
    ):
        her.go(path)
        _look(her, name)
    her.go("/journey/?stage=working")
    _press(her, "table a")
    _look(her, "24-file-of-one-abroad")
    _press(her, 'main a[href$="/timeline/"]')
    _look(her, "25-timeline-of-one-abroad")
