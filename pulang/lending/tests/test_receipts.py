"""Money in: each line of a statement to its loan, to the suspense desk, or refused; never twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pulang.access import context
from pulang.access.models import AuditEntry, HistoryEntry, Membership
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.coordination.models import Task
from pulang.lending.actions import closing, receipts, suspense
from pulang.lending.actions.payees import SamePerson
from pulang.lending.models import Balance, BankStatement, Repayment, StatementLine
from pulang.lending.queries import ledger as books
from pulang.lending.queries import receipts as queries
from pulang.lending.refusals import StylesMixed
from pulang.lending.statements import StatementRefused
from pulang.lending.terms import Account, LineState, LoanState
from pulang.lending.tests import factories
from pulang.lending.tests.test_statements_camt import entry
from pulang.lending.tests.test_statements_camt import statement as camt
from pulang.people.tests.factories import make_actor

BEGUN = date(2026, 2, 1)
FIRST = date(2026, 3, 1)
NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
MONTHLY = 5_163_986


@pytest.fixture
def loan(bank, loan):
    type(bank.pool).objects.filter(pk=bank.pool.pk).update(account_number="010-123-4567")
    bank.pool.refresh_from_db()
    factories.pay_out(bank, loan, on=BEGUN)
    factories.begin(bank, loan, on=BEGUN, first_due_on=FIRST)
    return loan


@pytest.fixture
def desk(bank, loan):
    context.enter(bank.officer)
    return bank


def _table(*rows: str) -> bytes:
    head = "tgl;nama pengirim;no va;no ref;keterangan;jumlah;D/K"
    return "\n".join((head, *rows)).encode()


def _row(loan, amount="5163986", *, va=None, ref="R1", text="", day="01-03-2026", side="K"):
    account = loan.virtual_account if va is None else va
    return f"{day};MARIA TANEO;{account};{ref};{text};{amount};{side}"


def _take(bank, data, name="rekening.csv"):
    taken = receipts.take_in(pool=bank.pool, data=data, file_name=name, by=bank.officer, at=NOW)
    return taken[0]


def _line(reference="R1") -> StatementLine:
    return StatementLine.objects.select_related("pool").get(reference=reference)


def _suspense(bank) -> int:
    return -books.balances(bank.pool, on=NOW.date())[Account.SUSPENSE].balance


def _proven(bank) -> None:
    assert [check.name for check in books.prove(bank.pool) if check.faults] == []


def test_a_payment_by_virtual_account_is_booked_to_its_loan(desk, loan):
    taken = _take(desk, _table(_row(loan)))

    assert taken.counts == {LineState.MATCHED: 1}
    assert _line().loan == loan
    assert loan.instalments.get(number=1).is_paid
    _proven(desk)


def test_a_payment_by_loan_number_in_the_text_is_found_too(desk, loan):
    _take(desk, _table(_row(loan, va="", text=f"ANGSURAN {loan.number} MARIA")))

    assert _line().state == LineState.MATCHED


def test_the_same_file_twice_changes_nothing(desk, loan):
    data = _table(_row(loan), _row(loan, "1000", va="", ref="R2"))

    first = _take(desk, data)
    again = _take(desk, data, name="copy.csv")

    assert (first.is_new, again.is_new) == (True, False)
    assert again.counts == {}
    assert BankStatement.objects.count() == 1
    assert Repayment.objects.count() == 1
    assert _suspense(desk) == 1000


def test_one_payment_in_two_files_is_booked_once(desk, loan):
    text = f"<TxDtls><RmtInf><Ustrd>ANGSURAN {loan.number}</Ustrd></RmtInf></TxDtls>"
    line = entry(reference="BNTT-7", details=text, day="<Dt>2026-03-01</Dt>")

    _take(desk, camt(line, name="camt.054"))
    second = _take(desk, camt(line, name="camt.053"))

    assert second.counts == {LineState.REPEATED: 1}
    assert Balance.objects.get(pk=loan.pk).repaid == MONTHLY
    _proven(desk)


def test_a_killed_upload_goes_on_and_books_nothing_twice(desk, loan, monkeypatch):
    data = _table(*(_row(loan, "1000000", ref=f"R{n}") for n in range(1, 7)))
    whole, calls = receipts.book, []

    def killed(*args, **kwargs):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(*args, **kwargs)

    monkeypatch.setattr(receipts, "book", killed)
    with pytest.raises(KeyboardInterrupt):
        _take(desk, data)
    monkeypatch.setattr(receipts, "book", whole)

    again = _take(desk, data)

    assert again.counts == {LineState.MATCHED: 3}
    assert Balance.objects.get(pk=loan.pk).repaid == 6_000_000
    _proven(desk)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"va": ""}, "no_number"),
        ({"va": "8881012345678"}, "bad_number"),
        ({"va": "", "text": "26-01-123456789"}, "no_number"),
    ],
)
def test_what_names_no_loan_waits_with_its_reason(desk, loan, given, reason):
    _take(desk, _table(_row(loan, **given)))

    assert (_line().state, _line().reason) == (LineState.SUSPENSE, reason)
    assert _suspense(desk) == MONTHLY
    _proven(desk)


def test_a_text_that_names_two_loans_is_not_guessed(desk, loan, tika):
    _take(desk, _table(_row(loan, va="", text=f"{loan.number} {tika.number}")))

    assert (_line().state, _line().reason) == (LineState.SUSPENSE, "ambiguous")


@pytest.fixture
def tika(bank, loan):
    return factories.make_loan(bank, factories.make_borrower(bank, "Tika Lopo"))


def test_a_loan_of_which_nothing_went_out_takes_no_payment(desk, loan, tika):
    _take(desk, _table(_row(tika)))

    assert (_line().state, _line().reason) == (LineState.SUSPENSE, "loan")


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"side": "D"}, "debit"), ({"day": "11-03-2026"}, "future")],
)
def test_money_that_went_out_or_has_not_come_is_not_booked(desk, loan, given, reason):
    _take(desk, _table(_row(loan, **given)))

    assert (_line().state, _line().reason) == (LineState.REFUSED, reason)
    assert _suspense(desk) == 0


def test_another_currency_is_not_booked(desk, loan):
    _take(desk, camt(entry(currency="MYR", day="<Dt>2026-03-01</Dt>"), name="camt.054"))

    assert (_line("BNTT-1").state, _line("BNTT-1").reason) == (LineState.REFUSED, "not_bookable")


def test_a_statement_after_its_day_was_closed_is_booked_on_the_first_open_day(desk, loan):
    closing.close_through(pool=desk.pool, day=FIRST, by=desk.officer, at=NOW)

    _take(desk, _table(_row(loan)))
    closing.close_through(pool=desk.pool, day=date(2026, 3, 5), by=desk.officer, at=NOW)

    made = Repayment.objects.select_related("posting").get()
    balance = Balance.objects.get(pk=loan.pk)
    assert _line().state == LineState.MATCHED
    assert (made.received_on, made.posting.booked_on) == (FIRST, date(2026, 3, 2))
    assert loan.instalments.get(number=1).paid_on == FIRST
    assert (balance.oldest_due_on, balance.overdue, balance.collectability) == (None, 0, 1)
    _proven(desk)


def test_days_late_that_were_counted_before_the_statement_came_are_taken_off(desk, loan):
    closing.close_through(pool=desk.pool, day=date(2026, 3, 5), by=desk.officer, at=NOW)
    assert Balance.objects.get(pk=loan.pk).collectability == 2

    _take(desk, _table(_row(loan)))

    balance = Balance.objects.get(pk=loan.pk)
    assert (balance.oldest_due_on, balance.collectability) == (None, 1)
    assert loan.instalments.get(number=1).paid_on == FIRST
    _proven(desk)


def test_a_payment_found_at_the_desk_later_keeps_the_day_on_which_she_paid(desk, loan):
    _take(desk, _table(_row(loan, va="", text="untuk Maria")))
    closing.close_through(pool=desk.pool, day=date(2026, 3, 5), by=desk.officer, at=NOW)

    suspense.assign(line=_line(), loan=loan, by=desk.officer, at=NOW)

    made = Repayment.objects.select_related("posting").get()
    assert (made.received_on, made.posting.booked_on) == (FIRST, date(2026, 3, 6))
    assert loan.instalments.get(number=1).paid_on == FIRST
    assert _suspense(desk) == 0
    _proven(desk)


def test_points_and_commas_in_one_file_are_refused_not_guessed(desk, loan):
    with pytest.raises(StylesMixed):
        _take(desk, _table(_row(loan, "1.500.000"), _row(loan, "1,500,000.00", ref="R2")))

    assert not BankStatement.objects.exists()


@pytest.mark.parametrize("written", ["1.500.000", "1.500.000,00", "1500000"])
def test_one_and_a_half_million_is_that_however_it_is_written(desk, loan, written):
    _take(desk, _table(_row(loan, written)))

    assert _line().amount == 1_500_000


def test_two_million_too_much_waits_as_an_advance_for_the_next_instalment(desk, loan):
    _take(desk, _table(_row(loan, str(MONTHLY + 2_000_000))))

    assert Balance.objects.get(pk=loan.pk).advance == 2_000_000
    _proven(desk)


def test_what_is_beyond_the_last_rupiah_stands_at_the_desk(desk, loan):
    _take(desk, _table(_row(loan, "70000000")))

    loan.refresh_from_db()
    (rest,) = queries.waiting(desk.officer)
    assert loan.state == LoanState.SETTLED
    assert (rest.amount, rest.reason) == (9_700_000, "overpaid")
    assert _suspense(desk) == 9_700_000
    _proven(desk)


def test_a_statement_of_another_account_is_not_taken_in(desk, loan):
    other = camt(entry(), name="camt.054").replace(b"0101234567", b"9999999999")

    with pytest.raises(StatementRefused, match="9999999999"):
        _take(desk, other)


def test_a_file_that_is_too_large_is_not_read(desk, loan, monkeypatch):
    monkeypatch.setattr(receipts, "MOST_BYTES", 10)
    with pytest.raises(receipts.StatementTooLarge):
        _take(desk, _table(_row(loan)))


def test_one_digit_slipped_suggests_her_loan(desk, loan):
    account = loan.virtual_account
    slipped = account[:8] + str((int(account[8]) + 1) % 10) + account[9:]
    _take(desk, _table(_row(loan, "777", va=slipped)))

    (first, *_rest) = queries.suggestions(_line())

    assert first.loan == loan
    assert "digit" in first.why


def test_her_name_or_her_instalment_suggests_her_loan(desk, loan):
    _take(desk, _table(_row(loan, va="", ref="R1", amount="777"), _row(loan, va="", ref="R2")))
    StatementLine.objects.get(reference="R2")

    assert [one.loan for one in queries.suggestions(_line("R1"))] == [loan]
    nameless = _line("R2")
    nameless.payer = "BUDI"
    assert "instalment" in queries.suggestions(nameless)[0].why


def test_a_payment_booked_to_the_wrong_loan_waits_again(desk, loan):
    _take(desk, _table(_row(loan)))

    suspense.undo(line=_line(), because="milik Tika", by=desk.officer, at=NOW)

    assert _suspense(desk) == MONTHLY
    assert not loan.instalments.get(number=1).is_paid
    suspense.assign(line=_line(), loan=loan, by=desk.officer, at=NOW)
    assert _suspense(desk) == 0
    suspense.undo(line=_line(), because="milik Tika", by=desk.officer, at=NOW)
    assert _suspense(desk) == MONTHLY
    _proven(desk)


@pytest.fixture
def auditor(db):
    return make_actor(Role.AUDITOR)


def test_why_a_payment_was_taken_back_stands_in_the_history_not_in_the_trail(desk, loan, auditor):
    _take(desk, _table(_row(loan)))
    suspense.undo(line=_line(), because="milik Tika", by=desk.officer, at=NOW)

    with context.acting(auditor):
        kept = HistoryEntry.objects.filter(table="lending_statementline").latest("id")
        trail = list(AuditEntry.objects.filter(event="lending.line_undone"))

    assert (kept.reason, kept.after["state"]) == ("milik Tika", LineState.SUSPENSE)
    assert [entry.facts for entry in trail] == [{}]


def test_two_persons_send_a_payment_back(desk, loan, bank):
    _take(desk, _table(_row(loan, va="")))
    with context.acting(bank.approver), pytest.raises(WrongState):
        suspense.send_back(line=_line(), by=bank.approver, at=NOW)
    suspense.ask_return(line=_line(), by=desk.officer, at=NOW)

    with context.acting(bank.approver):
        suspense.send_back(line=_line(), by=bank.approver, at=NOW)
        suspense.send_back(line=_line(), by=bank.approver, at=NOW)

        assert _line().state == LineState.RETURNED
        assert _suspense(desk) == 0
        _proven(desk)


def test_one_person_alone_sends_nothing_back(desk, loan, bank, twin):
    _take(desk, _table(_row(loan, va="")))
    suspense.ask_return(line=_line(), by=desk.officer, at=NOW)

    with context.acting(twin), pytest.raises(SamePerson):
        suspense.send_back(line=_line(), by=twin, at=NOW)


@pytest.fixture
def twin(bank, loan):
    """Bu Rosa under a second membership, as an approver."""
    actor = bank.approver
    Membership.objects.filter(pk=actor.membership_id).update(user_id=bank.officer.user_id)
    return replace(actor, user_id=bank.officer.user_id)


def test_another_bank_sees_and_books_nothing(desk, loan, other):
    _take(desk, _table(_row(loan, va="")))
    line = _line()

    context.enter(other)
    assert not queries.waiting(other).exists()
    with pytest.raises(NotFound):
        queries.line_for(other, line.public_id)


@pytest.fixture
def other(bank, loan):
    return make_actor(Role.BANK_OFFICER)


def test_who_decides_does_not_take_statements_in(bank, loan):
    with context.acting(bank.approver), pytest.raises(NotAllowed):
        receipts.take_in(
            pool=bank.pool, data=_table(_row(loan)), file_name="x", by=bank.approver, at=NOW
        )


def test_a_line_costs_a_bounded_number_of_queries(desk, loan, django_assert_max_num_queries):
    _take(desk, _table(_row(loan, "1000", ref="R0")))

    with django_assert_max_num_queries(45):
        _take(desk, _table(_row(loan, "1000", ref="R1", day="02-03-2026")))


def test_days_between_are_not_lost(desk, loan):
    late = (FIRST + timedelta(days=8)).strftime("%d-%m-%Y")
    _take(desk, _table(_row(loan, day=late)))

    assert loan.instalments.get(number=1).paid_on == FIRST + timedelta(days=8)
    assert Balance.objects.get(pk=loan.pk).collectability == 1


def test_a_payment_that_waits_two_days_lies_on_the_worklist_until_it_has_an_owner(desk, loan):
    _take(desk, _table(_row(loan, va="")))
    closing.close_through(pool=desk.pool, day=date(2026, 3, 4), by=desk.officer, at=NOW)
    open_tasks = Task.objects.filter(kind="lending.suspense", done_at=None)
    assert open_tasks.get().facts["amount"] == MONTHLY

    suspense.assign(line=_line(), loan=loan, by=desk.officer, at=NOW)
    closing.close_through(pool=desk.pool, day=date(2026, 3, 6), by=desk.officer, at=NOW)

    assert not open_tasks.exists()
