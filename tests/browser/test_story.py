"""One worker, from the day she is registered in her village to the day she is helped abroad.

Each role has its test; each chapter begins where the one before ended, so the fixtures tell the story
and the tests say what each role sees. All of it goes through pages, but for what only time brings:
that a session was held, and that days went by without an answer (`tests.browser.deeds`).
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, expect

from pulang.base.clock import today
from tests.browser import deeds
from tests.browser.camera import film_of, officer_with_camera
from tests.browser.conftest import Province, Visit, Visitor

NAME = "Yuliana Hoar Mali"
ADDRESS = "yuliana@example.org"
PASSWORD = "Lamaknen-kuning-41"
PHONE_ABROAD = "+60129876543"
WORKLIST = reverse("coordination:worklist")
PRESS = "main form button.btn-primary"
SESSIONS = ("LATIH", "OPP")
"""What is earned in a session and not handed in."""
WRITTEN_ON = {"MCU", "PSI", "NIKAH", "KOMP", "PASPOR", "BPJS-PRE", "BPJS-ON"}


@dataclass(frozen=True)
class Told:
    """How far the story is: her person's and her file's number, what the last chapter left."""

    province: Province
    windows: Visit
    papers: Path
    person: str = ""
    migration: str = ""
    token: str = ""
    way_in: str = ""
    check_in: str = ""

    @property
    def file(self) -> str:
        """The address of her file."""
        return f"/journey/{self.migration}/"


def _look(her: Visitor, name: str) -> None:
    """Keep the picture of a step, and hold it to the rules of every page."""
    her.picture(f"story-{name}")
    her.accessible()
    her.phone(f"story-{name}")


def _look_on_phone(her: Visitor, name: str) -> None:
    """Keep the picture of a step on the phone that she holds."""
    her.picture(f"story-{name}-390")
    her.accessible()
    sticks_out = her.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert sticks_out <= 0, f"{her.page.url} is {sticks_out} px too wide"


def _press(her: Visitor, what: str | Locator) -> None:
    found = her.page.locator(what) if isinstance(what, str) else what
    with her.page.expect_navigation():
        found.first.click()


def _fill(her: Visitor, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field = her.page.locator(f"main [name={name}]")
        kind = field.first.evaluate("one => one.tagName + ':' + (one.type || '')")
        said = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
        if kind.startswith("SELECT"):
            field.select_option(said)
        elif kind.endswith(":radio"):
            her.page.check(f"main [name={name}][value='{said}']")
        else:
            field.fill(said)


def _on_worklist(her: Visitor) -> Locator:
    """Turn the pages of a desk's worklist until hers is there; others went silent with her."""
    her.go(WORKLIST)
    hers = her.page.locator(f".work-line:has-text('{NAME}')")
    while not hers.count():
        _press(her, "main nav a[rel=next], main nav a:has-text('Berikutnya')")
    return hers


def _id_in(address: str) -> str:
    found = re.search(r"/([0-9A-Z]{26})/", address)
    assert found, address
    return found[1]


# --- the chapters ---


@pytest.fixture(scope="module")
def registered(
    windows: Visit, province: Province, tmp_path_factory: pytest.TempPathFactory
) -> Told:
    """Pak Yos of Dirun enters her, and opens her file."""
    her = windows("kades")
    page = her.page
    her.go("/people/")
    page.fill("[name=q]", NAME)
    page.locator("form:has([name=from_search]) button").click()
    page.wait_for_url(re.compile("/people/new/"))
    _fill(her, {"sex": "F", "birth": "12-03-1999", "nik": "5304015203990017"})
    _fill(her, {"place": "Dirun, Lamaknen", "document_kind": "passport"})
    _fill(her, {"document_number": "E7654321"})
    _look(her, "01-new-person")
    _press(her, PRESS)
    if page.locator("[name=is_another]").count():
        page.check("[name=is_another]")
        _press(her, PRESS)
    page.wait_for_url(re.compile("/people/0"))
    person = _id_in(page.url)
    _look(her, "02-person")
    _press(her, 'main a[href^="/journey/new/"]')
    _fill(her, {"destination": "MY", "occupation": "domestic", "scheme": "P_TO_P"})
    _look(her, "03-new-file")
    _press(her, PRESS)
    return Told(
        province,
        windows,
        tmp_path_factory.mktemp("papers"),
        person=person,
        migration=_id_in(page.url),
    )


