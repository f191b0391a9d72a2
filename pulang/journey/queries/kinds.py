"""How each kind of event is worded: packages register theirs in `apps.ready`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise
Sentence = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event as the timeline shows it."""

    code: str
    title: Text
    icon: str = "point"
    sentence: Sentence | None = None

    def said(self, facts: Mapping[str, Any]) -> str:
        """Return what the entry says beyond its title; '' when there is nothing."""
        return self.sentence(facts) if self.sentence else ""


_kinds: dict[str, Kind] = {}


def register(
    code: str, *, title: Text, icon: str = "point", sentence: Sentence | None = None
) -> None:
    """Word a kind of event; `code` is "package.word"."""
    _kinds[code] = Kind(code, title, icon, sentence)


def kind(code: str) -> Kind:
    """Return the wording of a kind; one that nobody registered shows its code."""
    return _kinds.get(code) or Kind(code, code)


def known() -> tuple[Kind, ...]:
    """Return every registered kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
