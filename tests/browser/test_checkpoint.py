"""A checkpoint without a network: the camera reads passes, the page verifies, the office hears later."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser import passes
from tests.browser.camera import HERE, film, is_ready, officer_with_camera
from tests.browser.conftest import DESK, Province, Visitor

MOST_MILLISECONDS = 50
_CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) {
      found[new URL(asked.url).pathname] = await (await cache.match(asked)).text();
    }
  }
  return found;
}"""
_LOG = """() => new Promise((resolve) => {
  indexedDB.open("pulang-checkpoint").onsuccess = (event) => {
    const asked = event.target.result.transaction("scans").objectStore("scans").getAll();
    asked.onsuccess = () => resolve(asked.result);
  };
})"""


@pytest.fixture(scope="module")
def tokens(province: Province) -> dict[str, list[str]]:
    found: dict[str, list[str]] = passes.ask(province.home, "sign")
    return found


@pytest.fixture
def officer(
    browser: Browser,
    chromium: str,
    province: Province,
    tokens: dict[str, list[str]],
    tmp_path: Path,
) -> Iterator[Visitor]:
    """Ermi at the airport, with a camera that sees the first good pass."""
    seen = tmp_path / "letter.y4m"
    film(tokens["valid"][0], seen)
    with officer_with_camera(browser, chromium=chromium, province=province, seen=seen) as ermi:
        yield ermi


def _context(ermi: Visitor) -> BrowserContext:
    return ermi.page.context


def _type(page: Page, text: str) -> str:
    """Type a pass in, as from a scanner of the desk; return the verdict that is shown."""
    if not page.locator("[data-paper]").evaluate("fold => fold.open"):
        page.locator("[data-paper] summary").click()
    rows = page.locator("[data-rows] li").count()
    page.fill("[name=token]", text)
    page.locator("[data-verify] [type=submit]").click()
    expect(page.locator("[data-rows] li")).to_have_count(min(rows + 1, 30))
    return str(page.locator("[data-panel]").get_attribute("data-verdict"))


def _log(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(_LOG)
    return found


def test_passes_are_scanned_without_a_network_and_told_once(
    officer: Visitor, province: Province, tokens: dict[str, list[str]]
) -> None:
    page, told_before = officer.page, {one[0] for one in passes.ask(province.home, "scans")}
    _context(officer).set_offline(True)
    page.reload()
    is_ready(page)
    expect(page.locator("[data-pill=network]")).to_contain_text("Tanpa jaringan")

    page.locator("[data-camera]").click()
    page.wait_for_selector("[data-panel][data-verdict=valid]")
    expect(page.locator("[data-claim=name]").first).to_have_text("YOHANA ABUK SERAN")
    expect(page.locator("[data-claim=destination]").first).to_have_text("Malaysia")
    officer.picture("checkpoint-valid-390")
    page.locator("[data-camera]").click()

    for verdict in ("expired", "not_yet", "unknown_key", "bad_signature", "malformed"):
        for text in tokens[verdict]:
            assert _type(page, text) == verdict
        officer.phone(f"checkpoint-{verdict}")
    for text in tokens["valid"][1:]:
        assert _type(page, text) == "valid"
    spent = page.evaluate("performance.getEntriesByName('verify').map((one) => one.duration)")
    assert len(spent) >= passes.GOOD
    assert median(spent) <= MOST_MILLISECONDS

    scans = _log(page)
    assert len(scans) == len(spent)
    assert all(one["waiting"] == 1 for one in scans)
    _context(officer).set_offline(False)
    expect(page.locator("[data-pill=waiting]")).to_be_hidden(timeout=20_000)

    heard = [one for one in passes.ask(province.home, "scans") if one[0] not in told_before]
    assert sorted(one[0] for one in heard) == sorted(one["id"] for one in scans)
    assert {one["id"]: one["verdict"] for one in scans} == {one[0]: one[1] for one in heard}
    assert not any(one["token"] or one.get("waiting") for one in _log(page))


def test_a_lost_answer_tells_nothing_twice(
    officer: Visitor, province: Province, tokens: dict[str, list[str]]
) -> None:
    page, lost = officer.page, []

    def lose_the_first_answer(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.status)
            route.abort()

    page.route("**/checkpoint/sync/", lose_the_first_answer)
    before = len(passes.ask(province.home, "scans"))

    _type(page, tokens["valid"][1])
    expect(page.locator("[data-pill=waiting]")).to_be_visible()
    page.locator("[data-sync]").click()
    expect(page.locator("[data-pill=waiting]")).to_be_hidden(timeout=20_000)

    assert lost == [200]
    assert len(passes.ask(province.home, "scans")) == before + 1


def test_the_device_keeps_nobodys_name_in_its_cache(
    officer: Visitor, tokens: dict[str, list[str]]
) -> None:
    page = officer.page
    assert _type(page, tokens["valid"][2]) in {"valid", "used_elsewhere"}
    page.reload()
    is_ready(page)

    kept = page.evaluate(_CACHED)

    assert HERE in kept
    assert not [path for path in kept if path != HERE and not path.startswith("/static/")]
    everything = "\n".join(kept.values())
    assert "YOHANA" not in everything
    assert "Ermi" not in kept[HERE]
    assert 'name="csrf-token" content=""' in kept[HERE]


def test_a_pass_seen_here_before_is_used_elsewhere_at_another_gate(
    officer: Visitor, tokens: dict[str, list[str]]
) -> None:
    page = officer.page
    _context(officer).set_offline(True)
    assert _type(page, tokens["valid"][3]) == "valid"
    assert _type(page, tokens["valid"][3]) == "valid"

    page.select_option("[name=exit_point]", "mof")

    assert _type(page, tokens["valid"][3]) == "used_elsewhere"
    expect(page.locator("[data-panel] [data-where]")).to_contain_text("El Tari")
    officer.phone("checkpoint-used")
    _context(officer).set_offline(False)


def test_a_picture_of_a_pass_is_read_too(
    officer: Visitor, tokens: dict[str, list[str]], tmp_path: Path
) -> None:
    page, picture = officer.page, tmp_path / "pass.png"
    segno.make(tokens["valid"][4], error="m", micro=False).save(str(picture), scale=5)
    page.locator("[data-paper] summary").click()

    page.set_input_files("[data-picture]", picture)

    page.wait_for_selector("[data-panel][data-verdict=valid]")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    officer.picture("checkpoint-desk")


def test_without_a_script_the_office_verifies(
    browser: Browser, province: Province, tokens: dict[str, list[str]]
) -> None:
    with browser.new_context(java_script_enabled=False, locale="id-ID") as context:
        page = context.new_page()
        ermi = Visitor(page, province, context.new_cdp_session(page), [])
        ermi.sign_in("pos")
        ermi.go(HERE)
        page.select_option("[name=exit_point]", "koe")
        page.fill("[name=token]", tokens["valid"][5])

        page.locator("[data-verify] [type=submit]").click()

        assert page.locator("[data-panel]").get_attribute("data-verdict") == "valid"
        assert page.locator("[data-claim=name]").first.inner_text() == "YOHANA ABUK SERAN"
        ermi.picture("checkpoint-without-script")
