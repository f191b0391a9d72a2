"""Merge, split, undo: who is whom changes by moving rows, and each move is remembered by its ids.

Nothing is deleted. A merged person points to the one she became; undoing moves the same rows back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.linkage.actions import golden
from pulang.linkage.models import CandidatePair, IdentityChange, Override, Record
from pulang.linkage.rules.second import strictest
from pulang.linkage.terms import ChangeKind, PairState
from pulang.people.actions import bulk
from pulang.people.models import Person, PersonName
from pulang.people.terms import PersonState

RECORDS = "linkage.record.person"


class NothingToSplit(Refused):
    """A split needs some records to go and something to stay."""

    code = "linkage.nothing_to_split"


class LaterChange(Refused):
    """What this change moved was moved again later; the later change is undone first."""

    code = "linkage.later_change"


@dataclass(frozen=True, slots=True)
class Why:
    """What led to a change."""

    reason: str = ""
    pair: CandidatePair | None = None


def _both(one: Person, other: Person) -> tuple[Person, Person]:
    """Lock two persons; raise when either is gone from the reader's sight or not active."""
    locked = bulk.lock([one.pk, other.pk])
    if len(locked) != 2:
        raise NotFound
    for person in locked.values():
        if person.state != PersonState.ACTIVE:
            raise WrongState(
                _("One of the two was merged or erased meanwhile. Open the pair anew.")
            )
    first, second = sorted(locked)
    return locked[first], locked[second]


@transaction.atomic
def merge(
    *, one: Person, other: Person, by: Actor, at: datetime, why: Why | None = None
) -> IdentityChange:
    """Make two persons one: the one known longer is kept, everything of the other follows.

    Raises: NotAllowed, NotFound, WrongState.
    """
    require(by, Permission.REVIEW_DECIDE)
    why = why or Why()
    kept, gone = _both(one, other)
    before = _reach(kept)
    moved = bulk.repoint(whence=gone.pk, to=kept.pk)
    bulk.mark_merged(gone, into=kept, at=at)
    bulk.set_reach(
        kept,
        access_class=strictest(kept.access_class, gone.access_class),
        known_to=[*kept.known_to, *gone.known_to],
    )
    kept.refresh_from_db()
    change = IdentityChange.objects.create(
        kind=ChangeKind.MERGE,
        pair=why.pair,
        kept=kept,
        other=gone,
        moved={
            "rows": moved,
            "before": before,
            "after": _reach(kept),
            "pairs": _close_pairs(kept, why.pair, moved.get(RECORDS, [])),
        },
        reason=why.reason,
        at=at,
        by=by.membership_id,
    )
    golden.settle_and_find([kept.pk], at=at)
    _tell("person.merged", change, by=by, at=at)
    return change


def _reach(person: Person) -> dict[str, Any]:
    return {"access_class": person.access_class, "known_to": list(person.known_to)}


def _close_pairs(kept: Person, pair: CandidatePair | None, came: list[int]) -> list[list[Any]]:
    """Close the open pairs that now lie within one person; return id and state of each before."""
    open_states = (PairState.OPEN, PairState.UNSURE, PairState.FIELD_VISIT, PairState.SECOND)
    within = CandidatePair.objects.select_for_update().filter(
        left__person=kept, right__person=kept, state__in=open_states
    )
    if pair is not None:
        within = within.exclude(pk=pair.pk)
    rows = [row for row in within if (row.left_id in came) != (row.right_id in came)]
    CandidatePair.objects.filter(pk__in=[row.pk for row in rows]).update(state=PairState.SAME)
    return [[row.pk, row.state] for row in rows]


