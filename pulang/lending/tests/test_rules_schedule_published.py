"""Amortisation tables that others publish: figures only, with their source, in the smallest unit.

The sources reckon in currencies with cents; a cent here stands for a rupiah, the arithmetic is one.
"""

from datetime import date

import pytest

from pulang.lending.rules.schedule import schedule
from pulang.lending.terms import DayCount, Grace, InterestMethod

FINERACT = "https://github.com/apache/fineract/blob/develop/"
EMI = (
    FINERACT + "fineract-e2e-tests-runner/src/test/resources/features/EMICalculation-Part1.feature"
)
MONTH_END = (
    FINERACT
    + "fineract-e2e-tests-runner/src/test/resources/features/LoanMonthEndDueDateStrategy.feature"
)
GROUP_LOAN = (
    FINERACT
    + "integration-tests/src/test/java/org/apache/fineract/integrationtests/GroupLoanIntegrationTest.java"
)
EQUAL_PRINCIPAL = FINERACT + "integration-tests/src/test/java/org/apache/fineract/integrationtests"
FRAPPE = "https://github.com/frappe/lending/blob/develop/lending/loan_management/doctype/"


ANNUITIES = [
    pytest.param(
        {"principal": 10_000, "annual_rate": 1200, "months": 6, "first_due": date(2024, 2, 1)},
        [(1625, 100), (1641, 84), (1658, 67), (1674, 51), (1691, 34), (1711, 17)],
        id=f"{EMI} C3154, 30/360",
    ),
    pytest.param(
        {
            "principal": 10_000,
            "annual_rate": 1200,
            "months": 6,
            "first_due": date(2024, 2, 1),
            "day_count": DayCount.ACTUAL_365,
        },
        [(1623, 102), (1645, 80), (1656, 69), (1675, 50), (1690, 35), (1711, 17)],
        id=f"{EMI} C3159, actual/365",
    ),
    pytest.param(
        {
            "principal": 1_000_000,
            "annual_rate": 1200,
            "months": 3,
            "first_due": date(2025, 2, 28),
            "starts_on": date(2025, 1, 31),
        },
        [(330_022, 10_000), (333_322, 6_700), (336_656, 3_367)],
        id=f"{MONTH_END} C111045, 30/360",
    ),
    pytest.param(
        {
            "principal": 1_000_000,
            "annual_rate": 1200,
            "months": 3,
            "first_due": date(2025, 2, 28),
            "starts_on": date(2025, 1, 31),
            "due_day": 31,
            "day_count": DayCount.ACTUAL_365,
        },
        [(330_577, 9_205), (332_959, 6_823), (336_464, 3_319)],
        id=f"{MONTH_END} C111047, actual days of a year of 365",
    ),
    pytest.param(
        {"principal": 1_200_000, "annual_rate": 2400, "months": 4, "first_due": date(2011, 10, 20)},
        [(291_149, 24_000), (296_972, 18_177), (302_911, 12_238), (308_968, 6_179)],
        id=f"{GROUP_LOAN}, 2 % a month",
    ),
]


@pytest.mark.parametrize(("terms", "rows"), ANNUITIES)
def test_annuities_that_fineract_expects(terms, rows):
    drawn = schedule(method=InterestMethod.ANNUITY, **terms)

    assert [(one.principal, one.interest) for one in drawn.instalments] == rows


def test_due_days_at_the_end_of_months_that_fineract_expects():
    drawn = schedule(
        method=InterestMethod.ANNUITY,
        principal=1_000_000,
        annual_rate=1200,
        months=3,
        first_due=date(2025, 2, 28),
        due_day=31,
    )

    assert [one.due for one in drawn.instalments] == [
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 30),
    ], MONTH_END


def test_interest_in_grace_on_actual_days_that_fineract_expects():
    drawn = schedule(
        method=InterestMethod.DECLINING,
        principal=10_000_000,
        annual_rate=2400,
        months=19,
        first_due=date(2011, 10, 20),
        day_count=DayCount.ACTUAL_365,
        grace=Grace.INTEREST_ONLY,
        grace_months=6,
    )
    interest = {one.number: one.interest for one in drawn.instalments}

    # Its principal is a share of 5 % and no equal part: interest before it falls is comparable.
    assert (interest[1], interest[6], interest[7]) == (197_260, 190_685, 203_836), EQUAL_PRINCIPAL
    assert {one.principal for one in drawn.instalments[:6]} == {0}


def test_flat_interest_over_actual_days_that_fineract_expects():
    drawn = schedule(
        method=InterestMethod.FLAT,
        principal=10_000_000,
        annual_rate=2400,
        months=13,
        first_due=date(2011, 10, 20),
        day_count=DayCount.ACTUAL_365,
    )

    assert [one.interest for one in drawn.instalments] == [200_295] * 12 + [200_296]


@pytest.mark.parametrize(
    ("principal", "rate", "months", "monthly", "interest", "source"),
    [
        (250_000, 920, 18, 14_923, 18_599, "loan_application/test_loan_application.py"),
        (250_000, 920, 24, 11_445, 24_657, "loan_application/test_loan_application.py"),
        (280_000, 840, 20, 15_052, None, "loan/test_loan.py"),
    ],
)
def test_instalments_that_frappe_lending_expects(
    principal, rate, months, monthly, interest, source
):
    drawn = schedule(
        method=InterestMethod.ANNUITY,
        principal=principal,
        annual_rate=rate,
        months=months,
        first_due=date(2025, 2, 27),
    )

    # It rounds instalments up and interest only in sum: a unit a month at most lies between.
    assert 0 <= monthly - drawn.instalments[0].total <= 1, FRAPPE + source
    assert interest is None or abs(drawn.interest - interest) <= months