@pytest.fixture(scope="module")
def family_heard(registered: Told) -> Told:
    """Her mother agrees before the village, and she is heard alone."""
    her = registered.windows("kades")
    page = her.page
    her.go(f"/preparation/{registered.migration}/family/")
    _fill(her, {"giver": "Mama Hoar", "relation": "mother", "proof": "family_card"})
    _fill(her, {"given_on": today()})
    _look(her, "04-family")
    _press(her, "button[value=record]")
    page.fill("#witness", "Bapak Mali")
    _press(her, "button[value=acknowledge]")
    page.check("[name=answer][value=wants]")
    page.check("[name=was_alone]")
    _press(her, "button[value=hear]")
    _look(her, "05-family-knows")
    return registered


@pytest.fixture(scope="module")
def with_account(family_heard: Told) -> Told:
    """The administrator makes her an account, the village ties it to her file."""
    her = family_heard.windows("admin")
    her.go("/access/members/new/")
    _fill(her, {"email": ADDRESS, "name": NAME})
    _press(her, PRESS)
    way_in = her.page.locator("main code").inner_text()
    _look(her, "06-way-in")
    _press(her, "main a.btn-primary")
    her.page.select_option("[name=organisation]", label=_option(her, "Desa Dirun"))
    _fill(her, {"role": "worker", "area": "5304012008"})
    _press(her, "form[action$='/grant/'] button.btn-primary")
    pak_yos = family_heard.windows("kades")
    pak_yos.go(f"/people/{family_heard.person}/")
    _press(pak_yos, "#account a.btn")
    _fill(pak_yos, {"address": ADDRESS})
    _look(pak_yos, "07-tie-account")
    _press(pak_yos, PRESS)
    expect(pak_yos.page.locator("#account")).to_contain_text(ADDRESS)
    return replace(family_heard, way_in=way_in)


def _option(her: Visitor, part: str) -> str:
    labels = her.page.locator("[name=organisation] option").all_inner_texts()
    return next(label for label in labels if part in label)


@pytest.fixture(scope="module")
def her_phone(with_account: Told) -> Visitor:
    """Her own phone: she sets her password and signs in."""
    her = with_account.windows()
    her.hold_phone()
    page = her.page
    her.go(with_account.way_in.split(with_account.province.address, 1)[-1])
    _look_on_phone(her, "08-password")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.press("[name=password2]", "Enter")
    page.wait_for_load_state()
    page.context.clear_cookies()
    her.sign_in(ADDRESS, PASSWORD)
    _look_on_phone(her, "09-her-start")
    return her


@pytest.fixture(scope="module")
def first_papers(with_account: Told, her_phone: Visitor) -> Told:
    """She photographs and hands in what her page asks for first."""
    her_phone.go("/preparation/me/")
    _look_on_phone(her_phone, "10-my-papers")
    assert _hand_in_all(with_account, her_phone) >= {"KTP", "KK"}
    her_phone.go("/preparation/me/")
    _look_on_phone(her_phone, "12-handed-in")
    return with_account


def _hand_in_all(told: Told, her: Visitor) -> set[str]:
    """Hand in every paper that her page offers; return which."""
    handed: set[str] = set()
    while True:
        her.go("/preparation/me/")
        links = her.page.locator('#missing a[href*="/hand-in/"]')
        asked = [link.split("/")[-2] for link in links.evaluate_all("all => all.map(a => a.href)")]
        following = next((one for one in asked if one not in {*SESSIONS, *handed}), None)
        if following is None:
            return handed
        _hand_in(told, her, following)
        handed.add(following)


