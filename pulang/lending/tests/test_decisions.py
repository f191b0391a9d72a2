"""Two human beings decide; reasons are kept; an appeal goes to another; late answers are told."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.access.models import Membership, Organisation, User
from pulang.access.queries import actor_of_membership
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed, WrongState
from pulang.coordination.models import Task
from pulang.journey.models import Event
from pulang.lending.actions import contracts, deadlines, decisions, flags, gates
from pulang.lending.actions.applications import Debt
from pulang.lending.actions.decisions import (
    Answer,
    BeyondLimit,
    SamePerson,
    SignsOpen,
)
from pulang.lending.actions.flags import NeedsReason
from pulang.lending.actions.ledger import PoolExhausted
from pulang.lending.models import Application, Decision, Loan, Pool, RoleLimit, Tranche
from pulang.lending.queries.assessments import assess
from pulang.lending.queries.costs import Ruled, Wage
from pulang.lending.terms import ApplicationState, LoanState, Outcome
from pulang.lending.tests import factories
from pulang.lending.tests.applying import (
    AT,
    applied,
    decide,
    draft,
    hand_in,
    propose,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate", "above")]


@pytest.fixture
def application(above, bank, her, candidate):
    amounts = {"passport": 1_000_000, "training": 4_000_000, "visa": 2_000_000}
    return applied(her, bank, candidate, amounts=amounts | {"family_start": 5_000_000})


@pytest.fixture
def second(bank):
    """A second approver of the bank, Om Leo."""
    return _colleague(bank, User.objects.create_user("leo@example.org", name="Om Leo"))


@pytest.fixture
def rosa_too(bank):
    """Bu Rosa in an approver's chair: the same human being under another membership."""
    return _colleague(bank, User.objects.get(pk=bank.officer.user_id))


def _colleague(bank, user):
    made = Membership.objects.create(
        user=user,
        organisation=Organisation.objects.get(pk=bank.pool.bank_id),
        role=Role.BANK_APPROVER,
        area="53",
    )
    return actor_of_membership(made.pk)


@pytest.fixture
def signed_off(application, bank, second):
    """An application that was refused."""
    decide(bank, propose(bank, application, Outcome.REFUSE), Outcome.REFUSE)
    return application


def test_two_officers_decide_and_the_money_is_bound_in_steps(application, bank, her):
    propose(bank, application)
    decide(bank, application)

    with context.acting(bank.officer):
        loan = Loan.objects.get(application=application)
        assert loan.principal == 12_000_000
        assert [
            (one.step, one.component) for one in Tranche.objects.filter(loan=loan).order_by("step")
        ] == [("T1", "passport"), ("T2", "training"), ("T3", "visa"), ("T4", "family_start")]
        assert Pool.objects.get(pk=bank.pool.pk).committed == 12_000_000
        words = Decision.objects.filter(application=application).order_by("id")
        assert [word.step for word in words] == ["proposal", "decision"]
        assert words[1].facts["share"] > 0
        assert not Task.objects.open().exists()
        # The loan that came of it does not count as another one.
        assert not assess(Application.objects.get(), at=AT).unmet
    with context.acting(her):
        assert Loan.objects.get().state == LoanState.APPROVED
        assert Event.objects.filter(kind="lending.approved", data_class="D4").exists()


def test_less_may_be_granted_than_was_asked_and_never_more(application, bank):
    granted = {"passport": 1_000_000, "training": 3_000_000, "visa": 0, "family_start": 0}
    propose(bank, application, granted=granted, months=6)
    decide(bank, application)

    with context.acting(bank.officer):
        loan = Loan.objects.get(application=application)
        assert (loan.principal, loan.months) == (4_000_000, 6)
        assert loan.tranches.count() == 2


def test_one_human_being_in_two_chairs_cannot_decide_her_own_proposal(application, bank, rosa_too):
    propose(bank, application)

    with pytest.raises(SamePerson):
        decide(bank, application, by=rosa_too)


