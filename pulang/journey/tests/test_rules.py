"""Gates and courses, attacked by properties."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pulang.journey.rules.course import Step, is_backdated, is_on_course, may_follow, stands_at
from pulang.journey.rules.gates import Requirement, decide
from pulang.journey.terms import ENDED, FIRST, NEXT, PATH, Stage

AT = datetime(2026, 11, 24, tzinfo=UTC)

requirements = st.lists(
    st.builds(
        Requirement,
        code=st.sampled_from(["age", "visa", "passport", "order"]),
        is_met=st.booleans(),
        why=st.just("why"),
        fix=st.just("fix"),
        who=st.just("who"),
        may_override=st.booleans(),
    ),
    max_size=8,
)


@given(requirements, st.sets(st.sampled_from(["age", "visa", "passport", "order"])))
def test_a_gate_is_open_only_when_each_requirement_is_met_or_lawfully_let_pass(asked, passed):
    answer = decide(asked, overridden=passed)

    assert answer.is_open == all(
        one.is_met or (one.may_override and one.code in passed) for one in asked
    )
    assert sorted(map(id, answer.every)) == sorted(map(id, asked))


@given(requirements)
def test_what_may_not_be_overridden_closes_the_gate_whatever_anybody_signs(asked):
    answer = decide(asked, overridden={"age", "visa", "passport", "order"})

    hard = [one for one in asked if not one.is_met and not one.may_override]
    assert list(answer.unmet) == hard


def test_every_stage_has_its_steps_and_nothing_leads_out_of_an_end():
    assert set(NEXT) == set(Stage)
    assert all(not NEXT[stage] for stage in ENDED)


def test_the_way_itself_is_walkable_from_the_wish_to_a_settled_life():
    assert all(may_follow(here, there) for here, there in pairwise(PATH))
    assert set(Stage) >= FIRST


def test_only_who_is_cleared_departs():
    assert [stage for stage in Stage if Stage.DEPARTED in NEXT[stage]] == [Stage.CLEARED]


@given(st.lists(st.sampled_from(Stage), min_size=1, max_size=8))
def test_a_course_is_judged_in_the_order_in_which_it_was_recorded(stages):
    steps = [Step(stage, AT, number) for number, stage in enumerate(stages)]

    assert is_on_course(reversed(steps)) == is_on_course(steps)
    assert stands_at(reversed(steps)) == steps[-1]


def test_an_entry_of_the_day_before_yesterday_was_written_down_afterwards():
    assert is_backdated(occurred_at=AT - timedelta(days=2), recorded_at=AT)
    assert not is_backdated(occurred_at=AT - timedelta(hours=12), recorded_at=AT)
