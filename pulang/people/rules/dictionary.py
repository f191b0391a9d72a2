"""The book of names: which spellings and short forms are the same given name.

The book that ships (`people/data/names.json`) is the start; stewards add to it, and each change is
a new version (R7.4). A token that stands in no group is its own group: its spelling key.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pulang.people.rules.sexes import FEMALE, MALE
from pulang.people.rules.spelling import plain, spelling_key

_FILE = Path(__file__).parent.parent / "data" / "names.json"


class Book:
    """Groups of spellings, looked up by token; remembers what it has answered."""

    def __init__(self, groups: Mapping[str, Iterable[str]], *, version: int = 0) -> None:
        """Build the book from canonical name → other spellings; earlier groups win a clash."""
        self.version = version
        self._group_of: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        for canonical in groups:
            self._group_of.setdefault(spelling_key(canonical), spelling_key(canonical))
        for canonical, variants in groups.items():
            for variant in variants:
                if not variant.endswith("."):
                    self._group_of.setdefault(spelling_key(variant), spelling_key(canonical))

    def canonical(self, token: str) -> str:
        """Return the key of the group the token belongs to, else its own spelling key."""
        answer = self._answers.get(token)
        if answer is None:
            key = spelling_key(token)
            answer = self._group_of.get(key, key)
            if len(self._answers) < 500_000:
                self._answers[token] = answer
        return answer

    def is_known(self, token: str) -> bool:
        """Tell whether the token belongs to a group of the book."""
        return spelling_key(token) in self._group_of


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """Return the file of names as it ships."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def shipped_groups() -> dict[str, tuple[str, ...]]:
    """Return canonical given name → other spellings, men's and women's, as they ship."""
    both = {**facts()["given_male"], **facts()["given_female"]}
    return {canonical: tuple(variants) for canonical, variants in both.items()}


@lru_cache(maxsize=1)
def shipped_book() -> Book:
    """Return the book built from the file that ships."""
    return Book(shipped_groups())


@lru_cache(maxsize=1)
def abbreviations() -> Mapping[str, tuple[str, ...]]:
    """Return abbreviation without dots → the tokens it stands for (`fx` → fransiskus, xaverius)."""
    return {
        plain(short).replace(".", ""): tuple(plain(full).split())
        for short, full in facts()["abbreviations"].items()
        if "|" not in full
    }


@lru_cache(maxsize=1)
def abbreviations_by_sex() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the abbreviations that mean one name for a woman and another for a man."""
    return {
        FEMALE: {
            "th": ("theresia",),
            "fx": ("fransiska", "xaveria"),
            "fr": ("fransiska",),
            "ant": ("antonia",),
            "dom": ("dominika",),
            "ben": ("benedikta",),
            "agt": ("agustina",),
            "aug": ("agustina",),
            "yoh": ("yohana",),
            "yos": ("yosefina",),
        },
        MALE: {"th": ("thomas",), "mr": ("markus",), "m": ("m",), "ma": ("ma",)},
    }


@lru_cache(maxsize=1)
def glued_fams() -> Mapping[str, str]:
    """Return family names written together with their particle: `dagomez` → `gomez`."""
    glued = {}
    for names in facts()["fam"].values():
        for name in names:
            particle, _, rest = plain(name).partition(" ")
            if particle in {"da", "de", "dos", "do"} and rest:
                glued[particle + rest] = rest
    return glued
