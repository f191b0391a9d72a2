"""The demo's hard cases, and the desks' lists of today: halts by code, claims, what waits for whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pulang.access.context import acting
from pulang.access.queries import service_actor
from pulang.coordination.actions import tasks
from pulang.journey.actions import holds
from pulang.journey.terms import HoldReason
from pulang.lending.actions import desks, hardship, ledger
from pulang.lending.actions.hardship import Proposal
from pulang.lending.actions.ledger import Move
from pulang.lending.actions.moratoria import claim_key
from pulang.lending.models import Application, Balance, InsuranceClaim, Loan, Moratorium
from pulang.lending.terms import (
    Account,
    ApplicationState,
    ClaimState,
    Hardship,
    LoanState,
    PostingKind,
    RequestKind,
)
from pulang.web.demo.lending_books import noon
from pulang.web.demo.lending_rows import Desk
from pulang.web.demo.lending_stories import Fate, Story


def write(told: Sequence[tuple[Story, Loan]], *, desk: Desk, at: datetime) -> None:
    """Halt what is halted by a code, and ask the insurer where she died; nobody's family is pursued."""
    reasons = (HoldReason.H1, HoldReason.H4, HoldReason.H1, HoldReason.H2)
    hard = [pair for pair in told if pair[0].fate in {Fate.HALTED, Fate.CLAIMED}]
    claims = 0
    for number, (story, loan) in enumerate(hard):
        loan.refresh_from_db()
        is_claim = story.fate == Fate.CLAIMED
        claims += is_claim
        code = HoldReason.H4 if is_claim else reasons[number % len(reasons)]
        _halt(story, loan, code, desk=desk, at=at)
        if is_claim:
            _claim(loan, code, is_paid=claims % 2 == 1, desk=desk, at=at)


def _halt(story: Story, loan: Loan, code: HoldReason, *, desk: Desk, at: datetime) -> None:
    balance = Balance.objects.get(pk=loan.pk)
    began = balance.halted_since or desk.today - timedelta(days=1)
    by = service_actor()
    Balance.objects.filter(pk=loan.pk).update(halted_since=began)
    Moratorium.objects.create(
        loan=loan,
        code=code,
        starts_on=began,
        started_at=noon(began),
        started_by=by.membership_id,
    )
    with acting(by, reason="demo"):
        holds.place(migration=story.migration, reason=code, by=by, at=at)


def _claim(loan: Loan, code: HoldReason, *, is_paid: bool, desk: Desk, at: datetime) -> None:
    balance = Balance.objects.get(pk=loan.pk)
    owed = balance.principal + balance.interest
    if not owed:
        return
    claim = InsuranceClaim(
        loan=loan,
        code=code,
        asked=owed,
        reference=f"KLAIM-{loan.number}",
        filed_at=at - timedelta(days=20),
        filed_by=desk.maker.membership_id,
    )
    if is_paid:
        posted = ledger.post(
            pool=desk.pool,
            kind=PostingKind.INSURANCE,
            key=f"claim:{claim.public_id}",
            booked_on=desk.today,
            moves=[
                Move(Account.CASH, Account.INTEREST, balance.interest, loan),
                Move(Account.CASH, Account.PRINCIPAL, balance.principal, loan),
            ],
            by=desk.maker,
            at=at,
        )
        claim.state, claim.paid, claim.posting_id = ClaimState.PAID, owed, posted.id
        claim.answered_at, claim.answered_by = at, desk.checker.membership_id
        loan.instalments.filter(is_current=True, is_paid=False).update(is_current=False)
        Balance.objects.filter(pk=loan.pk).update(
            is_running=False, overdue=0, oldest_due_on=None, collectability=1
        )
        Loan.objects.filter(pk=loan.pk).update(
            state=LoanState.SETTLED, state_since=at, ended_on=desk.today
        )
    claim.save(force_insert=True)
    tasks.done(key=claim_key(loan), by=desk.maker, at=at)


def propose(told: Sequence[tuple[Story, Loan]], *, desk: Desk, at: datetime) -> None:
    """Let three proposals wait for the second person: two new schedules and a waiver."""
    late = [loan for story, loan in told if story.fate == Fate.LATE and story.late_days < 120]
    first_due_on = (desk.today + timedelta(days=30)).isoformat()
    longer = {"months": 12, "first_due_on": first_due_on}
    reasons = ("Jam kerjanya dikurangi sejak September.", "Majikan menunggak upah dua bulan.")
    for loan, reason in zip(late, reasons, strict=False):
        proposal = Proposal(RequestKind.RESTRUCTURE, reason, Hardship.WAGE_LOST, longer)
        hardship.propose(loan=loan, proposal=proposal, by=desk.maker, at=at)
    for loan in late[2:3]:
        waiver = Proposal(
            RequestKind.WAIVE, "Sakit tiga minggu.", Hardship.SICK, {"interest": 5_000}
        )
        hardship.propose(loan=loan, proposal=waiver, by=desk.maker, at=at)


def open_tasks(*, at: datetime) -> None:
    """Put what waits on the bank's desks, as handing in and proposing do."""
    for application in Application.objects.filter(state=ApplicationState.SUBMITTED):
        desks.ask_to_check(application, at=at)
    for application in Application.objects.filter(state=ApplicationState.PROPOSED):
        desks.ask_to_decide(application, at=at)
