"""The golden record follows the claims: chosen by `rules.survivorship`, written in bulk."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.linkage.models import IdentityChange, Override
from pulang.linkage.queries import matching
from pulang.linkage.rules.golden import golden
from pulang.linkage.rules.survivorship import GOLDEN
from pulang.linkage.terms import ChangeKind
from pulang.people.actions import bulk
from pulang.people.actions.golden import keys_of
from pulang.people.models import Person
from pulang.people.rules import births, nik
from pulang.people.terms import Sex


class NotAChoice(Refused):
    """The value cannot stand in this field."""

    code = "linkage.not_a_choice"


def chosen_values(ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """Return the values stewards chose for some persons: (person, field) → value, the latest."""
    standing = Override.objects.filter(person_id__in=ids, ended_at=None).order_by("pk")
    return {(row.person_id, row.field): row.value for row in standing}


def settle(ids: Iterable[int]) -> None:
    """Write the golden columns of some persons anew from their claims (not the search keys)."""
    wanted = sorted(set(ids))
    if wanted:
        bulk.set_golden(_golden_of(wanted))


def _golden_of(ids: Sequence[int]) -> pl.DataFrame:
    values = golden(matching.statements(ids), chosen=chosen_values(ids))
    every = pl.DataFrame({"person": ids}, schema={"person": pl.Int64})
    texts = [name for name in (*GOLDEN, "birth_precision") if name != "born_on"]
    return every.join(values, on="person", how="left").with_columns(
        pl.col(name).fill_null("") for name in texts
    )


def settle_and_find(ids: Iterable[int], *, at: datetime) -> None:
    """Write golden columns and search keys of some persons anew."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    settle(wanted)
    keys = keys_of(list(Person.objects.filter(pk__in=wanted)))
    rows = pl.DataFrame(
        {"person": list(keys), "search_keys": list(keys.values())},
        schema={"person": pl.Int64, "search_keys": pl.List(pl.String)},
    )
    bulk.set_golden(rows, at=at)


@transaction.atomic
def override(
    *, person: Person, field: str, value: str, reason: str, by: Actor, at: datetime
) -> Override:
    """Let a steward's value stand against the rule, with her reason; the claims stay as they are.

    Raises: NotAllowed, NotFound, WrongState, NotAChoice.
    """
    require(by, Permission.REVIEW_DECIDE)
    locked = bulk.lock([person.pk]).get(person.pk)
    if locked is None:
        raise NotFound
    if locked.merged_into_id:
        raise WrongState(_("This person was merged into another one; choose the value there."))
    value = _checked(field, value.strip())
    reason = reason.strip()
    if not reason:
        raise NotAChoice(_("Say why the rule's choice is wrong: the next reader will ask."))
    standing = Override.objects.select_for_update().filter(
        person=locked, field=field, ended_at=None
    )
    if (same := standing.filter(value=value).first()) is not None:
        return same
    standing.update(ended_at=at, ended_by=by.membership_id)
    made = Override.objects.create(
        person=locked, field=field, value=value, reason=reason, at=at, by=by.membership_id
    )
    IdentityChange.objects.create(
        kind=ChangeKind.OVERRIDE,
        kept=locked,
        moved={"override": made.pk, "field": field},
        reason=reason,
        at=at,
        by=by.membership_id,
    )
    settle_and_find([locked.pk], at=at)
    audit.record(
        "person.value_chosen",
        by=by,
        at=at,
        subject=Subject("person", locked.public_id),
        facts={"field": field},
    )
    return made


def _checked(field: str, value: str) -> str:
    if field not in GOLDEN:
        raise NotAChoice(_("This field has no chosen value."))
    wrong = (
        (field == "sex" and value not in {*Sex.values, ""})
        or (field == "born_on" and value and births.parse_date(value).on is None)
        or (field == "nik" and value and not nik.parse(value).birth_dates)
    )
    if wrong:
        raise NotAChoice(_("This value does not fit the field."))
    if field == "born_on" and value:
        return str(births.parse_date(value).on)
    if field == "nik" and value:
        return nik.parse(value).digits
    return value[:200]


@transaction.atomic
def end_override(*, override: Override, by: Actor, at: datetime) -> Override:
    """Let the rule choose again.

    Raises: NotAllowed, NotFound.
    """
    require(by, Permission.REVIEW_DECIDE)
    locked = Override.objects.select_for_update().filter(pk=override.pk).first()
    if locked is None:
        raise NotFound
    if locked.ended_at:
        return locked
    locked.ended_at, locked.ended_by = at, by.membership_id
    locked.save(update_fields=["ended_at", "ended_by"])
    IdentityChange.objects.filter(
        kind=ChangeKind.OVERRIDE, moved__override=locked.pk, undone_at=None
    ).update(undone_at=at, undone_by=by.membership_id)
    settle_and_find([locked.person_id], at=at)
    audit.record(
        "person.value_released",
        by=by,
        at=at,
        subject=Subject("person", locked.person.public_id),
        facts={"field": locked.field},
    )
    return locked
