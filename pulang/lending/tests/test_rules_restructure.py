"""A wage was lost: the loan is drawn up anew, and the bank does not pretend that nothing happened."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.lending.refusals import AmountRefused, OverpaidRefused
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.restructure import paid_in_row, quality, restructure
from pulang.lending.terms import Collectability, Grace, InterestMethod

PLAN = Plan(
    annual_rate=300,
    method=InterestMethod.ANNUITY,
    first_due=date(2026, 9, 1),
    grace=Grace.INTEREST_ONLY,
    grace_months=3,
)


def anew(**changed):
    facts = {"outstanding": 30_448_844, "overdue_interest": 450_000, "months": 24, "plan": PLAN}
    return restructure(**(facts | changed))


def test_a_longer_tenor_with_a_grace_makes_the_instalment_small():
    answer = anew()

    assert answer.principal == answer.schedule.principal == 30_448_844
    assert answer.schedule.instalments[0].principal == 0
    assert answer.schedule.monthly < 1_600_000
    assert answer.interest_left == 450_000


def test_overdue_interest_may_be_added_and_principal_given_up():
    answer = anew(capitalised=400_000, given_up=5_000_000)

    assert answer.principal == 30_448_844 + 400_000 - 5_000_000
    assert answer.interest_left == 50_000


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"capitalised": 450_001}, OverpaidRefused),
        ({"given_up": 30_448_844}, OverpaidRefused),
        ({"capitalised": -1}, AmountRefused),
        ({"given_up": -1}, AmountRefused),
    ],
)
def test_more_than_is_owed_is_refused(changed, refusal):
    with pytest.raises(refusal):
        anew(**changed)


def test_a_new_schedule_does_not_make_a_bad_loan_good():
    before = Collectability.DIRAGUKAN

    assert quality(before=before, days=0, paid_in_row=0) == before
    assert quality(before=before, days=0, paid_in_row=2) == before
    assert quality(before=before, days=0, paid_in_row=3) == Collectability.LANCAR
    assert quality(before=Collectability.DPK, days=200, paid_in_row=0) == Collectability.MACET


def test_three_payments_in_a_row_are_counted_from_the_last_late_one():
    due = [date(2026, month, 1) for month in range(1, 7)]

    assert paid_in_row([(day, day) for day in due]) == 6
    assert paid_in_row([(due[0], due[0]), (due[1], due[3]), (due[2], due[2])]) == 1
    assert paid_in_row([(due[0], due[0]), (due[1], None)]) == 0
    assert paid_in_row([]) == 0


@given(st.sampled_from(Collectability), st.integers(0, 400), st.integers(0, 6))
def test_the_quality_is_never_better_than_its_days(before, days, count):
    answer = quality(before=before, days=days, paid_in_row=count)

    assert answer >= quality(before=Collectability.LANCAR, days=days, paid_in_row=count)
