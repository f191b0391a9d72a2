"""Two human beings help a loan in hard times: new schedule, waiver, write-off, insurance."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from pulang.access import context
from pulang.base.errors import WrongState
from pulang.lending.actions import claims, closing, hardship, repayments
from pulang.lending.actions.hardship import AskedAlready, Proposal, SamePerson
from pulang.lending.actions.relief import NotLateEnough, TooMuch
from pulang.lending.models import Balance, Entry, InsuranceClaim, LoanRequest, Posting
from pulang.lending.queries import ledger as books
from pulang.lending.terms import (
    Account,
    Hardship,
    LoanState,
    PostingKind,
    RequestKind,
    RequestState,
    ScheduleReason,
)
from pulang.lending.tests import factories

BEGINS, DUE = date(2026, 2, 1), date(2026, 3, 1)
LATE = date(2026, 6, 10)
"""A hundred and one days after the first instalment was due: quality 3."""


@pytest.fixture
def running(bank, loan):
    factories.pay_out(bank, loan, on=date(2026, 1, 15))
    return factories.begin(bank, loan, on=BEGINS, first_due_on=DUE)


def _close(bank, day: date) -> None:
    context.enter(bank.officer)
    closing.close_through(
        pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
    )


def _propose(bank, loan, kind: RequestKind, *, on: date = LATE, **figures) -> LoanRequest:
    context.enter(bank.officer)
    proposal = Proposal(kind, "wage was cut", Hardship.WAGE_LOST, figures)
    return hardship.propose(loan=loan, proposal=proposal, by=bank.officer, at=factories.at(on))


def _confirm(bank, request: LoanRequest, *, on: date = LATE) -> None:
    context.enter(bank.approver)
    hardship.confirm(request=request, by=bank.approver, at=factories.at(on))


def _faults(bank) -> list[str]:
    return [check.name for check in books.prove(bank.pool) if check.faults]


def _restructured(bank, running, **figures):
    _close(bank, LATE - timedelta(days=1))
    said = {"months": 18, "first_due_on": "2026-07-10", "annual_rate": 600, **figures}
    request = _propose(bank, running, RequestKind.RESTRUCTURE, **said)
    _confirm(bank, request)
    return Balance.objects.get(pk=running.pk)


def test_a_new_schedule_asks_for_everything_and_keeps_the_quality(bank, running):
    owed = 60_000_000

    balance = _restructured(bank, running)

    schedule = running.schedules.get(is_current=True)
    rows = running.instalments.filter(is_current=True)
    assert schedule.reason == ScheduleReason.RESTRUCTURE
    assert sum(rows.values_list("principal", flat=True)) == balance.principal == owed
    assert (balance.overdue, balance.oldest_due_on) == (0, None)
    assert (balance.collectability, balance.kept_collectability) == (3, 3)
    assert _faults(bank) == []


def test_three_instalments_in_time_one_after_another_heal_it(bank, running):
    _restructured(bank, running)
    seen = []

    for row in running.instalments.filter(is_current=True).order_by("number")[:3]:
        context.enter(bank.officer)
        repayments.record(
            loan=running,
            amount=row.total,
            received_on=row.due_on,
            key=f"test:{row.number}",
            by=bank.officer,
            at=factories.at(row.due_on),
        )
        _close(bank, row.due_on)
        seen.append(Balance.objects.get(pk=running.pk).collectability)

    assert seen == [3, 3, 1]
    assert _faults(bank) == []


def test_unpaid_interest_may_become_principal_and_takes_nothing_from_the_pool(bank, running):
    _close(bank, LATE - timedelta(days=1))
    bank.pool.refresh_from_db()
    available, interest = bank.pool.available, Balance.objects.get(pk=running.pk).interest

    balance = _restructured(bank, running, capitalise=True)

    bank.pool.refresh_from_db()
    assert balance.principal == 60_000_000 + interest
    assert balance.interest == 0
    assert bank.pool.available == available
    assert _faults(bank) == []


def test_who_proposes_does_not_confirm_though_she_had_the_other_role(bank, running):
    _close(bank, LATE - timedelta(days=1))
    request = _propose(bank, running, RequestKind.RESTRUCTURE, months=18, first_due_on="2026-07-10")
    both = type(bank.officer)(
        **{
            **{name: getattr(bank.officer, name) for name in bank.officer.__slots__},
            "permissions": bank.approver.permissions,
        }
    )
    context.enter(bank.officer)

    with pytest.raises(SamePerson):
        hardship.confirm(request=request, by=both, at=factories.at(LATE))

    request.refresh_from_db()
    assert request.state == RequestState.ASKED


def test_the_same_is_proposed_once_and_answered_once(bank, running):
    _close(bank, LATE - timedelta(days=1))
    figures = {"months": 18, "first_due_on": "2026-07-10"}
    request = _propose(bank, running, RequestKind.RESTRUCTURE, **figures)

    with pytest.raises(AskedAlready):
        _propose(bank, running, RequestKind.RESTRUCTURE, **figures)
    context.enter(bank.approver)
    hardship.decline(request=request, by=bank.approver, at=factories.at(LATE), note="too long")
    with pytest.raises(WrongState):
        hardship.confirm(request=request, by=bank.approver, at=factories.at(LATE))
    assert running.schedules.count() == 1


def test_what_cannot_be_done_is_not_even_proposed(bank, running):
    _close(bank, LATE - timedelta(days=1))

    with pytest.raises(NotLateEnough):
        _propose(bank, running, RequestKind.WRITE_OFF)
    with pytest.raises(TooMuch):
        _propose(bank, running, RequestKind.WAIVE, penalty=1, interest=0)
    assert not LoanRequest.objects.exists()
    assert not Posting.objects.filter(kind=PostingKind.WRITTEN_OFF).exists()


def test_interest_that_is_waived_is_not_owed_any_more(bank, running):
    _close(bank, LATE - timedelta(days=1))
    before = Balance.objects.get(pk=running.pk)

    _confirm(bank, _propose(bank, running, RequestKind.WAIVE, interest=300_000, penalty=0))

    after = Balance.objects.get(pk=running.pk)
    assert after.interest == before.interest - 300_000
    assert after.overdue == before.overdue - 300_000
    assert _faults(bank) == []


@pytest.fixture
def lost(bank, running):
    """Quality 5: more than 180 days late, written off."""
    day = DUE + timedelta(days=185)
    _close(bank, day - timedelta(days=1))
    _confirm(bank, _propose(bank, running, RequestKind.WRITE_OFF, on=day), on=day)
    running.refresh_from_db()
    return running


def test_what_is_written_off_is_off_the_books_and_still_claimed(bank, lost):
    context.enter(bank.officer)
    balance = Balance.objects.get(pk=lost.pk)
    bank.pool.refresh_from_db()

    repayments.record(
        loan=lost,
        amount=1_000_000,
        received_on=DUE + timedelta(days=190),
        key="test:late",
        by=bank.officer,
        at=factories.at(DUE + timedelta(days=190)),
    )

    assert lost.state == LoanState.WRITTEN_OFF
    assert (balance.principal, balance.interest, balance.penalty) == (0, 0, 0)
    assert bank.pool.lost == 60_000_000
    bank.pool.refresh_from_db()
    assert bank.pool.lost == 59_000_000
    assert _faults(bank) == []


def test_a_claim_that_is_given_up_is_over(bank, lost):
    day = DUE + timedelta(days=200)

    _confirm(bank, _propose(bank, lost, RequestKind.RELEASE, on=day), on=day)

    lost.refresh_from_db()
    assert (lost.state, lost.ended_on) == (LoanState.RELEASED, day)
    with pytest.raises(WrongState):
        repayments.record(
            loan=lost,
            amount=1,
            received_on=day,
            key="test:1",
            by=bank.officer,
            at=factories.at(day),
        )


def test_what_was_not_paid_out_goes_back_to_the_pool(bank, loan):
    day = date(2026, 1, 25)

    _confirm(bank, _propose(bank, loan, RequestKind.CANCEL, on=day), on=day)

    loan.refresh_from_db()
    bank.pool.refresh_from_db()
    assert loan.state == LoanState.CANCELLED
    assert bank.pool.committed == 0
    assert _faults(bank) == []


def test_the_insurer_pays_everything_and_the_loan_is_over(bank, running):
    _close(bank, LATE - timedelta(days=1))
    balance = Balance.objects.get(pk=running.pk)
    owed = balance.principal + balance.interest
    _confirm(bank, _propose(bank, running, RequestKind.CLAIM, asked=owed, reference="K-1"))
    claim = InsuranceClaim.objects.get(loan=running)
    context.enter(bank.officer)

    for _twice in range(2):
        claims.paid(claim=claim, amount=owed, paid_on=LATE, by=bank.officer, at=factories.at(LATE))

    running.refresh_from_db()
    balance.refresh_from_db()
    assert running.state == LoanState.SETTLED
    assert (balance.principal, balance.interest, balance.repaid) == (0, 0, 0)
    cash = Entry.objects.filter(posting__kind=PostingKind.INSURANCE, debit=Account.CASH)
    assert sum(cash.values_list("amount", flat=True)) == owed
    assert _faults(bank) == []


def test_after_a_refusal_of_the_insurer_two_persons_may_write_it_off(bank, running):
    _close(bank, LATE - timedelta(days=1))
    _confirm(bank, _propose(bank, running, RequestKind.CLAIM, asked=1_000_000))
    context.enter(bank.officer)
    claims.refused(
        claim=InsuranceClaim.objects.get(loan=running), by=bank.officer, at=factories.at(LATE)
    )

    _confirm(bank, _propose(bank, running, RequestKind.WRITE_OFF))

    running.refresh_from_db()
    assert running.state == LoanState.WRITTEN_OFF
    assert _faults(bank) == []


def test_the_database_itself_refuses_one_person_for_both_steps(bank, running):
    _close(bank, LATE - timedelta(days=1))
    request = _propose(bank, running, RequestKind.RESTRUCTURE, months=18, first_due_on="2026-07-10")

    with pytest.raises(IntegrityError), transaction.atomic():
        LoanRequest.objects.filter(pk=request.pk).update(
            state=RequestState.CONFIRMED,
            answered_at=factories.at(LATE),
            answered_by=bank.officer.membership_id,
        )
