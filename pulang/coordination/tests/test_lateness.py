"""A referral that is late: who is told, when, and never twice."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulang.access import context
from pulang.coordination.actions import referrals
from pulang.coordination.models import Referral, Task
from pulang.coordination.rules.referrals import rungs_due
from pulang.coordination.terms import LADDER, ReferralState
from pulang.coordination.tests.factories import DUE, send
from pulang.journey.tests.factories import AT


def test_a_late_referral_climbs_the_ladder_and_no_rung_is_told_twice(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)
    context.enter(adi)
    referrals.step(referral=sent, to=ReferralState.ACCEPTED, by=adi, at=AT)

    told = [referrals.escalate(at=DUE + timedelta(days=days)) for days in (2, 3, 3, 8, 30, 30)]

    assert told == [0, 1, 0, 1, 1, 0]
    context.enter(belu)
    late = Task.objects.visible_to(belu).get(kind="coordination.late_referral")
    assert late.person_id is None
    assert Referral.objects.get().rungs == [0, 1, 2]


def test_one_that_nobody_answers_is_late_after_48_hours_however_far_its_day(migration, belu, adi):
    context.enter(belu)
    send(belu, migration, adi.organisation_id, due_at=AT + timedelta(days=60))

    told = [referrals.escalate(at=AT + timedelta(days=days)) for days in (4, 5, 6)]

    assert told == [0, 1, 0]


def test_answered_late_nobody_need_ask_any_more_and_the_ladder_begins_anew(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)
    referrals.escalate(at=AT + timedelta(days=5))
    assert Task.objects.visible_to(belu).open().filter(kind="coordination.late_referral").exists()
    context.enter(adi)

    referrals.step(referral=sent, to=ReferralState.ACCEPTED, by=adi, at=AT + timedelta(days=6))

    context.enter(belu)
    late = Task.objects.visible_to(belu).open().filter(kind="coordination.late_referral")
    assert not late.exists()
    assert referrals.escalate(at=DUE + timedelta(days=3)) == 1
    assert late.count() == 1


@given(
    st.lists(st.integers(0, 40), max_size=12),
)
def test_whatever_the_clock_does_each_rung_is_taken_once_and_none_is_left_out(days):
    taken: list[int] = []
    for day in days:
        taken += rungs_due(due_at=AT, at=AT + timedelta(days=day), taken=taken)

    latest = max(days, default=-1)
    assert sorted(taken) == [
        number for number, (after, _role) in enumerate(LADDER) if latest >= after
    ]
