"""Reading loans in hard times: late ones by age, proposals, halts, claims; always for someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.lending.models import (
    Balance,
    DayClose,
    InsuranceClaim,
    Loan,
    LoanRequest,
    Moratorium,
    Pool,
)
from pulang.lending.queries import people
from pulang.lending.queries.proposals import Figure, figures, outlook
from pulang.lending.terms import ClaimState, Hardship, LoanState, RequestKind, RequestState

AGES: Sequence[tuple[str, int, int, Promise | str]] = (
    ("1", 1, 29, _("1–29 days")),
    ("30", 30, 59, _("30–59 days")),
    ("60", 60, 89, _("60–89 days")),
    ("90", 90, 10_000, _("90 days and more")),
)
"""As in the ageing table: PAR30 is what is 30 days late or more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A late loan: how late, how much, why as far as it is known, and what comes next."""

    loan: Loan
    balance: Balance
    days: int
    reason: str
    next_step: Promise | str


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal as its loan shows it: who proposed what and why, who answered, who may."""

    request: LoanRequest
    by: str
    answered_by: str
    figures: list[Figure]
    is_hers: bool
    """She asked herself: there are no figures yet that somebody could confirm."""
    is_mine: bool
    may_answer: bool

    @property
    def waits(self) -> bool:
        """Tell whether the second person has not answered."""
        return self.request.state == RequestState.ASKED


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a loan shows of hard times."""

    loan: Loan
    balance: Balance | None
    halt: Moratorium | None
    halts: list[Moratorium]
    requests: list[Asked]
    claims: list[InsuranceClaim]
    kinds: list[RequestKind]
    may_propose: bool
    may_decide: bool
    may_begin: bool

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing has happened and nothing can be proposed."""
        return not (self.halts or self.requests or self.claims or self.kinds or self.may_begin)


