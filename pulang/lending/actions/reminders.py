"""Reminders before and after a due day, and the bank's own tasks about loans that fall late.

Each instalment is told of once per step, whatever runs twice; nothing leaves while collection is
halted, and only by her own safe way: never to her family, never to the village.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.base.money import format_rupiah
from pulang.coordination.actions import tasks
from pulang.coordination.models import Task
from pulang.coordination.terms import Urgency, office
from pulang.lending import texts
from pulang.lending.models import Instalment, Loan, Pool
from pulang.lending.models.loans import LoanQuerySet
from pulang.lending.queries import reaching
from pulang.lending.terms import LoanState
from pulang.notices.actions import outbox
from pulang.notices.actions.outbox import Draft
from pulang.notices.models import Message
from pulang.notices.terms import Channel

STEPS: tuple[tuple[int, int, str], ...] = (
    (-7, -2, texts.BEFORE),
    (-1, -1, texts.BEFORE),
    (0, 0, texts.TODAY),
    (3, 6, texts.AFTER),
    (7, 13, texts.AFTER),
    (14, 20, texts.AFTER),
)
"""From which day to which, counted from the due day: who was missed on the first is told later."""
LATE = {1: Urgency.THIS_WEEK, 30: Urgency.THIS_WEEK, 60: Urgency.TODAY, 90: Urgency.TODAY}
"""Days past due at which the bank's desk is told, and how urgently."""
LATE_TASK = "lending.late"
_BATCH = 1000


def remind(pool: Pool, day: date, _by: Actor, at: datetime) -> int:
    """Queue the reminders of the morning after a closed day; a day closed late reminds of nothing."""
    today = day + timedelta(days=1)
    if today != at.astimezone(WITA).date():
        return 0
    service = service_actor()
    with context.acting(service, reason="due reminders"):
        return sum(
            _remind(list(_due(pool, today, step)), step, template, by=service, at=at)
            for step, template in ((one, one[2]) for one in STEPS)
        )


def _due(pool: Pool, today: date, step: tuple[int, int, str]) -> Iterable[Instalment]:
    first, last, _template = step
    return (
        Instalment.objects.filter(
            is_current=True,
            is_paid=False,
            due_on__gte=today - timedelta(days=last),
            due_on__lte=today - timedelta(days=first),
            loan__pool=pool,
            loan__state=LoanState.REPAYING,
            loan__balance__halted_since=None,
        )
        .select_related("loan__balance")
        .order_by("due_on", "loan_id")
    )


def _remind(
    due: list[Instalment], step: tuple[int, int, str], template: str, *, by: Actor, at: datetime
) -> int:
    queued = 0
    for start in range(0, len(due), _BATCH):
        some = {key_of(one.loan, one.due_on, step[0]): one for one in due[start : start + _BATCH]}
        told = Message.objects.filter(key__in=list(some)).values_list("key", flat=True)
        left = {key: some[key] for key in some.keys() - set(told)}
        ways = reaching.ways_to({one.loan.person_id for one in left.values()})
        drafts = [
            _draft(key, one, template, ways[one.loan.person_id])
            for key, one in left.items()
            if one.loan.person_id in ways and one.loan.balance.advance < one.unpaid
        ]
        queued += outbox.queue_many(
            [one for one in drafts if one.channel != Channel.PHONE], at=at, by=by
        )
    return queued


def _draft(key: str, one: Instalment, template: str, way: reaching.Way) -> Draft:
    return Draft(
        channel=way.channel,
        address=way.address,
        template=template,
        language=way.language,
        key=key,
        facts={
            "day": f"{one.due_on:%d-%m-%Y}",
            "amount": format_rupiah(one.unpaid - one.loan.balance.advance),
            "account": one.loan.virtual_account,
        },
        safe=way.safe,
    )


def key_of(loan: Loan, due_on: date, step: int) -> str:
    """Return the key of a reminder: one for each due day and step, whatever is drawn up anew."""
    return f"lending.due:{loan.public_id}:{due_on}:{step}"


def stop(loan: Loan, *, by: Actor, at: datetime) -> None:
    """Take back what waits to be sent about a loan, and take it off the desk of late loans."""
    days = loan.instalments.filter(is_current=True, is_paid=False).values_list("due_on", flat=True)
    outbox.cancel(keys=[key_of(loan, day, step[0]) for day in days for step in STEPS], at=at)
    tasks.cancel(key=_late_key(loan), by=by, at=at)


def tell_the_bank(pool: Pool, day: date, _by: Actor, at: datetime) -> int:
    """Put loans that fell late on the bank's desk, and take off those that are late no more."""
    service = service_actor()
    with context.acting(service, reason="late loans"):
        days = [day - timedelta(days=days) for days in LATE]
        late = _late_loans(pool, day).filter(balance__oldest_due_on__in=days)
        drafts = [_late(loan, day, at) for loan in late.select_related("balance")]
        tasks.open_many(drafts=drafts, by=service, at=at)
        _take_off(pool, day, by=service, at=at)
    return len(drafts)


def _late_loans(pool: Pool, day: date) -> LoanQuerySet:
    return Loan.objects.overdue(on=day).filter(
        pool=pool, state=LoanState.REPAYING, balance__halted_since=None
    )


def _late(loan: Loan, day: date, at: datetime) -> tasks.Draft:
    days = (day - (loan.balance.oldest_due_on or day)).days
    return tasks.Draft(
        kind=LATE_TASK,
        key=_late_key(loan),
        desk=office(loan.bank_id),
        due_at=at + timedelta(days=1 if LATE[days] == Urgency.TODAY else 7),
        urgency=LATE[days],
        facts={"loan": loan.number, "days": days, "amount": loan.balance.overdue},
        url=reverse("lending:hardship", args=[loan.public_id]),
    )


def _take_off(pool: Pool, day: date, *, by: Actor, at: datetime) -> None:
    """Whatever made it good: a payment, a new schedule, a waiver, a write-off, a halt."""
    told = Task.objects.open().filter(kind=LATE_TASK, desk=office(pool.bank_id))
    ids = [key.removeprefix(f"{LATE_TASK}:") for key in told.values_list("key", flat=True)]
    for start in range(0, len(ids), _BATCH):
        loans = Loan.objects.filter(pool=pool, public_id__in=ids[start : start + _BATCH])
        for loan in loans.exclude(pk__in=_late_loans(pool, day)):
            tasks.cancel(key=_late_key(loan), by=by, at=at)


def _late_key(loan: Loan) -> str:
    return f"{LATE_TASK}:{loan.public_id}"
