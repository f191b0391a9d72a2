"""Every main page: light, without barriers, fit for a phone, readable without JavaScript."""

import pytest
from django.urls import reverse

from pulang.web.demo import roster
from tests.browser.conftest import WIDEST_PAGE_BYTES, Visit

WORKLIST, REFERRALS = reverse("coordination:worklist"), reverse("coordination:referrals")
APPLICATIONS, LOANS = reverse("lending:applications"), reverse("lending:loans")
ARREARS = reverse("lending:arrears")

ONE_LINE = 60
"""Pixels that a line of the menu may take."""

# What each role opens every day; "" is a guest.
PAGES = {
    "": ["/account/login/", "/preparation/certificate/", "/preparation/rules/", "/law/values/"],
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
    "maria": [
        "/",
        "/journey/",
        "/preparation/me/",
        "/abroad/me/",
        "/abroad/me/complaint/",
        "/abroad/me/remittances/",
        reverse("lending:my_loans"),
        reverse("lending:my_repayment"),
        reverse("lending:my_help"),
    ],
    "kades": ["/", WORKLIST, "/people/new/", "/journey/", REFERRALS, "/abroad/complaints/"],
    "kabupaten": [
        "/",
        WORKLIST,
        REFERRALS,
        "/journey/",
        "/preparation/desk/",
        "/preparation/sessions/",
        "/departure/agencies/",
        "/departure/orders/",
        "/departure/costs/",
        "/departure/costs/rules/",
        "/departure/stops/counts/",
        "/abroad/",
        "/abroad/check-ins/",
        "/abroad/missions/",
        "/abroad/complaints/",
        "/abroad/deaths/",
        "/abroad/deaths/new/",
    ],
    "provinsi": [
        WORKLIST,
        "/departure/agencies/new/",
        "/departure/agencies/closed/",
        "/departure/costs/rules/new/",
        "/law/",
        "/law/values/",
        "/notices/",
        "/notices/received/",
        "/notices/simulator/",
        reverse("lending:pool"),
        reverse("lending:simulate"),
        reverse("lending:products"),
    ],
    "rosa": [
        "/",
        WORKLIST,
        reverse("lending:applications"),
        reverse("lending:loans"),
        reverse("lending:payees"),
        reverse("lending:payee_new"),
        reverse("lending:batches"),
        reverse("lending:report"),
        reverse("lending:statements"),
        reverse("lending:statement_new"),
        reverse("lending:suspense"),
        reverse("lending:arrears"),
        reverse("lending:proposals"),
        reverse("lending:days"),
        reverse("lending:reports"),
    ],
    "bank2": [
        "/",
        reverse("lending:applications"),
        reverse("lending:loans"),
        reverse("lending:batches"),
        reverse("lending:proposals"),
        reverse("lending:pool"),
        reverse("lending:products"),
    ],
    "pos": [
        "/",
        "/departure/checkpoint/",
        "/departure/manifests/",
        "/departure/stops/",
        "/departure/stops/new/",
    ],
    "adi": ["/", WORKLIST, REFERRALS],
    "pelatih": ["/preparation/sessions/", "/preparation/sessions/new/"],
    "auditor": ["/", "/access/trail/", "/access/emergencies/", "/access/desk/"],
    "admin": ["/", "/access/organisations/", "/access/members/"],
    "tika": ["/"],
}

