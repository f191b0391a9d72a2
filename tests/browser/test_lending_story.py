"""One departure loan, from her phone to the governor's page: asked, decided, paid out, paid back, late.

The chapters are told as in `test_story`, at a bank of their own (`tests.browser.lender`), whose days are
still open: so a loan can fall late before our eyes, and no other test's loans grow older by it.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pulang.base.clock import today
from tests.browser import lender
from tests.browser.conftest import Province, Visit, Visitor
from tests.browser.counter import PRESS, facts, follow, look, press, refused, tranche, word
from tests.browser.lender import LATE_NAME, NAME, POOL, PRODUCT, Credit

CONFIRM = "main form[action$='/confirm/']"

SCHOOL = "LPK Bahasa Contoh"
LANGUAGE, FAMILY = 6_000_000, 4_000_000
NUMBER = re.compile(r"\d\d-\d\d-\d{9}")


@dataclass
class Told:
    """How far the story is: who sits where, and what the last chapter left."""

    province: Province
    papers: Path
    her: Visitor
    officer: Visitor
    approver: Visitor
    late: dict[str, str]
    application: str = ""
    loan: str = ""
    number: str = ""
    account: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """Return the address of her loan at the bank's desk."""
        return reverse("lending:loan", args=[self.loan])

    @property
    def hard_times(self) -> str:
        """Return the address of the late loan's hard times."""
        return reverse("lending:hardship", args=[self.late["id"]])


# --- the chapters ---


