"""The books: written through one door, balanced by construction, proven on any date."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from pulang.access import context
from pulang.access.terms import Role
from pulang.base.errors import WrongState
from pulang.lending.actions import closing, contracts, ledger, pools
from pulang.lending.actions.ledger import ClosedPeriod, KeyTaken, Move, NotYet, PoolExhausted
from pulang.lending.models import Balance, Entry, Loan, Pool, Posting, Tranche
from pulang.lending.queries import ledger as books
from pulang.lending.terms import Account, LoanState, PostingKind, TrancheState
from pulang.lending.tests import factories
from pulang.people.models import OwnFile
from pulang.people.tests.factories import make_actor

DAY = date(2026, 1, 10)


def _faults(pool: Pool) -> list[str]:
    return [check.name for check in books.prove(pool) if check.faults]


def _suspense(pool: Pool, by, *, key: str = "line:1", amount: int = 500_000, on: date = DAY):
    return ledger.post(
        pool=pool,
        kind=PostingKind.SUSPENSE,
        key=key,
        booked_on=on,
        moves=[Move(Account.CASH, Account.SUSPENSE, amount)],
        by=by,
        at=factories.at(max(on, DAY)),
    )


def test_the_pool_holds_what_was_allocated(bank):
    context.enter(bank.officer)

    stands = books.balances(bank.pool, on=DAY)

    assert bank.pool.available == 50_000_000_000
    assert stands[Account.CASH].balance == 50_000_000_000
    assert stands[Account.CAPITAL].balance == -50_000_000_000
    assert _faults(bank.pool) == []


def test_the_same_event_is_booked_once(bank):
    context.enter(bank.officer)

    first = _suspense(bank.pool, bank.officer)
    again = _suspense(bank.pool, bank.officer)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.id == again.id
    assert Entry.objects.filter(posting=first.id).count() == 1


def test_the_same_key_with_other_figures_is_refused(bank):
    context.enter(bank.officer)
    _suspense(bank.pool, bank.officer)

    with pytest.raises(KeyTaken):
        _suspense(bank.pool, bank.officer, amount=5_000_000)


def test_nobody_books_into_tomorrow_or_into_a_closed_day(bank):
    context.enter(bank.officer)
    closing.close_through(
        pool=bank.pool, day=DAY, by=bank.officer, at=factories.at(date(2026, 1, 12))
    )

    with pytest.raises(ClosedPeriod, match="2026-01-10"):
        _suspense(bank.pool, bank.officer)
    with pytest.raises(NotYet):
        ledger.post(
            pool=bank.pool,
            kind=PostingKind.SUSPENSE,
            key="line:2",
            booked_on=date(2026, 1, 13),
            moves=[Move(Account.CASH, Account.SUSPENSE, 1)],
            by=bank.officer,
            at=factories.at(date(2026, 1, 12)),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "insert into lending_entry (debit, credit, amount) values ('cash', 'suspense', 1)",
        "update lending_entry set amount = amount + 1",
        "delete from lending_posting",
        "update lending_pool set outstanding = 0",
        "update lending_pool set capital = capital * 2",
        "update lending_balance set principal = 0",
    ],
)
def test_the_application_cannot_write_the_books_itself(bank, loan, statement):
    context.enter(bank.officer)

    with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_even_the_owner_changes_no_entry(bank):
    with connection.cursor() as cursor:
        cursor.execute("select 1")  # as the application; the trigger speaks for everybody
        cursor.execute(
            "select count(*) from pg_trigger where tgname = 'pulang_append_only'"
            " and tgrelid in ('lending_entry'::regclass, 'lending_posting'::regclass)"
        )
        (found,) = cursor.fetchone()

    assert found == 2


def test_another_bank_neither_reads_nor_posts(bank):
    context.enter(bank.officer)
    _suspense(bank.pool, bank.officer)

    _enter_another_bank(bank)

    assert not Posting.objects.exists()
    with pytest.raises(DatabaseError, match="only the desk"):
        _suspense(bank.pool, _enter_another_bank(bank), key="line:3")


def _enter_another_bank(bank):
    context.enter(bank.other)
    return bank.other


@pytest.fixture
def bank(bank):
    other = make_actor(Role.BANK_OFFICER)
    object.__setattr__(bank, "other", other)
    return bank


def test_a_reversal_is_the_opposite_and_happens_once(bank):
    context.enter(bank.officer)
    posted = Posting.objects.get(pk=_suspense(bank.pool, bank.officer).id)

    ledger.reverse(posting=posted, booked_on=DAY, by=bank.officer, at=factories.AT)
    again = ledger.reverse(posting=posted, booked_on=DAY, by=bank.officer, at=factories.AT)

    assert not again.is_new
    assert books.balances(bank.pool, on=DAY)[Account.SUSPENSE].balance == 0
    assert _faults(bank.pool) == []


def test_a_grant_binds_money_and_never_more_than_there_is(bank, loan):
    context.enter(bank.approver)

    bank.pool.refresh_from_db()

    assert bank.pool.committed == 60_000_000
    assert bank.pool.available == 50_000_000_000 - 60_000_000
    with pytest.raises(IntegrityError, match="pool_never_over"), transaction.atomic():
        Tranche.objects.create(
            loan=loan, pool=bank.pool, step="T2", component="training", amount=50_000_000_000
        )


def test_what_is_withdrawn_from_the_pool_is_not_bound(bank, loan):

    context.enter(bank.approver)

    with pytest.raises(PoolExhausted):
        pools.fund(
            pool=bank.pool,
            funding=pools.Funding("withdrawal", "Bank NTT", 50_000_000_000, DAY),
            by=bank.approver,
            at=factories.AT,
        )


def test_only_a_tranche_that_was_sent_is_paid_out_and_only_once(bank, loan):
    context.enter(bank.officer)
    tranche = loan.tranches.get()

    with pytest.raises(WrongState):
        contracts.paid_out(tranche=tranche, paid_on=DAY, by=bank.officer, at=factories.AT)
    with pytest.raises(IntegrityError, match="only a tranche"), transaction.atomic():
        ledger.post(
            pool=bank.pool,
            kind=PostingKind.DISBURSEMENT,
            key=f"tranche:{tranche.public_id}",
            booked_on=DAY,
            moves=[Move(Account.PRINCIPAL, Account.CASH, 60_000_000, loan)],
            by=bank.officer,
            at=factories.AT,
        )


@pytest.fixture
def paid(bank, loan):
    return factories.pay_out(bank, loan, on=date(2026, 1, 15))


def test_what_is_paid_out_is_no_longer_bound_but_out(bank, paid):
    context.enter(bank.officer)
    tranche = paid.tranches.get()

    contracts.paid_out(tranche=tranche, paid_on=date(2026, 1, 15), by=bank.officer, at=factories.AT)

    bank.pool.refresh_from_db()
    assert (bank.pool.committed, bank.pool.outstanding) == (0, 60_000_000)
    assert tranche.state == TrancheState.PAID
    assert Balance.objects.get(pk=paid.pk).principal == 60_000_000
    assert _faults(bank.pool) == []


def test_interest_of_a_month_is_earned_to_the_rupiah(bank, paid):
    context.enter(bank.officer)
    begins = date(2026, 2, 1)
    now = factories.at(date(2026, 4, 2))
    closing.close_through(pool=bank.pool, day=date(2026, 1, 31), by=bank.officer, at=now)
    since_payout = Balance.objects.get(pk=paid.pk).interest

    contracts.begin(
        loan=paid, starts_on=begins, first_due_on=date(2026, 3, 1), by=bank.officer, at=now
    )
    closing.close_through(pool=bank.pool, day=date(2026, 2, 28), by=bank.officer, at=now)

    # 60,000,000 · 6 % · 17 of 365 days from 15 January; then the first month of the handbook's table.
    assert since_payout == round(3_600_000 * 17 / 365)
    assert Balance.objects.get(pk=paid.pk).interest == since_payout + 300_000
    first = paid.instalments.get(number=1, is_current=True)
    assert (first.principal, first.interest) == (4_863_986, 300_000 + since_payout)
    assert _faults(bank.pool) == []


def test_a_second_close_of_a_day_does_nothing(bank, paid):
    context.enter(bank.officer)
    now = factories.at(date(2026, 2, 2))
    closing.close_through(pool=bank.pool, day=date(2026, 1, 31), by=bank.officer, at=now)
    before = Entry.objects.count()

    done = closing.close_through(pool=bank.pool, day=date(2026, 1, 31), by=bank.officer, at=now)

    assert done == []
    assert Entry.objects.count() == before


def test_who_does_not_pay_grows_late_day_by_day(bank, paid):
    context.enter(bank.officer)
    now = factories.at(date(2026, 12, 1))
    contracts.begin(
        loan=paid,
        starts_on=date(2026, 1, 16),
        first_due_on=date(2026, 2, 16),
        by=bank.officer,
        at=now,
    )

    quality = {}
    for days in (0, 1, 90, 91, 121, 181):
        day = date(2026, 2, 16) + timedelta(days=days)
        closing.close_through(pool=bank.pool, day=day, by=bank.officer, at=now)
        quality[days] = Balance.objects.get(pk=paid.pk).collectability

    assert quality == {0: 1, 1: 2, 90: 2, 91: 3, 121: 4, 181: 5}
    paid.refresh_from_db()
    assert paid.state == LoanState.REPAYING
    assert _faults(bank.pool) == []


def test_she_signs_and_cannot_settle_her_own_loan(bank, loan, herself):
    context.enter(herself)

    assert Loan.objects.visible_to(herself).get() == loan
    with pytest.raises(DatabaseError, match="belongs to the bank"), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(state=LoanState.CANCELLED)


def test_nobody_calls_a_loan_settled_while_something_is_owed(bank, paid):
    context.enter(bank.officer)

    with pytest.raises(IntegrityError, match="still owed"), transaction.atomic():
        Loan.objects.filter(pk=paid.pk).update(state=LoanState.SETTLED)


@pytest.fixture
def herself(bank, loan):
    own = make_actor(Role.WORKER)
    OwnFile.objects.create(
        membership_id=own.membership_id, person=loan.person, linked_at=factories.AT, linked_by=1
    )
    return own
