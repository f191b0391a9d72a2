"""She is reminded kindly and never while collection is halted; the bank is told who is late, and until when."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.coordination.models import Task
from pulang.journey.actions import holds
from pulang.journey.terms import HoldReason
from pulang.lending import texts
from pulang.lending.actions import hardship, reminders, repayments
from pulang.lending.actions.hardship import Proposal
from pulang.lending.models import Balance, Instalment, Loan
from pulang.lending.queries import reaching
from pulang.lending.queries.reaching import Way
from pulang.lending.terms import Hardship, LoanState, RequestKind
from pulang.lending.tests import factories
from pulang.notices.models import Message
from pulang.notices.rules.safety import ANY_HOUR
from pulang.notices.terms import Channel, MessageState

BEGINS, DUE = date(2026, 2, 2), date(2026, 3, 3)


@pytest.fixture
def running(bank, loan) -> Loan:
    factories.pay_out(bank, loan, on=date(2026, 1, 15))
    return factories.begin(bank, loan, on=BEGINS, first_due_on=DUE)


@pytest.fixture
def way(running, monkeypatch) -> dict[int, Way]:
    """Her own phone; a test may take it away."""
    found = {running.person_id: Way(Channel.SMS, "+6281234567890", "en", ANY_HOUR)}
    monkeypatch.setattr(
        reaching, "_ways", [lambda ids: {one: found[one] for one in ids & found.keys()}]
    )
    monkeypatch.setattr(reaching, "_silences", [])
    return found


def _morning(bank, days: int) -> int:
    """Queue the reminders of the morning so many days after the first due day."""
    day = DUE + timedelta(days=days)
    return reminders.remind(bank.pool, day - timedelta(days=1), service_actor(), factories.at(day))


def _messages() -> list[Message]:
    with context.acting(service_actor()):
        return list(Message.objects.order_by("pk"))


# --- her reminders ---


def test_she_is_reminded_before_on_the_day_and_after_it_each_step_once(bank, running, way):
    context.enter(bank.officer)

    told = [(days, _morning(bank, days)) for days in range(-10, 26)]

    assert [days for days, count in told if count] == [-7, -1, 0, 3, 7, 14, 24]
    assert [one.template for one in _messages()] == [
        texts.BEFORE,
        texts.BEFORE,
        texts.TODAY,
        *[texts.AFTER] * 3,
        texts.BEFORE,  # of the next instalment
    ]


def test_who_was_missed_on_the_first_day_is_told_three_days_before(bank, running, way):
    context.enter(bank.officer)

    assert [_morning(bank, days) for days in (-3, -2)] == [1, 0]


def test_the_same_morning_twice_tells_once(bank, running, way):
    context.enter(bank.officer)

    _morning(bank, 0)
    _morning(bank, 0)

    (only,) = _messages()
    assert only.facts["day"] == "03-03-2026"
    assert only.key == reminders.key_of(running, DUE, 0)


def test_a_day_that_is_closed_late_reminds_of_nothing(bank, running, way):
    context.enter(bank.officer)

    queued = reminders.remind(
        bank.pool, DUE, service_actor(), factories.at(DUE + timedelta(days=5))
    )

    assert queued == 0


def test_what_is_paid_or_paid_ahead_is_not_asked_for(bank, running, way):
    context.enter(bank.officer)
    first = running.instalments.get(number=1)
    _pay(bank, running, first.total - 1, on=DUE - timedelta(days=9))

    assert _morning(bank, -7) == 1
    _pay(bank, running, 1, on=DUE - timedelta(days=5))
    assert [_morning(bank, days) for days in (-1, 0)] == [0, 0]


def test_without_a_safe_way_or_by_a_call_no_machine_writes(bank, running, way):
    context.enter(bank.officer)
    way[running.person_id] = Way(Channel.PHONE, "+6281234567890", "en", ANY_HOUR)
    by_phone = _morning(bank, 0)
    way.clear()

    assert (by_phone, _morning(bank, 0)) == (0, 0)


def test_about_whom_silence_was_asked_nothing_is_written(bank, running, way, monkeypatch):
    context.enter(bank.officer)
    monkeypatch.setattr(reaching, "_silences", [set])

    assert _morning(bank, 0) == 0


def test_while_collection_is_halted_nothing_leaves_and_what_waits_is_taken_back(bank, running, way):
    context.enter(bank.officer)
    _morning(bank, -7)

    _halt(running, on=DUE - timedelta(days=6))

    assert [_morning(bank, days) for days in (-1, 0, 3)] == [0, 0, 0]
    assert [one.state for one in _messages()] == [MessageState.CANCELLED]


# --- the bank's list ---


def _night(bank, days: int) -> None:
    """Tell the bank at the end of the day so many days after the first due day."""
    day = DUE + timedelta(days=days)
    reminders.tell_the_bank(bank.pool, day, service_actor(), factories.at(day + timedelta(days=1)))


def _on_the_list() -> list[dict]:
    return [one.facts for one in Task.objects.open().filter(kind=reminders.LATE_TASK)]


@pytest.fixture
def late(bank, running) -> Loan:
    """Forty days late, and the bank was told."""
    Balance.objects.filter(pk=running.pk).update(
        oldest_due_on=DUE, overdue=5_163_986, collectability=2
    )
    context.enter(bank.officer)
    for days in (1, 30):
        _night(bank, days)
    return running


@pytest.mark.parametrize(("days", "is_told"), [(0, False), (1, True), (2, False), (29, False), (30, True), (31, False), (60, True), (90, True)])  # fmt: skip
def test_the_bank_is_told_of_a_late_loan_on_the_first_day_and_each_month(
    bank, running, days, is_told
):
    context.enter(bank.officer)
    Balance.objects.filter(pk=running.pk).update(oldest_due_on=DUE, overdue=5_163_986)

    _night(bank, days)

    expected = {"loan": running.number, "days": days, "amount": 5_163_986}
    assert _on_the_list() == ([expected] if is_told else [])


def test_it_stays_one_task_until_she_is_late_no_more(bank, late):
    context.enter(bank.officer)

    for days in range(31, 62):
        _night(bank, days)

    assert len(_on_the_list()) == 1


def _pay(bank, loan: Loan, amount: int, *, on: date, received_on: date | None = None) -> None:
    repayments.record(
        loan=loan,
        amount=amount,
        received_on=received_on or on,
        booked_on=on,
        key=f"test:{on}",
        by=bank.officer,
        at=factories.at(on),
    )


def _halt(loan: Loan, *, on: date) -> None:
    service = service_actor()
    with context.acting(service):
        holds.place(migration=loan.migration, reason=HoldReason.H1, by=service, at=factories.at(on))


def _two(bank, loan: Loan, kind: RequestKind, *, on: date, **figures: object) -> None:
    proposal = Proposal(kind, "wage was cut", Hardship.WAGE_LOST, figures)
    at = factories.at(on)
    context.enter(bank.officer)
    request = hardship.propose(loan=loan, proposal=proposal, by=bank.officer, at=at)
    context.enter(bank.approver)
    hardship.confirm(request=request, by=bank.approver, at=at)
    context.enter(bank.officer)


def _by_a_payment(bank, loan: Loan, on: date) -> None:
    row = Instalment.objects.get(loan=loan, number=1)
    second = Instalment.objects.get(loan=loan, number=2)
    _pay(bank, loan, row.total + second.total, on=on)


def _by_a_late_statement(bank, loan: Loan, on: date) -> None:
    row = Instalment.objects.get(loan=loan, number=1)
    second = Instalment.objects.get(loan=loan, number=2)
    _pay(bank, loan, row.total + second.total, on=on, received_on=on - timedelta(days=20))


def _by_a_new_schedule(bank, loan: Loan, on: date) -> None:
    figures = {"months": 18, "first_due_on": f"{on + timedelta(days=30)}"}
    _two(bank, loan, RequestKind.RESTRUCTURE, on=on, **figures)


def _by_a_waiver(bank, loan: Loan, on: date) -> None:
    """Only interest is left of what is due."""
    for row in Instalment.objects.filter(loan=loan, due_on__lte=on):
        row.principal_paid = row.principal
        row.save(update_fields=["principal_paid"])
    due = Instalment.objects.filter(loan=loan, due_on__lte=on)
    _two(bank, loan, RequestKind.WAIVE, on=on, interest=sum(row.interest for row in due), penalty=0)


def _by_a_write_off(bank, loan: Loan, on: date) -> None:
    Balance.objects.filter(pk=loan.pk).update(collectability=5)
    _two(bank, loan, RequestKind.WRITE_OFF, on=on)


def _by_a_halt(bank, loan: Loan, on: date) -> None:
    _halt(loan, on=on)


@pytest.mark.parametrize(
    "made_good",
    [
        _by_a_payment,
        _by_a_late_statement,
        _by_a_new_schedule,
        _by_a_waiver,
        _by_a_write_off,
        _by_a_halt,
    ],
)
def test_whatever_made_it_good_takes_it_off_the_list(bank, late, made_good):
    context.enter(bank.officer)

    made_good(bank, late, DUE + timedelta(days=40))
    _night(bank, 40)

    assert _on_the_list() == []
    assert Task.objects.get(kind=reminders.LATE_TASK).cancelled_at


def test_a_payment_of_one_of_two_instalments_leaves_it_there(bank, late):
    context.enter(bank.officer)
    row = Instalment.objects.get(loan=late, number=1)

    _pay(bank, late, row.total, on=DUE + timedelta(days=40))
    _night(bank, 40)

    late.refresh_from_db()
    assert late.state == LoanState.REPAYING
    assert len(_on_the_list()) == 1