def loan_for(actor: Actor, public_id: str) -> Loan:
    """Return a loan that the actor may see.

    Raises: NotFound.
    """
    found = (
        Loan.objects.visible_to(actor)
        .select_related("person", "pool", "terms", "balance")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def request_for(actor: Actor, public_id: str) -> LoanRequest:
    """Return a proposal on a loan that the actor may see.

    Raises: NotFound.
    """
    found = (
        LoanRequest.objects.select_related("loan__pool", "loan__person")
        .filter(public_id=public_id, loan__in=Loan.objects.visible_to(actor))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def claim_for(actor: Actor, public_id: str) -> InsuranceClaim:
    """Return a claim on a loan that the actor may see.

    Raises: NotFound.
    """
    found = (
        InsuranceClaim.objects.select_related("loan__pool", "loan__person")
        .filter(public_id=public_id, loan__in=Loan.objects.visible_to(actor))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def pool_for(actor: Actor, public_id: str) -> Pool:
    """Return a pool of the actor's bank.

    Raises: NotFound.
    """
    found = Pool.objects.filter(public_id=public_id, bank_id=actor.organisation_id).first()
    if found is None:
        raise NotFound
    return found


def late(actor: Actor, *, on: date, age: str = "") -> QuerySet[Loan]:
    """Return late loans in repayment, the longest late first; of one age, or all."""
    found = Loan.objects.visible_to(actor).filter(
        state=LoanState.REPAYING, balance__oldest_due_on__lt=on, balance__halted_since=None
    )
    for code, first, last, _label in AGES:
        if code == age:
            found = found.filter(
                balance__oldest_due_on__lte=on - timedelta(days=first),
                balance__oldest_due_on__gte=on - timedelta(days=last),
            )
    return found.select_related("person", "balance").order_by("balance__oldest_due_on", "pk")


def lines(loans: Sequence[Loan], *, on: date) -> list[Line]:
    """Return what the list says of each loan."""
    asked = LoanRequest.objects.filter(loan__in=loans).order_by("loan_id", "-id")
    last: dict[int, LoanRequest] = {}
    for request in asked:
        last.setdefault(request.loan_id, request)
    return [_line(loan, last.get(loan.pk), on=on) for loan in loans]


def _line(loan: Loan, request: LoanRequest | None, *, on: date) -> Line:
    balance = loan.balance
    days = (on - balance.oldest_due_on).days if balance.oldest_due_on else 0
    reason = request.hardship if request else ""
    said = str(Hardship(reason).label) if reason in Hardship.values else ""
    return Line(loan, balance, days, said, _next_step(days, request))


def _next_step(days: int, request: LoanRequest | None) -> Promise | str:
    if request and request.state == RequestState.ASKED:
        return _("A proposal waits for the second person")
    if days < 30:
        return _("Talk with her: what happened?")
    if days < 90:
        return _("Offer a new schedule")
    return _("Decide with a second person: new schedule, insurance, write-off")


def requests(actor: Actor) -> QuerySet[LoanRequest]:
    """Return proposals that wait, the oldest first."""
    return (
        LoanRequest.objects.filter(
            state=RequestState.ASKED, loan__in=Loan.objects.visible_to(actor)
        )
        .select_related("loan__person")
        .order_by("asked_at", "pk")
    )


def halted(actor: Actor) -> QuerySet[Moratorium]:
    """Return the loans whose collection stands still: a code, no story."""
    return (
        Moratorium.objects.filter(ends_on=None, loan__in=Loan.objects.visible_to(actor))
        .select_related("loan__balance")
        .order_by("starts_on", "pk")
    )


def lost(actor: Actor) -> QuerySet[Loan]:
    """Return the loans that were written off, and those whose claim was given up."""
    states = (LoanState.WRITTEN_OFF, LoanState.RELEASED)
    return (
        Loan.objects.visible_to(actor)
        .filter(state__in=states)
        .select_related("person", "balance")
        .order_by("-ended_on", "-pk")
    )


def claims(actor: Actor) -> QuerySet[InsuranceClaim]:
    """Return the claims at the insurer and those answered, the open ones first."""
    return (
        InsuranceClaim.objects.filter(loan__in=Loan.objects.visible_to(actor))
        .select_related("loan")
        .order_by("answered_at", "pk")
    )


def panel(loan: Loan, actor: Actor, *, on: date) -> Panel:
    """Return what the page of a loan shows of hard times, for an actor, on a day."""
    balance = Balance.objects.filter(pk=loan.pk).first()
    halts = list(loan.moratoria.all())
    may_propose = actor.may(Permission.LOAN_WRITE) and actor.role != "service"
    asked = _asked(list(loan.requests.select_related("loan")[:20]), actor, on=on)
    waiting = {one.request.kind for one in asked if one.waits}
    return Panel(
        loan=loan,
        balance=balance,
        halt=next((one for one in halts if one.ends_on is None), None),
        halts=halts,
        requests=asked,
        claims=list(loan.claims.all()),
        kinds=[one for one in _kinds(loan, balance) if one not in waiting] if may_propose else [],
        may_propose=may_propose,
        may_decide=actor.may(Permission.LOAN_DECIDE),
        may_begin=may_propose
        and loan.state == LoanState.SIGNED
        and bool(balance and balance.principal and not balance.halted_since),
    )


def _asked(requests: list[LoanRequest], actor: Actor, *, on: date) -> list[Asked]:
    known = people.names_of(who for one in requests for who in (one.asked_by, one.answered_by))
    return [
        Asked(
            request=one,
            by=known.get(one.asked_by, ""),
            answered_by=known.get(one.answered_by or 0, ""),
            figures=[*figures(one), *outlook(one, on=on)],
            is_hers=is_hers(one),
            is_mine=one.asked_by == actor.membership_id,
            may_answer=one.state == RequestState.ASKED
            and actor.may(Permission.LOAN_DECIDE)
            and one.asked_by != actor.membership_id,
        )
        for one in requests
    ]


def is_hers(request: LoanRequest) -> bool:
    """Tell whether the borrower asked herself."""
    return request.kind == RequestKind.HELP


def _kinds(loan: Loan, balance: Balance | None) -> list[RequestKind]:
    """Return what can be proposed from where the loan stands."""
    if balance is None:
        return []
    fits = {
        RequestKind.RESTRUCTURE: loan.state == LoanState.REPAYING and not balance.halted_since,
        RequestKind.WAIVE: loan.state in (LoanState.SIGNED, LoanState.REPAYING)
        and balance.penalty + balance.interest > 0,
        RequestKind.CLAIM: loan.state
        in (LoanState.SIGNED, LoanState.REPAYING, LoanState.WRITTEN_OFF)
        and balance.drawn > 0
        and not loan.claims.filter(state=ClaimState.FILED).exists(),
        RequestKind.WRITE_OFF: loan.state == LoanState.REPAYING,
        RequestKind.RELEASE: loan.state == LoanState.WRITTEN_OFF,
        RequestKind.CANCEL: loan.state in (LoanState.APPROVED, LoanState.SIGNED),
    }
    return [kind for kind, is_fit in fits.items() if is_fit]


def days(pool: Pool) -> list[DayClose]:
    """Return the last closed days of a pool, and the one under way."""
    return list(DayClose.objects.filter(pool=pool)[:60])


def pools(actor: Actor) -> list[Pool]:
    """Return the pools of the actor's bank."""
    return list(Pool.objects.filter(bank_id=actor.organisation_id))
