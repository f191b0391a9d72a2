"""A coded halt stops collection at once and costs her no day; a death pursues no family."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Role
from pulang.coordination.models import Task
from pulang.journey.actions import holds, people, stages
from pulang.journey.models import Hold
from pulang.journey.terms import HoldReason, Stage
from pulang.lending.actions import closing
from pulang.lending.models import Balance, Entry, Moratorium
from pulang.lending.queries import ledger as books
from pulang.lending.terms import ScheduleReason
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_actor

BEGINS = date(2026, 2, 1)
HALTED = date(2026, 3, 11)


@pytest.fixture
def running(bank, loan):
    """Sixty million, twelve months, the first instalment due on 1 March and not paid."""
    factories.pay_out(bank, loan, on=date(2026, 1, 15))
    return factories.begin(bank, loan, on=BEGINS, first_due_on=date(2026, 3, 1))


def _close(bank, day: date) -> None:
    closing.close_through(
        pool=bank.pool, day=day, by=bank.officer, at=factories.at(day + timedelta(days=1))
    )


def _place(loan, on: date) -> Hold:
    service = service_actor()
    with context.acting(service):
        return holds.place(
            migration=loan.migration, reason=HoldReason.H1, by=service, at=factories.at(on)
        )


def _lift(hold: Hold, on: date) -> None:
    service = service_actor()
    with context.acting(service):
        holds.lift(hold=hold, by=service, at=factories.at(on))


def test_from_the_day_of_the_halt_nothing_is_earned_and_nothing_grows_late(bank, running):
    context.enter(bank.officer)
    _close(bank, date(2026, 3, 10))
    before = Balance.objects.get(pk=running.pk)

    _place(running, HALTED)
    _close(bank, date(2026, 6, 30))

    after = Balance.objects.get(pk=running.pk)
    assert before.oldest_due_on == date(2026, 3, 1)
    assert (after.interest, after.penalty) == (before.interest, 0)
    assert (after.collectability, after.oldest_due_on) == (2, date(2026, 3, 1))
    assert after.halted_since == HALTED
    assert [check.name for check in books.prove(bank.pool) if check.faults] == []


def test_the_bank_sees_the_code_and_no_story(bank, running):
    context.enter(bank.officer)

    _place(running, HALTED)

    halt = Moratorium.objects.get(loan=running)
    assert halt.code == HoldReason.H1
    assert {field.name for field in Moratorium._meta.concrete_fields} & {"note", "reason"} == set()


def test_when_it_is_lifted_she_is_as_late_as_on_its_first_day_and_every_due_day_has_moved(
    bank, running
):
    context.enter(bank.officer)
    _close(bank, date(2026, 3, 10))
    due = list(running.instalments.filter(is_current=True).values_list("due_on", flat=True))
    earned = Balance.objects.get(pk=running.pk).interest
    hold = _place(running, HALTED)
    _close(bank, date(2026, 5, 19))

    _lift(hold, date(2026, 5, 20))

    days = (date(2026, 5, 20) - HALTED).days
    moved = running.instalments.filter(is_current=True)
    balance = Balance.objects.get(pk=running.pk)
    assert list(moved.values_list("due_on", flat=True)) == [one + timedelta(days) for one in due]
    assert running.schedules.get(is_current=True).reason == ScheduleReason.MORATORIUM
    assert (date(2026, 5, 20) - balance.oldest_due_on).days == (HALTED - date(2026, 3, 1)).days
    # A day goes on exactly where it stopped: the whole schedule earns what it would have earned.
    _close(bank, date(2026, 5, 20))
    first = Balance.objects.get(pk=running.pk).interest - earned
    assert 0 < first <= 10_000
    _close(bank, date(2027, 6, 30))
    schedule = running.instalments.filter(is_current=True)
    asked = sum(schedule.values_list("interest", flat=True))
    assert Balance.objects.get(pk=running.pk).interest == asked
    assert [check.name for check in books.prove(bank.pool) if check.faults] == []


def test_a_halt_lifted_on_the_same_day_changes_nothing(bank, running):
    context.enter(bank.officer)

    hold = _place(running, HALTED)
    _lift(hold, HALTED)

    assert running.schedules.count() == 1
    assert Balance.objects.get(pk=running.pk).halted_since is None


def test_two_halts_are_one_until_the_last_is_lifted(bank, running):
    context.enter(bank.officer)
    first = _place(running, HALTED)
    service = service_actor()
    with context.acting(service):
        second = holds.place(
            migration=running.migration,
            reason=HoldReason.H2,
            by=service,
            at=factories.at(HALTED + timedelta(1)),
        )

    _lift(first, HALTED + timedelta(days=5))

    assert Moratorium.objects.get(loan=running).ends_on is None
    _lift(second, HALTED + timedelta(days=9))
    assert Moratorium.objects.get(loan=running).ends_on == HALTED + timedelta(days=9)


def test_days_not_yet_closed_when_the_halt_comes_are_earned_to_the_evening_before(bank, running):
    context.enter(bank.officer)
    _close(bank, date(2026, 3, 1))

    _place(running, HALTED)
    _close(bank, date(2026, 4, 30))

    last = Entry.objects.filter(loan=running, debit="interest").latest("booked_on", "id")
    assert last.booked_on == HALTED - timedelta(days=1)


def test_money_that_still_goes_out_before_repayment_begins_waits_with_her(bank, loan):
    context.enter(bank.officer)
    factories.pay_out(bank, loan, on=date(2026, 1, 15))
    latest = loan.start_latest_on
    hold = _place(loan, date(2026, 1, 25))
    _close(bank, date(2026, 3, 31))

    _lift(hold, date(2026, 4, 1))

    loan.refresh_from_db()
    assert (loan.start_latest_on - latest).days == (date(2026, 4, 1) - date(2026, 1, 25)).days
    assert Balance.objects.get(pk=loan.pk).interest == round(3_600_000 * 10 / 365)
    _close(bank, date(2026, 4, 10))
    assert Balance.objects.get(pk=loan.pk).interest == round(3_600_000 * 20 / 365)


@pytest.fixture
def officer(db):
    return make_actor(Role.CASE_WORKER, area="5304")


def test_when_she_has_died_collection_stops_and_the_bank_is_asked_to_file_the_claim(
    bank, running, officer
):
    service = service_actor()
    with context.acting(service):
        people.share(
            person=running.person,
            organisation_id=officer.organisation_id,
            by=service,
            at=factories.AT,
        )

    with context.acting(officer):
        stages.reach(
            migration=running.migration,
            stage=Stage.DECEASED,
            by=officer,
            at=factories.at(HALTED),
        )

    context.enter(bank.officer)
    assert Balance.objects.get(pk=running.pk).halted_since == HALTED
    task = Task.objects.get(kind="lending.claim")
    assert (task.desk, task.person) == (f"org:{bank.pool.bank_id}", None)
