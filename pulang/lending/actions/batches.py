"""Payment files: released tranches go out together, the bank's answer comes back for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.base.ids import new_ulid
from pulang.lending import payments
from pulang.lending.actions import contracts, payouts
from pulang.lending.models import Balance, Loan, PaymentBatch, Pool, Tranche
from pulang.lending.payments.values import Account, Batch, Order, Outcome, Status, check
from pulang.lending.terms import TrancheState


class NothingReleased(Refused):
    """There is nothing to be sent."""

    code = "lending.nothing_released"


class UnknownFile(Refused):
    """The report is about a payment file that was not made here."""

    code = "lending.unknown_file"


class Fate(StrEnum):
    """What a line of a report did."""

    PAID = "paid"
    REFUSED = "refused"
    WAITING = "waiting"
    KNOWN = "known"
    UNKNOWN = "unknown"
    CONTRADICTS = "contradicts"
    NOT_BOOKED = "not_booked"


@dataclass(frozen=True, slots=True)
class Told:
    """One order of a report, what became of it, and the sentence where a person must act."""

    end_to_end: str
    fate: Fate
    sentence: str = ""


@transaction.atomic
def make(
    *, pool: Pool, tranches: Sequence[Tranche], execute_on: date, by: Actor, at: datetime
) -> PaymentBatch:
    """Put released tranches into one payment file. Each is in one file at a time.

    Raises: NotAllowed, NothingReleased, WrongState, PayeeNotAllowed, NotReached, Stopped,
        OrderRefused.
    """
    require(by, Permission.LOAN_WRITE)
    if execute_on < at.astimezone(WITA).date():
        raise WrongState(_("A payment cannot be executed in the past."))
    rows = _released(pool, tranches)
    for tranche in rows:
        payouts.check_leaving(tranche.loan, tranche)
        tranche.state = TrancheState.SENT
        tranche.end_to_end = f"{tranche.public_id}-{tranche.attempt}"
    made = PaymentBatch(
        pool=pool,
        bank_id=pool.bank_id,
        execute_on=execute_on,
        count=len(rows),
        total=sum(tranche.amount for tranche in rows),
        sender={
            "name": pool.name,
            "number": "".join(sign for sign in pool.account_number if sign.isalnum()),
            "bank": pool.bank_code,
        },
        orders=[_order(tranche) for tranche in rows],
        made_at=at,
        made_by=by.membership_id,
    )
    made.public_id = new_ulid()
    made.message_id = f"PULANG-{made.public_id}"
    check(message(made))
    made.save(force_insert=True)
    for tranche in rows:
        tranche.batch = made
        tranche.save(update_fields=["state", "end_to_end", "batch"])
    _audit("lending.batch_made", made, by=by, at=at, count=made.count, total=made.total)
    return made


@transaction.atomic
def fetched(*, batch: PaymentBatch, by: Actor, at: datetime) -> PaymentBatch:
    """Remember who took the file first.

    Raises: NotAllowed.
    """
    require(by, Permission.LOAN_WRITE)
    if batch.fetched_at is None:
        batch.fetched_at, batch.fetched_by = at, by.membership_id
        batch.save(update_fields=["fetched_at", "fetched_by"])
        _audit("lending.batch_fetched", batch, by=by, at=at)
    return batch


def message(batch: PaymentBatch) -> Batch:
    """Return the file's content as it was made: its bytes are the same each time."""
    return Batch(
        message_id=batch.message_id,
        created_at=batch.made_at.astimezone(WITA),
        executes_on=batch.execute_on,
        sender=Account(**batch.sender),
        orders=tuple(
            Order(
                end_to_end_id=row["end_to_end"],
                amount=row["amount"],
                to=Account(row["name"], row["number"], row["bank"]),
                purpose=row["purpose"],
            )
            for row in batch.orders
        ),
    )


def take_report(*, data: bytes, by: Actor, at: datetime) -> tuple[PaymentBatch, list[Told]]:
    """Book what the bank says of a payment file; the same report twice changes nothing.

    Each order stands for itself: paid is booked, refused is planned anew under a new number.

    Raises: NotAllowed, UnknownFile, MessageRefused, ReportRefused.
    """
    require(by, Permission.LOAN_WRITE)
    report = payments.read(data)
    batch = PaymentBatch.objects.filter(message_id=report.message_id).first()
    if batch is None:
        raise UnknownFile(
            _("No payment file here is called “%(name)s”.") % {"name": report.message_id[:40]}
        )
    named = {status.end_to_end_id: status for status in report.statuses}
    if report.group and report.group != "PART":
        for order in batch.orders:
            status = Status(order["end_to_end"], report.group, report.reason)
            named.setdefault(order["end_to_end"], status)
    told = [_take(batch, status, by=by, at=at) for status in named.values()]
    _audit(
        "lending.report_taken",
        batch,
        by=by,
        at=at,
        **{fate.value: sum(one.fate == fate for one in told) for fate in Fate},
    )
    return batch, told


