"""Collection stands still when a file is halted by a code, or she has died; and goes on afterwards.

Nobody of the bank decides it and nobody waits for it: it happens in the transaction of the halt.
The bank sees a code, never a story.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from pulang.access import context
from pulang.access.actions import audit
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Subject
from pulang.base.clock import WITA
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, office
from pulang.journey.models import Hold, Migration
from pulang.journey.terms import Stage
from pulang.lending.actions import contracts, ledger, reminders
from pulang.lending.models import Balance, Instalment, Loan, Moratorium, Schedule
from pulang.lending.terms import LoanState, ScheduleReason

CLAIM_TASK = "lending.claim"
_COLLECTED = (
    LoanState.APPROVED,
    LoanState.SIGNED,
    LoanState.REPAYING,
    LoanState.WRITTEN_OFF,
)
"""States in which something is paid out or asked for."""
_HOURS_TO_CLAIM = 7 * 24
_COPIED = (
    "number", "principal", "interest", "accrues", "capitalised", "balance", "penalty",
    "principal_paid", "interest_paid", "penalty_paid", "is_paid", "paid_on",
)  # fmt: skip


@transaction.atomic
def follow(migration: Migration, _by: Actor, at: datetime) -> None:
    """Halt or go on with the loans of a migration, as its halts and its stage now say.

    Follows each halt, each release and each stage; asked again it changes nothing.
    """
    service = service_actor()
    with context.acting(service, reason="halt of a file"):
        hold = (
            Hold.objects.filter(migration=migration, lifted_at=None).order_by("placed_at").first()
        )
        found = Migration.objects.select_related("person").get(pk=migration.pk)
        has_died = found.stage == Stage.DECEASED
        loans = Loan.objects.filter(migration=migration, state__in=_COLLECTED).order_by("pk")
        for loan in loans:
            if hold or has_died:
                _halt(loan, code=hold.reason if hold else "", by=service, at=at)
            else:
                _go_on(loan, by=service, at=at)
            if has_died:
                _ask_for_claim(loan, by=service, at=at)


def _halt(loan: Loan, *, code: str, by: Actor, at: datetime) -> None:
    loan = contracts.locked(loan)
    if Moratorium.objects.filter(loan=loan, ends_on=None).exists():
        return
    today = at.astimezone(WITA).date()
    # What was earned until yesterday was earned; from today nothing is.
    ledger.accrue_one(loan=loan, through=today - timedelta(days=1), by=by, at=at)
    Balance.objects.filter(pk=loan.pk).update(halted_since=today)
    Moratorium.objects.create(
        loan=loan, code=code, starts_on=today, started_at=at, started_by=by.membership_id
    )
    reminders.stop(loan, by=by, at=at)
    _audit("lending.halted", loan, by=by, at=at, code=code)


def _go_on(loan: Loan, *, by: Actor, at: datetime) -> None:
    loan = contracts.locked(loan)
    halt = Moratorium.objects.select_for_update().filter(loan=loan, ends_on=None).first()
    if halt is None:
        return
    today = at.astimezone(WITA).date()
    ends_on = max(today, halt.starts_on)
    halt.ends_on, halt.ended_at, halt.ended_by = ends_on, at, by.membership_id
    halt.save(update_fields=["ends_on", "ended_at", "ended_by"])
    days = (ends_on - halt.starts_on).days
    Balance.objects.filter(pk=loan.pk).update(halted_since=None)
    if days:
        _move_interest(loan, days=days, ends_on=ends_on)
        _move_dues(loan, days=days, starts_on=ends_on, by=by, at=at)
    tasks.cancel(key=claim_key(loan), by=by, at=at)
    _audit("lending.halt_ended", loan, by=by, at=at, days=days)


def _move_interest(loan: Loan, *, days: int, ends_on: date) -> None:
    """Let the running period go on where it stopped, so that no day of the halt is earned."""
    balance = Balance.objects.select_for_update(no_key=True).get(pk=loan.pk)
    if not balance.is_running or balance.accrual_from is None or balance.accrual_to is None:
        return
    balance.accrual_from = _moved(balance.accrual_from, days)
    if balance.accrual_to.year < date.max.year:
        balance.accrual_to = _moved(balance.accrual_to, days)
    balance.accrued_through = ends_on - timedelta(days=1)
    balance.save(update_fields=["accrual_from", "accrual_to", "accrued_through"])


def _move_dues(loan: Loan, *, days: int, starts_on: date, by: Actor, at: datetime) -> None:
    """Move every due date by the days of the halt: she is as late as on its first day, or not at all."""
    if loan.state == LoanState.SIGNED:
        Loan.objects.filter(pk=loan.pk).update(
            start_latest_on=F("start_latest_on") + timedelta(days=days)
        )
    last = loan.schedules.filter(is_current=True).first()
    if last is None or loan.state != LoanState.REPAYING:
        return
    # What was paid before the halt stays where it was: three in a row heal a restructured loan.
    rows = list(loan.instalments.filter(is_current=True).order_by("due_on", "number"))
    loan.schedules.filter(is_current=True).update(is_current=False)
    Instalment.objects.filter(loan=loan, is_current=True).update(is_current=False)
    unpaid = [row for row in rows if not row.is_paid]
    made = Schedule.objects.create(
        loan=loan,
        version=last.version + 1,
        reason=ScheduleReason.MORATORIUM,
        principal=sum(row.principal - row.principal_paid for row in unpaid),
        interest=sum(row.interest - row.interest_paid for row in unpaid),
        annual_rate=last.annual_rate,
        months=len(unpaid),
        method=last.method,
        grace=last.grace,
        grace_months=last.grace_months,
        starts_on=starts_on,
        first_due_on=_moved(unpaid[0].due_on, days) if unpaid else last.first_due_on,
        effective_rate=last.effective_rate,
        made_at=at,
        made_by=by.membership_id,
    )
    begun = starts_on - timedelta(days=days)
    Instalment.objects.bulk_create(
        Instalment(
            schedule=made,
            loan=loan,
            due_on=row.due_on if row.is_paid and row.due_on < begun else _moved(row.due_on, days),
            **{name: getattr(row, name) for name in _COPIED},
        )
        for row in rows
    )
    if oldest := Balance.objects.values_list("oldest_due_on", flat=True).get(pk=loan.pk):
        Balance.objects.filter(pk=loan.pk).update(oldest_due_on=_moved(oldest, days))


def _moved(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _ask_for_claim(loan: Loan, *, by: Actor, at: datetime) -> None:
    """Put the claim on the bank's desk. The family is not pursued: no message goes to anybody."""
    tasks.open(
        kind=CLAIM_TASK,
        key=claim_key(loan),
        desk=office(loan.bank_id),
        by=by,
        at=at,
        due_at=at + timedelta(hours=_HOURS_TO_CLAIM),
        urgency=Urgency.THIS_WEEK,
        facts={"loan": loan.number},
        url=hardship_address(loan),
    )


def hardship_address(loan: Loan) -> str:
    """Return the page on which two persons help a loan in hard times."""
    return reverse("lending:hardship", args=[loan.public_id])


def claim_key(loan: Loan) -> str:
    """Return the key of the task that asks for a claim."""
    return f"{CLAIM_TASK}:{loan.public_id}"


def _audit(event: str, loan: Loan, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=Subject("loan", loan.public_id), facts=facts)
