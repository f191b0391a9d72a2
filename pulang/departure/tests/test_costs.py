"""What was charged: judged by the file's own rules, flagged, decided, paid back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pulang.access import context
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.coordination.models import Task
from pulang.departure import letters
from pulang.departure.actions import costs
from pulang.departure.models import CostLine, CostRule, CostRuleset
from pulang.departure.queries import costs as queries
from pulang.departure.terms import TEN_JOBS
from pulang.departure.tests.factories import (
    AT,
    TODAY,
    make_agreement,
    make_candidate,
)
from pulang.journey.models import Event
from pulang.places.models import Country

pytestmark = pytest.mark.django_db


def charge(by, migration, component="ticket", amount=2_150_000, charged_to="worker", **given):
    return costs.record(
        **{
            "migration": migration, "component": component, "amount": amount,
            "charged_to": charged_to, "paid_to": "agency", "paid_on": TODAY, "by": by, "at": AT,
        }
        | given
    )  # fmt: skip


def test_the_list_of_2020_forbids_fourteen_items_in_ten_jobs():
    rules = CostRule.objects.filter(
        ruleset__code="PERBAN9-2020", charge="forbidden", destination=None
    ).exclude(occupation="")

    jobs = set(rules.values_list("occupation", flat=True))
    # Care of babies and care of children are one kind of work here.
    assert jobs == set(TEN_JOBS)
    assert len(jobs) == 9
    for job in jobs:
        items = {item for rule in rules.filter(occupation=job) for item in rule.items.split("+")}
        assert len(items) == 14


def test_the_versions_follow_each_other_without_a_gap():
    found = list(CostRuleset.objects.order_by("starts_on"))

    assert [one.code for one in found] == ["UU18-2017", "PERBAN9-2020", "PMP2MI17-2025"]
    assert [one.ends_on for one in found] == [found[1].starts_on, found[2].starts_on, None]


def test_since_2025_an_officer_decides_until_the_text_is_loaded(belu, yohana):
    charge(belu, yohana, "training", 3_000_000)

    judgement = queries.account_of(yohana).judgement

    assert (judgement.too_much, judgement.undecided) == (0, 3_000_000)
    assert Event.objects.filter(kind="departure.cost_doubted").count() == 1


def test_an_overcharge_stands_on_the_timeline_and_on_the_desk_of_the_kabupaten(maria, belu):
    line = charge(belu, maria)

    assert queries.overcharges(maria) == 2_150_000
    event = Event.objects.get(kind="departure.overcharged")
    assert event.facts == {"line": line.public_id, "component": "ticket", "amount": 2_150_000}
    task = Task.objects.get(kind="departure.review_costs")
    assert task.desk == "kabupaten_officer@5304"
    charge(belu, maria, "medical", 500_000)
    assert Task.objects.filter(kind="departure.review_costs").count() == 1


def test_what_the_employer_paid_is_no_flag(maria, belu):
    charge(belu, maria, charged_to="employer")

    assert queries.overcharges(maria) == 0
    assert not Task.objects.filter(kind="departure.review_costs").exists()


def test_a_decision_on_every_amount_clears_the_desk(maria, belu):
    line = charge(belu, maria)
    costs.review(line=line, decision="forbidden", note="letter sent", by=belu, at=AT)

    assert not queries.needs_decision(maria)
    assert not Task.objects.filter(kind="departure.review_costs", done_at=None).exists()
    assert queries.overcharges(maria) == 2_150_000


def test_what_the_rules_forbid_cannot_be_found_in_order(maria, belu):
    line = charge(belu, maria)

    with pytest.raises(WrongState, match=r"Rp2\.150\.000"):
        costs.review(line=line, decision="allowed", note="it is fine", by=belu, at=AT)


def test_what_is_paid_back_is_no_longer_too_much(maria, belu):
    line = charge(belu, maria)
    costs.refund(line=line, amount=2_000_000, by=belu, at=AT)
    assert queries.overcharges(maria) == 150_000

    costs.refund(line=line, amount=2_150_000, by=belu, at=AT)

    assert queries.overcharges(maria) == 0
    with pytest.raises(Refused):
        costs.refund(line=line, amount=2_150_001, by=belu, at=AT)


def test_a_line_taken_back_no_longer_counts_and_stays(maria, belu):
    line = charge(belu, maria)

    costs.withdraw(line=line, because="written twice", by=belu, at=AT)

    assert queries.overcharges(maria) == 0
    assert CostLine.objects.get().withdrawn_because == "written twice"


def test_a_village_officer_writes_down_and_does_not_decide(maria, pak_yos):
    with context.acting(pak_yos):
        line = charge(pak_yos, maria)
        with pytest.raises(NotAllowed):
            costs.review(line=line, decision="forbidden", note="x", by=pak_yos, at=AT)


def test_a_bank_officer_writes_nothing(maria, rosa):
    with context.acting(rosa), pytest.raises(NotAllowed):
        charge(rosa, maria)


def test_after_a_stop_she_is_never_billed_not_even_past_the_action(maria, belu):
    with pytest.raises(costs.NotHers):
        charge(belu, maria, follows_stop=True)
    with pytest.raises(IntegrityError, match="cost_after_a_stop_not_hers"), transaction.atomic():
        CostLine.objects.create(
            migration=maria, component="ticket", amount=1, charged_to="worker", paid_to="carrier",
            paid_on=TODAY, follows_stop=True, recorded_at=AT, recorded_by=belu.membership_id,
        )  # fmt: skip


def test_new_rules_begin_tomorrow_at_the_earliest_and_end_the_ones_before(province):
    context.enter(province)
    change = CostRule(component="visa", charge="forbidden", source="test")
    wanted = {"code": "V3", "title": "V3", "source": "test", "by": province, "at": AT}
    with pytest.raises(costs.TooLate):
        costs.enact_changed(starts_on=TODAY, changes=[change], **wanted)

    made = costs.enact_changed(starts_on=date(2027, 1, 1), changes=[change], **wanted)

    last = CostRuleset.objects.get(code="PMP2MI17-2025")
    assert last.ends_on == date(2027, 1, 1)
    assert queries.ruleset_on(date(2026, 12, 31)) == last
    assert queries.ruleset_on(date(2027, 1, 1)) == made
    kept = CostRule.objects.filter(ruleset=last).exclude(component="visa", occupation="").count()
    assert CostRule.objects.filter(ruleset=made).count() == kept + 1


def test_a_kabupaten_officer_makes_no_law(belu):
    context.enter(belu)
    with pytest.raises(NotAllowed):
        costs.enact_changed(
            code="X", title="X", source="X", starts_on=date(2027, 1, 1), changes=[], by=belu, at=AT
        )


def test_what_held_is_not_rewritten(province):
    context.enter(province)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        CostRule.objects.update(charge="allowed")


def test_the_complaint_names_amount_rule_and_company(maria, order, belu):
    agreement = make_agreement(belu, maria, order)
    charge(belu, maria)
    account = queries.account_of(maria)

    words = letters.complaint_words(account, agreement, by=belu, today=TODAY)
    pdf = letters.complaint(account, agreement, by=belu, today=TODAY)

    assert words["to"] == "PT Sinar Timur Sejahtera"
    assert words["rows"][0][3] == "Rp2.150.000"
    assert "MoU" in words["rows"][0][4]
    assert "Maria Taneo" in words["paragraphs"][0]
    assert pdf.startswith(b"%PDF")


def test_the_proposal_to_draw_the_deposit_names_files_and_no_person(maria, order, agency, belu):
    make_agreement(belu, maria, order)
    charge(belu, maria)
    accounts = queries.accounts_of([maria])

    words = letters.deposit_words(agency, accounts, by=belu, today=TODAY)

    assert words["rows"][0][0] == maria.public_id
    assert words["total"][1] == "Rp2.150.000"
    assert "Maria" not in str(words)
    assert letters.deposit_proposal(agency, accounts, by=belu, today=TODAY).startswith(b"%PDF")


@pytest.fixture
def sly(order, belu):
    context.enter(belu)
    return make_candidate(belu, '#read("settings.py") *x* $y$')


def test_a_name_cannot_become_a_command_of_the_letter(belu, sly):
    charge(belu, sly)

    pdf = letters.complaint(queries.account_of(sly), None, by=belu, today=TODAY)

    assert pdf.startswith(b"%PDF")


@pytest.fixture
def carer(belu):
    context.enter(belu)
    taiwan = Country.objects.get(pk="TW")
    return make_candidate(belu, "Rofina Mau", occupation="caregiver", destination=taiwan)


def test_a_cap_in_taiwan_counts_everything_that_is_in_order(belu, carer):
    for component, amount in (("training", 7_000_000), ("medical", 4_000_000)):
        line = charge(belu, carer, component, amount)
        costs.review(line=line, decision="allowed", note="receipt seen", by=belu, at=AT)

    assert queries.overcharges(carer) == 11_000_000 - 9_622_000