@transaction.atomic
def confirm(*, tranche: Tranche, paid_on: date, evidence: str, by: Actor, at: datetime) -> Tranche:
    """Book a sent tranche as paid by hand, with what shows it.

    Raises: NotAllowed, WrongState, NoEvidence, ClosedPeriod, NotYet.
    """
    require(by, Permission.LOAN_WRITE)
    if not evidence.strip():
        raise payouts.NoEvidence(_("Write what shows that the bank has paid."))
    paid = contracts.paid_out(tranche=tranche, paid_on=paid_on, by=by, at=at)
    paid.evidence = f"{paid.evidence} · {evidence.strip()}"[:200]
    paid.save(update_fields=["evidence"])
    return paid


def _take(batch: PaymentBatch, status: Status, *, by: Actor, at: datetime) -> Told:
    """Each order in a transaction of its own: one that cannot be booked holds up no other."""
    name = status.end_to_end_id
    orders = {order["end_to_end"]: order["tranche"] for order in batch.orders}
    if name not in orders:
        return Told(name, Fate.UNKNOWN, _("This order is not in the payment file."))
    if status.outcome == Outcome.WAITING:
        return Told(name, Fate.WAITING)
    try:
        with transaction.atomic():
            return _book(batch, orders[name], status, by=by, at=at)
    except Refused as refusal:
        return Told(name, Fate.NOT_BOOKED, refusal.sentence)


def _book(batch: PaymentBatch, public_id: str, status: Status, *, by: Actor, at: datetime) -> Told:
    name = status.end_to_end_id
    _loan, tranche = payouts.locked(Tranche.objects.select_related("loan").get(public_id=public_id))
    is_this = tranche.end_to_end == name
    if status.outcome == Outcome.PAID:
        if is_this and tranche.state == TrancheState.PAID:
            return Told(name, Fate.KNOWN)
        if not is_this:
            return Told(
                name,
                Fate.CONTRADICTS,
                _("The bank refused this order before and now says it is paid. Ask the bank."),
            )
        contracts.paid_out(tranche=tranche, paid_on=_value_date(batch, tranche, at), by=by, at=at)
        return Told(name, Fate.PAID)
    if not is_this:
        return Told(name, Fate.KNOWN)
    if tranche.state != TrancheState.SENT:
        return Told(
            name,
            Fate.CONTRADICTS,
            _("This order stands as paid and the bank now refuses it. Ask the bank."),
        )
    because = " ".join(part for part in (status.reason, status.text) if part)
    payouts.to_planned(tranche, because=because)
    _audit("lending.order_refused", batch, by=by, at=at, reason=status.reason[:40])
    return Told(name, Fate.REFUSED, because)


def _value_date(batch: PaymentBatch, tranche: Tranche, at: datetime) -> date:
    """The day of execution; where that is closed already, the first day that is open."""
    closed = Pool.objects.values_list("closed_through", flat=True).get(pk=batch.pool_id)
    booked = Balance.objects.get(pk=tranche.loan_id).accrued_through or closed
    open_from = max(closed, booked) + timedelta(days=1)
    return min(max(batch.execute_on, open_from), at.astimezone(WITA).date())


def _released(pool: Pool, tranches: Sequence[Tranche]) -> list[Tranche]:
    # The loans first, as everywhere: a halt that is being placed is waited for, then seen.
    ids = {tranche.loan_id for tranche in tranches}
    list(Loan.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    rows = list(
        Tranche.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[tranche.pk for tranche in tranches], pool=pool)
        .select_related("payee", "loan__pool", "loan__terms", "loan__migration")
        .order_by("pk")
    )
    if not rows:
        raise NothingReleased(_("Choose at least one tranche that was released."))
    if any(tranche.state != TrancheState.RELEASED for tranche in rows):
        raise WrongState(_("One of these tranches is not released any more. Look again."))
    return rows


def _order(tranche: Tranche) -> dict[str, object]:
    assert tranche.payee is not None  # noqa: S101 - the database lets none be released without
    return {
        "tranche": tranche.public_id,
        "end_to_end": tranche.end_to_end,
        "amount": tranche.amount,
        "name": tranche.payee.name,
        "number": tranche.payee.account_number,
        "bank": tranche.payee.bank_code,
        "purpose": f"{tranche.loan.number} {tranche.step}",
    }


def _audit(event: str, batch: PaymentBatch, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=Subject("payment_file", batch.public_id), facts=facts)
