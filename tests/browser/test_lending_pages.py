"""What people look at: the governor's pool, the bank's reports, products, her own loan on her phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit, Visitor


def _look(her: Visitor, name: str) -> None:
    """Keep the picture, and hold the page to the rules of every page at both widths."""
    her.picture(f"lending-{name}")
    her.accessible()
    her.phone(f"lending-{name}")


def test_the_governor_sees_what_became_of_the_pool(visit: Visit) -> None:
    frans = visit("provinsi")

    frans.go(reverse("lending:pool"))

    expect(frans.page.locator(".tiles")).to_contain_text("Rp50.000.000.000")
    loaded = frans.page.locator("figure.plot img").first.evaluate("one => one.naturalWidth")
    assert loaded > 0
    _look(frans, "pool")


def test_what_if_is_reckoned_again(visit: Visit) -> None:
    frans = visit("provinsi")
    frans.go(reverse("lending:simulate"))

    frans.page.fill("[name=loan]", "30000000")
    with frans.page.expect_navigation():
        frans.page.locator("main form [type=submit]").click()

    expect(frans.page.locator(".tiles")).to_contain_text("3.0")
    _look(frans, "what-if")


def test_the_bank_reads_reports_and_takes_files(visit: Visit) -> None:
    rosa = visit("rosa")
    rosa.go(reverse("lending:reports"))
    _look(rosa, "reports")

    with rosa.page.expect_download() as taken:
        rosa.page.locator('a[href*="portfolio.xlsx"]').click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    rosa.page.locator("a[href*='/late/30-']").first.click()
    _look(rosa, "late")


def test_the_approver_sets_terms_and_usury_is_refused(visit: Visit) -> None:
    anton = visit("bank2")
    anton.go(reverse("lending:products"))
    _look(anton, "products")
    anton.page.locator("main a[href*='/products/0']").first.click()
    _look(anton, "product")
    anton.page.locator("a[href$='/terms/new/']").click()

    anton.page.fill("[name=annual_rate]", "60000")
    anton.page.fill("[name=source]", "percobaan")
    with anton.page.expect_navigation():
        anton.page.locator("main form [type=submit]").click()

    expect(anton.page.locator("main")).to_contain_text("600")
    _look(anton, "terms")
    anton.complaints.clear()  # a refusal is a 422, which the browser's console repeats


def test_money_for_the_pool_is_asked_twice(visit: Visit) -> None:
    anton = visit("bank2")
    anton.go(reverse("lending:pool"))
    anton.page.locator("a[href$='/money/']").click()
    anton.page.fill("[name=amount]", "1.000.000")
    anton.page.fill("[name=source]", "APBD Provinsi")

    with anton.page.expect_navigation():
        anton.page.locator("main form [type=submit]").click()

    expect(anton.page.locator("main .alert")).to_contain_text("Rp1.000.000")
    _look(anton, "fund")


@pytest.mark.parametrize("javascript", [True, False])
def test_maria_sees_her_loan_on_her_phone(visit: Visit, javascript: bool) -> None:
    maria = visit("maria", javascript=javascript)
    maria.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    maria.go(reverse("lending:my_repayment"))

    expect(maria.page.locator(".account-number")).to_have_text(re.compile(r"^\s*88810\d+\s*$"))
    expect(maria.page.locator("[data-copy]")).to_be_visible(visible=javascript)
    if javascript:
        _look(maria, "mine")
        maria.go(reverse("lending:my_help"))
        _look(maria, "help")
