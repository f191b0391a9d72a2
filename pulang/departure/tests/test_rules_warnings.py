"""Warning signs at an exit point: weights add up, one grave sign is enough, and nothing is invented."""

from hypothesis import given
from hypothesis import strategies as st

from pulang.departure.rules import warnings
from pulang.departure.terms import QUESTIONS, RED_FLAGS, Answer, Band

ORDER = [Band.INFORM, Band.CALL, Band.SAME_DAY, Band.IMMEDIATE]
signs = st.lists(st.sampled_from(sorted(RED_FLAGS)), max_size=22)
answers = st.dictionaries(st.sampled_from(sorted(QUESTIONS)), st.sampled_from(Answer))


def test_every_sign_has_words_and_a_weight():
    assert set(warnings.weights()) == set(RED_FLAGS)
    assert len(RED_FLAGS) == 22
    assert all(1 <= weight <= 5 for weight in warnings.weights().values())


@given(signs)
def test_the_weight_is_the_sum_of_the_signs_each_once(flags):
    assert warnings.weigh(flags).weight == sum(warnings.weights()[one] for one in set(flags))


@given(signs, signs)
def test_one_more_sign_never_asks_for_less(flags, more):
    before, after = warnings.weigh(flags), warnings.weigh([*flags, *more])

    assert ORDER.index(after.band) >= ORDER.index(before.band)
    assert after.hours <= before.hours


@given(signs)
def test_a_sign_of_weight_five_or_a_sum_of_twelve_asks_for_a_referral_at_once(flags):
    found = warnings.weigh(flags)
    grave = any(warnings.weights()[one] == 5 for one in flags)

    assert (found.band == Band.IMMEDIATE) == (grave or found.weight >= 12)


def test_the_bands_begin_where_the_handbook_says():
    assert warnings.weigh([]).band == Band.INFORM
    assert warnings.weigh(["RF12"]).band == Band.INFORM  # 3
    assert warnings.weigh(["RF07"]).band == Band.CALL  # 4
    assert warnings.weigh(["RF07", "RF11"]).band == Band.SAME_DAY  # 8
    assert warnings.weigh(["RF07", "RF11", "RF20"]).band == Band.IMMEDIATE  # 12


@given(answers)
def test_an_answer_points_only_at_known_signs_and_silence_at_none(said):
    found = warnings.pointed_at(said)

    assert set(found) <= set(RED_FLAGS)
    quiet = dict.fromkeys(QUESTIONS, Answer.DECLINED)
    assert warnings.pointed_at(quiet) == ()


def test_who_holds_no_papers_points_at_the_recruiter_holding_them():
    assert warnings.pointed_at({"Q3": Answer.NO}) == ("RF13",)
