"""What Rp50 billion can do, and which loss eats it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.lending.refusals import SimulationRefused, TermsRefused
from pulang.lending.rules.pool import Scenario, break_even, capacity, served_by_year, simulate
from pulang.lending.terms import InterestMethod

FIFTY_BILLION = 50_000_000_000
POOL = Scenario(allocation=FIFTY_BILLION, loan=75_000_000, annual_rate=600, months=12)


def test_a_full_pool_does_what_the_handbook_says():
    answer = capacity(POOL)

    assert answer.average == pytest.approx(5470, abs=5)  # 0.547 of the principal
    assert answer.monthly == pytest.approx(7.6e9, rel=0.01)
    assert answer.yearly == pytest.approx(91e9, rel=0.01)
    assert answer.interest == pytest.approx(3e9, rel=0.01)
    assert answer.served == answer.yearly // 75_000_000


def test_at_the_start_the_pool_holds_666_loans_of_75_million_or_500_of_100():
    assert simulate(POOL, years=1)[0].served == 666
    assert simulate(replace(POOL, loan=100_000_000), years=1)[0].served == 500


def test_over_the_years_the_simulation_serves_what_the_steady_state_says():
    # All interest stays with the bank's costs (6 % of what is lent), so the fund neither grows nor shrinks.
    kept = simulate(replace(POOL, cost=600), years=10)

    assert kept[-1].value == pytest.approx(FIFTY_BILLION, rel=0.02)
    assert served_by_year(kept)[-1] == pytest.approx(capacity(POOL).served, rel=0.03)


def test_a_grace_keeps_the_money_longer_abroad_and_serves_fewer():
    assert capacity(replace(POOL, grace_months=6)).served < capacity(POOL).served


def test_the_break_even_lies_where_the_pool_begins_to_shrink():
    loss = break_even(POOL, years=5)

    # Interest of a loan is 3.28 % of it: more than about that may not be lost.
    assert 300 < loss < 340
    assert simulate(replace(POOL, loss=loss), years=5)[-1].value >= FIFTY_BILLION
    assert simulate(replace(POOL, loss=loss + 1), years=5)[-1].value < FIFTY_BILLION


def test_costs_lower_the_loss_that_the_pool_can_bear():
    assert break_even(replace(POOL, cost=200), years=5) < break_even(POOL, years=5)
    assert break_even(replace(POOL, cost=1000), years=5) == 0


def test_late_payers_leave_less_to_lend():
    late = simulate(replace(POOL, late=3000, late_months=6), years=3)

    assert sum(served_by_year(late)) < sum(served_by_year(simulate(POOL, years=3)))


scenarios = st.builds(
    Scenario,
    allocation=st.integers(1, 500).map(lambda millions: millions * 100_000_000),
    loan=st.integers(1, 100).map(lambda millions: millions * 1_000_000),
    annual_rate=st.integers(0, 2400),
    months=st.integers(2, 24),
    method=st.sampled_from(InterestMethod),
    grace_months=st.integers(0, 1),
    loss=st.integers(0, 10_000),
    late=st.integers(0, 10_000),
    late_months=st.integers(1, 12),
)


@settings(max_examples=60)
@given(scenarios, st.integers(1, 4))
def test_no_rupiah_appears_or_vanishes(scenario, years):
    months = simulate(scenario, years=years)

    gained = sum(one.interest - one.lost - one.cost for one in months)
    assert months[-1].value == scenario.allocation + gained
    assert sum(one.lent for one in months) == sum(one.served for one in months) * scenario.loan
    assert min(one.outstanding for one in months) >= 0
    assert min(one.cash for one in months) >= 0


@pytest.mark.parametrize(
    "changed",
    [{"loan": 60_000_000_000}, {"loss": 10_001}, {"cost": -1}, {"loan": 0}, {"late_months": 0}],
)
def test_what_cannot_be_simulated_is_refused(changed):
    with pytest.raises((SimulationRefused, TermsRefused)):
        simulate(replace(POOL, **changed), years=5)


def test_no_year_or_a_hundred_are_refused():
    with pytest.raises(SimulationRefused):
        simulate(POOL, years=0)
    with pytest.raises(SimulationRefused):
        simulate(POOL, years=100)
