"""Writing the books: through the one door that the database opens."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.base.ids import new_ulid
from pulang.lending.models import Entry, Loan, Pool, Posting
from pulang.lending.terms import Account, PostingKind

_POST = "select posting, is_new from lending_post(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


class ClosedPeriod(Refused):
    """The day lies before what was closed."""

    code = "lending.closed_period"


class PoolExhausted(Refused):
    """The pool has not enough money."""

    code = "lending.pool_exhausted"


class NotYet(Refused):
    """The day has not come."""

    code = "lending.not_yet"


class KeyTaken(Refused):
    """The same event was booked before, with other figures."""

    code = "lending.key_taken"


@dataclass(frozen=True, slots=True)
class Move:
    """`amount` rupiah from the account `credit` to the account `debit`, of a loan where it has one."""

    debit: Account
    credit: Account
    amount: int
    loan: Loan | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """The posting that stands under a key, and whether it was made just now."""

    id: int
    is_new: bool


def post(
    *,
    pool: Pool,
    kind: PostingKind,
    key: str,
    booked_on: date,
    moves: Iterable[Move],
    by: Actor,
    at: datetime,
    reverses: Posting | None = None,
) -> Posted:
    """Book one event: all of its moves or none. The same key again changes nothing.

    The balances of its loans and the counters of the pool move in the same statement. Moves of
    zero are left out.

    Raises: ClosedPeriod, NotYet, PoolExhausted, KeyTaken.
    """
    check_day(pool=None, day=booked_on, at=at)
    entries = [
        {
            "debit": move.debit.value,
            "credit": move.credit.value,
            "amount": move.amount,
            "loan": move.loan.pk if move.loan else None,
        }
        for move in moves
        if move.amount
    ]
    values: list[Any] = [
        new_ulid(),
        pool.pk,
        kind.value,
        key,
        booked_on,
        json.dumps(entries),
        reverses.pk if reverses else None,
        at,
        by.membership_id,
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_POST, values)
            posting, is_new = cursor.fetchone() or (0, False)
    except IntegrityError as error:
        raise _refusal(error, pool=pool, booked_on=booked_on) from error
    return Posted(posting, is_new)


def check_day(*, pool: Pool | None, day: date, at: datetime) -> None:
    """Refuse a day that has not come, and of a pool one that is closed.

    Raises: ClosedPeriod, NotYet.
    """
    if day > at.astimezone(WITA).date():
        raise NotYet(_("%(day)s has not come yet.") % {"day": day}, day=day)
    if pool and day <= Pool.objects.values_list("closed_through", flat=True).get(pk=pool.pk):
        raise _closed(day)


def reverse(*, posting: Posting, booked_on: date, by: Actor, at: datetime) -> Posted:
    """Book the opposite of a posting, once; the posting itself stands.

    Raises: ClosedPeriod, NotYet, PoolExhausted.
    """
    entries = Entry.objects.filter(posting=posting).select_related("loan").order_by("id")
    return post(
        pool=posting.pool,
        kind=PostingKind.REVERSAL,
        key=f"reversal:{posting.public_id}",
        booked_on=booked_on,
        moves=[
            Move(Account(entry.credit), Account(entry.debit), entry.amount, entry.loan)
            for entry in entries
        ],
        by=by,
        at=at,
        reverses=posting,
    )


def accrue_one(*, loan: Loan, through: date, by: Actor, at: datetime) -> int:
    """Bring a loan's interest up to the end of a day, before something is booked on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select lending_accrue_one(%s, %s, %s, %s, %s)",
            [loan.pk, through, new_ulid(), at, by.membership_id],
        )
        (amount,) = cursor.fetchone() or (0,)
    return int(amount)


def _closed(day: date) -> ClosedPeriod:
    return ClosedPeriod(
        _("%(day)s lies in a closed period. Book it on a later day, or reverse it.") % {"day": day},
        day=day,
    )


def _refusal(error: IntegrityError, *, pool: Pool, booked_on: date) -> Exception:
    said = str(error)
    if "lending.closed_period" in said:
        return _closed(booked_on)
    if "pool_never" in said:
        return PoolExhausted(
            _("The pool has not enough money for this. Nothing was booked."), pool=pool.public_id
        )
    if "stands for another posting" in said:
        return KeyTaken(_("This was booked before, with other figures. Nothing was booked."))
    return error