# Pages about one person, company or list: the way to the first of them.
RECORDS = {
    "kabupaten": [
        ("file", "/journey/?stage=preparing", ["table a"]),
        ("edit", "/journey/?stage=preparing", ["table a", "a[href$='/edit/']"]),
        ("family", "/journey/?stage=preparing", ["table a", "#papers a[href$='/family/']"]),
        ("hand-in", "/journey/?stage=preparing", ["table a", "a[href*='/hand-in/']"]),
        ("clearance", "/journey/?stage=preparing", ["table a", "a[href$='/clearance/']"]),
        ("agreement", "/journey/?stage=preparing&destination=SG", ["table a", "a[href$='/clearance/']", "a[href$='/agreement/new/']"]),
        ("costs", "/journey/?stage=preparing", ["table a", "a[href$='/costs/']"]),
        ("timeline", "/journey/?stage=preparing", ["table a", "a[href$='/timeline/']"]),
        ("timeline-whole", "/journey/?stage=preparing", ["table a", "a[href$='/timeline/']", "a[href*='whole=1']"]),
        ("share", "/journey/?stage=preparing", ["table a", "#family a"]),
        ("refer", "/journey/?stage=preparing", ["table a", "a[href*='/referrals/new/']"]),
        ("cleared", "/journey/?stage=cleared", ["table a", "a[href$='/clearance/']"]),
        ("pass", "/journey/?stage=cleared", ["table a", "a[href*='/departure/passes/']"]),
        ("check", "/preparation/desk/", ["table a"]),
        ("agency", "/departure/agencies/", ["table a"]),
        ("order", "/departure/orders/", ["table a"]),
        ("ruleset", "/departure/costs/rules/", ["main a[href*='/departure/costs/rules/']"]),
        ("overcharged", "/departure/costs/", ["table a"]),
        ("placement", "/abroad/", ["table a"]),
        ("placement-change", "/abroad/", ["table a", "a[href$='/change/']"]),
        ("placement-contact", "/abroad/", ["table a", "a[href*='/contact/']"]),
        ("placement-end", "/abroad/", ["table a", "a[href$='/end/']"]),
        ("placement-return", "/abroad/", ["table a", "a[href$='/return/']"]),
        ("call", "/abroad/", ["table a", "a[href$='/call/']"]),
        ("complaint", "/abroad/complaints/", ["table a"]),
        ("sent", REFERRALS + "?way=sent", ["table a"]),
    ],
    "provinsi": [
        ("agency-edit", "/departure/agencies/", ["table a", "a[href$='/edit/']"]),
        ("branch", "/departure/agencies/", ["table a", "a[href$='/branches/new/']"]),
        ("sanction", "/departure/agencies/", ["table a", "a[href$='/sanctions/new/']"]),
        ("permit", "/departure/agencies/", ["table a", "a[href$='/permits/new/']"]),
        ("quota", "/departure/agencies/", ["table a", "a[href$='/quota/']"]),
        ("order-new", "/departure/agencies/", ["table a", "a[href$='/orders/new/']"]),
        ("death", "/abroad/deaths/", ["table a, .card a"]),
        ("mission", "/abroad/missions/", ["table a"]),
        ("rule", "/preparation/rules/", ["table a"]),
    ],
    "rosa": [
        ("application", APPLICATIONS, ["table a"]),
        ("propose", APPLICATIONS + "?state=submitted", ["table a", "a[href$='/propose/']"]),
        ("loan", LOANS + "?state=repaying", ["table a"]),
        ("loan-drawing", LOANS + "?state=signed", ["table a"]),
        ("begin", LOANS + "?state=signed", ["table a", "a[href$='/begin/']"]),
        ("late-loan", ARREARS, ["table a"]),
        ("settle", LOANS + "?state=repaying", ["table a", "a[href$='/settle/']"]),
        ("late-list", reverse("lending:reports"), ["a[href*='/late/']"]),
        ("statement", reverse("lending:statements"), ["table a"]),
        ("payment", reverse("lending:statements"), ["table a", "th a"]),
        ("suspense", reverse("lending:suspense"), ["table a"]),
        ("ask-return", reverse("lending:suspense"), ["table a", "a[href$='/ask-return/']"]),
    ],
    "bank2": [
        ("decide", APPLICATIONS + "?state=proposed", ["table a", "a[href$='/decide/']"]),
        ("send-back", APPLICATIONS + "?state=proposed", ["table a", "a[href$='/back/']"]),
        ("product", reverse("lending:products"), ["a[href*='/products/0']"]),
        ("terms", reverse("lending:products"), ["a[href*='/products/0']", "a[href$='/terms/new/']"]),
        ("ceiling", reverse("lending:products"), ["a[href*='/products/0']", "a[href$='/ceilings/new/']"]),
        ("limit", reverse("lending:products"), ["a[href*='/products/0']", "a[href$='/limits/new/']"]),
        ("fund", reverse("lending:pool"), ["a[href$='/money/']"]),
    ],
    "adi": [("referral", REFERRALS, ["table a"])],
}  # fmt: skip


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


@pytest.mark.parametrize("account", RECORDS)
def test_pages_of_one_record_fit_a_phone_and_have_no_barriers(visit: Visit, account: str) -> None:
    her = visit(account)

    for name, start, way in RECORDS[account]:
        her.go(start)
        for step in way:
            link = her.page.locator(f"main :is({step})").first
            assert link.count(), f"{name}: no {step} on {her.page.url}"
            with her.page.expect_navigation() as opened:
                link.evaluate("one => one.click()")
            answer = opened.value
            assert answer is not None
            assert answer.status == 200, f"{name}: {answer.status} at {answer.url}"
        assert her.page.locator("h1").count() == 1, f"{name}: {her.page.url}"
        her.picture(f"record-{name}")
        her.accessible()
        her.phone(f"record-{name}")


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


@pytest.mark.parametrize("account", ["provinsi", "kabupaten", "rosa", "steward"])
def test_many_doors_stand_on_one_line_and_open_one_group_at_a_time(
    visit: Visit, account: str
) -> None:
    her = visit(account)
    menu = her.page.locator(".main-menu")
    box = menu.bounding_box()
    assert box is not None
    assert box["height"] < ONE_LINE, "the menu breaks into lines"

    for group in menu.locator("details").all():
        group.locator("summary").click()
        assert menu.locator("details[open]").count() == 1
        hangs = group.locator(".drop-body").bounding_box()
        assert hangs is not None
        assert hangs["x"] >= 0
        assert hangs["x"] + hangs["width"] <= her.page.viewport_size["width"]  # type: ignore[index]
        her.accessible()
    her.picture(f"menu-{account}")
    her.page.keyboard.press("Escape")

    assert not menu.locator("details[open]").count()
    her.hold_phone()
    her.page.locator(".menu-drop summary").click()
    her.picture(f"menu-{account}-390")
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
