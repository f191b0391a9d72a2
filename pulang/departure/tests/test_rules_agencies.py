"""Whether a company may place anybody on a day, and whether an order takes one more."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulang.departure.rules.agencies import (
    Imposed,
    OrderFacts,
    Period,
    faults,
    refusals,
    standing,
)
from pulang.departure.rules.contracts import Compared
from pulang.departure.terms import Fault, SanctionKind, Standing

DAY = date(2026, 11, 24)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
days = st.dates(date(2025, 1, 1), date(2028, 1, 1))


@st.composite
def periods(draw):
    start = draw(days)
    length = draw(st.one_of(st.none(), st.integers(1, 900)))
    return Period(start, start + timedelta(days=length) if length else None)


def order(**given_):
    facts = {
        "standing": Standing.VALID, "permit": YEAR, "quota": 20, "quota_used": 19, "order": YEAR,
        "places": 10, "places_used": 9, "is_verified": True, "is_closed": False,
    }  # fmt: skip
    return OrderFacts(**(facts | given_))


@given(periods(), st.lists(st.builds(Imposed, st.sampled_from(SanctionKind), periods())), days)
def test_a_company_is_valid_only_with_a_licence_and_without_a_stopping_sanction(
    licence, sanctions, day
):
    found = standing(licence, sanctions, on=day)

    stopped = any(one.period.covers(day) and one.kind != SanctionKind.WARNING for one in sanctions)
    assert (found == Standing.VALID) == (licence.covers(day) and not stopped)


@given(
    st.sampled_from(Standing), periods(), st.integers(0, 30), st.integers(0, 30), periods(),
    st.integers(0, 30), st.integers(0, 30), st.booleans(), st.booleans(), days,
)  # fmt: skip
def test_an_order_takes_one_more_only_when_everything_above_it_holds(
    stands, permit, quota, used, holds, places, taken, verified, closed, day
):
    facts = OrderFacts(stands, permit, quota, used, holds, places, taken, verified, closed)

    takes = not refusals(facts, on=day)

    assert takes == (
        stands == Standing.VALID and permit.covers(day) and holds.covers(day) and verified
        and not closed and used < quota and taken < places
    )  # fmt: skip


def test_the_last_place_is_taken_and_the_next_refused():
    assert refusals(order(), on=DAY) == ()
    assert refusals(order(quota_used=20), on=DAY) == (Fault.QUOTA,)
    assert refusals(order(places_used=10), on=DAY) == (Fault.FULL,)


def test_whoever_has_a_place_keeps_it_when_the_order_is_full():
    assert list(faults(order(quota_used=20, places_used=10), on=DAY)) == []


def test_the_first_day_without_a_licence_is_without_a_licence():
    assert standing(Period(DAY, DAY + timedelta(days=1)), [], on=DAY) == Standing.VALID
    assert standing(Period(DAY - timedelta(days=9), DAY), [], on=DAY) == Standing.EXPIRED


def test_silence_contradicts_nothing():
    assert not Compared("wage", 1700, None, None).differs
    assert not Compared("wage", 1700, 1700, None).differs
    assert Compared("wage", 1700, 1700, 3000).differs
