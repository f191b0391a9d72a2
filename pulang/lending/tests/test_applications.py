"""Applying: her own phone, the gates, her consent, what the bank gets and when."""

from datetime import date

import pytest

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed, WrongState
from pulang.coordination.models import Task
from pulang.journey.models import Event, Hold
from pulang.lending.actions import applications, gates
from pulang.lending.actions.applications import ConsentNeeded, Debt, Word
from pulang.lending.models import Application, ApplicationLine, Ceiling, LoanFlag
from pulang.lending.queries.assessments import assess
from pulang.lending.queries.costs import Ruled, Wage
from pulang.lending.rules.eligibility import OVERCHARGED, Check
from pulang.lending.terms import ApplicationState
from pulang.lending.tests import factories
from pulang.lending.tests.applying import (
    AT,
    applied,
    draft,
    hand_in,
    make_her,
)
from pulang.people.actions import consents
from pulang.people.models import Consent, Person
from pulang.people.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate")]


@pytest.fixture
def unknown(bank, candidate, her):
    """Maria, whom the bank does not know yet."""
    Person.objects.filter(pk=candidate.person_id).update(known_to=[])
    candidate.person.refresh_from_db()
    return candidate


@pytest.fixture
def tika(bank):
    """Another worker with a file of her own."""
    return make_her(factories.make_borrower(bank, name="Yuliana Seran"))


@pytest.fixture
def other_bank(bank):
    return factories.make_bank(name="Bank Lain")


@pytest.fixture
def adi(bank):
    """Adi of the shelter in Belu."""
    return make_actor(Role.CASE_WORKER, area="5304", kind="shelter", office="Rumah Aman")


@pytest.fixture
def strangers(bank):
    """Officers whom loans do not concern."""
    roles = (Role.VILLAGE_OFFICER, Role.KABUPATEN_OFFICER, Role.COORDINATOR, Role.AUDITOR)
    return [make_actor(role) for role in roles]


@pytest.fixture
def ceilings(bank, candidate):
    """Rp900,000 for a passport, Rp700,000 where she goes."""
    for destination, most in ((None, 900_000), (candidate.destination, 700_000)):
        Ceiling.objects.create(
            product=bank.product, component="passport", destination=destination, most=most,
            starts_on=date(2026, 1, 1), source="test", recorded_at=AT,
        )  # fmt: skip


@pytest.fixture
def halted(candidate):
    Hold.objects.create(migration=candidate, reason="H1", placed_at=AT, placed_by=1)


def known_to(migration):
    """Return the offices that know her, and whether she agreed to share with a bank."""
    with context.acting(service_actor()):
        person = Person.objects.get(pk=migration.person_id)
        return person.known_to, Consent.objects.filter(person=person, purpose="share_bank").exists()


def test_handed_in_from_her_phone_the_bank_knows_her_and_has_a_task(above, bank, her, unknown):
    application = applied(her, bank, unknown)

    assert application.state == ApplicationState.SUBMITTED
    # Tuesday and five working days: the next Tuesday.
    assert application.answer_due_on == date(2026, 12, 1)
    assert (application.net_wage, application.wage_currency) == (3000, "MYR")
    assert application.wage_rupiah == 3000 * 4000 * 95 // 100
    with context.acting(bank.officer):
        seen = Application.objects.visible_to(bank.officer).select_related("person").get()
        assert seen.person.full_name == unknown.person.full_name
        assert [line.asked for line in seen.lines.all()] == [1_000_000, 9_000_000]
        task = Task.objects.get(kind="lending.check_application")
        assert task.desk == f"org:{bank.pool.bank_id}"
    with context.acting(service_actor()):
        event = Event.objects.get(kind="lending.applied")
        assert event.data_class == "D4"
        given = Consent.objects.get(person=unknown.person, purpose="share_bank")
        assert given.channel == "online"


def test_pressed_twice_it_is_handed_in_once(above, bank, her, candidate):
    application = applied(her, bank, candidate)

    again = hand_in(her, application)

    assert again.pk == application.pk
    with context.acting(service_actor()):
        assert Event.objects.filter(kind="lending.applied").count() == 1
    with context.acting(her):
        assert (
            applications.start(
                migration=candidate, terms=bank.product.terms.get(), by=her, at=AT
            ).pk
            == application.pk
        )


def test_without_her_consent_nothing_goes_to_the_bank(above, bank, her, unknown):
    made = draft(her, bank, unknown)

    with context.acting(her), pytest.raises(ConsentNeeded):
        applications.submit(application=made, word=None, by=her, at=AT)

    assert known_to(unknown) == ([], False)


def test_refused_by_a_gate_nothing_was_shared(above, bank, her, unknown):
    made = draft(her, bank, unknown, amounts={"family_start": 60_000_000})

    with pytest.raises(gates.Unaffordable):
        hand_in(her, made)

    assert known_to(unknown) == ([], False)


