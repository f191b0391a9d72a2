"""Which of several stated values a person's golden record shows, and why.

Nothing is overwritten: all statements stay, one of them is shown. Each field has an order of
criteria; the first on which two values differ decides. The last criterion is the value itself, so
that the same statements always give the same choice, in whatever order they come.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pulang.people.rules import births, names, nik

GOLDEN = (
    "full_name",
    "sex",
    "born_on",
    "birthplace",
    "mother_name",
    "nik",
    "phone",
    "place_code",
)
"""Fields of the golden record."""

DESK = "desk"
DESK_TRUST = 70
"""An officer who has the person and her papers before him; lists start at 50."""
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that one source states for one field of one person."""

    value: str
    source: str
    trust: int = 50
    on: date | None = None
    """The day the source stated it; None when unknown."""
    precision: str = ""
    """Of a birth date: day, month, year, estimated."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The value shown, who states it, since when, and what decided."""

    value: str
    precision: str
    source: str
    on: date | None
    agreeing: tuple[str, ...]
    """All sources that state this value, sorted."""
    decided_by: str
    """The criterion that decided: `only`, or a name of `CRITERIA`."""
    others: tuple[str, ...] = ()
    """The values not shown, sorted."""


@dataclass(slots=True)
class _Group:
    """The statements of one value."""

    statements: list[Statement] = field(default_factory=list)

    @property
    def sources(self) -> set[str]:
        return {statement.source for statement in self.statements}

    @property
    def trust(self) -> int:
        return max(statement.trust for statement in self.statements)

    @property
    def latest(self) -> date:
        return max(statement.on or _LONG_AGO for statement in self.statements)

    @property
    def shown(self) -> Statement:
        """The statement to show: best trusted, then latest; capitals only when nothing else."""
        return max(
            self.statements,
            key=lambda s: (
                s.trust,
                s.on or _LONG_AGO,
                not s.value.isupper() and not s.value.islower(),
                s.value,
                s.source,
            ),
        )


def _written_out(group: _Group) -> int:
    """1 when no part of the name is shortened: `Yohanis Nahak` before `Yoh. Nahak`."""
    return int(all(len(part) > 1 and not part.endswith(".") for part in _words(group)))


def _completeness(group: _Group) -> int:
    return min(4, sum(len(part) > 1 for part in _words(group)))


def _words(group: _Group) -> list[str]:
    return names.split_titles(group.shown.value)[1].split()


def _valid_nik(group: _Group) -> int:
    return int(bool(nik.parse(group.shown.value).birth_dates))


def _precision(group: _Group) -> int:
    """Day before month before year; 1 January and its like are days nobody knew (handbook 7.3)."""
    shown = group.shown
    if shown.precision == births.DAY and births.is_default_day(date.fromisoformat(shown.value)):
        return 2
    return {births.DAY: 4, births.MONTH: 3, births.YEAR: 1}.get(shown.precision, 0)


def _depth(group: _Group) -> int:
    return int(len(group.shown.value) == 10)


CRITERIA: dict[str, Callable[[_Group], Any]] = {
    "written_out": _written_out,
    "completeness": _completeness,
    "validity": _valid_nik,
    "precision": _precision,
    "depth": _depth,
    "agreement": lambda group: len(group.sources),
    "trust": lambda group: group.trust,
    "recency": lambda group: group.latest,
}
"""What can decide; higher is better."""

ORDER: dict[str, tuple[str, ...]] = {
    "full_name": ("written_out", "trust", "completeness", "agreement", "recency"),
    "sex": ("agreement", "trust", "recency"),
    "born_on": ("precision", "agreement", "trust", "recency"),
    "birthplace": ("agreement", "trust", "recency"),
    "mother_name": ("written_out", "agreement", "trust", "completeness", "recency"),
    "nik": ("validity", "agreement", "trust", "recency"),
    # People change their number and move: the latest word counts, whoever says it.
    "phone": ("recency", "trust", "agreement"),
    "place_code": ("depth", "recency", "trust", "agreement"),
}
"""The criteria of each field, the most important first."""


def _same(field_name: str, statement: Statement) -> tuple[str, str]:
    if field_name in {"full_name", "mother_name", "birthplace"}:
        return " ".join(statement.value.casefold().split()), ""
    return statement.value, statement.precision


def choose(field_name: str, statements: Iterable[Statement]) -> Choice | None:
    """Return the value to show for a field; None when nobody states any."""
    groups: dict[tuple[str, str], _Group] = {}
    for statement in statements:
        if statement.value:
            groups.setdefault(_same(field_name, statement), _Group()).statements.append(statement)
    if not groups:
        return None
    winner, decided_by = _best(field_name, groups)
    shown = winner.shown
    return Choice(
        value=shown.value,
        precision=shown.precision,
        source=shown.source,
        on=shown.on,
        agreeing=tuple(sorted(winner.sources)),
        decided_by=decided_by,
        others=tuple(sorted(group.shown.value for group in groups.values() if group is not winner)),
    )


def _best(field_name: str, groups: dict[tuple[str, str], _Group]) -> tuple[_Group, str]:
    """Return the best group and the criterion by which it stood out at last."""
    left = [groups[key] for key in sorted(groups)]
    decided_by = "only" if len(left) == 1 else "order"
    for name in ORDER[field_name]:
        if len(left) == 1:
            break
        scores = [CRITERIA[name](group) for group in left]
        best = max(scores)
        if min(scores) < best:
            left = [group for group, score in zip(left, scores, strict=True) if score == best]
            decided_by = name
    return left[-1], decided_by
