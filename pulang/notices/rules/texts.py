"""Filling the holes of a template. Pure."""

import re
from collections.abc import Mapping
from typing import Any

_HOLE = re.compile(r"\{(\w+)\}")
SECRETS = frozenset({"link", "code", "pin"})
"""Facts that open something: they stand in the sealed text alone, never beside it."""


def holes(text: str) -> frozenset[str]:
    """Return the names in a template's holes."""
    return frozenset(_HOLE.findall(text))


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """Return the text with its holes filled; a hole without a fact is a bug of the caller.

    Raises: KeyError.
    """
    return _HOLE.sub(lambda hole: str(facts[hole.group(1)]), text)


def open_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that may stand beside the message in the open."""
    return {name: value for name, value in facts.items() if name not in SECRETS}
