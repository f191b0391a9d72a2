"""What Maria can pay from her wage, what may not be asked of her, and what the refusal tells."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.lending.refusals import AmountRefused, WageRefused
from pulang.lending.rules.affordability import (
    Finding,
    Plan,
    affordability,
    cost_lines,
    most_principal,
    proven_wage,
)
from pulang.lending.terms import DayCount, InterestMethod

PLAN = Plan(annual_rate=600, method=InterestMethod.ANNUITY, first_due=date(2026, 2, 1))
DOMESTIC_WORKER = 5_200_000


def judged(*, net_wage, principal=75_000_000, months=12, other_debts=0, tenors=(24, 36)):
    return affordability(
        net_wage=net_wage,
        other_debts=other_debts,
        principal=principal,
        months=months,
        plan=PLAN,
        tenors=tenors,
    )


def test_seventy_five_million_would_take_more_than_a_domestic_workers_wage():
    answer = judged(net_wage=DOMESTIC_WORKER)

    assert not answer.is_affordable
    assert answer.instalment > DOMESTIC_WORKER
    assert answer.most_instalment == 1_820_000


def test_the_refusal_tells_what_would_fit_as_the_handbook_prints_it():
    answer = judged(net_wage=DOMESTIC_WORKER)

    assert round(answer.most_principal, -5) == 21_100_000
    assert [(one.months, round(one.principal, -5)) for one in answer.longer] == [
        (24, 41_100_000),
        (36, 59_800_000),
    ]
    assert all(one.monthly <= 1_820_000 for one in answer.longer)


def test_a_wage_in_japan_bears_sixty_nine_million():
    assert round(judged(net_wage=17_000_000).most_principal, -5) == 69_100_000


@pytest.mark.parametrize(("principal", "wage"), [(75_000_000, 18.44), (100_000_000, 24.59)])
def test_the_wage_that_a_loan_needs(principal, wage):
    answer = judged(net_wage=DOMESTIC_WORKER, principal=principal)

    assert round(answer.needed_wage / 1_000_000, 2) == wage
    assert judged(net_wage=answer.needed_wage, principal=principal).is_affordable
    assert not judged(net_wage=answer.needed_wage - 1, principal=principal).is_affordable


def test_a_share_above_thirty_percent_is_near_and_above_thirty_five_is_no():
    def of(share):
        return judged(net_wage=6_454_982 * 10_000 // share)

    assert not of(2990).is_near
    assert of(3200).is_near
    assert of(3200).is_affordable
    assert not of(3600).is_near
    assert not of(3600).is_affordable


def test_what_she_pays_the_moneylender_leaves_less_for_the_loan():
    free, indebted = judged(net_wage=17_000_000), judged(net_wage=17_000_000, other_debts=2_000_000)

    assert indebted.most_instalment == free.most_instalment - 2_000_000
    assert indebted.most_principal < free.most_principal
    assert indebted.share > free.share
    assert judged(net_wage=5_000_000, other_debts=3_000_000).most_principal == 0


def test_without_a_wage_there_is_no_answer():
    with pytest.raises(WageRefused):
        judged(net_wage=0)
    with pytest.raises(AmountRefused):
        judged(net_wage=DOMESTIC_WORKER, other_debts=-1)


def test_a_wage_abroad_counts_after_a_haircut_and_is_rounded_down():
    # 1,500 ringgit at 3,800 rupiah, less 5 %
    assert proven_wage(amount=Decimal(1500), rate=Decimal(3800)) == 5_415_000
    assert proven_wage(amount=Decimal("1500.55"), rate=Decimal("3799.99")) == 5_416_971
    assert proven_wage(amount=Decimal(5_200_000), rate=Decimal(1), haircut=0) == 5_200_000


plans = st.builds(
    Plan,
    annual_rate=st.integers(0, 3000),
    method=st.sampled_from([InterestMethod.ANNUITY, InterestMethod.FLAT, InterestMethod.DECLINING]),
    first_due=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    day_count=st.sampled_from(DayCount),
)


@given(st.integers(0, 40_000_000), st.integers(1, 36), plans)
def test_the_most_that_is_offered_fits_and_a_thousand_more_does_not(room, months, plan):
    offer = most_principal(room=room, months=months, plan=plan)

    if offer.principal:
        assert plan.draw(principal=offer.principal, months=months).monthly == offer.monthly <= room
        more = plan.draw(principal=offer.principal + 1000, months=months)
        assert more.monthly > room
    else:
        assert plan.draw(principal=10_000, months=months).monthly > room


# --- what the money is for ---


def test_a_cost_that_the_employer_must_bear_is_forbidden_whatever_its_ceiling():
    (ticket,) = cost_lines(
        lines=[("tiket", 2_150_000)], ceilings={"tiket": 5_000_000}, on_employer={"tiket"}
    )

    assert (ticket.finding, ticket.allowed, ticket.over) == (Finding.FORBIDDEN, 0, 2_150_000)


def test_a_ceiling_holds_for_all_lines_of_its_component_together():
    first, second, third = cost_lines(
        lines=[("mcu", 600_000), ("mcu", 600_000), ("paspor", 350_000)],
        ceilings={"mcu": 1_020_000, "paspor": 350_000},
        on_employer=(),
    )

    assert first.finding == Finding.FINE
    assert (second.finding, second.allowed, second.over) == (Finding.OVER, 420_000, 180_000)
    assert third.finding == Finding.FINE


def test_a_cost_without_a_ceiling_waits_for_a_person():
    (one,) = cost_lines(lines=[("jasa agensi", 1)], ceilings={}, on_employer=())

    assert (one.finding, one.allowed) == (Finding.UNLISTED, 0)


def test_a_negative_cost_is_refused():
    with pytest.raises(AmountRefused, match="-Rp1"):
        cost_lines(lines=[("mcu", -1)], ceilings={"mcu": 5}, on_employer=())


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 10**8)), max_size=12),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10**8)),
    st.frozensets(st.sampled_from("abcd")),
)
def test_what_is_allowed_and_what_is_over_are_the_cost(lines, ceilings, on_employer):
    found = cost_lines(lines=lines, ceilings=ceilings, on_employer=on_employer)

    assert [one.allowed + one.over for one in found] == [amount for _, amount in lines]
    for component in "abcd":
        allowed = sum(one.allowed for one in found if one.component == component)
        assert allowed <= (0 if component in on_employer else ceilings.get(component, 0))
