"""A departure loan in a real browser: she applies on a phone, two officers decide, she signs."""

import re

from playwright.sync_api import expect

from tests.browser import borrower
from tests.browser.conftest import PHONE, WIDEST_PAGE_BYTES, Province, Visit, Visitor


def _look(who: Visitor, name: str) -> None:
    """Keep the picture of a step, and hold it to the rules of every page."""
    who.picture(f"lending-{name}")
    who.accessible()
    who.phone(f"lending-{name}")


def _press(who: Visitor, selector: str) -> None:
    with who.page.expect_navigation():
        who.page.locator(selector).first.click()


def _as_on_a_phone(who: Visitor) -> None:
    who.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


def test_a_worker_applies_on_a_phone_and_two_officers_decide(
    visit: Visit, province: Province
) -> None:
    borrower.bring_into(province.home)
    her = visit(borrower.ACCOUNT)
    assert her.weight("/lending/me/") < WIDEST_PAGE_BYTES
    _look(her, "1-start")
    _as_on_a_phone(her)
    _press(her, "#start form:has-text('Kredit Pekerja Migran') button")
    her.page.wait_for_url(re.compile("/costs/$"))
    _look(her, "2-costs")
    _as_on_a_phone(her)

    # Beyond a ceiling: refused at once, by how much.
    her.page.fill("[name=cost_family_start]", "75.000.000")
    _press(her, "main form button.btn-primary")
    expect(her.page.locator(".alert.tone-bad")).to_contain_text("Rp4.000.000")

    # More than her wage bears beside her debt: refused in the page, with what would fit.
    her.page.fill("[name=cost_family_start]", "4.000.000")
    her.page.fill("[name=cost_pocket_money]", "2500000")
    her.page.fill("[name=cost_language]", "Rp12.000.000")
    _press(her, "main form button.btn-primary")
    her.page.wait_for_url(re.compile("/debts/$"))
    _look(her, "3-debts")
    her.page.locator("details:has([name=amount_moneylender]) summary").click()
    her.page.fill("[name=amount_moneylender]", "6.000.000")
    her.page.fill("[name=monthly_moneylender]", "1.000.000")
    _press(her, "main form button.btn-primary")
    expect(her.page.locator("#why-not")).to_be_visible()
    _look(her, "4-too-much")
    her.page.check("[name=agrees]")
    _press(her, "#hand-in button")
    expect(her.page.locator(".alert.tone-bad")).to_contain_text("KUR PMI")
    # The browser's console notes the refusal; it is the answer that was wanted.
    assert [one for one in her.complaints if "422" not in one] == []
    her.complaints.clear()

    _press(her, "nav.tabs a >> nth=0")
    her.page.fill("[name=cost_language]", "")
    her.page.fill("[name=cost_family_start]", "4.000.000")
    her.page.fill("[name=cost_pocket_money]", "2000000")
    _press(her, "main form button.btn-primary")
    her.page.fill("[name=wish_remittance]", "2.000.000")
    _press(her, "main form button.btn-primary")
    expect(her.page.locator("#aloud")).to_contain_text("Rp6.000.000")
    _look(her, "5-sheet")
    her.page.check("[name=agrees]")
    _press(her, "#hand-in button")
    her.page.wait_for_url(re.compile("/lending/me/[0-9A-Z]{26}/$"))
    _look(her, "6-status")

    rosa = visit("rosa")
    rosa.go("/lending/applications/")
    _look(rosa, "7-queue")
    _press(rosa, "main tbody a:has-text('Yuliana')")
    address = rosa.page.url
    _look(rosa, "8-application")
    assert rosa.page.locator("a[href$='/decide/']").count() == 0
    _press(rosa, "a[href$='/propose/']")
    rosa.page.check("[name=outcome][value=approve]")
    _look(rosa, "9-propose")
    _press(rosa, "main form button.btn-primary")
    expect(rosa.page.locator("#words")).to_contain_text("Bu Rosa")

    anton = visit("bank2")
    anton.page.goto(address)
    _press(anton, "a[href$='/decide/']")
    anton.page.check("[name=outcome][value=approve]")
    _press(anton, "main form button.btn-primary")
    expect(anton.page.locator("#words")).to_contain_text("Anton Riwu")
    _look(anton, "10-decided")

    her.page.reload()
    expect(her.page.locator("#answer")).to_contain_text("Rp6.000.000")
    _look(her, "11-answer")
    her.page.check("#agrees")
    _press(her, "#sign button")
    expect(her.page.locator("#sign")).to_have_count(0)
    _look(her, "12-signed")