def test_the_officer_cannot_decide_and_the_approver_cannot_propose(application, bank):
    with context.acting(bank.approver), pytest.raises(NotAllowed):
        decisions.propose(
            application=application,
            proposal=decisions.Proposal(Answer(Outcome.APPROVE)),
            by=bank.approver,
            at=AT,
        )
    propose(bank, application)
    with context.acting(bank.officer), pytest.raises(NotAllowed):
        decisions.decide(
            application=application, answer=Answer(Outcome.APPROVE), by=bank.officer, at=AT
        )


def test_nothing_is_decided_that_was_not_proposed_and_nothing_twice(application, bank, second):
    with pytest.raises(WrongState):
        decide(bank, application)
    propose(bank, application)
    decide(bank, application)
    with pytest.raises(WrongState):
        decide(bank, application, by=second)

    with context.acting(bank.officer):
        assert Loan.objects.count() == 1


def test_a_refusal_without_a_reason_is_refused(application, bank):
    with context.acting(bank.officer):
        for reasons, note in (([], ""), (["nonsense"], ""), (["other"], "  ")):
            with pytest.raises(NeedsReason):
                decisions.propose(
                    application=application,
                    proposal=decisions.Proposal(Answer(Outcome.REFUSE, reasons, note)),
                    by=bank.officer,
                    at=AT,
                )


@pytest.fixture
def limit(bank):
    RoleLimit.objects.create(
        product=bank.product, role=Role.BANK_APPROVER, most=10_000_000,
        starts_on=date(2026, 1, 1), recorded_at=AT,
    )  # fmt: skip


def test_above_the_limit_of_the_role_it_says_by_how_much(application, bank, limit):
    propose(bank, application)

    with pytest.raises(BeyondLimit) as refused:
        decide(bank, application)

    assert "Rp10.000.000" in refused.value.sentence
    assert "Rp12.000.000" in refused.value.sentence


def test_a_gate_that_shut_meanwhile_stops_the_decision(application, bank, above):
    propose(bank, application)
    above.wage = Wage(400, "MYR", is_proven=True)
    with pytest.raises(gates.Unaffordable):
        decide(bank, application)
    above.wage = Wage(3000, "MYR", is_proven=True)
    above.ruled = [Ruled("training", is_forbidden=True)]
    with pytest.raises(gates.EmployerPays):
        decide(bank, application)

    with context.acting(bank.officer):
        assert not Loan.objects.exists()
        assert Application.objects.get().state == ApplicationState.PROPOSED


@pytest.fixture
def too_large(above, bank, her, candidate):
    """She asked that a person looks at more than her wage bears."""
    made = draft(her, bank, candidate, amounts={"family_start": 60_000_000})
    return hand_in(her, made, asks_for_a_person=True)


def test_the_wages_gate_is_let_pass_by_an_approver_with_a_reason_and_on_record(too_large, bank):
    with pytest.raises(gates.Unaffordable):
        propose(bank, too_large)
    with context.acting(bank.officer), pytest.raises(NotAllowed):
        decisions.override(application=too_large, note="x", by=bank.officer, at=AT)
    with context.acting(bank.approver):
        with pytest.raises(NeedsReason):
            decisions.override(application=too_large, note=" ", by=bank.approver, at=AT)
        made = decisions.override(
            application=too_large, note="Her brother pays half.", by=bank.approver, at=AT
        )

    assert made.facts["gate"] == "affordability"
    assert made.facts["share"] > 3500
    propose(bank, too_large)
    assert decide(bank, too_large).state == ApplicationState.APPROVED


def test_no_other_gate_is_let_pass(application, bank, above):
    above.ruled = [Ruled("training", is_forbidden=True)]

    with context.acting(bank.approver), pytest.raises(WrongState):
        decisions.override(application=application, note="please", by=bank.approver, at=AT)
    with pytest.raises(gates.EmployerPays):
        propose(bank, application)


@pytest.fixture
def flagged(above, bank, her, candidate):
    return applied(her, bank, candidate, debts=(Debt("recruiter", 5_000_000),))


