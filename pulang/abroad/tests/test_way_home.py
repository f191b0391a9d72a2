"""Costs, legs, rights of the heirs, papers to print."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from pulang.abroad.actions import death_steps, deaths, way_home
from pulang.abroad.actions.death_steps import NotReadyYet
from pulang.abroad.actions.way_home import ClaimNews, HandOver, LegPlan, PaidTwice
from pulang.abroad.models import CostItem, CostShare, DeathCase
from pulang.abroad.queries import deaths as queries
from pulang.abroad.queries import receipts
from pulang.abroad.terms import DeathStep
from pulang.access import context
from pulang.base.errors import WrongState
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)
PLAN = LegPlan("plane", "Kuala Lumpur", "El Tari, Kupang", DAY, "Garuda", "126-12345675")
HANDED = HandOver("BP3MI NTT", "Yuliana Nabu", "Suster Ina", "mother", "sealed, whole")


def test_the_same_cost_is_not_paid_twice(flight, province, homeward) -> None:
    with context.acting(province):
        way_home.promise(item=flight, source="mission", amount=20_000_000, by=province, at=AT)
        with pytest.raises(PaidTwice) as refusal:
            way_home.promise(item=flight, source="kabupaten", amount=5_000_000, by=province, at=AT)
        assert refusal.value.facts["left"] == 4_000_000
        with pytest.raises(PaidTwice):
            way_home.promise(item=flight, source="mission", amount=1, by=province, at=AT)
        with pytest.raises(PaidTwice):
            way_home.add_cost(case=homeward, kind="air_cargo", amount=1, by=province, at=AT)
        (cost,) = queries.page_of(homeward).costs
        assert cost.left == 4_000_000


def test_a_promise_taken_back_leaves_the_cost_open(flight, province) -> None:
    with context.acting(province):
        share = way_home.promise(
            item=flight, source="church", amount=24_000_000, by=province, at=AT
        )
        way_home.withdraw_promise(share=share, by=province, at=AT)
        again = way_home.promise(item=flight, source="church", amount=24_000_000, by=province,
                                 at=AT, paid_on=DAY)  # fmt: skip
        with pytest.raises(WrongState):
            way_home.withdraw_promise(share=again, by=province, at=AT)


def test_the_database_lets_nobody_pay_twice(flight, province) -> None:
    with context.acting(province):
        way_home.promise(item=flight, source="mission", amount=24_000_000, by=province, at=AT)
        with pytest.raises(DatabaseError, match="covered"), transaction.atomic():
            CostShare.objects.create(item=flight, source="bp3mi", amount=1, promised_at=AT,
                                     promised_by=province.membership_id)  # fmt: skip
        with pytest.raises(DatabaseError, match="promised already"), transaction.atomic():
            CostItem.objects.filter(pk=flight.pk).update(amount=1)


def test_money_without_a_payer_keeps_the_costs_open(flight, homeward, province) -> None:
    with context.acting(province), pytest.raises(NotReadyYet, match=r"24\.000\.000"):
        death_steps.done(case=homeward, step=DeathStep.D5, by=province, at=AT)


def test_each_leg_is_handed_over_once_with_a_record_on_paper(homeward, province) -> None:
    with context.acting(province):
        leg = way_home.plan_leg(case=homeward, plan=PLAN, by=province, at=AT)
        with pytest.raises(NotReadyYet):
            way_home.hand_over(leg=leg, handed=HandOver("BP3MI", "", ""), by=province, at=AT)
        done = way_home.hand_over(leg=leg, handed=HANDED, by=province, at=AT)
        with pytest.raises(WrongState):
            way_home.hand_over(leg=leg, handed=HANDED, by=province, at=AT)
        pdf = receipts.hand_over(homeward, done)

    assert pdf.startswith(b"%PDF-")


def test_a_name_cannot_bend_the_paper(homeward, province) -> None:
    with context.acting(province):
        leg = way_home.plan_leg(case=homeward, plan=PLAN, by=province, at=AT)
        leg.giver = '#panic("x") $ * _ [ ] \\ "'

        assert receipts.hand_over(homeward, leg).startswith(b"%PDF-")


def test_the_rights_of_the_heirs_are_followed_to_the_money(homeward, belu) -> None:
    with context.acting(belu):
        rights = {claim.kind: claim for claim in homeward.claims.all()}
        assert "wages" in rights
        with pytest.raises(NotReadyYet):
            way_home.follow_claim(claim=rights["wages"], news=ClaimNews("paid"), by=belu, at=AT)
        with pytest.raises(NotReadyYet):
            way_home.follow_claim(
                claim=rights["insurance"], news=ClaimNews("refused"), by=belu, at=AT
            )
        paid = way_home.follow_claim(
            claim=rights["wages"],
            news=ClaimNews("paid", "Yuliana Nabu", 4_500, "MYR", DAY, DAY + timedelta(days=40)),
            by=belu,
            at=AT,
        )
        with pytest.raises(WrongState):
            way_home.follow_claim(claim=paid, news=ClaimNews("filed"), by=belu, at=AT)
        assert receipts.heirs_pack(homeward, on=DAY).startswith(b"%PDF-")
        figures = queries.figures(since=date(2026, 11, 1), until=date(2026, 12, 1))

    assert (figures.deaths, figures.entitled, figures.paid_in_time) == (1, 1, 1)


def test_the_whole_way_in_order_ends_in_a_closed_case(homeward, flight, province, belu) -> None:
    later = AT + timedelta(days=60)
    with context.acting(province):
        way_home.promise(item=flight, source="mission", amount=24_000_000, by=province, at=AT)
        for paper in list(homeward.papers.all()):
            deaths.set_paper(case=homeward, kind=paper.kind, state="here", by=province, at=AT)
        leg = way_home.plan_leg(case=homeward, plan=PLAN, by=province, at=AT)
        way_home.hand_over(leg=leg, handed=HANDED, by=province, at=AT)
        for step in ("D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D13", "D14"):
            day = date(2026, 12, 1) if step == "D7" else None
            death_steps.done(case=homeward, step=DeathStep(step), by=province, at=later,
                             happened_on=day)  # fmt: skip
        for claim in list(homeward.claims.all()):
            way_home.follow_claim(claim=claim, news=ClaimNews("not_entitled", reason="not insured"),
                                  by=province, at=later)  # fmt: skip
        death_steps.done(case=homeward, step=DeathStep.D12, by=province, at=later)
        closed = death_steps.close(case=homeward, by=province, at=later)
        figures = queries.figures(since=date(2026, 11, 1), until=date(2026, 12, 1))

    assert closed.closed_at == later
    assert figures.days_home == (11,)
    assert figures.median_days_home == 11
    assert (figures.buried_home, figures.buried_abroad, figures.entitled) == (1, 0, 0)
    with context.acting(province), pytest.raises(WrongState):
        way_home.add_cost(case=homeward, kind="other", amount=1, by=province, at=later)


def test_a_case_is_never_deleted(homeward, province) -> None:
    with context.acting(province), connection.cursor() as cursor:
        cursor.execute("delete from abroad_deathcase")
        assert cursor.rowcount == 0
        assert DeathCase.objects.filter(pk=homeward.pk).exists()
