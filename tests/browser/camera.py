"""A phone's camera at a checkpoint: it sees a prepared film of a letter with its QR."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, Province, Visitor

HERE = "/departure/checkpoint/"
_SIDE = (640, 480)


def film(text: str, path: Path) -> None:
    """Write a film of a letter with the QR of `text`."""
    code = path.with_suffix(".png")
    segno.make(text, error="m", micro=False).save(str(code), scale=4, border=4)
    film_of(code, path)


def film_of(code: Path, path: Path) -> None:
    """Write a film of one still picture: the QR a little off the middle, held askew."""
    letter = Image.new("L", _SIDE, 225)
    picture = Image.open(code).convert("L")
    picture.thumbnail((_SIDE[1] - 40, _SIDE[1] - 40))
    turned = picture.rotate(4, expand=True, fillcolor=225)
    letter.paste(turned, ((_SIDE[0] - turned.width) // 2 + 20, (_SIDE[1] - turned.height) // 2))
    grey = bytes([128]) * (_SIDE[0] * _SIDE[1] // 2)
    with path.open("wb") as frames:
        frames.write(f"YUV4MPEG2 W{_SIDE[0]} H{_SIDE[1]} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(3):
            frames.write(b"FRAME\n" + letter.tobytes() + grey)


@contextmanager
def officer_with_camera(
    browser: Browser, *, chromium: str, province: Province, seen: Path
) -> Iterator[Visitor]:
    """Give Ermi at the airport, with a phone whose camera sees the film `seen`."""
    with browser.browser_type.launch(
        executable_path=chromium,
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={seen}",
        ],
    ) as with_camera:
        context = with_camera.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, locale="id-ID"
        )
        page = context.new_page()
        ermi = Visitor(page, province, context.new_cdp_session(page), [])
        page.on("pageerror", lambda error: ermi.complaints.append(str(error)))
        page.on("console", lambda said: _listen(ermi, said.text))
        ermi.sign_in("pos")
        _open(ermi)
        yield ermi
        context.close()
        assert not ermi.complaints


def _listen(ermi: Visitor, said: str) -> None:
    if "Content Security Policy" in said or "Permissions policy" in said:
        ermi.complaints.append(said)


def _open(ermi: Visitor) -> None:
    """Open the checkpoint, and wait until the device holds it."""
    ermi.go(HERE)
    is_ready(ermi.page)
    ermi.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    ermi.page.wait_for_function(f"caches.match('{HERE}').then(Boolean)")
    ermi.page.select_option("[name=exit_point]", "koe")


def is_ready(page: Page) -> None:
    """Wait until the page can verify."""
    page.wait_for_selector("[data-checkpoint][data-ready=yes]")
