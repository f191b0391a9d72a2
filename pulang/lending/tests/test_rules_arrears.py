"""How late a loan is, and what has accrued by a day: to the rupiah, without drift."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.lending.rules.accrual import (
    Period,
    accrued,
    accrued_in_all,
    earned,
    of_day,
    penalty,
    penalty_of_day,
    periods,
)
from pulang.lending.rules.arrears import (
    OLDER_LIMITS,
    age,
    at_risk,
    collectability,
    non_performing,
    provision,
    working_day,
    worst,
)
from pulang.lending.rules.earning import rows
from pulang.lending.rules.schedule import schedule
from pulang.lending.terms import Collectability, DayCount, Grace, InterestMethod

NYEPI = date(2026, 3, 19)
SUNDAY = date(2026, 2, 1)


# --- days on which she can pay ---


def test_what_falls_due_on_a_sunday_may_be_paid_on_monday():
    assert working_day(SUNDAY) == date(2026, 2, 2)
    assert working_day(date(2026, 2, 2)) == date(2026, 2, 2)


def test_a_holiday_before_a_sunday_moves_the_day_twice():
    holidays = {date(2026, 3, 20), date(2026, 3, 21), NYEPI}

    assert working_day(NYEPI, holidays=holidays) == date(2026, 3, 23)
    assert working_day(date(2026, 3, 18), holidays=holidays) == date(2026, 3, 18)


# --- quality ---


@pytest.mark.parametrize(
    ("days", "quality"),
    [(0, 1), (1, 2), (90, 2), (91, 3), (120, 3), (121, 4), (180, 4), (181, 5), (2000, 5)],
)
def test_collectability_by_days_past_due(days, quality):
    assert collectability(days) == quality


def test_the_limits_are_a_table_that_a_rule_can_replace():
    assert collectability(150, limits=OLDER_LIMITS) == Collectability.KURANG_LANCAR
    assert collectability(271, limits=OLDER_LIMITS) == Collectability.MACET


def test_the_worst_loan_of_a_debtor_decides_for_all_of_hers():
    assert worst([Collectability.LANCAR, Collectability.DIRAGUKAN]) == Collectability.DIRAGUKAN
    assert worst([]) == Collectability.LANCAR


def test_what_the_bank_sets_aside_rises_with_the_quality():
    set_aside = [provision(outstanding=10_000_001, quality=each) for each in Collectability]

    assert set_aside == [100_000, 500_000, 1_500_000, 5_000_001, 10_000_001]


def test_portfolio_at_risk_counts_the_whole_loan_in_every_limit_it_passes():
    loans = [(0, 100), (1, 10), (29, 10), (30, 10), (60, 1), (90, 1), (400, 1)]

    assert at_risk(loans) == {1: 33, 30: 13, 60: 3, 90: 2}
    assert [age(days) for days, _ in loans] == [0, 1, 1, 30, 60, 90, 90]


def test_non_performing_is_three_to_five_of_everything():
    assert non_performing({Collectability.LANCAR: 95, Collectability.KURANG_LANCAR: 5}) == 500
    assert non_performing({Collectability.DPK: 100}) == 0
    assert non_performing({}) == 0


# --- accrual ---


def test_the_days_of_a_month_add_up_to_its_interest():
    january = Period(date(2026, 1, 5), date(2026, 2, 5), 300_001)
    days = [of_day(january, on=date(2026, 1, 5) + timedelta(n)) for n in range(40)]

    assert days[0] == 0  # the day the money went out
    assert sum(days) == 300_001
    assert set(days[1:32]) == {9677, 9678}
    assert not any(days[32:])


@given(
    st.integers(0, 10**9),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 400),
    st.integers(-5, 410),
)
def test_what_has_accrued_never_falls_and_never_exceeds_the_interest(amount, start, days, passed):
    period = Period(start, start + timedelta(days), amount)
    on = start + timedelta(passed)

    assert 0 <= accrued(period, on=on) <= amount
    assert of_day(period, on=on) >= 0
    assert accrued(period, on=period.due) == amount
    # Within half a rupiah of the exact amount on each day: no drift.
    exact = amount * min(max(passed, 0), days)
    assert abs(2 * (accrued(period, on=on) * days - exact)) <= days


@given(
    st.integers(10_000, 10**9),
    st.integers(0, 6000),
    st.integers(2, 60),
    st.sampled_from(InterestMethod),
    st.sampled_from([grace for grace in Grace if grace != Grace.NONE]),
    st.sampled_from(DayCount),
    st.data(),
)
def test_accrual_ties_to_the_schedule_whatever_its_grace(
    principal, rate, months, method, grace, day_count, data
):
    pause = data.draw(st.integers(1, months - 1))
    drawn = schedule(
        principal=principal,
        annual_rate=rate,
        months=months,
        method=method,
        first_due=date(2026, 2, 1),
        grace=grace,
        grace_months=pause,
        day_count=day_count,
    )

    assert min(earned(drawn)) >= 0
    assert sum(earned(drawn)) == drawn.interest
    times = periods(drawn, starts_on=date(2026, 1, 1))
    assert accrued_in_all(times, on=drawn.instalments[-1].due) == drawn.interest
    stored = rows(drawn, carried=1_234)
    assert [one.accrues for one in stored] == list(earned(drawn))
    asked = sum(one.interest + one.capitalised for one in stored)
    assert asked == drawn.interest + 1_234
    assert sum(one.principal - one.capitalised for one in stored) == principal


def test_interest_of_a_grace_without_payments_is_earned_in_it():
    drawn = schedule(
        principal=60_000_000,
        annual_rate=600,
        months=12,
        method=InterestMethod.ANNUITY,
        first_due=date(2026, 2, 1),
        grace=Grace.FULL_ACCRUE,
        grace_months=6,
    )
    times = periods(drawn, starts_on=date(2026, 1, 1))

    assert earned(drawn)[:6] == (300_000,) * 6
    assert accrued_in_all(times, on=date(2026, 7, 1)) == 1_800_000
    assert accrued_in_all(times, on=date(2026, 7, 1)) == drawn.accrued
    # The months that ask for it earn what is owed in them: 0.5 % of the balance before each.
    owed = [60_000_000, *(one.balance for one in drawn.instalments[6:-1])]
    assert [2 * part for part in earned(drawn)[6:]] == pytest.approx(
        [balance // 100 for balance in owed], abs=2
    )


# --- penalty ---


def test_a_penalty_grows_by_the_day_up_to_its_cap():
    def asked(days, **changed):
        return penalty(overdue=5_163_986, annual_rate=1200, days=days, **changed)

    assert asked(30) == 50_932  # 5,163,986 · 12 % · 30 / 365
    assert asked(30, cap=40_000) == 40_000
    assert asked(0) == 0
    assert asked(30, in_moratorium=True) == 0


def test_nothing_overdue_bears_no_penalty():
    assert penalty(overdue=0, annual_rate=1200, days=30) == 0


@given(st.integers(1, 10**8), st.integers(0, 6000), st.integers(1, 200), st.integers(0, 10**6))
def test_the_days_of_a_penalty_add_up(overdue, rate, days, cap):
    added = [
        penalty_of_day(overdue=overdue, annual_rate=rate, day=day, cap=cap)
        for day in range(1, days + 1)
    ]

    assert min(added) >= 0
    assert sum(added) == penalty(overdue=overdue, annual_rate=rate, days=days, cap=cap) <= cap
