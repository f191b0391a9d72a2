"""Reading the trail: audit entries, the hash chain, the history of rows, emergency openings."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Count, Max, Q, QuerySet

from pulang.access.models import AuditEntry, EmergencyAccess, HistoryEntry, Membership, User
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.base.privacy import PROTECTED, DataClass, class_of


def entries(
    *,
    event: str = "",
    subject: str = "",
    account: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """Return audit entries, newest first; row-level security decides whose."""
    found = AuditEntry.objects.all()
    if event:
        found = found.filter(event__startswith=event)
    if subject:
        found = found.filter(subject_id=subject)
    if account:
        users = User.objects.filter(Q(email__iexact=account) | Q(name__icontains=account))
        found = found.filter(user_id__in=users.values("pk"))
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found.order_by("-id")


def names_of(rows: list[AuditEntry]) -> dict[int, str]:
    """Return the name of each account that the entries tell of."""
    ids = {row.user_id for row in rows if row.user_id}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def users_of(ids: set[int]) -> dict[int, User]:
    """Return the accounts that entries name, by id."""
    return User.objects.in_bulk(ids)


def own_activity(actor: Actor, *, most: int = 20) -> list[AuditEntry]:
    """Return the newest entries of the actor's own membership."""
    return list(AuditEntry.objects.filter(membership_id=actor.membership_id).order_by("-id")[:most])


def openings(subject_id: str = "") -> QuerySet[AuditEntry, Any]:
    """Return who opened which record, how often and when last (R8.9): one row per reader, record."""
    found = AuditEntry.objects.filter(event__endswith=".opened")
    if subject_id:
        found = found.filter(subject_id=subject_id)
    return (
        found.values("subject_kind", "subject_id", "user_id", "membership_id")
        .annotate(times=Count("id"), last=Max("at"))
        .order_by("-last")
    )


# --- the chain ---


@dataclass(frozen=True, slots=True)
class Chain:
    """What recomputing the hash chain found."""

    entries: int
    position: int
    head: str
    faults: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was altered, removed or slipped in."""
        return not self.faults


_WALK = """
    select l.position, l.hash, a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      a.event, a.subject_kind, a.subject_id, a.user_id, a.membership_id, a.organisation_id,
      a.facts::text, a.request
    from access_auditlink l left join access_auditentry a on a.id = l.entry_id order by l.position
"""
_UNCHAINED = """
    select count(*) from access_auditentry a
    where not exists (select from access_auditlink l where l.entry_id = a.id)
"""


def verify_chain(*, expected: tuple[int, str] | None = None, most_faults: int = 20) -> Chain:
    """Recompute every hash from the entries themselves, without the database's own functions.

    `expected` is a position and its hash as written down elsewhere: even the owner, who could
    write a whole chain anew, cannot meet it. Call `actions.audit.seal(wait=True)` before: what is
    not chained yet counts as slipped in.
    """
    position, head = 0, b""
    faults: list[str] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for row in _walk(cursor):
            if row[0] != position + 1:
                faults.append(f"position {position + 1}: missing")
            position, before, head = row[0], head, bytes(row[1])
            if row[2] is None:
                faults.append(f"position {position}: entry removed")
            elif _hash(before, row) != head:
                faults.append(f"position {position}: entry {row[2]} altered")
            if expected and position == expected[0] and head.hex() != expected[1]:
                faults.append(f"position {position}: not the hash that was written down")
            if len(faults) >= most_faults:
                break
        cursor.execute("close chain")
        cursor.execute(_UNCHAINED)
        unchained = (cursor.fetchone() or (0,))[0]
    if expected and position < expected[0] and len(faults) < most_faults:
        faults.append(f"ends at {position}, before the position that was written down")
    if unchained:
        faults.append(f"{unchained} entries outside the chain")
    return Chain(position + unchained, position, head.hex(), tuple(faults))


def _hash(before: bytes, row: tuple[Any, ...]) -> bytes:
    words = [str(row[2]), *row[3:7], *(_or_dash(value) for value in row[7:10]), *row[10:12]]
    return hashlib.sha256(before + "\x1f".join(words).encode()).digest()


def _or_dash(value: int | None) -> str:
    return "-" if value is None else str(value)


def _walk(cursor: Any) -> Iterator[tuple[Any, ...]]:
    cursor.execute(f"declare chain no scroll cursor for {_WALK}")
    while True:
        cursor.execute("fetch 5000 from chain")
        rows = cursor.fetchall()
        if not rows:
            return
        yield from rows


# --- the history of rows ---


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row as a page shows it."""

    entry: HistoryEntry
    by: str
    fields: tuple[tuple[str, str, str], ...]
    """Column, before, after; values of protected classes are masked unless opened."""


