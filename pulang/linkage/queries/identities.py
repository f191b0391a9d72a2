"""Reading who is whom: a person's records, where each golden value is from, what changed and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.linkage.models import IdentityChange, Override, Record, Source
from pulang.linkage.queries import matching
from pulang.linkage.rules.survivorship import DESK, GOLDEN, Statement, choose
from pulang.linkage.terms import CRITERIA, RECORD_FIELDS
from pulang.people.models import Person
from pulang.people.queries import places
from pulang.people.queries.persons import birth_in_words
from pulang.people.terms import Sex


@dataclass(frozen=True, slots=True)
class Provenance:
    """One golden value: from which source, of when, why it and not another."""

    field: str
    label: str
    value: str
    source: str
    on: date | None
    agreeing: tuple[str, ...]
    why: str
    others: tuple[str, ...]
    override: Override | None
    chosen_by: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of identity as the timeline tells it."""

    change: IdentityChange
    rows: int
    by: str
    undone_by: str
    is_kept: bool
    label: str
    at: datetime


def change_for(actor: Actor, public_id: str) -> IdentityChange:
    """Return a change for someone who may undo it.

    Raises: NotFound.
    """
    if not actor.may(Permission.REVIEW_DECIDE):
        raise NotFound
    found = (
        IdentityChange.objects.select_related("kept", "other").filter(public_id=public_id).first()
    )
    if found is None:
        raise NotFound
    return found


def override_for(person: Person, field: str) -> Override:
    """Return the chosen value that stands.

    Raises: NotFound.
    """
    found = Override.objects.filter(person=person, field=field, ended_at=None).first()
    if found is None:
        raise NotFound
    return found


def name_of(record: Record) -> str:
    """Return the name of a record outside the database: its source and fingerprint."""
    return f"{record.source.slug}.{bytes(record.fingerprint).hex()}"


def records_named(person: Person, names: Sequence[str]) -> list[int]:
    """Return the ids of a person's records of these names; others are no records of hers."""
    wanted = set(names)
    records = Record.objects.filter(person=person).select_related("source")
    return [record.pk for record in records if name_of(record) in wanted]


def sources_section(person: Person, actor: Actor) -> dict[str, Any] | None:
    """Return the rows of lists that are about a person, of those the actor may see."""
    records = list(
        Record.objects.filter(person=person)
        .select_related("source__organisation", "batch")
        .order_by("source__name", "pk")
    )
    if not records:
        return None
    return {
        "person": person,
        "records": [(name_of(record), record) for record in records],
        "may_split": actor.may(Permission.REVIEW_DECIDE)
        and len(records) > 1
        and not person.merged_into_id,
    }


def golden_section(person: Person, actor: Actor) -> dict[str, Any] | None:
    """Return where each golden value is from."""
    stated = matching.statements([person.pk])
    if stated.is_empty():
        return None
    names = dict(Source.objects.values_list("slug", "name")) | {DESK: _("an officer's desk")}
    standing = {
        row.field: row
        for row in Override.objects.filter(person=person, ended_at=None).order_by("pk")
    }
    who = _names_of(row.by for row in standing.values())
    said: dict[str, list[Statement]] = {}
    for row in stated.iter_rows(named=True):
        said.setdefault(row["field"], []).append(
            Statement(row["value"], row["source"], row["trust"], row["on"], row["precision"])
        )
    codes = places.labels(
        {person.place_code, *(statement.value for statement in said.get("place_code", []))}
    )
    rows = [
        _provenance(name, said.get(name, []), standing.get(name), names, who, codes)
        for name in GOLDEN
    ]
    return {
        "person": person,
        "rows": [row for row in rows if row is not None],
        "may_choose": actor.may(Permission.REVIEW_DECIDE) and not person.merged_into_id,
        "fields": [(name, RECORD_FIELDS[name]) for name in GOLDEN],
    }


def _provenance(
    name: str,
    statements: list[Statement],
    override: Override | None,
    names: Mapping[str, str],
    who: Mapping[int, str],
    codes: Mapping[str, str],
) -> Provenance | None:
    choice = choose(name, statements)
    if choice is None and override is None:
        return None
    value = override.value if override else (choice.value if choice else "")
    precision = "day" if override else (choice.precision if choice else "")
    return Provenance(
        field=name,
        label=str(RECORD_FIELDS[name]),
        value=_words(name, value, precision, codes),
        source=names.get(choice.source, choice.source) if choice and not override else "",
        on=override.at.date() if override else (choice.on if choice else None),
        agreeing=tuple(names.get(slug, slug) for slug in choice.agreeing) if choice else (),
        why=str(CRITERIA["override" if override else choice.decided_by if choice else "only"]),
        others=tuple(_words(name, other, "day", codes) for other in _others(choice, override)),
        override=override,
        chosen_by=who.get(override.by, "") if override else "",
    )


def _others(choice: Any, override: Override | None) -> tuple[str, ...]:
    if choice is None:
        return ()
    every = (choice.value, *choice.others) if override else choice.others
    return tuple(value for value in every if not override or value != override.value)


def _words(name: str, value: str, precision: str, codes: Mapping[str, str]) -> str:
    if name == "born_on" and value:
        return birth_in_words(date.fromisoformat(value), precision or "day")
    if name == "sex" and value in Sex.values:
        return str(Sex(value).label)
    if name == "place_code":
        return codes.get(value, value)
    return value


def changes_section(person: Person, actor: Actor) -> dict[str, Any] | None:
    """Return the timeline of a person's identity: links, merges, splits, chosen values."""
    found = list(
        IdentityChange.objects.filter(kept=person).select_related("other", "kept", "run")[:50]
    )
    found += list(
        IdentityChange.objects.filter(other=person).select_related("other", "kept", "run")[:50]
    )
    if not found:
        return None
    found.sort(key=lambda change: (change.at, change.pk), reverse=True)
    who = _names_of(key for change in found for key in (change.by, change.undone_by) if key)
    return {
        "person": person,
        "changes": [
            ChangeView(
                change=change,
                rows=_row_count(change),
                by=who.get(change.by, ""),
                undone_by=who.get(change.undone_by or 0, ""),
                is_kept=change.kept_id == person.pk,
                label=str(change.get_kind_display()),
                at=change.at,
            )
            for change in found
        ],
        "may_undo": actor.may(Permission.REVIEW_DECIDE),
    }


def _row_count(change: IdentityChange) -> int:
    if "records" in change.moved:
        return len(change.moved["records"])
    return len(change.moved.get("rows", {}).get("linkage.record.person", []))


def _names_of(keys: Any) -> dict[int, str]:
    wanted = set(keys)
    rows = Membership.objects.filter(pk__in=wanted).select_related("user")
    return {row.pk: str(row.user) for row in rows}
