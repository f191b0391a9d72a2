"""Reading loans at the bank's desk: the list, one loan with everything on it, who was in charge."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.lending.models import (
    Entry,
    Instalment,
    Loan,
    Payee,
    PaymentBatch,
    Pool,
    Repayment,
    Tranche,
)
from pulang.lending.queries import milestones, people
from pulang.lending.terms import PostingKind, TrancheState

MOST_ENTRIES, MOST_REPAYMENTS = 500, 60
_DAILY = (PostingKind.ACCRUAL, PostingKind.PENALTY)


@dataclass(frozen=True, slots=True)
class Booked:
    """A line of the books as it is shown: one entry, or the days of a month in one."""

    entries: list[Entry]

    @property
    def first(self) -> Entry:
        """The entry that says what it is; of several days the last."""
        return self.entries[0]

    @property
    def amount(self) -> int:
        """What the entries come to."""
        return sum(one.amount for one in self.entries)

    @property
    def is_month(self) -> bool:
        """Tell whether several days stand in it."""
        return len(self.entries) > 1


@dataclass(frozen=True, slots=True)
class LoanPage:
    """Everything the desk sees of a loan."""

    tranches: list[Tranche]
    reached: frozenset[str]
    instalments: list[Instalment]
    repayments: list[Repayment]
    booked: list[Booked]
    is_cut: bool
    people: list[tuple[str, str]]


def loans(
    actor: Actor, *, words: str = "", state: str = "", late_on: date | None = None
) -> QuerySet[Loan]:
    """Return the loans of the actor's bank, the latest first."""
    found = Loan.objects.visible_to(actor).select_related("person", "balance", "destination")
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(virtual_account=words)
            | Q(person__full_name__icontains=words)
        )
    if state:
        found = found.filter(state=state)
    if late_on:
        found = found.overdue(on=late_on)
    return found.order_by("-id")


def loan_for(actor: Actor, public_id: str) -> Loan:
    """Return one loan of the actor's bank.

    Raises: NotFound.
    """
    found = Loan.objects.visible_to(actor).select_related(
        "person", "balance", "pool", "terms__product", "migration__destination"
    )
    loan = found.filter(public_id=public_id).first()
    if loan is None:
        raise NotFound
    return loan


def page_of(loan: Loan) -> LoanPage:
    """Return tranches, schedule, payments, entries and people of a loan."""
    entries = list(
        loan.entries.select_related("posting").order_by("-booked_on", "-id")[: MOST_ENTRIES + 1]
    )
    return LoanPage(
        tranches=list(loan.tranches.select_related("payee", "batch")),
        reached=frozenset(milestones.reached(loan.migration)),
        instalments=list(loan.instalments.filter(is_current=True).order_by("number")),
        repayments=list(loan.repayments.select_related("line")[:MOST_REPAYMENTS]),
        booked=_folded(entries[:MOST_ENTRIES]),
        is_cut=len(entries) > MOST_ENTRIES,
        people=_people(loan),
    )


def _folded(entries: list[Entry]) -> list[Booked]:
    """Return entries, the latest first; interest and penalty of a month's days in one line."""
    made: list[Booked] = []
    months: dict[tuple[object, ...], Booked] = {}
    for entry in entries:
        kind, day = entry.posting.kind, entry.booked_on
        key = (kind, entry.debit, entry.credit, day.year, day.month)
        if kind in _DAILY and key in months:
            months[key].entries.append(entry)
            continue
        made.append(Booked([entry]))
        if kind in _DAILY:
            months[key] = made[-1]
    return made


def tranche_for(actor: Actor, public_id: str) -> Tranche:
    """Return one tranche of a loan of the actor's bank.

    Raises: NotFound.
    """
    found = Tranche.objects.filter(
        public_id=public_id, loan__in=Loan.objects.visible_to(actor)
    ).select_related("loan__person", "loan__terms", "payee")
    tranche = found.first()
    if tranche is None:
        raise NotFound
    return tranche


def released(actor: Actor) -> QuerySet[Tranche]:
    """Return the tranches that wait for a payment file."""
    return (
        Tranche.objects.filter(pool__bank_id=actor.organisation_id, state=TrancheState.RELEASED)
        .select_related("loan__person", "payee")
        .order_by("released_at", "id")
    )


def payees(actor: Actor) -> QuerySet[Payee]:
    """Return the list of payees of the actor's bank: what waits first, then by name."""
    return (
        Payee.objects.filter(bank_id=actor.organisation_id)
        .select_related("person")
        .order_by("stopped_at", "allowed_at", "name", "id")
    )


def payee_for(actor: Actor, public_id: str) -> Payee:
    """Return one payee.

    Raises: NotFound.
    """
    found = payees(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def batches(actor: Actor) -> QuerySet[PaymentBatch]:
    """Return the payment files of the actor's bank, the latest first."""
    return PaymentBatch.objects.filter(bank_id=actor.organisation_id).order_by("-id")


def batch_for(actor: Actor, public_id: str) -> PaymentBatch:
    """Return one payment file.

    Raises: NotFound.
    """
    found = batches(actor).filter(public_id=public_id).select_related("pool").first()
    if found is None:
        raise NotFound
    return found


def pools(actor: Actor) -> QuerySet[Pool]:
    """Return the pools of the actor's bank."""
    return Pool.objects.filter(bank_id=actor.organisation_id).order_by("id")


def _people(loan: Loan) -> list[tuple[str, str]]:
    """Return who took which step: the names that stand in the books."""
    steps = [(_("Approved"), loan.approved_by), (_("Contract signed before"), loan.signed_by)]
    known = people.names_of(who for _what, who in steps)
    return [(what, known[who]) for what, who in steps if who in known]
