"""What a worker may be charged: the sums fit whatever was paid, and nobody is judged for others."""

from hypothesis import given
from hypothesis import strategies as st

from pulang.departure.rules.costs import Line, Rule, judge
from pulang.departure.terms import Charge, Component, Payer, Review

RULES = (
    Rule("ticket", Charge.FORBIDDEN, occupation="domestic", source="MoU"),
    Rule("medical", Charge.CAPPED, cap=1_000_000),
    Rule("medical", Charge.REVIEW, destination="TW"),
    Rule("pocket_money", Charge.ALLOWED),
    Rule("", Charge.CAPPED, cap=9_000_000, destination="TW"),
)
lines = st.lists(
    st.builds(
        Line,
        key=st.integers(1, 10**6),
        component=st.sampled_from([str(one) for one in Component]),
        amount=st.integers(1, 50_000_000),
        payer=st.sampled_from(Payer),
        review=st.sampled_from([None, *Review]),
    ),
    unique_by=lambda line: line.key,
    max_size=12,
)
jobs = st.sampled_from(["", "domestic", "factory"])
countries = st.sampled_from(["", "MY", "TW"])
defaults = st.sampled_from([Charge.REVIEW, Charge.FORBIDDEN, Charge.ALLOWED])


def judged(found, occupation="domestic", destination="MY", default=Charge.REVIEW):
    return judge(found, RULES, occupation=occupation, destination=destination, default=default)


@given(lines, jobs, countries, defaults)
def test_every_rupiah_of_hers_is_in_order_too_much_undecided_or_paid_back(
    found, job, country, default
):
    answer = judged(found, job, country, default)

    hers = sum(line.amount for line in found if line.payer == Payer.WORKER)
    assert answer.charged == hers
    assert answer.allowed + answer.too_much + answer.undecided + answer.refunded == hers
    for one in answer.verdicts:
        assert min(one.allowed, one.too_much, one.undecided, one.refunded) >= 0


@given(lines, jobs, countries, defaults)
def test_what_others_paid_changes_nothing(found, job, country, default):
    hers = [line for line in found if line.payer == Payer.WORKER]

    assert judged(found, job, country, default) == judged(hers, job, country, default)


@given(lines, jobs, countries, st.randoms(use_true_random=False))
def test_the_order_of_writing_down_changes_no_verdict(found, job, country, random):
    shuffled = list(found)
    random.shuffle(shuffled)

    assert judged(shuffled, job, country) == judged(found, job, country)


@given(lines, jobs, countries, st.integers(1, 10**7))
def test_paying_more_never_makes_it_less_wrong(found, job, country, more):
    raised = [
        Line(one.key, one.component, one.amount + more, one.payer, one.review) for one in found
    ]
    before, after = judged(found, job, country), judged(raised, job, country)

    assert after.too_much + after.undecided >= before.too_much + before.undecided


@given(lines, jobs, countries)
def test_what_was_paid_back_in_full_is_no_longer_too_much(found, job, country):
    returned = [
        Line(one.key, one.component, one.amount, one.payer, one.review, one.amount) for one in found
    ]

    assert judged(returned, job, country).is_clean


def test_a_ticket_of_a_domestic_is_too_much_in_full():
    answer = judged([Line(1, "ticket", 2_150_000, Payer.WORKER)])

    assert answer.too_much == 2_150_000
    assert answer.verdicts[0].source == "MoU"


def test_an_officers_decision_does_not_make_the_forbidden_right():
    answer = judged([Line(1, "ticket", 2_150_000, Payer.WORKER, Review.ALLOWED)])

    assert answer.too_much == 2_150_000


def test_above_a_cap_only_the_rest_is_too_much():
    two = [Line(1, "medical", 700_000, Payer.WORKER), Line(2, "medical", 800_000, Payer.WORKER)]

    assert judged(two).too_much == 500_000


def test_a_rule_for_the_destination_goes_before_the_general_one():
    answer = judged([Line(1, "medical", 5_000_000, Payer.WORKER)], destination="TW")

    assert (answer.too_much, answer.undecided) == (0, 5_000_000)


def test_the_cap_on_everything_counts_what_is_in_order():
    paid = [
        Line(1, "pocket_money", 6_000_000, Payer.WORKER),
        Line(2, "medical", 5_000_000, Payer.WORKER, Review.ALLOWED),
    ]

    assert judged(paid, destination="TW").too_much == 2_000_000