@transaction.atomic
def split(
    *,
    person: Person,
    record_ids: Iterable[int],
    by: Actor,
    at: datetime,
    reason: str = "",
    link: IdentityChange | None = None,
) -> IdentityChange:
    """Take records that are about somebody else out of a person; they become a person of their own.

    The two are remembered as different, so that no run proposes them again.

    Raises: NotAllowed, NotFound, WrongState, NothingToSplit.
    """
    require(by, Permission.REVIEW_DECIDE)
    locked = bulk.lock([person.pk]).get(person.pk)
    if locked is None:
        raise NotFound
    if locked.state != PersonState.ACTIVE:
        raise WrongState(_("This person was merged or erased meanwhile."))
    ids = sorted(set(record_ids))
    going = list(Record.objects.filter(pk__in=ids, person=locked).select_related("source"))
    staying = list(
        Record.objects.filter(person=locked).exclude(pk__in=ids).select_related("source")
    )
    if not going or len(going) != len(ids):
        raise NothingToSplit(_("Choose rows of this person that are about somebody else."))
    if not staying:
        raise NothingToSplit(_("At least one row stays with this person."))
    before = _reach(locked)
    leaving = {row.source.organisation_id for row in going}
    new = bulk.split_off(
        access_class=locked.access_class,
        known_to=leaving,
        membership_id=by.membership_id,
        at=at,
    )
    wanted = {RECORDS: ids, **bulk.claims_of_records(ids)}
    moved = bulk.repoint(whence=locked.pk, to=new.pk, only=wanted)
    no_more = leaving - {row.source.organisation_id for row in staying} - _desks(locked)
    bulk.set_reach(
        locked,
        access_class=locked.access_class,
        known_to=[number for number in locked.known_to if number not in no_more],
    )
    locked.refresh_from_db()
    change = IdentityChange.objects.create(
        kind=ChangeKind.SPLIT,
        kept=locked,
        other=new,
        moved={
            "rows": moved,
            "before": before,
            "after": _reach(locked),
            "different": _remember_different(staying[0], going[0], by=by, at=at),
            "link": link.pk if link else None,
        },
        reason=reason,
        at=at,
        by=by.membership_id,
    )
    golden.settle_and_find([locked.pk, new.pk], at=at)
    _tell("person.split", change, by=by, at=at)
    return change


def _desks(person: Person) -> set[int]:
    """Return the organisations whose officers wrote something of the person at the desk."""
    writers = PersonName.objects.filter(person=person, record_id=None).values("recorded_by")
    return set(Membership.objects.filter(pk__in=writers).values_list("organisation_id", flat=True))


def _remember_different(one: Record, other: Record, *, by: Actor, at: datetime) -> dict[str, Any]:
    left, right = sorted((one.pk, other.pk))
    pair = CandidatePair.objects.filter(left_id=left, right_id=right).first()
    before = pair.state if pair else None
    if pair is None:
        pair = CandidatePair(left_id=left, right_id=right, probability=0.0, weight=0.0)
    was = {"at": pair.decided_at.isoformat() if pair.decided_at else None, "by": pair.decided_by}
    pair.state, pair.decided_at, pair.decided_by = PairState.DIFFERENT, at, by.membership_id
    pair.save()
    return {"pair": pair.pk, "state": before, **was}


@transaction.atomic
def undo(*, change: IdentityChange, by: Actor, at: datetime) -> IdentityChange:
    """Undo a merge, a split, a link or a chosen value. Done twice, the second changes nothing.

    Raises: NotAllowed, NotFound, LaterChange.
    """
    require(by, Permission.REVIEW_DECIDE)
    locked = IdentityChange.objects.select_for_update(of=("self",)).filter(pk=change.pk).first()
    if locked is None:
        raise NotFound
    if locked.undone_at:
        return locked
    if locked.kind == ChangeKind.OVERRIDE:
        chosen = Override.objects.filter(pk=locked.moved["override"]).first()
        if chosen is not None:
            golden.end_override(override=chosen, by=by, at=at)
        locked.refresh_from_db()
        return locked
    if locked.kind == ChangeKind.LINK:
        ids = locked.moved["records"]
        _refuse_moved_on(locked.kept, {RECORDS: ids})
        split(
            person=locked.kept, record_ids=ids, by=by, at=at, reason=_("link undone"), link=locked
        )
    elif locked.kind == ChangeKind.MERGE:
        _undo_merge(locked, at=at)
    else:
        _undo_split(locked, at=at)
    locked.undone_at, locked.undone_by = at, by.membership_id
    locked.save(update_fields=["undone_at", "undone_by"])
    _tell("person.change_undone", locked, by=by, at=at)
    return locked