def tables() -> dict[str, type[models.Model]]:
    """Return the models whose history can be read, by table."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if model.__module__.startswith("pulang.") and hasattr(model, "Privacy")
    }


def history(*, table: str = "", row_id: str = "") -> QuerySet[HistoryEntry]:
    """Return history entries, newest first."""
    found = HistoryEntry.objects.all()
    if table:
        found = found.filter(table=table)
    if row_id:
        found = found.filter(row_id=row_id)
    return found.order_by("-id")


def changes(rows: list[HistoryEntry], *, show_protected: bool) -> list[Change]:
    """Return the changes in words; protected values masked unless asked for with a reason."""
    members = {
        membership.pk: f"{membership.user} ({membership.get_role_display()})"
        for membership in Membership.objects.filter(
            pk__in={row.membership_id for row in rows}
        ).select_related("user")
    }
    known = tables()
    return [
        Change(
            row,
            members.get(row.membership_id or 0, ""),
            tuple(_differences(row, known.get(row.table), show_protected=show_protected)),
        )
        for row in rows
    ]


def _differences(
    row: HistoryEntry, model: type[models.Model] | None, *, show_protected: bool
) -> Iterator[tuple[str, str, str]]:
    before: Mapping[str, Any] = row.before or {}
    after: Mapping[str, Any] = row.after or {}
    for column in sorted({*before, *after}):
        old, new = before.get(column), after.get(column)
        if old == new:
            continue
        protected = class_of(model, column) in PROTECTED if model else True
        if protected and not show_protected:
            yield column, "•••" if old else "", "•••" if new else ""
        else:
            yield column, _text(old), _text(new)


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:300]


def classes_shown(rows: list[HistoryEntry]) -> tuple[str, ...]:
    """Return the protected classes of data that the rows carry."""
    known = tables()
    found: set[DataClass] = set()
    for row in rows:
        model = known.get(row.table)
        if model:
            found |= {
                class_of(model, column) for column in {**(row.before or {}), **(row.after or {})}
            }
    return tuple(sorted(str(one) for one in found & PROTECTED))


# --- emergency openings ---


def open_emergencies(actor: Actor, *, at: datetime) -> QuerySet[EmergencyAccess]:
    """Return the actor's openings that still hold."""
    return EmergencyAccess.objects.filter(
        membership_id=actor.membership_id, until__gt=at, closed_at=None
    )


def emergencies(actor: Actor, *, to_review: bool = False) -> QuerySet[EmergencyAccess]:
    """Return openings: an auditor all, others their own."""
    found = EmergencyAccess.objects.select_related(
        "membership__user", "membership__organisation", "reviewed_by"
    )
    if not actor.may(Permission.AUDIT_READ):
        found = found.filter(membership_id=actor.membership_id)
    if to_review:
        found = found.filter(reviewed_at=None)
    return found.order_by("-opened_at")


def emergency_for(actor: Actor, public_id: str) -> EmergencyAccess:
    """Return one opening.

    Raises: NotFound.
    """
    found = emergencies(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def emergencies_since(actor: Actor, *, at: datetime) -> int:
    """Count the actor's openings of the last 24 hours."""
    return EmergencyAccess.objects.filter(
        membership_id=actor.membership_id, opened_at__gt=at - timedelta(hours=24)
    ).count()
