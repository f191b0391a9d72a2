"""Repayment schedules: the handbook's figures, what must hold for every loan, what is refused."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.lending.refusals import (
    DueDayRefused,
    FeeRefused,
    FirstDueRefused,
    GraceRefused,
    MonthsRefused,
    PrincipalRefused,
    RateRefused,
    RoundingRefused,
    TermsRefused,
)
from pulang.lending.rules.schedule import schedule
from pulang.lending.terms import DayCount, Grace, InterestMethod

ROOT = Path(__file__).parents[3]
ANNUITY, FLAT = InterestMethod.ANNUITY, InterestMethod.FLAT
DECLINING, SINGLE = InterestMethod.DECLINING, InterestMethod.SINGLE


def departure_loan(**changed):
    terms = {
        "principal": 60_000_000,
        "annual_rate": 600,
        "months": 12,
        "method": ANNUITY,
        "first_due": date(2026, 2, 1),
    }
    return schedule(**(terms | changed))


# --- the handbook's table and schedule (5.3) ---


@pytest.mark.parametrize(
    ("principal", "monthly", "interest"),
    [
        (25_000_000, 2_151_661, 819_929),
        (60_000_000, 5_163_986, 1_967_830),
        (75_000_000, 6_454_982, 2_459_787),
        (100_000_000, 8_606_643, 3_279_716),
    ],
)
def test_annuities_of_the_handbook(principal, monthly, interest):
    drawn = departure_loan(principal=principal)

    assert {one.total for one in drawn.instalments[:-1]} == {monthly}
    # The table's interest is unrounded except for 60 million; months of whole rupiah differ by a few.
    assert abs(drawn.interest - interest) <= 3
    assert drawn.interest == interest or principal != 60_000_000


@pytest.mark.parametrize(
    ("principal", "monthly", "interest"),
    [
        (25_000_000, 2_208_333, 1_500_000),
        (60_000_000, 5_300_000, 3_600_000),
        (75_000_000, 6_625_000, 4_500_000),
        (100_000_000, 8_833_333, 6_000_000),
    ],
)
def test_flat_loans_of_the_handbook(principal, monthly, interest):
    drawn = departure_loan(principal=principal, method=FLAT)

    assert {one.total for one in drawn.instalments[:-1]} == {monthly}
    assert drawn.interest == interest


@pytest.mark.parametrize(
    ("principal", "first", "last", "interest"),
    [
        (25_000_000, 2_208_333, 2_093_750, 812_500),
        (60_000_000, 5_300_000, 5_025_000, 1_950_000),
        (75_000_000, 6_625_000, 6_281_250, 2_437_500),
        (100_000_000, 8_833_333, 8_375_000, 3_250_000),
    ],
)
def test_sliding_loans_of_the_handbook(principal, first, last, interest):
    drawn = departure_loan(principal=principal, method=DECLINING)

    assert drawn.instalments[0].total == first
    assert abs(drawn.instalments[-1].total - last) <= 4  # takes the rounding of eleven others
    assert drawn.interest == interest


def test_the_schedule_of_the_handbook_month_by_month():
    months = departure_loan().instalments

    assert (months[0].interest, months[0].principal, months[0].balance) == (
        300_000,
        4_863_986,
        55_136_014,
    )
    assert months[5].balance == 30_448_844
    assert (months[11].interest, months[11].principal) == (25_691, 5_138_293)
    assert months[11].total == 5_163_984


@pytest.mark.parametrize(
    ("grace_months", "balance", "monthly"),
    [(6, 61_822_651, 10_484_841), (3, 60_904_508, 6_937_472)],
)
def test_grace_inside_the_tenor_makes_the_handbooks_dangerous_instalments(
    grace_months, balance, monthly
):
    drawn = departure_loan(grace=Grace.FULL_CAPITALISE, grace_months=grace_months)

    assert drawn.instalments[grace_months - 1].balance == balance
    assert len(drawn.payable) == 12 - grace_months
    assert {one.total for one in drawn.payable[:-1]} == {monthly}
    assert drawn.capitalised == balance - 60_000_000


def test_the_effective_rate_of_a_flat_loan_is_nearly_twice_what_the_poster_says():
    drawn = departure_loan(method=FLAT)

    assert round(drawn.nominal_rate, 4) == Decimal("0.1090")
    assert round(drawn.effective_rate, 4) == Decimal("0.1146")
    assert departure_loan().effective_rate == Decimal("0.061678")  # 1.005 to the twelfth


# --- kinds of grace ---


def test_interest_only_asks_for_interest_and_leaves_the_principal():
    months = departure_loan(grace=Grace.INTEREST_ONLY, grace_months=3).instalments

    assert [(one.principal, one.interest) for one in months[:3]] == [(0, 300_000)] * 3
    assert months[3].principal > 0


def test_accrued_grace_asks_for_nothing_and_spreads_simple_interest_over_the_months_that_follow():
    accrued = departure_loan(grace=Grace.FULL_ACCRUE, grace_months=6)
    interest_only = departure_loan(grace=Grace.INTEREST_ONLY, grace_months=6)

    assert not any(one.total or one.principal for one in accrued.instalments[:6])
    assert accrued.interest == interest_only.interest  # no interest on interest
    assert accrued.monthly == interest_only.monthly + 6 * 300_000 // 6


def test_a_single_repayment_falls_on_the_last_due_day_with_simple_interest():
    drawn = departure_loan(method=SINGLE)

    assert [(one.due, one.total) for one in drawn.instalments] == [(date(2027, 1, 1), 63_600_000)]
    assert drawn.effective_rate == Decimal("0.060000")


# --- days ---


def test_a_due_day_at_the_end_of_a_month_is_clipped_and_does_not_drift():
    dues = [one.due for one in departure_loan(first_due=date(2026, 1, 31)).instalments]

    assert dues[:4] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_actual_days_count_and_the_year_of_360_days_costs_more():
    by_365 = departure_loan(day_count=DayCount.ACTUAL_365)
    by_360 = departure_loan(day_count=DayCount.ACTUAL_360)

    assert by_365.instalments[0].interest == round(60_000_000 * 6 * 31 / 36500)
    assert by_365.instalments[1].interest < by_365.instalments[0].interest  # February
    assert by_360.interest > by_365.interest
    assert by_365.effective_rate == Decimal("0.061678")
    # The level instalment is solved for these days, so the last differs by the rounding only.
    assert abs(by_365.instalments[-1].total - by_365.instalments[0].total) < 12


def test_a_loan_that_starts_later_in_the_month_bears_interest_for_fewer_days():
    late = departure_loan(day_count=DayCount.ACTUAL_365, starts_on=date(2026, 1, 22))

    assert late.instalments[0].interest == round(60_000_000 * 6 * 10 / 36500)


# --- rounding and fee ---


def test_instalments_rounded_up_to_a_thousand_leave_a_smaller_last_one():
    drawn = departure_loan(rounding=1000)

    assert {one.total for one in drawn.instalments[:-1]} == {5_164_000}
    assert drawn.instalments[-1].total < 5_164_000
    assert sum(one.principal for one in drawn.instalments) == 60_000_000


def test_a_fee_is_part_of_what_the_loan_costs():
    drawn = departure_loan(fee=600_000)

    assert drawn.total_cost == 1_967_830 + 600_000
    assert drawn.effective_rate > Decimal("0.08")


# --- what holds for every loan ---

any_loan = st.fixed_dictionaries(
    {
        "principal": st.integers(10_000, 10_000_000_000),
        "annual_rate": st.integers(0, 6000),
        "months": st.integers(1, 60),
        "method": st.sampled_from(InterestMethod),
        "first_due": st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        "day_count": st.sampled_from(DayCount),
    }
)
any_grace = st.tuples(
    st.sampled_from([one for one in Grace if one != Grace.NONE]), st.integers(1, 59)
)


@given(any_loan, any_grace)
def test_every_rupiah_is_paid_back_once_and_none_is_owed_at_the_end(terms, grace):
    if grace[1] < terms["months"]:
        terms |= {"grace": grace[0], "grace_months": grace[1]}
    drawn = schedule(**terms)
    months = drawn.instalments

    assert sum(one.principal for one in months) == terms["principal"]
    assert sum(one.interest for one in months) == drawn.interest
    assert sum(one.total for one in months) == drawn.total
    assert months[-1].balance == 0
    assert all(one.total == one.principal + one.interest for one in months)
    assert min(one.interest for one in months) >= 0
    assert min(one.total for one in months) >= 0


@given(any_loan, any_grace)
def test_the_debt_never_grows_unless_interest_is_added_to_it(terms, grace):
    if grace[1] < terms["months"]:
        terms |= {"grace": grace[0], "grace_months": grace[1]}
    months = schedule(**terms).instalments

    if terms.get("grace") != Grace.FULL_CAPITALISE:
        assert min(one.principal for one in months) >= 0
    else:
        assert min(one.principal for one in months[grace[1] :]) >= 0


@given(any_loan)
def test_an_annuity_is_level_but_for_the_rounding_of_the_last(terms):
    months = schedule(**(terms | {"method": ANNUITY})).instalments

    assert len({one.total for one in months[:-1]}) <= 1
    # Half a rupiah a month, with interest on it: 5.1 % over 60 months makes at most 390 of it.
    assert abs(months[-1].total - months[0].total) <= 390


@given(any_loan)
def test_the_effective_rate_makes_what_is_paid_worth_what_was_received(terms):
    drawn = schedule(**terms)
    rate = float(drawn.effective_rate)
    worth, passed = 0.0, 0
    for one, gap in zip(drawn.instalments, drawn.gaps, strict=True):
        passed += gap
        worth += one.total / (1 + rate) ** (passed / drawn.periods)

    assert worth == pytest.approx(terms["principal"], rel=1e-5)


# --- what is refused ---


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"principal": 0}, PrincipalRefused),
        ({"principal": -60_000_000}, PrincipalRefused),
        ({"principal": 10**11}, PrincipalRefused),
        ({"annual_rate": 60_000}, RateRefused),  # 600 %
        ({"annual_rate": -1}, RateRefused),
        ({"months": 0}, MonthsRefused),
        ({"months": -3}, MonthsRefused),
        ({"months": 61}, MonthsRefused),
        ({"grace": Grace.INTEREST_ONLY, "grace_months": 12}, GraceRefused),
        ({"grace": Grace.INTEREST_ONLY, "grace_months": 0}, GraceRefused),
        ({"grace": Grace.NONE, "grace_months": 3}, GraceRefused),
        ({"grace": Grace.FULL_ACCRUE, "grace_months": -1}, GraceRefused),
        ({"rounding": 7}, RoundingRefused),
        ({"principal": 30_000, "months": 60, "rounding": 1000}, RoundingRefused),
        ({"first_due": date(2026, 2, 27), "due_day": 31}, DueDayRefused),
        ({"fee": -1}, FeeRefused),
        ({"fee": 60_000_000}, FeeRefused),
        ({"starts_on": date(2026, 2, 1)}, FirstDueRefused),
        ({"starts_on": date(2025, 6, 1)}, FirstDueRefused),
    ],
)
def test_terms_that_make_no_sense_are_refused_with_a_sentence(changed, refusal):
    with pytest.raises(refusal) as refused:
        departure_loan(**changed)

    assert isinstance(refused.value, TermsRefused)
    assert len(str(refused.value)) > 30


def test_the_refusal_of_a_rate_says_which_and_how_it_is_written():
    with pytest.raises(RateRefused, match=r"600,00 %.*60,00 %.*600 basis points"):
        departure_loan(annual_rate=60_000)


def test_a_first_month_so_long_that_its_interest_outgrows_the_instalment_is_refused():
    with pytest.raises(FirstDueRefused):
        departure_loan(
            annual_rate=6000,
            months=60,
            day_count=DayCount.ACTUAL_365,
            starts_on=date(2025, 12, 3),
        )


# --- the page of the mathematics ---


def test_the_table_of_the_docs_is_what_the_code_reckons():
    page = (ROOT / "docs/algorithms/lending.md").read_text()
    rows = re.findall(r"^\| (\d+,000,000) \| (.+) → (.+) \| (.+) \|$", page, re.MULTILINE)

    assert len(rows) == 4
    for principal, first_cells, last, interest in rows:
        told = [_number(each) for each in (*first_cells.split(" | "), last, interest)]
        annuity, flat, sliding = (
            departure_loan(principal=_number(principal), method=method)
            for method in (ANNUITY, FLAT, DECLINING)
        )
        assert told == [
            annuity.instalments[0].total,
            annuity.interest,
            flat.instalments[0].total,
            flat.interest,
            sliding.instalments[0].total,
            sliding.instalments[-1].total,
            sliding.interest,
        ]


def _number(text):
    return int(text.replace(",", ""))
