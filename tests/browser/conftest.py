"""The whole product in a folder of its own, and a real Chromium that visits it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from pulang.web.demo import roster

HERE = Path(__file__).parent
ROOT = HERE.resolve().parents[1]
PICTURES = ROOT / "bench-out" / "browser"
PHONE, DESK = (390, 844), (1280, 900)
SIZE = 2000
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
WIDEST_PAGE_BYTES = 150_000


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look at the province as it was built, then work in it, then tell its stories from the beginning.

    A list shows its newest rows first: who looks at "the first one" must come before who makes more
    of them. A story moves the clock, and a later chapter closes what an earlier one opened.
    """
    here = [item for item in items if item.path.parent == HERE]
    for item in here:
        item.add_marker(pytest.mark.browser)
    elsewhere = [item for item in items if item.path.parent != HERE]
    items[:] = [*elsewhere, *sorted(here, key=_turn)]


def _turn(item: pytest.Item) -> tuple[int, str, int]:
    name = item.path.stem
    if name.endswith("story"):
        return (2, name, item.location[1] or 0)
    return (0 if name == "test_pages" else 1, "", 0)


@dataclass(frozen=True)
class Province:
    """A running demo province: where it answers, and its folder."""

    address: str
    home: Path

    @property
    def newcomers_file(self) -> Path:
        """The list that was left for the newcomer to bring in."""
        return next((self.home / "demo" / "baru").glob("*.xlsx"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pulang(env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pulang.web.cli", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"pulang {' '.join(words)}:\n{done.stdout}\n{done.stderr}"


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    # Two processes start, on a busy machine; each loads the whole product.
    for _ in range(960):
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert server.poll() is None, f"The server ended:\n{log.read_text()[-4000:]}"
            time.sleep(0.25)
    raise AssertionError(f"No answer from {address}:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser of the machine; without one there is nothing to test with."""
    found = os.environ.get("PULANG_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    return found


@pytest.fixture(scope="session")
def province(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """Start everything as `pulang run` does, with a small province, and stop it afterwards.

    PULANG_BROWSER_PROVINCE="http://127.0.0.1:8000 .pulang" visits one that is running already.
    """
    if running := os.environ.get("PULANG_BROWSER_PROVINCE"):
        address, home_there = running.split()
        yield Province(address, Path(home_there))
        return
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Scattered over processes each would build its own, and a story begin in its middle.
        shared = tmp_path_factory.getbasetemp().parent
        (shared / "province").touch(exist_ok=False)
    # A short path: the socket of a database lives in it.
    home = Path(tempfile.mkdtemp(prefix="pulang-b-"))
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PULANG_AS_OWNER"}}
    env |= {"PULANG_HOME": str(home), "PULANG_LOG_LEVEL": "WARNING"}
    port = _free_port()
    log = home / "server.log"
    _pulang(env, "migrate")
    _pulang(env, "demo", "build", "--size", str(SIZE))
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "pulang.web.cli", "run", "--no-demo", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(address, server, log)
            yield Province(address, home)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        yield started
        started.close()


@dataclass
class Visitor:
    """One person at one browser window."""

    page: Page
    province: Province
    wire: CDPSession
    complaints: list[str]

    def go(self, path: str) -> None:
        """Open a page and expect it to be there."""
        answer = self.page.goto(self.province.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"

    def sign_in(self, account: str, password: str = "") -> None:
        """Sign in as one of the demo's accounts, or with an address and a password of one's own."""
        self.go("/account/login/")
        address = account if "@" in account else f"{account}@{roster.DOMAIN}"
        self.page.fill("[name=login]", address)
        password = password or self.page.locator(".demo-accounts code").inner_text()
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(f"{self.province.address}/")

    def picture(self, name: str) -> None:
        """Keep what she sees, for a person to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def phone(self, name: str) -> None:
        """Look at the page on a phone: nothing may stick out; then turn back to the desk."""
        self.hold_phone()
        sticks_out = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        self.picture(f"{name}-390")
        self.accessible()
        self.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert sticks_out <= 0, f"{self.page.url} is {sticks_out} px too wide for a phone"

    def hold_phone(self) -> None:
        """Make the window as large as a phone, and stay so."""
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self.page.wait_for_timeout(150)

    def accessible(self) -> None:
        """Let axe look for barriers; there may be none."""
        found = Axe().run(self.page).response["violations"]
        told = [
            f"{one['id']} ({one['impact']}): {one['help']}\n    "
            + "\n    ".join(node["html"][:160] for node in one["nodes"][:4])
            for one in found
        ]
        assert not told, f"{self.page.url}\n" + "\n".join(told)

    def weight(self, path: str) -> int:
        """Return the bytes that opening the page for the first time brings over the wire."""
        total = 0

        def add(event: dict[str, float]) -> None:
            nonlocal total
            total += int(event["encodedDataLength"])

        self.wire.send("Network.clearBrowserCache")
        self.wire.on("Network.loadingFinished", add)
        self.go(path)
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(200)
        self.wire.remove_listener("Network.loadingFinished", add)
        return total


Visit = Callable[..., Visitor]


def _windows(browser: Browser, province: Province) -> Iterator[Visit]:
    """Give a function that opens a window; at the end none of them may have complained."""
    open_windows: list[tuple[BrowserContext, Visitor]] = []

    def start(account: str = "", *, javascript: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": DESK[0], "height": DESK[1]},
            locale="id-ID",
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        visitor = _visitor(context, province)
        open_windows.append((context, visitor))
        if account:
            visitor.sign_in(account)
        return visitor

    yield start
    complaints = [one for _, visitor in open_windows for one in visitor.complaints]
    for context, _ in open_windows:
        context.close()
    assert not complaints, "\n".join(complaints)


def _visitor(context: BrowserContext, province: Province) -> Visitor:
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    visitor = Visitor(page, province, wire, [])
    page.on(
        "console",
        lambda said: (
            visitor.complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: visitor.complaints.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda asked: (
            visitor.complaints.append(f"asked another host: {asked.url}")
            if not asked.is_navigation_request()
            and not asked.url.startswith((province.address, "data:", "blob:"))
            else None
        ),
    )
    return visitor


@pytest.fixture
def visit(browser: Browser, province: Province) -> Iterator[Visit]:
    """Give a function that opens a window, signed in as `account` if named."""
    yield from _windows(browser, province)


@pytest.fixture(scope="module")
def windows(browser: Browser, province: Province) -> Iterator[Visit]:
    """Give the same as `visit`, for a story that several tests tell together."""
    yield from _windows(browser, province)