def _hand_in(told: Told, her: Visitor, document: str) -> None:
    page = her.page
    _press(her, f'#missing a[href$="/hand-in/{document}/"]')
    page.set_input_files("[name=photo]", _photo(told.papers, document))
    if document == "KTP":
        _look_on_phone(her, "11-hand-in")
    _press(her, PRESS)
    expect(page.locator(".alert, .toast").first).to_be_visible()


def _photo(folder: Path, document: str) -> Path:
    """Return a photo of a paper that exists nowhere."""
    picture = Image.new("RGB", (900, 600), (236, 232, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 870, 570), outline=(90, 90, 90), width=4)
    draw.text((70, 70), f"CONTOH {document}", fill=(40, 40, 40), font_size=48)
    draw.text((70, 160), NAME, fill=(40, 40, 40), font_size=36)
    path = folder / f"{document}.jpg"
    picture.save(path)
    return path


@pytest.fixture(scope="module")
def checked(first_papers: Told, her_phone: Visitor) -> Told:
    """Nona Klau of Belu checks each round of papers, until she can be cleared."""
    klau = first_papers.windows("kabupaten")
    _check_all(first_papers, klau, picture=True)
    _moved_on(first_papers, klau, "registered", "13-registered")
    _hand_in_all(first_papers, her_phone)
    _check_all(first_papers, klau)
    _moved_on(first_papers, klau, "preparing", "14-preparing")
    _sessions(first_papers, her_phone)
    while _hand_in_all(first_papers, her_phone):
        _check_all(first_papers, klau)
    her_phone.go("/preparation/me/")
    _look_on_phone(her_phone, "17-all-there")
    return first_papers


def _check_all(told: Told, klau: Visitor, *, picture: bool = False) -> None:
    page = klau.page
    while True:
        klau.go(told.file)
        link = page.locator('#papers a[href*="/preparation/desk/"]')
        if not link.count():
            return
        _press(klau, link)
        _read_paper(klau)
        if picture:
            _look(klau, "13-check")
        picture = False
        _press(klau, "button[value=accept]")
        expect(
            page.locator("main [name=reason]:visible, main .empty, main h1").first
        ).to_be_visible()
        assert page.locator("main .errorlist").count() == 0, page.locator("main").inner_text()


def _read_paper(klau: Visitor) -> None:
    """Write down what stands on the paper, as far as its form asks."""
    page, day = klau.page, today()
    if page.locator("[name=born_on]").count():
        _fill(klau, {"born_on": date(1999, 3, 12)})
    _fill(klau, {"issued_on": day - timedelta(days=3)})
    if "Paspor" in page.locator("h1").inner_text():
        _fill(klau, {"valid_until": day + timedelta(days=1800)})
    if page.locator("[name=visa_type]").count():
        _fill(klau, {"visa_type": "work"})
    if page.locator("[name=wage]").count():
        _fill(klau, {"wage": 1700, "currency": "MYR", "months": 24})


def _moved_on(told: Told, klau: Visitor, stage: str, name: str) -> None:
    klau.go(told.file)
    _press(klau, f"form:has([name=stage][value={stage}]) button.btn-primary")
    expect(klau.page.locator(".rail [aria-current=step]")).to_be_visible()
    _look(klau, name)


def _sessions(told: Told, her_phone: Visitor) -> None:
    """The trainer announces training and orientation, she takes her seats, and was there."""
    wati = told.windows("pelatih")
    day = today() + timedelta(days=1)
    for kind, title in (("LATIH", "Pelatihan rumah tangga"), ("OPP", "OPP Atambua")):
        wati.go("/preparation/sessions/new/")
        _fill(wati, {"kind": kind, "title": title, "venue": "BLK Belu", "seats": 20})
        _fill(wati, {"starts_at": f"{day}T08:00", "ends_at": f"{day}T16:00"})
        if kind == "LATIH":
            _look(wati, "15-new-session")
        _press(wati, PRESS)
        her_phone.go("/preparation/me/")
        _press(her_phone, f"#sessions form:has-text('{title}') button")
    _look(wati, "16-session")
    assert len(deeds.ask(told.province.home, "attend", told.migration)) == 2


