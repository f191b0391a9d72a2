"""When a merge waits for a second steward: it changes who a document belongs to."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Side:
    """What matters of one person for the decision; documents as keyed hashes or numbers."""

    niks: frozenset[str] = field(default_factory=frozenset)
    passports: frozenset[str] = field(default_factory=frozenset)
    golden_nik: str = ""
    access_class: str = "D2"


def reasons(one: Side, other: Side, *, merged_nik: str) -> tuple[str, ...]:
    """Return why the merge needs a second person; empty when it needs none."""
    found = []
    if one.niks and other.niks and one.niks != other.niks:
        found.append("nik_differs")
    if one.passports and other.passports and one.passports != other.passports:
        found.append("passport_differs")
    if any(side.golden_nik and side.golden_nik != merged_nik for side in (one, other)):
        found.append("golden_nik_changes")
    if any(side.access_class != "D2" for side in (one, other)):
        found.append("protected")
    return tuple(found)


def strictest(*classes: str) -> str:
    """Return the strictest of access classes: `D6` before `D2` (R7.6)."""
    return max(classes, key=lambda name: int(name.removeprefix("D") or 0))
