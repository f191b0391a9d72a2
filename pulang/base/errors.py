"""The three families of failure: refused, not found, and everything else, which is a bug."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The rule says no, and a person can act on it; an answer, never logged as an error."""

    code = "base.refused"

    def __init__(self, sentence: str = "", /, **facts: Any) -> None:
        super().__init__(sentence or self.code)
        self.sentence = sentence or self.code
        self.facts: Mapping[str, Any] = facts


class NotAllowed(Refused):
    """The actor's role or reach does not permit this."""

    code = "base.not_allowed"


class WrongState(Refused):
    """The record is not in a state from which this step is possible."""

    code = "base.wrong_state"


class NotFound(Exception):
    """Absent or not yours: the same answer for both, so that nobody can probe."""


def problem(refusal: Refused, *, status: int = 422) -> dict[str, Any]:
    """Return the RFC 9457 problem document of a refusal."""
    return {
        "type": f"urn:pulang:{refusal.code}",
        "title": refusal.sentence,
        "status": status,
        "facts": dict(refusal.facts),
    }