@pytest.fixture(scope="module")
def cleared(checked: Told) -> Told:
    """Nona Klau enters the agreement and clears her; the pass is there."""
    klau = checked.windows("kabupaten")
    page = klau.page
    klau.go(f"/departure/{checked.migration}/clearance/")
    _look(klau, "18-before-agreement")
    _press(klau, 'main a[href$="/agreement/new/"]')
    page.locator("[name=order]").select_option(index=1)
    _fill(klau, {"signed_on": today() - timedelta(days=2), "known_to_dinas_on": today()})
    _fill(klau, {"wage": 1700, "weekly_hours": 48, "told_wage": 1700})
    _look(klau, "19-agreement")
    _press(klau, PRESS)
    _look(klau, "20-clearance")
    _fill(klau, {"exit_point": "koe", "departs_on": today()})
    _press(klau, "form[action$='/grant/'] button.btn-primary")
    _look(klau, "21-cleared")
    return checked


@pytest.fixture(scope="module")
def departed(cleared: Told, her_phone: Visitor, browser: Browser, chromium: str) -> Told:
    """She shows the pass on her phone, Ermi's camera reads it."""
    her_phone.go(cleared.file)
    _press(her_phone, 'main a[href*="/departure/passes/"]')
    _look_on_phone(her_phone, "22-her-pass")
    shown = cleared.papers / "pass.png"
    her_phone.page.locator("main img").first.screenshot(path=shown)
    seen = cleared.papers / "pass.y4m"
    film_of(shown, seen)
    with officer_with_camera(
        browser, chromium=chromium, province=cleared.province, seen=seen
    ) as ermi:
        page = ermi.page
        page.locator("[data-camera]").click()
        page.wait_for_selector("[data-panel][data-verdict=valid]")
        expect(page.locator("[data-claim=name]").first).to_contain_text(NAME.upper())
        _look_on_phone(ermi, "23-scanned")
        page.locator("[data-camera]").click()
        page.locator("[data-sync]").click()
        expect(page.locator("[data-pill=waiting]")).to_be_hidden(timeout=20_000)
    return cleared


@pytest.fixture(scope="module")
def at_work(departed: Told) -> Told:
    """Nona Klau writes down where she works and how she is reached."""
    klau = departed.windows("kabupaten")
    klau.go(departed.file)
    _press(klau, f'main a[href$="/abroad/start/{departed.migration}/"]')
    _fill(klau, {"began_on": today(), "employer": "Keluarga Tan", "city": "Johor Bahru"})
    _fill(klau, {"wage": 1700, "currency": "MYR", "wage_period": "month"})
    _fill(klau, {"way-channel": "sms", "way-address": PHONE_ABROAD})
    _fill(klau, {"way-from_hour": "00:00", "way-until_hour": "00:00"})
    _look(klau, "24-work-begins")
    _press(klau, PRESS)
    _look(klau, "25-placement")
    return departed


@pytest.fixture(scope="module")
def silent(at_work: Told) -> Told:
    """A week later she is asked and does not answer; five steps follow in their time."""
    rung = deeds.ask(at_work.province.home, "ring", at_work.migration)
    assert rung["state"] == "asked"
    for step in range(1, 6):
        found = deeds.ask(at_work.province.home, "wait", at_work.migration)
        assert (found["state"], found["step"]) == ("missed", step)
    return replace(at_work, check_in=rung["check_in"])


