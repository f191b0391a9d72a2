"""What a rule noticed about a value: a code, how serious it is, and the facts for the sentence."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error makes the value unusable, a warning is shown, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one value; the words for it stand in `people.terms`."""

    code: str
    severity: Severity
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def is_error(self) -> bool:
        """Tell whether the value cannot be used as it stands."""
        return self.severity is Severity.ERROR


def error(code: str, /, **facts: str) -> Finding:
    """Return a finding that makes the value unusable."""
    return Finding(code, Severity.ERROR, tuple(sorted(facts.items())))


def warning(code: str, /, **facts: str) -> Finding:
    """Return a finding that is shown beside the value, which stays as it was given."""
    return Finding(code, Severity.WARNING, tuple(sorted(facts.items())))


def note(code: str, /, **facts: str) -> Finding:
    """Return a finding that only informs."""
    return Finding(code, Severity.NOTE, tuple(sorted(facts.items())))
