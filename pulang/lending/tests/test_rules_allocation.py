"""Where a payment goes: whatever is paid, every rupiah stands somewhere, the oldest debt first."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.lending.refusals import AmountRefused
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.allocation import Item, Part, Spread, allocate
from pulang.lending.rules.prepayment import Wish, prepay
from pulang.lending.terms import Bucket, InterestMethod

ORDER = (Bucket.PENALTY, Bucket.FEE, Bucket.INTEREST, Bucket.PRINCIPAL)
JANUARY = Item(1, date(2026, 1, 5), penalty=10_000, interest=300_000, principal=4_863_986)
FEBRUARY = Item(2, date(2026, 2, 5), interest=275_680, principal=4_888_306)
MARCH = Item(3, date(2026, 3, 5), interest=251_239, principal=4_912_747)
LATE = date(2026, 2, 20)


def paid(amount, *, spread=Spread.HORIZONTAL, order=ORDER, items=(MARCH, FEBRUARY, JANUARY)):
    return allocate(amount=amount, items=items, order=order, on=LATE, spread=spread)


def test_a_small_payment_goes_to_the_oldest_instalment_in_the_products_order():
    answer = paid(400_000)

    assert answer.parts == (
        Part(1, Bucket.PENALTY, 10_000),
        Part(1, Bucket.INTEREST, 300_000),
        Part(1, Bucket.PRINCIPAL, 90_000),
    )
    assert answer.left == 0


def test_a_product_may_ask_for_principal_first():
    answer = paid(400_000, order=(Bucket.PRINCIPAL, Bucket.INTEREST, Bucket.FEE, Bucket.PENALTY))

    assert answer.parts == (Part(1, Bucket.PRINCIPAL, 400_000),)


def test_vertically_the_interest_of_all_instalments_comes_before_any_principal():
    answer = paid(600_000, spread=Spread.VERTICAL)

    assert answer.parts == (
        Part(1, Bucket.PENALTY, 10_000),
        Part(1, Bucket.INTEREST, 300_000),
        Part(2, Bucket.INTEREST, 275_680),
        Part(1, Bucket.PRINCIPAL, 14_320),
    )


def test_what_is_not_due_yet_is_not_paid_unasked():
    answer = paid(20_000_000)

    assert {part.number for part in answer.parts} == {1, 2}
    assert answer.left == 20_000_000 - JANUARY.total - FEBRUARY.total


@pytest.mark.parametrize("amount", [0, -1_500_000])
def test_a_payment_of_nothing_or_less_is_refused(amount):
    with pytest.raises(AmountRefused):
        paid(amount)


def test_an_order_that_forgets_a_part_is_a_bug():
    with pytest.raises(ValueError, match="each part once"):
        paid(1, order=(Bucket.INTEREST, Bucket.PRINCIPAL))


amounts = st.integers(0, 10_000_000)
items = st.lists(
    st.builds(
        Item,
        number=st.integers(1, 60),
        due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        penalty=amounts,
        fee=amounts,
        interest=amounts,
        principal=amounts,
    ),
    unique_by=lambda item: item.number,
    max_size=12,
)
orders = st.permutations(list(Bucket))
any_day = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.integers(1, 10**8), items, orders, any_day, st.sampled_from(Spread))
def test_every_rupiah_stands_somewhere_and_no_part_gets_more_than_it_is_owed(
    amount, owed, order, on, spread
):
    answer = allocate(amount=amount, items=owed, order=order, on=on, spread=spread)

    assert sum(part.amount for part in answer.parts) + answer.left == amount
    assert answer.left >= 0
    of = {item.number: item for item in owed}
    assert len({(part.number, part.bucket) for part in answer.parts}) == len(answer.parts)
    for part in answer.parts:
        assert 0 < part.amount <= of[part.number].owed(part.bucket)
        assert of[part.number].due <= on
    if answer.left:
        due = sum(item.total for item in owed if item.due <= on)
        assert amount - answer.left == due


@given(st.integers(1, 10**8), items, orders, any_day)
def test_a_younger_instalment_gets_nothing_before_the_older_is_paid(amount, owed, order, on):
    answer = allocate(amount=amount, items=owed, order=order, on=on)

    got = dict.fromkeys((item.number for item in owed), 0)
    for part in answer.parts:
        got[part.number] += part.amount
    due = sorted((item for item in owed if item.due <= on), key=lambda one: (one.due, one.number))
    for older, younger in pairwise(due):
        assert not got[younger.number] or got[older.number] == older.total


@given(st.integers(1, 10**8), st.integers(1, 10**8), items, orders, any_day)
def test_two_payments_pay_what_one_of_their_sum_pays(first, second, owed, order, on):
    def rest(item, parts):
        def less(bucket):
            gone = (p.amount for p in parts if (p.number, p.bucket) == (item.number, bucket))
            return item.owed(bucket) - sum(gone)

        return Item(item.number, item.due, **{str(bucket): less(bucket) for bucket in Bucket})

    one = allocate(amount=first, items=owed, order=order, on=on)
    left = [rest(item, one.parts) for item in owed]
    two = allocate(amount=second, items=left, order=order, on=on)
    both = allocate(amount=first + second, items=owed, order=order, on=on)

    assert one.left + two.left == both.left
    assert all(one.to(each) + two.to(each) == both.to(each) for each in Bucket)


# --- paying early ---

PLAN = Plan(annual_rate=600, method=InterestMethod.ANNUITY, first_due=date(2026, 8, 1))


def early(amount, *, wish, accrued=100_000):
    return prepay(
        amount=amount,
        outstanding=30_448_844,
        accrued=accrued,
        months=6,
        instalment=5_163_986,
        plan=PLAN,
        wish=wish,
    )


def test_paying_early_makes_the_instalments_smaller():
    answer = early(10_100_000, wish=Wish.SMALLER)

    assert (answer.interest, answer.principal, answer.left) == (100_000, 10_000_000, 0)
    assert len(answer.schedule.instalments) == 6
    assert answer.schedule.monthly < 5_163_986
    assert answer.schedule.principal == 20_448_844


def test_or_lets_them_end_sooner_without_becoming_larger():
    answer = early(10_100_000, wish=Wish.SOONER)

    assert len(answer.schedule.instalments) == 5
    assert answer.schedule.monthly <= 5_163_986
    assert answer.schedule.interest < early(10_100_000, wish=Wish.SMALLER).schedule.interest


def test_who_pays_more_than_all_gets_the_rest_back():
    answer = early(40_000_000, wish=Wish.SMALLER)

    assert (answer.principal, answer.left, answer.schedule) == (30_448_844, 9_451_156, None)


def test_a_rest_too_small_to_divide_is_paid_in_one():
    answer = early(30_448_844 + 100_000 - 7, wish=Wish.SMALLER)

    assert [one.principal for one in answer.schedule.instalments] == [7]


@given(st.integers(1, 40_000_000), st.integers(0, 200_000), st.sampled_from(Wish))
def test_an_early_payment_is_interest_principal_and_rest(amount, accrued, wish):
    answer = early(amount, wish=wish, accrued=accrued)

    assert answer.interest + answer.principal + answer.left == amount
    remaining = answer.schedule.principal if answer.schedule else 0
    assert remaining + answer.principal == 30_448_844
    assert not answer.left or not answer.schedule
