"""How each kind of task is worded: packages register theirs in `apps.ready`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from pulang.access.terms import Actor

if TYPE_CHECKING:
    from pulang.coordination.models import Task

Text = str | Promise
Sentence = Callable[[Mapping[str, Any]], str]
Bulk = Callable[[Sequence["Task"], Actor, datetime], int]
"""bulk(tasks, by, at) does several at once and returns how many; only where that is safe."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task: its name, the word on its button, why it is to be done."""

    code: str
    title: Text
    action: Text
    sentence: Sentence | None = None
    bulk: Bulk | None = None
    icon: str = "list-check"

    def said(self, facts: Mapping[str, Any]) -> str:
        """Return the reason in words; '' when the title says all."""
        return self.sentence(facts) if self.sentence else ""


_kinds: dict[str, Kind] = {}


def register(
    code: str,
    *,
    title: Text,
    action: Text,
    sentence: Sentence | None = None,
    bulk: Bulk | None = None,
    icon: str = "list-check",
) -> None:
    """Word a kind of task; `code` is "package.word"."""
    _kinds[code] = Kind(code, title, action, sentence, bulk, icon)


def kind(code: str) -> Kind:
    """Return the wording of a kind; one that nobody registered shows its code."""
    return _kinds.get(code) or Kind(code, code, code)


def known() -> tuple[Kind, ...]:
    """Return every registered kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
