"""The rules abroad, attacked by properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.abroad.rules import complaints, costs, heirs, limits, steps
from pulang.abroad.rules.limits import Limit
from pulang.abroad.terms import (
    COMPLAINT_ENDED,
    COMPLAINT_NEXT,
    ComplaintCategory,
    ComplaintState,
    DeathStep,
    Escalation,
    FamilyDecision,
    StepState,
    class_of_complaint,
)

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


@given(st.sampled_from(ComplaintCategory), st.booleans())
def test_a_story_that_suggests_a_victim_is_urgent_and_closed(category, danger) -> None:
    protected = class_of_complaint(category, is_in_danger=danger) == "D6"

    assert protected == (complaints.urgency(category, is_in_danger=danger) == complaints.NOW)


@given(st.sampled_from(ComplaintCategory), st.booleans())
def test_escalation_never_lowers_the_urgency(category, danger) -> None:
    said = [
        complaints.urgency(category, is_in_danger=danger, escalation=level) for level in Escalation
    ]

    assert said == sorted(said, reverse=True)
    assert min(said) >= complaints.NOW


def test_a_case_of_protection_is_the_end_of_a_complaint() -> None:
    assert COMPLAINT_NEXT[ComplaintState.BECAME_CASE] == frozenset()
    assert set(COMPLAINT_NEXT) == set(ComplaintState)


@given(st.sampled_from(ComplaintState), st.integers(0, 2000), st.integers(0, 2000), st.integers())
def test_a_complaint_grows_late_only_with_time(state, answer, solution, hours) -> None:
    first, second = AT + timedelta(hours=answer), AT + timedelta(hours=answer + solution)

    def at(moment: datetime) -> Escalation:
        return complaints.escalation(
            state=state, answer_due_at=first, solution_due_at=second, at=moment
        )

    moments = [at(AT + timedelta(hours=hour)) for hour in range(0, 4001, 250)]

    assert moments == sorted(moments)
    assert state not in COMPLAINT_ENDED or set(moments) == {Escalation.NONE}


def test_the_latest_value_that_has_begun_holds() -> None:
    rows = [
        Limit("*", 720, date(2026, 1, 1)),
        Limit("*", 480, date(2027, 1, 1)),
        Limit("violence", 4, date(2026, 1, 1)),
    ]

    assert (
        limits.allowed(rows, codes=("other",), on=date(2026, 12, 31)).total_seconds() == 720 * 3600
    )
    assert limits.allowed(rows, codes=("other",), on=date(2027, 1, 1)).total_seconds() == 480 * 3600
    assert limits.allowed(rows, codes=("violence", "other"), on=date(2027, 1, 1)) == timedelta(
        hours=4
    )
    with pytest.raises(LookupError):
        limits.allowed([], codes=("x",), on=date(2026, 1, 1))


# --- the fifteen steps ---


def test_there_are_fifteen_steps_and_each_has_its_desk() -> None:
    assert len(DeathStep) == len(steps.RULES) == 15
    order = list(DeathStep)
    for step, rule in steps.RULES.items():
        assert all(order.index(before) < order.index(step) for before in rule.after)


Act = st.tuples(st.sampled_from(DeathStep), st.sampled_from([StepState.DONE, StepState.WAIVED]))


def _walk(acts, *, tell_at: int) -> list[tuple[dict, bool]]:
    """Try acts in any order; return each state of affairs on the way, with whether it was told."""
    states, told, seen = steps.at_first(), False, []
    for number, (step, how) in enumerate(acts):
        told = told or (number >= tell_at and states[DeathStep.D2] == StepState.OPEN)
        may = steps.may_end if how == StepState.DONE else steps.may_waive
        if may(states, step) and not (step == DeathStep.D2 and how == StepState.DONE and not told):
            states[step] = how
        for turn in steps.to_open(states):
            states[turn] = StepState.OPEN
        seen.append((dict(states), told))
    return seen


@given(st.lists(Act, max_size=80), st.integers(0, 80))
def test_no_message_before_the_family_knows_whatever_the_order(acts, tell_at) -> None:
    for states, told in _walk(acts, tell_at=tell_at):
        if steps.may_tell(told_in_person=told, states=states):
            assert told
            assert states[DeathStep.D2] == StepState.DONE
            assert states[DeathStep.D1] == StepState.DONE


@given(st.lists(Act, max_size=80), st.integers(0, 80))
def test_no_step_ends_before_what_comes_before_it(acts, tell_at) -> None:
    for states, _told in _walk(acts, tell_at=tell_at):
        for step, state in states.items():
            if state in steps.ENDED:
                assert all(states[before] in steps.ENDED for before in steps.RULES[step].after)


@given(st.lists(Act, max_size=40), st.integers(0, 40))
def test_a_family_that_cannot_be_found_opens_no_message(acts, tell_at) -> None:
    for states, told in _walk(acts, tell_at=tell_at):
        if states[DeathStep.D2] == StepState.WAIVED:
            assert not steps.may_tell(told_in_person=told, states=states)


def test_walking_the_steps_in_order_ends_the_case() -> None:
    acts = [(step, StepState.DONE) for step in DeathStep] * 2

    states, told = _walk(acts, tell_at=0)[-1]

    assert steps.unfinished(states) == ()
    assert steps.may_tell(told_in_person=told, states=states)


def test_a_burial_abroad_needs_no_flight_but_the_rights_of_the_heirs_stay() -> None:
    away = steps.falls_away(FamilyDecision.ABROAD)

    assert DeathStep.D6 in away
    assert DeathStep.D12 not in away
    assert "sealing" not in steps.papers_for(FamilyDecision.ABROAD)
    assert "mccd" in steps.papers_for(FamilyDecision.ABROAD)
    assert steps.falls_away(FamilyDecision.HOME) == ()


@given(st.integers(1, 10**12), st.lists(st.integers(1, 10**11), max_size=8))
def test_nothing_is_paid_twice(amount, wishes) -> None:
    taken: list[int] = []
    for wish in wishes:
        if costs.may_take(amount=amount, shares=taken, more=wish):
            taken.append(wish)

    assert sum(taken) <= amount
    assert costs.left(amount=amount, shares=taken) == amount - sum(taken)


def test_rights_are_checked_not_assumed() -> None:
    assert "socso" in heirs.to_check(is_procedural=False, country="MY")
    assert "jkm" not in heirs.to_check(is_procedural=False, country="MY")
    assert "jkm" in heirs.to_check(is_procedural=True, country="HK")
    assert "wages" in heirs.to_check(is_procedural=False, country="")