@pytest.fixture(scope="module")
def begun(windows: Visit, province: Province, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The bank and its people are there, and Rosalia has her phone in her hand."""
    late = lender.bring_into(province.home)
    her = windows(lender.WORKER)
    her.hold_phone()
    return Told(
        province,
        tmp_path_factory.mktemp("bank"),
        her=her,
        officer=windows(lender.OFFICER),
        approver=windows(lender.APPROVER),
        late=late,
    )


@pytest.fixture(scope="module")
def asked(begun: Told) -> Told:
    """She asks for more than her wage bears, reads what would fit, and hands in less."""
    her = begun.her
    her.go(reverse("lending:my_loans"))
    press(her, f"form:has-text('{PRODUCT}') button")
    _write_costs(her, language=30_000_000)
    press(her, PRESS)
    expect(her.page.locator("#why-not")).to_contain_text("Rp34.000.000")
    begun.answers["why_not"] = her.page.locator("#why-not").inner_text()
    look(her, "01-too-much-390")
    her.page.check("[name=agrees]")
    press(her, "#hand-in button")
    begun.answers["refusal"] = her.page.locator(".alert.tone-bad").inner_text()
    refused(her, begun.answers["refusal"].splitlines()[0])
    press(her, her.page.get_by_role("link", name="1."))
    _write_costs(her, language=LANGUAGE)
    her.page.fill("[name=wish_remittance]", "1.500.000")
    press(her, PRESS)
    begun.answers["sheet"] = her.page.locator("table.figures").inner_text()
    look(her, "02-sheet-390")
    her.page.check("[name=agrees]")
    press(her, "#hand-in button")
    her.page.wait_for_url(re.compile("/lending/me/[0-9A-Z]{26}/$"))
    return begun


def _write_costs(her: Visitor, *, language: int) -> None:
    her.page.fill("[name=cost_language]", f"{language:,}".replace(",", "."))
    her.page.fill("[name=cost_family_start]", str(FAMILY))
    press(her, PRESS)
    her.page.wait_for_url(re.compile("/debts/$"))


@pytest.fixture(scope="module")
def proposed(asked: Told) -> Told:
    """Lena of the bank reads the application and proposes to grant it."""
    lena = asked.officer
    lena.go(reverse("lending:applications"))
    press(lena, lena.page.get_by_role("link", name=NAME))
    asked.application = lena.page.url.removeprefix(asked.province.address)
    look(lena, "03-application-1280")
    follow(lena, "Propose an answer")
    lena.page.check("[name=outcome][value=approve]")
    press(lena, PRESS)
    return asked


@pytest.fixture(scope="module")
def tried_alone(proposed: Told) -> Told:
    """Lena stands in for the approver and tries to decide what she proposed herself."""
    lena = proposed.officer
    _act_as_other(lena)
    lena.go(proposed.application)
    follow(lena, "Decide")
    lena.page.check("[name=outcome][value=approve]")
    press(lena, PRESS)
    look(lena, "04-maker-refused-1280")
    refused(lena, word("Another human being decides: not the one who proposed it, and on appeal not the one who refused it."))  # fmt: skip
    _act_as_other(lena)
    return proposed


def _act_as_other(lena: Visitor) -> None:
    lena.go(reverse("access:me"))
    press(lena, lena.page.get_by_role("button", name=word("Act in this role")))


@pytest.fixture(scope="module")
def decided(tried_alone: Told) -> Told:
    """Jon decides; the money is bound in the pool."""
    jon = tried_alone.approver
    jon.go(tried_alone.application)
    follow(jon, "Decide")
    jon.page.check("[name=outcome][value=approve]")
    press(jon, PRESS)
    look(jon, "05-decided-1280")
    return tried_alone


@pytest.fixture(scope="module")
def signed(decided: Told) -> Told:
    """She reads the answer on her phone and signs."""
    her = decided.her
    her.page.reload()
    look(her, "06-answer-390")
    her.page.check("#agrees")
    press(her, "#sign button")
    look(her, "07-signed-390")
    found = NUMBER.search(her.page.locator(".alert.tone-ok").last.inner_text())
    assert found
    decided.number = found[0]
    lena = decided.officer
    lena.go(reverse("lending:loans") + f"?words={decided.number}")
    press(lena, lena.page.get_by_role("link", name=decided.number))
    decided.loan = lena.page.url.rstrip("/").rsplit("/", 1)[-1]
    decided.account = facts(lena, "Virtual account").inner_text().strip()
    look(lena, "08-loan-1280")
    return decided


@pytest.fixture(scope="module")
def payees(signed: Told) -> Told:
    """Lena proposes the school's account and hers for the list, Jon allows them."""
    lena, jon = signed.officer, signed.approver
    for kind, name, number, loan in (
        ("training_centre", SCHOOL, "7700000001", ""),
        ("worker", NAME, "7700000002", signed.number),
    ):
        lena.go(reverse("lending:payee_new"))
        lena.page.select_option("[name=kind]", kind)
        lena.page.fill("[name=name]", name)
        lena.page.fill("[name=bank_code]", "BNINIDJA")
        lena.page.fill("[name=account_number]", number)
        lena.page.fill("[name=loan]", loan)
        press(lena, PRESS)
        jon.go(reverse("lending:payees"))
        press(jon, jon.page.locator("main tr", has_text=number).get_by_role("link").first)
        press(jon, PRESS)
    return signed


@pytest.fixture(scope="module")
def first_out(payees: Told) -> Told:
    """The school is paid: prepared by Lena, released by Jon when the hours to think are over."""
    lena, jon = payees.officer, payees.approver
    lena.go(payees.page)
    payees.answers["locked"] = tranche(lena, "first costs of the family").inner_text()
    _prepare(payees, "language course", SCHOOL)
    look(lena, "09-first-prepared-1280")
    jon.go(payees.page)
    press(jon, tranche(jon, "language course").get_by_role("link", name=word("Release")))
    press(jon, PRESS)
    look(jon, "10-may-still-step-back-1280")
    hours = word("She signed a short while ago and may think it over until %(when)s.")
    refused(jon, hours.split("%", 1)[0].strip())
    lender.think(payees.province.home, payees.loan)
    press(jon, PRESS)
    _pay(payees, "11-first")
    return payees


def _prepare(told: Told, component: str, payee: str) -> None:
    lena = told.officer
    lena.go(told.page)
    press(lena, tranche(lena, component).get_by_role("link", name=word("Prepare")))
    option = lena.page.locator("[name=payee] option", has_text=payee)
    lena.page.select_option("[name=payee]", option.get_attribute("value"))
    lena.page.fill("[name=evidence]", "Kuitansi 17, map 4")
    if component == "language course":
        lena.phone("lending-story-prepare")
    press(lena, PRESS)


def _pay(told: Told, name: str) -> None:
    """Make the payment file, fetch it, and take the bank's answer in."""
    lena = told.officer
    lena.go(reverse("lending:batches"))
    press(lena, lena.page.get_by_role("button", name=word("Make the payment file")))
    press(lena, ".alert.tone-ok a")
    look(lena, f"{name}-file-1280")
    with lena.page.expect_download() as taken:
        lena.page.get_by_role("button", name="pain.001").click()
    taken.value.save_as(told.papers / taken.value.suggested_filename)
    answer = told.papers / f"{name}-pain002.xml"
    answer.write_bytes(lender.report((told.papers / taken.value.suggested_filename).read_bytes()))
    follow(lena, "Take in the bank's answer")
    lena.page.set_input_files("[name=file]", answer)
    press(lena, PRESS)
    look(lena, f"{name}-answer-1280")


@pytest.fixture(scope="module")
def all_out(first_out: Told) -> Told:
    """She departs: the second part is open now, and goes to her own account."""
    jon = first_out.approver
    lender.depart(first_out.province.home, first_out.loan)
    _prepare(first_out, "first costs of the family", NAME)
    jon.go(first_out.page)
    press(jon, tranche(jon, "first costs of the family").get_by_role("link", name=word("Release")))
    press(jon, PRESS)
    _pay(first_out, "12-second")
    return first_out


@pytest.fixture(scope="module")
def paying(all_out: Told) -> Told:
    """Her first wage has come: Lena lets repayment begin."""
    lena = all_out.officer
    lena.go(reverse("lending:hardship", args=[all_out.loan]))
    follow(lena, "First wage has come: begin repayment")
    press(lena, PRESS)
    return all_out


@pytest.fixture(scope="module")
def booked(paying: Told) -> Told:
    """The bank's statement comes: two payments find their loans, one waits and is given to hers."""
    lena = paying.officer
    _upload(paying)
    look(lena, "13-statement-1280")
    paying.answers["statement"] = lena.page.locator("main table").inner_text()
    line = lena.page.locator("main tr", has_text="MAMA KOLO").get_by_role("link").first
    with lena.page.expect_navigation():
        line.evaluate("one => one.click()")  # a number is a small thing to aim at
    look(lena, "14-suspense-1280")
    lena.page.fill("main [name=loan]:visible", paying.number)
    press(lena, lena.page.get_by_role("button", name=word("Book to this loan")))
    lena.go(paying.page)
    paying.answers["repaid"] = facts(lena, "Paid in advance").inner_text()
    look(lena, "15-loan-paying-1280")
    return paying


def _upload(told: Told) -> None:
    """Take the statement in: the late loan's first instalment, hers, and one that names nobody."""
    lena, day = told.officer, today()
    file = told.papers / "mutasi.xml"
    first = day - timedelta(days=lender.FIRST_DUE - 2)
    payments = (
        Credit(
            "CERITA-1", first, 1_300_000, LATE_NAME.upper(), virtual_account=told.late["account"]
        ),
        Credit("CERITA-2", day, 250_000, NAME.upper(), text=f"ANGSURAN {told.number}"),
        Credit("CERITA-3", day, 150_000, "MAMA KOLO", text="TITIPAN ANAK"),
    )
    file.write_bytes(lender.statement(*payments))
    lena.go(reverse("lending:statement_new"))
    lena.page.set_input_files("[name=file]", file)
    press(lena, PRESS)


@pytest.fixture(scope="module")
def twice(booked: Told) -> Told:
    """The same file is taken in once more."""
    lena = booked.officer
    _upload(booked)
    booked.answers["twice"] = lena.page.locator("main").inner_text()
    booked.answers["twice_said"] = lena.page.locator(".alert, .toast").first.inner_text()
    look(lena, "16-statement-again-1280")
    return booked


@pytest.fixture(scope="module")
def late(twice: Told) -> Told:
    """The open days are closed, and Agustina's loan is late."""
    lena = twice.officer
    lena.go(reverse("lending:days"))
    look(lena, "17-open-days-1280")
    # The nightly clock may have been faster.
    button = lena.page.locator("form[action$='/close/'] button")
    if button.count():
        press(lena, button)
    lena.go(reverse("lending:arrears"))
    look(lena, "18-late-1280")
    twice.answers["late"] = lena.page.locator("main tr", has_text=twice.late["number"]).inner_text()
    return twice


@pytest.fixture(scope="module")
def lighter(late: Told) -> Told:
    """Lena proposes a new schedule, Jon looks and confirms."""
    lena, jon = late.officer, late.approver
    lena.go(late.hard_times)
    look(lena, "19-hard-times-1280")
    form = lena.page.locator("form[action$='/propose/restructure/']")
    lena.page.locator("details", has=form).locator("summary").click()
    form.locator("[name=reason]").fill("Upahnya dipotong separuh sejak dua bulan.")
    form.locator("[name=hardship]").select_option("wage_lost")
    form.locator("[name=months]").fill("18")
    look(lena, "20-propose-1280")
    press(lena, form.locator("button[type=submit]"))
    late.answers["own_proposal"] = str(lena.page.locator(CONFIRM).count())
    jon.go(late.hard_times)
    look(jon, "21-confirm-1280")
    jon.phone("lending-story-21-confirm")
    press(jon, jon.page.locator(f"{CONFIRM} button").first)
    jon.go(reverse("lending:loan", args=[late.late["id"]]))
    look(jon, "22-new-schedule-1280")
    return late


# --- what each sees ---


def test_she_reads_what_it_costs_before_she_asks(asked: Told) -> None:
    sheet = asked.answers["sheet"]

    assert re.search(r"Rp10\.000\.000", sheet)
    assert re.search(r"Rp10\.\d{3}\.\d{3}[^0-9]", sheet.replace("Rp10.000.000", "", 1))
    assert "6,17" in sheet


def test_beyond_her_wage_she_is_told_what_would_fit(asked: Told) -> None:
    for said in (asked.answers["why_not"], asked.answers["refusal"]):
        amounts = {int(one.replace(".", "")) for one in re.findall(r"Rp([\d.]+\d)", said)}
        assert 34_000_000 in amounts
        assert any(10_000_000 < one < 34_000_000 for one in amounts)


def test_who_proposed_does_not_decide(tried_alone: Told) -> None:
    lena = tried_alone.officer

    lena.go(tried_alone.application)

    expect(lena.page.locator("#words")).to_contain_text("Lena Bano")


def test_another_decides_and_she_signs(signed: Told) -> None:
    signed.officer.go(signed.application)

    expect(signed.officer.page.locator("#words")).to_contain_text("Jon Tefa")
    expect(signed.her.page.locator("#sign")).to_have_count(0)


def test_money_follows_her_way_in_two_steps(all_out: Told) -> None:
    lena = all_out.officer

    lena.go(all_out.page)

    assert word("locked: she has not come so far") in all_out.answers["locked"]
    for component in ("language course", "first costs of the family"):
        expect(tranche(lena, component)).to_contain_text(word("paid out"))
    expect(facts(lena, "Paid out")).to_have_text("Rp10.000.000")


def test_payments_find_their_loans_and_one_waits_for_a_person(booked: Told) -> None:
    said = booked.answers["statement"]

    assert said.count(word("booked to a loan")) == 2
    assert said.count(word("waits at the suspense desk")) == 1
    assert booked.late["number"] in said
    assert booked.number in said
    assert booked.answers["repaid"] == "Rp400.000"


def test_the_same_statement_again_changes_nothing_and_says_so(twice: Told) -> None:
    lena = twice.officer

    lena.go(twice.page)

    assert facts(lena, "Paid in advance").inner_text() == "Rp400.000"
    assert word("This file was taken in before; nothing was booked again.") in twice.answers["twice_said"]  # fmt: skip


def test_a_loan_falls_late_and_is_seen_with_its_days(late: Told) -> None:
    said = late.answers["late"]

    assert LATE_NAME.casefold() in said.casefold()
    assert re.search(r"\b3[0-9]\b", said)
    assert word("2 special mention (DPK)") in said


def test_two_people_make_it_lighter(lighter: Told) -> None:
    jon = lighter.approver

    jon.go(reverse("lending:loan", args=[lighter.late["id"]]))

    assert lighter.answers["own_proposal"] == "0"
    schedule = jon.page.locator("main section", has_text=word("Repayment schedule")).locator(
        "tbody tr"
    )
    assert schedule.count() >= 18
    expect(facts(jon, "Overdue")).to_have_text("Rp0")


def test_the_governor_sees_what_became_of_the_money(lighter: Told, windows: Visit) -> None:
    frans = windows("provinsi")
    frans.go(reverse("lending:pool"))

    press(frans, frans.page.get_by_role("link", name=POOL))

    tiles = frans.page.locator(".tiles")
    for label, amount in (
        ("Allocated", "Rp500.000.000"),
        ("Committed", "Rp0"),
        ("Disbursed", "Rp22.000.000"),
    ):
        tile = tiles.locator(":scope > *", has_text=word(label))
        expect(tile.first).to_contain_text(amount)
    for label in ("Outstanding", "Repaid", "Available"):
        expect(tiles).to_contain_text(word(label))
    for plot in frans.page.locator("figure.plot img").all():
        plot.scroll_into_view_if_needed()
        expect(plot).to_have_js_property("complete", value=True)
        assert plot.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    look(frans, "23-pool-1280")


def test_she_sees_what_she_owes_and_takes_her_statement(booked: Told) -> None:
    her = booked.her

    her.go(reverse("lending:my_repayment"))

    look(her, "24-her-loan-390")
    expect(her.page.locator(".account-number")).to_contain_text(booked.account)
    link = her.page.get_by_role("link", name=word("Statement (PDF)"))
    answer = her.page.request.get(booked.province.address + str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
