"""Indonesian is complete: every word of a page has its translation, and none is left over."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.source import CODE, PACKAGES, name, sources

CALLS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 0,
    "pgettext_lazy": 0,
}
_IN_TEMPLATE = re.compile(
    r"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"(?:\s*,\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))?",
    re.DOTALL,
)
_HOLE = re.compile(r"%\((\w+)\)[sd]")


@cache
def _catalogue(package: str) -> Catalog:
    path = CODE / package / "locale/id/LC_MESSAGES/django.po"
    if not path.exists():
        return Catalog(locale="id")
    with path.open("rb") as lines:
        return read_po(lines, locale="id", abort_invalid=True)


def _of_python(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).split(".")[-1]
        if called in CALLS and node.args:
            place = 1 if called.startswith("pgettext") else 0
            argument = node.args[place] if len(node.args) > place else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
    return found


def _of_template(path: Path) -> set[str]:
    found = set()
    for call, first, second in _IN_TEMPLATE.findall(templatize(path.read_text())):
        text = second if call.startswith(("pgettext", "npgettext")) else first
        found.add(str(ast.literal_eval(text)))
    return found


@cache
def _said_by(package: str) -> dict[str, str]:
    """Return each word that pages of a package say, and where."""
    said: dict[str, str] = {}
    for path in sources(".py", ".html", ".txt"):
        if path.relative_to(CODE).parts[0] == package and "locale" not in path.parts:
            words = _of_python(path) if path.suffix == ".py" else _of_template(path)
            said |= dict.fromkeys(words, name(path))
    said.pop("", None)
    return said


@pytest.mark.parametrize("package", PACKAGES)
def test_every_word_stands_translated_in_its_packages_catalogue(package: str) -> None:
    catalogue = _catalogue(package)
    missing = {}
    for word, where in _said_by(package).items():
        message = catalogue.get(word)
        if message is None or not all(message.string) or not message.string or message.fuzzy:
            missing[word] = where

    assert not missing, f"pulang/{package}/locale/id lacks {len(missing)}: {missing}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_is_left_over_or_unsure(package: str) -> None:
    said = _said_by(package)
    catalogue = _catalogue(package)
    written = [message for message in catalogue if message.id]
    keys = [m.id[0] if isinstance(m.id, tuple) else m.id for m in written]

    assert not [key for key in keys if key not in said], "run makemessages; these words are gone"
    assert not [key for key, message in zip(keys, written, strict=True) if message.fuzzy]
    assert not catalogue.obsolete, "delete the obsolete entries"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_translation_keeps_every_hole_of_its_sentence(package: str) -> None:
    wrong = []
    for message in _catalogue(package):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        holes = set(_HOLE.findall(ids[-1]))
        wrong += [ids[0] for text in strings if not set(_HOLE.findall(text)) <= holes]
        if len(ids) == 1 and set(_HOLE.findall(strings[0])) != holes:
            wrong.append(ids[0])

    assert not wrong, f"A name in %(…)s was lost or invented: {wrong}"


def test_a_word_is_translated_alike_everywhere() -> None:
    """At run time the catalogues are one: of two translations of a word only one would ever be seen."""
    several: dict[str, dict[str, str]] = {}
    for package in PACKAGES:
        for message in _catalogue(package):
            if message.id and not message.context:
                key = message.id if isinstance(message.id, str) else message.id[0]
                text = message.string if isinstance(message.string, str) else message.string[0]
                several.setdefault(key, {})[text] = package

    assert not {key: found for key, found in several.items() if len(found) > 1}