@pytest.fixture(scope="module")
def asked_for_help(silent: Told) -> Told:
    """She opens the link of the message on a phone where nobody is signed in."""
    frans = silent.windows("provinsi")
    frans.go("/notices/simulator/")
    frans.page.fill("[name=number]", PHONE_ABROAD)
    _press(frans, ".phone-number button")
    _look(frans, "30-simulator")
    link = frans.page.locator(f'.bubbles a[href*="{silent.check_in}"]').first.get_attribute("href")
    assert link
    phone = silent.windows()
    phone.hold_phone()
    phone.go(f"/abroad/c/{link.split('/abroad/c/', 1)[1]}")
    _look_on_phone(phone, "31-how-are-you")
    phone.page.fill("[name=text]", "Majikan menahan paspor saya.")
    _press(phone, "button[value=help]")
    _look_on_phone(phone, "32-thank-you")
    return silent


@pytest.fixture(scope="module")
def answered(asked_for_help: Told) -> Told:
    """Nona Klau finds the cry for help first on her list, calls, and says what was done."""
    klau = asked_for_help.windows("kabupaten")
    hers = _on_worklist(klau)
    _look(klau, "33-worklist-help")
    _press(klau, hers.locator(f"a[href*='{asked_for_help.check_in}']"))
    _look(klau, "34-cry-for-help")
    _press(klau, 'main a[href$="/call/"]')
    _look(klau, "35-call")
    klau.page.go_back()
    klau.page.locator("[name=outcome]").select_option("complaint")
    _press(klau, "form[action$='/close/'] button.btn-primary")
    _look(klau, "36-helped")
    return asked_for_help


# --- what each role sees ---


def test_a_village_officer_registers_her_and_opens_her_file(registered: Told) -> None:
    her = registered.windows("kades")
    her.go(registered.file)
    expect(her.page.locator("h1")).to_contain_text(re.compile(NAME, re.IGNORECASE))
    expect(her.page.locator("#papers")).to_contain_text("KTP")


def test_the_village_knows_of_the_familys_permission(family_heard: Told) -> None:
    her = family_heard.windows("kades")
    her.go(f"/preparation/{family_heard.migration}/family/")
    expect(her.page.locator("main")).to_contain_text("Bapak Mali")


def test_she_uploads_papers_on_a_phone(first_papers: Told, her_phone: Visitor) -> None:
    her_phone.go("/preparation/me/")
    assert not her_phone.page.locator('#missing a[href$="/hand-in/KTP/"]').count()


def test_the_kabupaten_officer_checks_and_clears_her(cleared: Told) -> None:
    klau = cleared.windows("kabupaten")
    klau.go(f"/departure/{cleared.migration}/clearance/")
    expect(klau.page.locator(".alert").first).to_contain_text("El Tari")


def test_the_checkpoint_scans_her_pass_and_she_has_departed(departed: Told) -> None:
    klau = departed.windows("kabupaten")
    klau.go(f"/journey/person/{departed.person}/timeline/")
    expect(klau.page.locator(".timeline")).to_contain_text(re.compile("berangkat", re.IGNORECASE))
    _look(klau, "26-timeline")


def test_nobody_hears_from_her_and_the_desks_see_it(silent: Told) -> None:
    for account, name in (("provinsi", "27-province"), ("kabupaten", "28-kabupaten")):
        her = silent.windows(account)
        hers = _on_worklist(her)
        _look(her, f"{name}-worklist")
        _press(her, hers.locator("a.btn"))
        expect(her.page.locator(".timeline")).to_be_visible()
        _look(her, f"{name}-check-in")


def test_the_village_asks_her_family_and_writes_it_down(silent: Told) -> None:
    her = silent.windows("kades")
    hers = _on_worklist(her)
    _look(her, "29-village-worklist")
    _press(her, hers.locator("a.btn"))
    _fill(her, {"channel": "visit", "with_whom": "Mama Hoar"})
    _look(her, "29-family-asked")
    _press(her, PRESS)
    her.go(WORKLIST)
    expect(her.page.locator(f".work-line:has-text('{NAME}')")).to_have_count(0)


def test_she_asks_for_help_and_sees_that_it_was_answered(
    answered: Told, her_phone: Visitor
) -> None:
    her_phone.go("/abroad/me/")
    _look_on_phone(her_phone, "37-her-answer")
    expect(her_phone.page.locator(".timeline")).to_contain_text("pengaduan")
