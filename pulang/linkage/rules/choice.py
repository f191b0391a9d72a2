"""The mapping a person confirmed: which heading is which field, and how dates and codes are written."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pulang.linkage.rules import mapping
from pulang.linkage.rules.synonyms import plain_header

IDENTIFYING = frozenset(
    {"full_name", "first_name", "last_name", "nik", "passport", "phone", "family_card"}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Heading → field of one file, and its habits."""

    columns: dict[str, str] = field(default_factory=dict)
    month_first: bool = False
    code_system: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the file and with its source."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Choice":
        """Return the choice that was kept; an empty one when there is none."""
        return cls(
            dict(kept.get("columns", {})),
            bool(kept.get("month_first", False)),
            str(kept.get("code_system", "")),
        )

    @property
    def twice(self) -> tuple[str, ...]:
        """Return the fields that two columns were given; a second phone or address may stand in for the first."""
        given = [name for name in self.columns.values() if name not in {"", "phone", "address"}]
        return tuple(dict.fromkeys(name for name in given if given.count(name) > 1))

    @property
    def can_identify(self) -> bool:
        """Tell whether a column is there by which a person could be known."""
        return bool(IDENTIFYING.intersection(self.columns.values()))


def suggested(
    samples: Mapping[str, Sequence[str]], kept: Choice
) -> tuple[Choice, list[mapping.Suggestion]]:
    """Return a choice for a file: as kept for the source where headings are known, else as suggested."""
    known = {plain_header(heading): name for heading, name in kept.columns.items()}
    suggestions, used = [], set()
    for found in mapping.suggest(samples):
        name = known.get(plain_header(found.header))
        if name is not None:
            found = mapping.Suggestion(found.header, name, 1.0, "kept", found.examples)
        suggestions.append(found)
    for found in sorted(suggestions, key=lambda each: each.reason != "kept"):
        if found.field and found.field in used and found.reason != "kept":
            at = suggestions.index(found)
            suggestions[at] = mapping.Suggestion(found.header, "", 0.0, "none", found.examples)
        elif found.field:
            used.add(found.field)
    columns = {found.header: found.field for found in suggestions}
    dates = [
        value
        for found in suggestions
        if found.field in {"born_on", "stated_on"}
        for value in samples[found.header]
    ]
    month_first = kept.month_first if kept.columns else mapping.month_first(dates)
    return Choice(columns, month_first, kept.code_system), suggestions
