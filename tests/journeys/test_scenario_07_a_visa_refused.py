"""Golden scenario 7: a trainee for Japan whose visa is refused after T2.

T3 stays locked, the school gives back what it did not use, the rest of the loan returns to the
pool, and what is left is restructured.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from pulang.access import context
from pulang.journey.models import Migration
from pulang.journey.terms import Scheme, Stage
from pulang.journey.tests.factories import stand_at
from pulang.lending.actions import contracts, hardship, payees, payouts
from pulang.lending.actions.hardship import Proposal
from pulang.lending.actions.payees import PayeeDraft
from pulang.lending.models import Balance, Loan, Payee, Tranche
from pulang.lending.queries import ledger as books
from pulang.lending.terms import Hardship, LoanState, PayeeKind, RequestKind, TrancheState
from pulang.lending.tests import factories
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
PAID_ON, REFUSED_ON, BEGINS = date(2026, 2, 2), date(2026, 5, 4), date(2026, 6, 1)


@pytest.fixture
def bank(db: None) -> Bank:
    make_places()
    return factories.make_bank()


@pytest.fixture
def tika(bank: Bank) -> Migration:
    return factories.make_borrower(bank, "Tika Lopo", scheme=Scheme.MAGANG)


@pytest.fixture
def loan(bank: Bank, tika: Migration) -> Loan:
    """Four steps; T1 and T2 went out, then Japan refused the visa."""
    made = factories.make_loan(bank, tika, amounts=(2_000_000, 18_000_000, 15_000_000, 5_000_000))
    for tranche in made.tranches.filter(step__in=("T1", "T2")):
        factories.send(bank, tranche)
        with context.acting(bank.officer):
            contracts.paid_out(tranche=tranche, paid_on=PAID_ON, by=bank.officer, at=NOW)
    stand_at(tika, Stage.REFUSED)
    return made


def test_t3_is_locked_the_school_refunds_and_the_rest_is_restructured(
    bank: Bank, loan: Loan
) -> None:
    context.enter(bank.officer)
    third = Tranche.objects.get(loan=loan, step="T3")
    payee = Tranche.objects.get(loan=loan, step="T2").payee
    assert payee is not None
    with pytest.raises(payouts.PayeeNotAllowed):
        payouts.prepare(tranche=third, payee=payee, evidence="x", by=bank.officer, at=NOW)
    with pytest.raises(payouts.NotReached) as stopped:
        payouts.prepare(tranche=third, payee=_carrier(bank), evidence="x", by=bank.officer, at=NOW)
    assert loan.migration.get_stage_display() in stopped.value.sentence

    payouts.refund(
        tranche=Tranche.objects.get(loan=loan, step="T2"),
        amount=8_000_000,
        received_on=REFUSED_ON,
        reference="BNTT-0405",
        by=bank.officer,
        at=NOW,
    )
    with context.acting(bank.approver):
        assert payouts.cancel_rest(loan=loan, by=bank.approver, at=NOW) == 2
    _restructure(bank, loan)

    loan.refresh_from_db()
    bank.pool.refresh_from_db()
    balance = Balance.objects.get(pk=loan.pk)
    rows = list(loan.instalments.filter(is_current=True))
    assert loan.state == LoanState.REPAYING
    assert {one.state for one in loan.tranches.all()} == {
        TrancheState.PAID,
        TrancheState.CANCELLED,
    }
    assert balance.principal == 12_000_000
    assert (len(rows), sum(row.principal for row in rows)) == (24, 12_000_000)
    # Half of what the twelve months would have asked for.
    assert rows[1].total < 540_000
    assert (bank.pool.committed, bank.pool.outstanding) == (0, 12_000_000)
    assert [check.name for check in books.prove(bank.pool) if check.faults] == []


def _carrier(bank: Bank) -> Payee:
    """An airline's account that the bank allowed: only her way can stop the ticket now."""
    draft = PayeeDraft(PayeeKind.CARRIER, "Maskapai Contoh", "BMRIIDJA", "4001")
    payee = payees.add(draft=draft, by=bank.officer, at=NOW)
    with context.acting(bank.approver):
        return payees.allow(payee=payee, by=bank.approver, at=NOW)


def _restructure(bank: Bank, loan: Loan) -> None:
    """Twice the time, from the day on which repayment begins: one proposes, another confirms."""
    first_due = BEGINS + timedelta(days=30)
    contracts.begin(loan=loan, starts_on=BEGINS, first_due_on=first_due, by=bank.officer, at=NOW)
    request = hardship.propose(
        loan=loan,
        proposal=Proposal(
            RequestKind.RESTRUCTURE,
            "visa refused",
            Hardship.WAGE_LOST,
            {"months": 24, "first_due_on": first_due.isoformat()},
        ),
        by=bank.officer,
        at=NOW,
    )
    with context.acting(bank.approver):
        hardship.confirm(request=request, by=bank.approver, at=NOW)
