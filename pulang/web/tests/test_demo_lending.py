"""The demo bank's books tie, every fate is told, and built twice it stands once."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from pulang.access import context
from pulang.access.queries import actor_by_email
from pulang.access.terms import Actor, Role
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import malaysia
from pulang.lending.models import Application, DayBalance, Loan, Pool, Schedule
from pulang.lending.queries import ledger as books
from pulang.lending.terms import Account, ApplicationState, LoanState, ScheduleReason
from pulang.people.tests.factories import make_actor, make_person, make_places
from pulang.web.demo import founding, journeys, lending, lending_stories
from pulang.web.demo.lending_stories import BEFORE_A_LOAN, CEILINGS, WAGES, Fate

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OPENED = TODAY - timedelta(days=365)


def _migrations(count: int) -> list[Migration]:
    stages = [
        Stage.PREPARING,
        Stage.CLEARED,
        *[Stage.WORKING] * 6,
        Stage.DISTRESSED,
        Stage.DECEASED,
    ]
    return [
        Migration(
            pk=number,
            destination_id=list(WAGES)[number % len(WAGES)],
            stage=stages[number % len(stages)],
            stage_since=AT - timedelta(days=number * 37 % 330),
        )
        for number in range(1, count + 1)
    ]


def _stories():
    return list(
        lending_stories.draw(
            _migrations(900), today=TODAY, opened=OPENED, rng=np.random.default_rng(3)
        )
    )


def test_every_fate_is_told():
    assert {story.fate for story in _stories()} == set(Fate)


def test_days_follow_each_other_and_nothing_is_paid_in_the_future():
    for story in _stories():
        assert OPENED <= story.asked_on <= story.decided_on or story.fate in BEFORE_A_LOAN
        days = list(story.paid_on.values())
        assert days == sorted(days)
        assert all(day < TODAY for day in days)
        if story.begins_on and story.first_due:
            assert max(days) <= story.begins_on < story.first_due
            assert (story.first_due - story.begins_on).days <= 62


def test_no_cost_goes_over_its_ceiling_and_the_wage_bears_the_instalment():
    for story in _stories():
        country = story.migration.destination_id or ""
        assert all(amount <= CEILINGS[country][what] for _step, what, amount in story.parts)
        assert story.principal * 1.06 / story.months <= 0.35 * story.wage[2]


@dataclass(frozen=True)
class Built:
    """How many loans there are, and who may read them."""

    loans: int
    rosa: Actor


@pytest.fixture
def built(db, monkeypatch) -> Built:
    """A short year of a small province: a hundred and twenty days, forty persons at work."""
    monkeypatch.setattr(lending, "DAYS", 120)
    make_places()
    malaysia()
    founding.found(at=AT)
    by = make_actor(Role.VILLAGE_OFFICER, area="5304022005")
    for number in range(40):
        make_person(by, full_name=f"Maria Seran {number}", place_code="5304022005", sex="F")
    monkeypatch.setattr(journeys, "SHARE", 1.0)
    monkeypatch.setattr(journeys, "STAGES", {Stage.WORKING: 0.6, Stage.PREPARING: 0.4})
    monkeypatch.setattr(journeys, "STAYS", {Stage.WORKING: 40.0})
    journeys.build(at=AT, seed=2)
    made = lending.build(at=AT, seed=2)
    assert lending.build(at=AT, seed=2) == 0
    return Built(made, actor_by_email("rosa@demo.pulang.test"))


def test_the_books_tie(built):
    context.enter(built.rosa)
    pool = Pool.objects.get()

    assert {check.name: check.faults for check in books.prove(pool) if check.faults} == {}
    assert Loan.objects.count() == built.loans > 5
    assert pool.closed_through == TODAY - timedelta(days=1)
    days = DayBalance.objects.filter(account=Account.CASH).values("day").distinct().count()
    assert days == 120


def test_applications_and_loans_stand_in_several_states(built):
    context.enter(built.rosa)
    applications = Counter(Application.objects.values_list("state", flat=True))

    assert {ApplicationState.APPROVED, ApplicationState.REFUSED} <= set(applications)
    assert LoanState.REPAYING in set(Loan.objects.values_list("state", flat=True))
    assert Schedule.objects.filter(reason=ScheduleReason.START).exists()