def test_an_open_sign_stops_a_yes_until_a_person_says_why_not(flagged, bank):
    with pytest.raises(SignsOpen):
        propose(bank, flagged)
    with context.acting(bank.officer):
        sign = flagged.flags.select_related("application").get()
        with pytest.raises(NeedsReason):
            flags.clear(flag=sign, because=" ", by=bank.officer, at=AT)
        flags.clear(flag=sign, because="Paid back in March.", by=bank.officer, at=AT)
        with pytest.raises(WrongState):
            flags.clear(flag=sign, because="Again.", by=bank.officer, at=AT)

    propose(bank, flagged)
    decide(bank, flagged)
    with context.acting(bank.officer):
        assert Loan.objects.get().had_informal_debt


def test_sent_back_the_officer_asks_and_proposes_anew(application, bank):
    propose(bank, application)
    with context.acting(bank.approver):
        decisions.send_back(application=application, note="Which school?", by=bank.approver, at=AT)

    with context.acting(bank.officer):
        assert Application.objects.get().state == ApplicationState.SUBMITTED
        assert [task.kind for task in Task.objects.open()] == ["lending.check_application"]
    propose(bank, application)
    assert decide(bank, application).state == ApplicationState.APPROVED


def test_on_appeal_another_approver_decides_within_a_new_time(signed_off, bank, her, second):
    later = AT + timedelta(days=7)
    with context.acting(her):
        found = decisions.appeal(
            application=signed_off, note="My wage is higher.", by=her, at=later
        )
    assert found.state == ApplicationState.SUBMITTED
    assert found.answer_due_on == date(2026, 12, 8)
    propose(bank, signed_off)

    with pytest.raises(SamePerson):
        decide(bank, signed_off)

    assert decide(bank, signed_off, by=second).state == ApplicationState.APPROVED


def test_a_second_refusal_stands(signed_off, bank, her, second):
    with context.acting(her):
        with pytest.raises(NeedsReason):
            decisions.appeal(application=signed_off, note=" ", by=her, at=AT)
        decisions.appeal(application=signed_off, note="Please.", by=her, at=AT)
    propose(bank, signed_off, Outcome.REFUSE)
    decide(bank, signed_off, Outcome.REFUSE, by=second)

    with context.acting(her), pytest.raises(WrongState):
        decisions.appeal(application=signed_off, note="Please.", by=her, at=AT)


def test_what_was_not_refused_cannot_be_appealed(application, bank, her):
    with context.acting(her), pytest.raises(WrongState):
        decisions.appeal(application=application, note="Faster.", by=her, at=AT)


@pytest.fixture
def small_pool(above, her, candidate, bank):
    Pool.objects.filter(pk=bank.pool.pk).update(capital=11_000_000, cash=11_000_000)


def test_an_empty_pool_refuses_and_leaves_the_application_as_it_was(application, bank, small_pool):
    propose(bank, application)

    with pytest.raises(PoolExhausted):
        decide(bank, application)

    with context.acting(bank.officer):
        assert Application.objects.get().state == ApplicationState.PROPOSED
        assert Decision.objects.filter(step="decision").count() == 0
        assert not Loan.objects.exists()


def test_an_answer_that_is_late_is_the_most_urgent_thing_on_the_list(application, bank):
    on_the_day = AT + timedelta(days=7)
    assert deadlines.escalate(at=on_the_day) == 0

    late = AT + timedelta(days=8)
    assert deadlines.escalate(at=late) == 1
    assert deadlines.escalate(at=late) == 1

    with context.acting(bank.officer):
        task = Task.objects.open().get(kind="lending.answer_late")
        assert task.urgency == 0
    decide(bank, propose(bank, application))
    assert deadlines.escalate(at=late) == 0
    with context.acting(bank.officer):
        assert not Task.objects.open().exists()


def test_she_signs_on_her_own_phone(application, bank, her):
    decide(bank, propose(bank, application))

    with context.acting(her):
        signed = contracts.sign(loan=Loan.objects.get(), by=her, at=AT)

    assert signed.state == LoanState.SIGNED
    assert signed.signed_by == her.membership_id


@pytest.fixture
def other_bank(bank):
    return factories.make_bank(name="Bank Lain")


def test_another_bank_decides_nothing_here(application, bank, other_bank):
    propose(bank, application)

    with context.acting(other_bank.approver), pytest.raises(NotAllowed):
        decisions.decide(
            application=application,
            answer=Answer(Outcome.APPROVE),
            by=other_bank.approver,
            at=AT,
        )
