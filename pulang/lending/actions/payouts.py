"""Money on its way out: prepared by one, released by another, stopped by any open sign."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.base.money import format_rupiah
from pulang.journey.models import Hold
from pulang.law.terms import Component
from pulang.lending.actions import contracts, ledger, owing, repayments, schedules
from pulang.lending.actions.ledger import Move
from pulang.lending.actions.payees import two_people
from pulang.lending.models import Balance, Ceiling, Entry, Loan, LoanFlag, Payee, Tranche
from pulang.lending.queries import milestones
from pulang.lending.terms import (
    NEXT_OF_TRANCHE,
    RUNNING,
    Account,
    LoanState,
    PayeeKind,
    PostingKind,
    TrancheState,
    TrancheStep,
)

_K, _C = PayeeKind, Component
KINDS: dict[Component, frozenset[PayeeKind]] = {
    _C.PASSPORT: frozenset({_K.OFFICE, _K.WORKER}),
    _C.PASSPORT_REPLACEMENT: frozenset({_K.OFFICE, _K.WORKER}),
    _C.POLICE_RECORD: frozenset({_K.OFFICE, _K.WORKER}),
    _C.LEGALISATION: frozenset({_K.OFFICE}),
    _C.VISA: frozenset({_K.OFFICE}),
    _C.MEDICAL: frozenset({_K.CLINIC}),
    _C.PSYCHOLOGY: frozenset({_K.CLINIC}),
    _C.INSURANCE: frozenset({_K.INSURER}),
    _C.CREDIT_INSURANCE: frozenset({_K.INSURER}),
    _C.TRAINING: frozenset({_K.TRAINING_CENTRE}),
    _C.CERTIFICATE: frozenset({_K.TRAINING_CENTRE, _K.OFFICE}),
    _C.LANGUAGE: frozenset({_K.TRAINING_CENTRE}),
    _C.LODGING: frozenset({_K.TRAINING_CENTRE, _K.OTHER, _K.WORKER}),
    _C.TICKET: frozenset({_K.CARRIER}),
    _C.LOCAL_TRANSPORT: frozenset({_K.CARRIER, _K.WORKER}),
    _C.EQUIPMENT: frozenset({_K.WORKER, _K.OTHER}),
    _C.POCKET_MONEY: frozenset({_K.WORKER}),
    _C.FAMILY_START: frozenset({_K.WORKER}),
}
"""Who may be paid for a cost. What is not named here is paid to nobody: fees of go-betweens."""


class PayeeNotAllowed(Refused):
    """The account is not on the list, was stopped, or is not of the kind that this cost is paid to."""

    code = "lending.payee_not_allowed"


class NotReached(Refused):
    """She has not come so far on her way."""

    code = "lending.not_reached"


class AboveCeiling(Refused):
    """The programme pays less for this cost."""

    code = "lending.above_ceiling"


class Stopped(Refused):
    """An open sign or a halt of her file stops every payment."""

    code = "lending.stopped"


class CoolingOff(Refused):
    """She may still think it over."""

    code = "lending.cooling_off"


class NoEvidence(Refused):
    """Nothing shows that the cost arose."""

    code = "lending.no_evidence"


@transaction.atomic
def prepare(*, tranche: Tranche, payee: Payee, evidence: str, by: Actor, at: datetime) -> Tranche:
    """Name the account and the evidence; the first of two persons.

    Raises: NotAllowed, WrongState, PayeeNotAllowed, NoEvidence, NotReached, AboveCeiling, Stopped.
    """
    require(by, Permission.LOAN_WRITE)
    loan, tranche = locked(tranche)
    if tranche.state == TrancheState.PREPARED and tranche.prepared_by == by.membership_id:
        return tranche
    _step(tranche, TrancheState.PREPARED)
    if not evidence.strip():
        raise NoEvidence(_("Write what shows that the cost arose: number and day of the bill."))
    _check_payee(loan, tranche, payee)
    _check_way(loan, tranche)
    check_ceiling(loan, tranche, on=at.astimezone(WITA).date())
    check_stops(loan)
    tranche.payee, tranche.evidence = payee, evidence.strip()[:200]
    tranche.prepared_at, tranche.prepared_by = at, by.membership_id
    tranche.save(update_fields=["state", "payee", "evidence", "prepared_at", "prepared_by"])
    _audit("lending.tranche_prepared", tranche, by=by, at=at, amount=tranche.amount)
    return tranche


@transaction.atomic
def release(*, tranche: Tranche, by: Actor, at: datetime) -> Tranche:
    """Let a prepared tranche go into the next payment file; the second of two persons.

    Raises: NotAllowed, WrongState, SamePerson, CoolingOff, PayeeNotAllowed, NotReached, Stopped.
    """
    require(by, Permission.LOAN_DECIDE)
    loan, tranche = locked(tranche)
    if tranche.state == TrancheState.RELEASED and tranche.released_by == by.membership_id:
        return tranche
    _step(tranche, TrancheState.RELEASED)
    two_people(tranche.prepared_by, by)
    _check_cooling(loan, at)
    check_leaving(loan, tranche)
    tranche.released_at, tranche.released_by = at, by.membership_id
    tranche.save(update_fields=["state", "released_at", "released_by"])
    _audit("lending.tranche_released", tranche, by=by, at=at, amount=tranche.amount)
    return tranche


@transaction.atomic
def plan_again(*, tranche: Tranche, by: Actor, at: datetime) -> Tranche:
    """Send a tranche that is in no payment file back to its beginning; either desk may.

    Raises: NotAllowed, WrongState.
    """
    _require_desk(by)
    _loan, tranche = locked(tranche)
    if tranche.state == TrancheState.SENT:
        raise WrongState(_("This tranche is in a payment file: only the bank's answer changes it."))
    _step(tranche, TrancheState.PLANNED)
    to_planned(tranche)
    _audit("lending.tranche_planned", tranche, by=by, at=at)
    return tranche


@transaction.atomic
def cancel(*, tranche: Tranche, by: Actor, at: datetime) -> Tranche:
    """Give a tranche back to the pool. A loan of which nothing went out ends with its last one.

    Raises: NotAllowed, WrongState, ClosedPeriod.
    """
    require(by, Permission.LOAN_DECIDE)
    loan, tranche = locked(tranche)
    if tranche.state == TrancheState.CANCELLED:
        return tranche
    _step(tranche, TrancheState.CANCELLED)
    tranche.save(update_fields=["state"])
    _audit("lending.tranche_cancelled", tranche, by=by, at=at, amount=tranche.amount)
    _after_last(loan, by=by, at=at)
    return tranche


@transaction.atomic
def cancel_rest(*, loan: Loan, by: Actor, at: datetime) -> int:
    """Give back every tranche of a loan that is in no payment file; return how many.

    Raises: NotAllowed, ClosedPeriod.
    """
    require(by, Permission.LOAN_DECIDE)
    bound = (TrancheState.PLANNED, TrancheState.PREPARED, TrancheState.RELEASED)
    rest = list(Tranche.objects.filter(loan=loan, state__in=bound))
    for tranche in rest:
        cancel(tranche=tranche, by=by, at=at)
    return len(rest)


@transaction.atomic
def refund(
    *, tranche: Tranche, amount: int, received_on: date, reference: str, by: Actor, at: datetime
) -> int:
    """Book what a provider gave back of a tranche: she owes less; return the posting.

    Under one reference it is booked once. In repayment it is used as a payment of hers.

    Raises: NotAllowed, WrongState, AmountRefused, ClosedPeriod, NotYet, KeyTaken.
    """
    require(by, Permission.LOAN_WRITE)
    loan, tranche = locked(tranche)
    key = f"refund:{tranche.public_id}:{reference.strip()[:60]}"
    if tranche.state != TrancheState.PAID or loan.state not in RUNNING:
        raise WrongState(_("Only a tranche that was paid, of a running loan, comes back."))
    if loan.state == LoanState.REPAYING:
        made = repayments.record(
            loan=loan, amount=amount, received_on=received_on, key=key, by=by, at=at
        )
        return made.posting_id
    if not 1 <= amount <= tranche.amount - refunded(tranche, but=key):
        raise WrongState(
            _("%(amount)s is not what can come back of this tranche: it was %(paid)s.")
            % {"amount": format_rupiah(amount), "paid": format_rupiah(tranche.amount)}
        )
    owing.bring_up(loan, through=received_on - timedelta(days=1), by=by, at=at)
    posted = ledger.post(
        pool=loan.pool,
        kind=PostingKind.REFUND,
        key=key,
        booked_on=received_on,
        moves=[Move(Account.CASH, Account.PRINCIPAL, amount, loan)],
        by=by,
        at=at,
    )
    if posted.is_new:
        principal = Balance.objects.get(pk=loan.pk).principal
        schedules.run_drawing(loan=loan, principal=principal, starts_on=received_on)
        _audit("lending.refunded", tranche, by=by, at=at, amount=amount)
    return posted.id


def refunded(tranche: Tranche, *, but: str = "") -> int:
    """Return what came back of a tranche; the posting `but` is not counted."""
    entries = Entry.objects.filter(
        posting__key__startswith=f"refund:{tranche.public_id}:", posting__reversed_by=None
    )
    return entries.exclude(posting__key=but).aggregate(total=Sum("amount"))["total"] or 0


def check_leaving(loan: Loan, tranche: Tranche) -> None:
    """Look once more at the account, her way and every stop before money leaves.

    Raises: PayeeNotAllowed, NotReached, Stopped.
    """
    if tranche.payee:
        _check_payee(loan, tranche, tranche.payee)
    _check_way(loan, tranche)
    check_stops(loan)


def check_stops(loan: Loan) -> None:
    """Let nothing go out while a sign is open or her file is halted.

    Raises: Stopped.
    """
    if loan.state not in RUNNING:
        raise Stopped(
            _("This loan is “%(state)s”: nothing is paid out.")
            % {"state": LoanState(loan.state).label}
        )
    halted = Balance.objects.filter(pk=loan.pk, halted_since__isnull=False).exists()
    if halted or Hold.objects.filter(migration_id=loan.migration_id, lifted_at=None).exists():
        raise Stopped(_("Her file is halted. Nothing is paid out until the halt is lifted."))
    application = loan.application_id
    if application and LoanFlag.objects.filter(application=application, cleared_at=None).exists():
        raise Stopped(_("A warning sign is open on this loan. It has to be cleared first."))


def check_ceiling(loan: Loan, tranche: Tranche, *, on: date) -> None:
    """Keep the cost within what the programme pays for it on a day.

    Raises: AboveCeiling.
    """
    known = Ceiling.objects.filter(
        product=loan.terms.product_id, component=tranche.component, starts_on__lte=on
    ).order_by("-starts_on")
    row = known.filter(destination=loan.destination_id).first() if loan.destination_id else None
    row = row or known.filter(destination=None).first()
    if row is None:
        return
    same = Tranche.objects.filter(loan=loan, component=tranche.component)
    total = same.exclude(state=TrancheState.CANCELLED).aggregate(total=Sum("amount"))["total"] or 0
    if total > row.most:
        raise AboveCeiling(
            _("The programme pays at most %(most)s for this cost; the loan has %(total)s for it.")
            % {"most": format_rupiah(row.most), "total": format_rupiah(total)},
            most=row.most,
            total=total,
        )


def to_planned(tranche: Tranche, *, because: str = "") -> None:
    """Begin a tranche anew, under the next attempt."""
    tranche.state = TrancheState.PLANNED
    tranche.refused_because = because[:140]
    tranche.attempt += 1
    tranche.end_to_end = tranche.batch = None
    tranche.prepared_at = tranche.prepared_by = None
    tranche.released_at = tranche.released_by = None
    tranche.save(
        update_fields=[
            "state",
            "refused_because",
            "attempt",
            "end_to_end",
            "batch",
            "prepared_at",
            "prepared_by",
            "released_at",
            "released_by",
        ]
    )


def locked(tranche: Tranche) -> tuple[Loan, Tranche]:
    """Return loan and tranche, their rows held: the loan first, as everywhere."""
    loan = contracts.locked(tranche.loan)
    held = (
        Tranche.objects.select_for_update(of=("self",), no_key=True)
        .select_related("payee")
        .get(pk=tranche.pk)
    )
    held.loan = loan
    return loan, held


def _after_last(loan: Loan, *, by: Actor, at: datetime) -> None:
    if owing.is_bound(loan):
        return
    if not Balance.objects.get(pk=loan.pk).drawn:
        contracts.step(loan, to=LoanState.CANCELLED, at=at)
        loan.ended_on = at.astimezone(WITA).date()
        loan.save(update_fields=["state", "state_since", "ended_on"])


def _check_payee(loan: Loan, tranche: Tranche, payee: Payee) -> None:
    if payee.bank_id != loan.bank_id or payee.allowed_at is None or payee.stopped_at is not None:
        raise PayeeNotAllowed(_("This account is not on the list of allowed payees."))
    if payee.kind not in KINDS.get(Component(tranche.component), frozenset()):
        raise PayeeNotAllowed(
            _("For “%(component)s” no account of the kind “%(kind)s” is paid.")
            % {
                "component": Component(tranche.component).label,
                "kind": PayeeKind(payee.kind).label,
            }
        )
    if payee.kind == PayeeKind.WORKER and payee.person_id != loan.person_id:
        raise PayeeNotAllowed(_("This account belongs to another worker."))


def _check_way(loan: Loan, tranche: Tranche) -> None:
    if tranche.step not in milestones.reached(loan.migration):
        raise NotReached(
            _("“%(step)s” is paid when she has come so far; her file stands at “%(stage)s”.")
            % {
                "step": TrancheStep(tranche.step).label,
                "stage": loan.migration.get_stage_display(),
            }
        )


def _check_cooling(loan: Loan, at: datetime) -> None:
    ends = (loan.signed_at or at) + timedelta(hours=loan.terms.cooling_off_hours)
    if at < ends:
        raise CoolingOff(
            _("She signed a short while ago and may think it over until %(when)s.")
            % {"when": ends.astimezone(WITA).strftime("%d-%m-%Y %H.%M")}
        )


def _step(tranche: Tranche, to: TrancheState) -> None:
    if to not in NEXT_OF_TRANCHE[TrancheState(tranche.state)]:
        raise WrongState(
            _("This tranche is “%(state)s”; that step is not possible from there.")
            % {"state": TrancheState(tranche.state).label},
            state=tranche.state,
        )
    tranche.state = to


def _require_desk(by: Actor) -> None:
    if not by.may(Permission.LOAN_WRITE):
        require(by, Permission.LOAN_DECIDE)


def _audit(event: str, tranche: Tranche, *, by: Actor, at: datetime, **facts: object) -> None:
    facts = {"step": tranche.step, **facts}
    audit.record(event, by=by, at=at, subject=Subject("loan", tranche.loan.public_id), facts=facts)