def _refuse_moved_on(person: Person, rows: dict[str, list[int]]) -> None:
    for label, keys in rows.items():
        if bulk.standing(label, keys, person.pk) != len(keys):
            raise LaterChange(
                _(
                    "Some of these rows were moved again by a later change. Undo the later one first."
                )
            )


def _undo_merge(change: IdentityChange, *, at: datetime) -> None:
    if change.other is None:
        raise NotFound
    persons = bulk.lock([change.kept_id, change.other.pk])
    kept, gone = persons[change.kept_id], persons[change.other.pk]
    rows = change.moved["rows"]
    if kept.state != PersonState.ACTIVE or gone.merged_into_id != kept.pk:
        raise LaterChange(
            _("One of the two was merged again by a later change. Undo the later one first.")
        )
    _refuse_moved_on(kept, rows)
    bulk.mark_active(gone, at=at)
    bulk.repoint(whence=kept.pk, to=gone.pk, only=rows)
    _restore_reach(kept, change.moved)
    for key, state in change.moved.get("pairs", []):
        CandidatePair.objects.filter(pk=key, state=PairState.SAME).update(state=state)
    golden.settle_and_find([kept.pk, gone.pk], at=at)


def _undo_split(change: IdentityChange, *, at: datetime) -> None:
    if change.other is None:
        raise NotFound
    persons = bulk.lock([change.kept_id, change.other.pk])
    kept, new = persons[change.kept_id], persons[change.other.pk]
    rows = change.moved["rows"]
    if kept.state != PersonState.ACTIVE or new.state != PersonState.ACTIVE:
        raise LaterChange(
            _("One of the two was merged again by a later change. Undo the later one first.")
        )
    _refuse_moved_on(new, rows)
    # Whatever came to the new person since then follows her back.
    bulk.repoint(whence=new.pk, to=kept.pk)
    bulk.mark_merged(new, into=kept, at=at)
    _restore_reach(kept, change.moved)
    _forget_different(change.moved["different"])
    if change.moved.get("link"):
        IdentityChange.objects.filter(pk=change.moved["link"]).update(
            undone_at=None, undone_by=None
        )
    golden.settle_and_find([kept.pk], at=at)


def _restore_reach(kept: Person, moved: dict[str, Any]) -> None:
    """Give back the reach from before, with whatever was added since by others."""
    before, after = moved["before"], moved["after"]
    added = set(kept.known_to) - set(after["known_to"])
    # A class raised meanwhile for another reason stays raised.
    unchanged = kept.access_class == after["access_class"]
    bulk.set_reach(
        kept,
        access_class=before["access_class"] if unchanged else kept.access_class,
        known_to=set(before["known_to"]) | added,
    )


def _forget_different(told: dict[str, Any]) -> None:
    pair = CandidatePair.objects.filter(pk=told["pair"], state=PairState.DIFFERENT).first()
    if pair is None:
        return
    # A pair that existed only to remember the split is remembered as one person again.
    pair.state = told["state"] or PairState.SAME
    if told["state"]:
        pair.decided_at = datetime.fromisoformat(told["at"]) if told["at"] else None
        pair.decided_by = told["by"]
    pair.save()


def _tell(event: str, change: IdentityChange, *, by: Actor, at: datetime) -> None:
    facts = {
        "change": change.public_id,
        "kind": change.kind,
        "rows": sum(len(keys) for keys in change.moved.get("rows", {}).values()),
    }
    if change.other:
        facts["other"] = change.other.public_id
    audit.record(event, by=by, at=at, subject=Subject("person", change.kept.public_id), facts=facts)
