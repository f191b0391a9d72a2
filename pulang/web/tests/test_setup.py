"""Set-up makes what pages need, quickly the second time, and names no registry."""

import gettext
import json
import re
from pathlib import Path

import pytest

from pulang.web import assets, catalogues

ROOT = Path(__file__).resolve().parents[3]


def test_the_lock_file_names_no_registry_and_checks_every_package() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())

    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_assets_that_are_right_are_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = tmp_path / ".made-from"
    stamp.write_text(assets.fingerprint())
    monkeypatch.setattr(assets, "STAMP", stamp)
    monkeypatch.setattr(assets, "_install", lambda: pytest.fail("fetched again"))

    assert assets.build() is False


def test_the_sprite_holds_each_named_icon_once(tmp_path: Path) -> None:
    (tmp_path / "home.svg").write_text('<svg a="b">\n  <path d="M0 0" />\n</svg>')

    sprite = assets.sprite(["home"], tmp_path)

    assert sprite.count('<symbol id="home" viewBox="0 0 24 24">') == 1
    assert '<path d="M0 0" />' in sprite


def test_every_icon_that_a_template_or_a_menu_names_is_in_the_sprite() -> None:
    known = set(json.loads(assets.ICONS.read_text()))
    named: set[str] = set()
    for page in (ROOT / "pulang").glob("*/templates/**/*.html"):
        named |= set(re.findall(r'\{% icon "([^"]+)"', page.read_text()))
    for module in (ROOT / "pulang").glob("*/**/*.py"):
        if "tests" not in module.parts:
            named |= set(re.findall(r'\bicon="([^"]+)"', module.read_text()))

    assert named - known == set()


def test_a_catalogue_is_compiled_without_gettext_and_only_when_it_changed(tmp_path: Path) -> None:
    folder = tmp_path / "ui" / "locale" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Welcome"\nmsgstr "Selamat datang"\n'
    )

    first = catalogues.compile_all(tmp_path)
    second = catalogues.compile_all(tmp_path)

    with first[0].open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert [words.gettext(word) for word in ("Welcome",)] == ["Selamat datang"]
    assert second == []
