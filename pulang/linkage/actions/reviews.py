"""What people decide about doubtful pairs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.linkage.actions import identities
from pulang.linkage.models import CandidatePair, IdentityChange, Record
from pulang.linkage.queries import reviews as queries
from pulang.linkage.rules import spellings
from pulang.linkage.terms import ChangeKind, PairState
from pulang.people.actions import dictionary
from pulang.people.models import Person

OUTCOMES = (PairState.SAME, PairState.DIFFERENT, PairState.UNSURE, PairState.FIELD_VISIT)
_LEFT_OPEN = (PairState.OPEN, PairState.UNSURE, PairState.FIELD_VISIT)


class AlreadyDecided(WrongState):
    """A colleague was quicker; her decision stands until she or a steward undoes it."""

    code = "linkage.already_decided"


class SamePersonTwice(NotAllowed):
    """The second of two persons must be another one."""

    code = "linkage.same_person_twice"


def _locked(pair: CandidatePair) -> CandidatePair:
    locked = (
        CandidatePair.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=pair.pk)
        .first()
    )
    if locked is None:
        raise NotFound
    return locked


@transaction.atomic
def decide(
    *, pair: CandidatePair, outcome: str, by: Actor, at: datetime, note: str = ""
) -> CandidatePair:
    """Decide a pair; the same press twice answers the same.

    `same` merges the two persons, or waits for a second steward when the merge changes identity
    documents.

    Raises: NotAllowed, NotFound, AlreadyDecided, WrongState.
    """
    require(by, Permission.REVIEW_DECIDE)
    if outcome not in OUTCOMES:
        raise WrongState(_("Choose one of the four answers."))
    locked = _locked(pair)
    if locked.state not in _LEFT_OPEN:
        mine = locked.decided_by == by.membership_id
        said = PairState.SAME if locked.state == PairState.SECOND else locked.state
        if mine and said == outcome:
            return locked
        raise _already(locked)
    locked.note = note.strip() or locked.note
    locked.decided_at, locked.decided_by = at, by.membership_id
    locked.state = outcome
    if outcome == PairState.SAME:
        one, other = _persons(locked)
        if one.pk != other.pk:
            if queries.second_reasons(one, other):
                locked.state = PairState.SECOND
            else:
                _merge(locked, one, other, by=by, at=at)
    locked.save()
    _tell("pair.decided", locked, by=by, at=at)
    return locked


def _persons(pair: CandidatePair) -> tuple[Person, Person]:
    records = {
        record.pk: record.person
        for record in Record.objects.filter(pk__in=[pair.left_id, pair.right_id]).select_related(
            "person"
        )
    }
    one, other = records.get(pair.left_id), records.get(pair.right_id)
    if one is None or other is None:
        raise NotFound
    return one, other


def _merge(
    pair: CandidatePair, one: Person, other: Person, *, by: Actor, at: datetime
) -> IdentityChange:
    for first, second in spellings.suggested(pair.left.full_name, pair.right.full_name):
        dictionary.suggest(one=first, other=second, by=by, at=at)
    why = identities.Why(reason=pair.note, pair=pair)
    return identities.merge(one=one, other=other, by=by, at=at, why=why)


@transaction.atomic
def confirm(*, pair: CandidatePair, by: Actor, at: datetime) -> CandidatePair:
    """Let the merge that waited for a second steward happen.

    Raises: NotAllowed, NotFound, SamePersonTwice, AlreadyDecided.
    """
    locked = _second(pair, by)
    if locked.state == PairState.SAME and locked.confirmed_by == by.membership_id:
        return locked
    if locked.state != PairState.SECOND:
        raise _already(locked)
    one, other = _persons(locked)
    if one.pk != other.pk:
        _merge(locked, one, other, by=by, at=at)
    locked.state, locked.confirmed_at, locked.confirmed_by = PairState.SAME, at, by.membership_id
    locked.save()
    _tell("pair.confirmed", locked, by=by, at=at)
    return locked


@transaction.atomic
def decline(*, pair: CandidatePair, by: Actor, at: datetime, note: str = "") -> CandidatePair:
    """Send a merge that waited for a second steward back to the queue, with a note.

    Raises: NotAllowed, NotFound, SamePersonTwice, AlreadyDecided.
    """
    locked = _second(pair, by)
    if locked.state != PairState.SECOND:
        raise _already(locked)
    locked.state, locked.decided_at, locked.decided_by = PairState.OPEN, None, None
    locked.note = note.strip() or locked.note
    locked.save()
    _tell("pair.declined", locked, by=by, at=at)
    return locked


def _second(pair: CandidatePair, by: Actor) -> CandidatePair:
    require(by, Permission.MERGE_CONFIRM)
    locked = _locked(pair)
    first = (
        Membership.objects.filter(pk=locked.decided_by or 0)
        .values_list("user_id", flat=True)
        .first()
    )
    # One human with two memberships is still one human.
    if locked.state == PairState.SECOND and first == by.user_id:
        raise SamePersonTwice(
            _("You decided this pair yourself. Another steward must confirm it, because the merge changes"
              " whose identity document it is.")
        )  # fmt: skip
    return locked


@transaction.atomic
def undo_last(*, by: Actor, at: datetime) -> CandidatePair | None:
    """Take back one's own latest decision: the pair is open again, the merge undone. None without any.

    Raises: NotAllowed, LaterChange.
    """
    require(by, Permission.REVIEW_DECIDE)
    last = queries.last_decided(by)
    return reopen(pair=last, by=by, at=at) if last else None


@transaction.atomic
def reopen(*, pair: CandidatePair, by: Actor, at: datetime) -> CandidatePair:
    """Put a decided pair back into the queue and undo the merge that came of it.

    Raises: NotAllowed, NotFound, LaterChange.
    """
    require(by, Permission.REVIEW_DECIDE)
    locked = _locked(pair)
    if locked.state == PairState.OPEN:
        return locked
    for change in IdentityChange.objects.filter(
        pair=locked, kind=ChangeKind.MERGE, undone_at=None
    ).order_by("-pk"):
        identities.undo(change=change, by=by, at=at)
    locked.state = PairState.OPEN
    locked.decided_at = locked.decided_by = locked.confirmed_at = locked.confirmed_by = None
    locked.save()
    _tell("pair.reopened", locked, by=by, at=at)
    return locked


def _already(pair: CandidatePair) -> AlreadyDecided:
    row = Membership.objects.filter(pk=pair.decided_by or 0).select_related("user").first()
    when = (
        date_format(timezone.localtime(pair.decided_at), "j M Y, H.i") if pair.decided_at else "–"
    )
    return AlreadyDecided(
        _("%(who)s decided this pair on %(when)s: %(state)s. Nothing was changed by you.")
        % {"who": row.user if row else "–", "when": when, "state": pair.get_state_display()},
        state=str(pair.state),
    )


def _tell(event: str, pair: CandidatePair, *, by: Actor, at: datetime) -> None:
    audit.record(
        event,
        by=by,
        at=at,
        subject=Subject("pair", pair.public_id),
        facts={"state": str(pair.state), "weight": round(pair.weight, 2)},
    )
