"""What waits too long at the bank's desk: after each close of a day, safe to run twice."""

from datetime import date, datetime, timedelta

from pulang.access.terms import Actor
from pulang.coordination.actions import tasks
from pulang.coordination.actions.tasks import Draft
from pulang.coordination.terms import office
from pulang.lending.models import Pool, StatementLine, Tranche
from pulang.lending.terms import LineState, TrancheState

SUSPENSE_DAYS = 2
"""A payment without an owner may wait so long before the desk is told."""


def tell(pool: Pool, day: date, by: Actor, at: datetime) -> int:
    """Put released tranches and old payments in suspense on the worklist; take off what is done."""
    return _released(pool, by, at) + _suspense(pool, day, by, at)


def _released(pool: Pool, by: Actor, at: datetime) -> int:
    key = f"lending:released:{pool.public_id}"
    rows = list(
        Tranche.objects.filter(pool=pool, state=TrancheState.RELEASED).values_list(
            "amount", flat=True
        )
    )
    if not rows:
        tasks.done(key=key, by=by, at=at)
        return 0
    draft = Draft(
        kind="lending.released",
        key=key,
        desk=office(pool.bank_id),
        due_at=at + timedelta(days=1),
        facts={"amount": sum(rows)},
        url="/lending/payments/",
    )
    return tasks.open_many(drafts=[draft], by=by, at=at)


def _suspense(pool: Pool, day: date, by: Actor, at: datetime) -> int:
    key = f"lending:suspense:{pool.public_id}"
    old = StatementLine.objects.filter(
        pool=pool,
        state=LineState.SUSPENSE,
        booked_on__lte=day - timedelta(days=SUSPENSE_DAYS),
    ).values_list("amount", flat=True)
    rows = list(old)
    if not rows:
        tasks.done(key=key, by=by, at=at)
        return 0
    draft = Draft(
        kind="lending.suspense",
        key=key,
        desk=office(pool.bank_id),
        due_at=at + timedelta(days=1),
        facts={"amount": sum(rows)},
        url="/lending/suspense/",
    )
    return tasks.open_many(drafts=[draft], by=by, at=at)
