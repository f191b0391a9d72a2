"""What the database reckons in sets says the same as the rules, to the rupiah."""

from datetime import date, timedelta

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.lending.actions.closing import LIMITS
from pulang.lending.rules import accrual, arrears

FROM = date(2026, 1, 31)
_CALM = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _ask(function: str, *values: object) -> int:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({marks})", values)
        return int(cursor.fetchone()[0])


@_CALM
@given(
    total=st.integers(0, 10**10),
    length=st.integers(1, 400),
    day=st.integers(-3, 420),
)
def test_the_database_accrues_as_the_rule_does(db, total, length, day):
    # The rule counts until a moment: the end of a day is the beginning of the next.
    ends, on = FROM + timedelta(length), FROM + timedelta(day)

    said = _ask("lending_accrued", total, FROM, ends, on)

    period = accrual.Period(FROM, ends, total)
    assert said == accrual.accrued(period, on=on + timedelta(1))


@_CALM
@given(
    overdue=st.integers(-5, 10**9),
    rate=st.integers(0, 6000),
    days=st.integers(-3, 800),
    cap=st.integers(0, 10**8),
)
def test_the_database_asks_the_penalty_of_the_rule(db, overdue, rate, days, cap):
    said = _ask("lending_penalty", overdue, rate, days, cap)

    assert said == accrual.penalty(overdue=overdue, annual_rate=rate, days=days, cap=cap)


def test_the_limits_of_quality_are_those_of_the_rule():
    for days in range(400):
        by_limits = 1 + sum(days > most for most in LIMITS)
        assert by_limits == arrears.collectability(days)
