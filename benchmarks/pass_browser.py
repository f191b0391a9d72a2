"""How long a browser takes to verify a departure pass without a network: the checkpoint's own script in Chromium."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pulang.departure.rules import token
from pulang.web import assets

ADDRESS = "http://localhost/"  # a secure context for the browser; nothing listens there
_PAGE = "<!doctype html><title>pass</title>"
_MEASURE = """async ({ tokens, keys, engine }) => {
  const { verify, readKeys } = await import("/verify.js");
  const known = await readKeys(Uint8Array.from(keys));
  const spent = [], verdicts = {};
  for (const token of tokens) {
    const begun = performance.now();
    const { verdict } = await verify(token, { keys: known, engine });
    spent.push(performance.now() - begun);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  return { spent, verdicts };
}"""


def measure_browser(tokens: Sequence[str], keys: Mapping[bytes, bytes]) -> dict[str, Any]:
    """Verify each token in Chromium, by the browser's own Ed25519 and by the fallback; return the times.

    `first_ms` is the first scan after the page was opened, which a person waits for as well.

    Raises: RuntimeError when there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("PULANG_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        raise RuntimeError("Chromium is not installed (Debian: apt install chromium)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        assets.bundle(Path(folder))
        script = (Path(folder) / assets.BUNDLES["token.js"]).read_text()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.route(
            f"{ADDRESS}**",
            lambda route: (
                route.fulfill(body=script, content_type="text/javascript")
                if route.request.url.endswith(".js")
                else route.fulfill(body=_PAGE, content_type="text/html")
            ),
        )
        found = {}
        for engine in ("browser", "noble"):
            page.goto(ADDRESS)
            asked = {"tokens": list(tokens), "engine": engine}
            asked["keys"] = list(token.write_keys(keys.values()))
            found[engine] = _summary(**page.evaluate(_MEASURE, asked))
        browser.close()
    return {"verifications": len(tokens), "chromium": found["browser"], "fallback": found["noble"]}


def _summary(*, spent: list[float], verdicts: dict[str, int]) -> dict[str, Any]:
    ordered = sorted(spent)
    return {
        "median_ms": round(ordered[len(ordered) // 2], 3),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 3),
        "first_ms": round(spent[0], 3),
        "verdicts": verdicts,
    }
