"""Reading the book of names: what ships, and what stewards changed."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Max

from pulang.people.models import NameGroup, NameSuggestion
from pulang.people.rules import dictionary
from pulang.people.rules.dictionary import Book
from pulang.people.rules.spelling import plain
from pulang.people.terms import SuggestionState


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group as the page shows it."""

    canonical: str
    variants: tuple[str, ...]
    version: int
    """0 for a group as it ships."""
    is_active: bool = True


def version() -> int:
    """Return the version of the book: 0 as shipped, one more with each change."""
    return NameGroup.objects.aggregate(last=Max("version"))["last"] or 0


def book() -> Book:
    """Return the book in force: the shipped groups with the stewards' changes over them."""
    last = NameGroup.objects.aggregate(
        number=Max("version"), newest=Max("pk"), changed=Max("updated_at")
    )
    return _book(last["number"] or 0, last["newest"], last["changed"])


@lru_cache(maxsize=2)
def _book(number: int, _newest: int | None, _changed: datetime | None) -> Book:
    """Keep the book of a state: a version that was rolled back may be given again to another change."""
    if not number:
        return dictionary.shipped_book()
    groups = {group.canonical: group.variants for group in all_groups() if group.is_active}
    return Book(groups, version=number)


def all_groups() -> list[GroupView]:
    """Return every group, stewards' rows replacing shipped ones of the same name."""
    groups = {
        canonical: GroupView(canonical, variants, 0)
        for canonical, variants in dictionary.shipped_groups().items()
    }
    for row in NameGroup.objects.all():
        groups[row.canonical] = GroupView(
            row.canonical, tuple(row.variants), row.version, row.is_active
        )
    return sorted(groups.values(), key=lambda group: plain(group.canonical))


def find_groups(text: str = "") -> list[GroupView]:
    """Return the groups in which the text occurs, by any spelling; all when empty."""
    wanted = plain(text.strip())
    if not wanted:
        return all_groups()
    key = book().canonical(wanted)
    return [
        group
        for group in all_groups()
        if any(wanted in plain(name) for name in (group.canonical, *group.variants))
        or book().canonical(group.canonical) == key
    ]


def open_suggestions() -> list[NameSuggestion]:
    """Return the suggestions nobody has decided, those seen most first."""
    return list(NameSuggestion.objects.filter(state=SuggestionState.OPEN)[:200])
