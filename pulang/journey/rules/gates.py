"""A gate: which requirements stand before a stage, which are unmet, and who can mend them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a gate, in words that a village officer understands.

    `is_pending`: the person has done her part, an officer has to check it.
    """

    code: str
    is_met: bool
    why: str
    fix: str
    who: str
    may_override: bool = False
    is_pending: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gate answers: open, or why not."""

    met: tuple[Requirement, ...]
    unmet: tuple[Requirement, ...]
    overridden: tuple[Requirement, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.unmet

    @property
    def every(self) -> tuple[Requirement, ...]:
        """All requirements: what is missing first."""
        return self.unmet + self.overridden + self.met


def decide(requirements: Iterable[Requirement], *, overridden: Collection[str] = ()) -> Answer:
    """Return the answer of a gate; an override counts only for a requirement that allows one.

    A code given twice must be met twice: two packages may each ask for the same thing.
    """
    met, unmet, passed = [], [], []
    for one in requirements:
        if one.is_met:
            met.append(one)
        elif one.may_override and one.code in overridden:
            passed.append(one)
        else:
            unmet.append(one)
    return Answer(tuple(met), tuple(unmet), tuple(passed))