def test_a_loan_too_large_for_the_wage_says_what_would_be_possible(above, bank, her, candidate):
    above.wage = Wage(5_200_000, "IDR", is_proven=True)
    made = draft(her, bank, candidate, amounts={"family_start": 75_000_000})

    with pytest.raises(gates.Unaffordable) as refused:
        hand_in(her, made)

    assert round(refused.value.facts["most_principal"], -5) == 21_100_000
    sentence = refused.value.sentence
    assert "Rp21.1" in sentence
    assert "KUR PMI" in sentence
    assert "Rp41." in sentence  # over 24 months
    assert "ticket" in sentence.lower() or "tiket" in sentence.lower()


def test_she_may_ask_that_a_human_being_looks_all_the_same(above, bank, her, candidate):
    made = draft(her, bank, candidate, amounts={"family_start": 60_000_000})

    assert hand_in(her, made, asks_for_a_person=True).state == ApplicationState.SUBMITTED


def test_her_other_instalments_count(above, bank, her, candidate):
    debts = (Debt("moneylender", 10_000_000, monthly=3_900_000),)
    made = draft(her, bank, candidate, debts=debts)

    with pytest.raises(gates.Unaffordable):
        hand_in(her, made)


def test_a_cost_of_the_employer_is_refused_at_once_and_for_everybody(above, bank, her, candidate):
    with pytest.raises(gates.EmployerPays) as refused:
        draft(her, bank, candidate, amounts={"ticket": 2_150_000})

    assert "Rp2.150.000" in refused.value.sentence
    with context.acting(her):
        assert not ApplicationLine.objects.exists()


def test_a_cost_that_became_forbidden_meanwhile_is_refused_when_handed_in(
    above, bank, her, candidate
):
    made = draft(her, bank, candidate)
    above.ruled = [Ruled("passport", is_forbidden=True)]

    with pytest.raises(gates.EmployerPays):
        hand_in(her, made, asks_for_a_person=True)


def test_the_ceiling_of_her_country_counts_before_the_general_one(
    above, bank, her, candidate, ceilings
):
    with pytest.raises(gates.OverCeiling) as refused:
        draft(her, bank, candidate, amounts={"passport": 800_000, "family_start": 5_000_000})

    assert "Rp700.000" in refused.value.sentence


def test_the_cap_of_the_law_counts_below_the_banks_ceiling(above, bank, her, candidate):
    above.ruled = [Ruled("passport", cap=500_000)]

    with pytest.raises(gates.OverCeiling):
        draft(her, bank, candidate, amounts={"passport": 600_000, "family_start": 5_000_000})


def test_costs_of_placement_together_stay_under_the_cap_on_all(above, bank, her, candidate):
    above.ruled = [
        Ruled("", cap=9_622_000),
        Ruled("training", is_undecided=True),
        Ruled("visa", is_undecided=True),
    ]

    with pytest.raises(gates.OverCeiling) as refused:
        draft(her, bank, candidate, amounts={"training": 9_000_000, "visa": 1_000_000})
    made = draft(her, bank, candidate, amounts={"training": 9_000_000, "family_start": 1_000_000})

    assert refused.value.facts["above"] == 378_000
    with context.acting(her):
        assert made.lines.count() == 2


def test_too_little_and_too_long_are_said_with_the_limits(above, bank, her, candidate):
    with pytest.raises(gates.AmountOutside) as little:
        draft(her, bank, candidate, amounts={"passport": 5000})
    with pytest.raises(gates.AmountOutside) as long:
        draft(her, bank, candidate, months=24)

    assert "Rp1.000.000" in little.value.sentence
    assert "12" in long.value.sentence


def test_without_a_checked_contract_no_loan_is_reckoned(above, bank, her, candidate):
    above.wage = Wage(3000, "MYR", is_proven=False)
    made = draft(her, bank, candidate)

    with pytest.raises(gates.WageUnknown):
        hand_in(her, made)


def test_without_a_rate_of_the_day_the_refusal_says_who_enters_it(above, bank, her, candidate):
    above.wage = Wage(3000, "XAF", is_proven=True)
    made = draft(her, bank, candidate)

    with pytest.raises(gates.WageUnknown) as refused:
        hand_in(her, made)

    assert "XAF" in refused.value.sentence


def test_what_is_missing_on_the_safe_way_closes_the_gate_with_what_to_do(
    above, bank, her, candidate
):
    above.checks = [Check("contract", False, "Not checked.", "Hand it in.")]
    made = draft(her, bank, candidate)

    with pytest.raises(gates.NotEligible) as refused:
        hand_in(her, made, asks_for_a_person=True)

    assert refused.value.facts["codes"] == ["contract"]
    assert "Hand it in." in refused.value.sentence


def test_a_halted_file_tells_a_code_and_no_story(above, bank, her, candidate, halted):
    made = draft(her, bank, candidate)

    with pytest.raises(gates.NotEligible) as refused:
        hand_in(her, made)

    assert "H1" in refused.value.sentence
    assert refused.value.facts["codes"] == ["halt"]


def test_a_running_loan_closes_the_way_to_another(above, bank, her, candidate, loan):
    made = draft(her, bank, candidate)

    with pytest.raises(gates.NotEligible) as refused:
        hand_in(her, made)

    assert refused.value.facts["codes"] == ["no_other_loan"]


def test_a_debt_to_the_recruiter_is_a_sign_for_a_person_and_not_a_refusal(
    above, bank, her, candidate
):
    application = applied(her, bank, candidate, debts=(Debt("recruiter", 5_000_000),))

    with context.acting(bank.officer):
        assert [flag.code for flag in application.flags.all()] == ["debt_to_recruiter"]
    with context.acting(service_actor()):
        assert not Task.objects.filter(kind="lending.screen").exists()
    with context.acting(her):
        assert not LoanFlag.objects.exists()  # the bank's own note


def test_with_a_charge_above_the_law_protection_is_asked_and_the_bank_learns_no_more(
    above, bank, her, candidate, adi
):
    above.checks = [Check(OVERCHARGED, False, "Charged.", is_flag=True)]

    application = applied(her, bank, candidate, debts=(Debt("recruiter", 5_000_000),))

    with context.acting(adi):
        task = Task.objects.visible_to(adi).select_related("person").get(kind="lending.screen")
        assert sorted(task.facts["signs"]) == ["charged_above_law", "debt_to_recruiter"]
        assert task.person.full_name == candidate.person.full_name
    with context.acting(bank.officer):
        assert not Task.objects.filter(kind="lending.screen").exists()
        assert {flag.code for flag in application.flags.all()} == set(task.facts["signs"])
        assert all(flag.facts == {} for flag in application.flags.all())


def test_another_worker_neither_sees_nor_writes_hers(above, bank, her, candidate, tika):
    application = draft(her, bank, candidate)

    with context.acting(tika):
        assert not Application.objects.exists()
        with pytest.raises(NotAllowed):
            applications.withdraw(application=application, by=tika, at=AT)
        with pytest.raises(NotAllowed):
            applications.start(migration=candidate, terms=bank.product.terms.get(), by=tika, at=AT)


def test_another_bank_neither_sees_nor_writes_it(above, bank, her, candidate, other_bank):
    application = applied(her, bank, candidate)
    other = other_bank

    with context.acting(other.officer):
        assert not Application.objects.exists()
        assert not ApplicationLine.objects.exists()
        with pytest.raises(NotAllowed):
            applications.withdraw(application=application, by=other.officer, at=AT)


def test_offices_without_loans_see_no_application(above, bank, her, candidate, strangers):
    applied(her, bank, candidate)
    for stranger in strangers:
        with context.acting(stranger):
            assert not Application.objects.exists(), stranger.role


def test_taken_back_it_leaves_the_banks_list(above, bank, her, candidate):
    application = applied(her, bank, candidate)

    with context.acting(her):
        applications.withdraw(application=application, by=her, at=AT)
        again = applications.withdraw(application=application, by=her, at=AT)

    assert again.state == ApplicationState.WITHDRAWN
    with context.acting(bank.officer):
        assert not Task.objects.open().exists()


def test_what_was_handed_in_cannot_be_changed(above, bank, her, candidate):
    application = applied(her, bank, candidate)

    with context.acting(her), pytest.raises(WrongState):
        applications.save_costs(
            application=application, costs={"passport": 2_000_000}, months=6, by=her, at=AT
        )


def test_consent_withdrawn_closes_the_way_again(above, bank, her, candidate):
    application = applied(her, bank, candidate)
    service = service_actor()
    with context.acting(service):
        given = Consent.objects.get(person=candidate.person, purpose="share_bank")
        consents.withdraw(consent=given, by=service, at=AT)

    with context.acting(bank.officer):
        found = assess(Application.objects.get(pk=application.pk), at=AT)

    assert [one.code for one in found.unmet] == ["consent"]


def test_at_the_counter_the_officer_writes_for_whom_the_bank_knows(above, bank, candidate):
    with context.acting(bank.officer):
        made = applications.start(
            migration=candidate, terms=bank.product.terms.get(), by=bank.officer, at=AT
        )
        applications.save_costs(
            application=made,
            costs={"family_start": 5_000_000},
            months=6,
            by=bank.officer,
            at=AT,
        )
        done = applications.submit(
            application=made,
            word=Word("thumbprint", "Suster Ina"),
            by=bank.officer,
            at=AT,
        )

    assert done.is_at_counter
    assert done.state == ApplicationState.SUBMITTED
