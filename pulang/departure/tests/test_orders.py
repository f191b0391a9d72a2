"""Agreements take places: the one too many is refused, and the database refuses it too."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from pulang.access import context
from pulang.base.errors import NotAllowed, WrongState
from pulang.departure.actions import agencies, orders
from pulang.departure.models import JobOrder, PlacementAgreement, RecruitmentPermit
from pulang.departure.tests.factories import (
    AT,
    TODAY,
    make_agreement,
    make_order,
    make_permit,
)
from pulang.journey.models import Event

pytestmark = pytest.mark.django_db


def counts(order):
    order = orders.queries.order_for(order.public_id)
    return order.used, order.permit.used


def test_an_agreement_takes_a_place_of_the_order_and_of_the_permit(maria, order, belu):
    agreement = make_agreement(belu, maria, order)

    assert counts(order) == (1, 1)
    event = Event.objects.get(kind="departure.agreement")
    assert event.facts["agreement"] == agreement.public_id


def test_a_cancelled_agreement_gives_its_place_back_and_stays_readable(maria, order, belu):
    agreement = make_agreement(belu, maria, order)

    orders.cancel(agreement=agreement, because="She chose another company.", by=belu, at=AT)

    assert counts(order) == (0, 0)
    assert PlacementAgreement.objects.get().cancelled_because == "She chose another company."
    with pytest.raises(WrongState):
        orders.cancel(agreement=agreement, because="again", by=belu, at=AT)
    assert counts(order) == (0, 0)


@pytest.fixture
def one_left(province, permit):
    context.enter(province)
    return make_order(province, permit, number="JO-0002", places=1)


def test_a_full_order_takes_nobody_and_says_how_many_it_has(one_left, maria, imelda, belu):
    make_agreement(belu, maria, one_left)

    with pytest.raises(orders.QuotaUsed) as refusal:
        make_agreement(belu, imelda, one_left)

    assert "1" in refusal.value.sentence
    assert counts(one_left) == (1, 1)
    assert PlacementAgreement.objects.count() == 1


def test_the_database_refuses_the_one_too_many_by_itself(one_left, maria, imelda, belu):
    make_agreement(belu, maria, one_left)

    with pytest.raises(IntegrityError, match="order_places_hold"), transaction.atomic():
        PlacementAgreement.objects.create(
            migration=imelda,
            order=one_left,
            signed_on=TODAY,
            recorded_at=AT,
            recorded_by=belu.membership_id,
        )


def test_the_count_sees_agreements_of_other_kabupaten_that_the_officer_does_not(
    maria, order, belu, malaka
):
    make_agreement(belu, maria, order)
    with context.acting(malaka):
        assert PlacementAgreement.objects.count() == 0
        assert JobOrder.objects.get(pk=order.pk).used == 1


def test_nobody_writes_the_count_itself(order, belu):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        JobOrder.objects.filter(pk=order.pk).update(used=0)


@pytest.mark.parametrize(
    ("kind", "takes"), [("warning", True), ("suspension", False), ("revocation", False)]
)
def test_a_stopped_company_signs_nobody(maria, order, agency, province, belu, kind, takes):
    with context.acting(province):
        agencies.impose(
            agency=agency, kind=kind, starts_on=TODAY, decree="KEP-1/2026",
            reason="holding house", by=province, at=AT,
        )  # fmt: skip

    if takes:
        assert make_agreement(belu, maria, order)
        return
    with pytest.raises(orders.OrderTakesNobody, match=r"izin|licence"):
        make_agreement(belu, maria, order)


def test_an_order_that_the_attache_has_not_verified_takes_nobody(maria, permit, province, belu):
    with context.acting(province):
        raw = orders.record(
            permit=permit,
            values={
                "number": "JO-9", "employer": "X", "occupation": "domestic", "wage": 1700,
                "currency": "MYR", "places": 2, "starts_on": date(2026, 7, 1),
                "ends_on": date(2027, 1, 1),
            },
            by=province,
            at=AT,
        )  # fmt: skip

    with pytest.raises(orders.OrderTakesNobody) as refusal:
        make_agreement(belu, maria, raw)

    assert refusal.value.facts["faults"] == ["unverified"]


def test_an_order_for_another_job_does_not_fit(order, yohana, belu):
    with pytest.raises(orders.DoesNotFit):
        make_agreement(belu, yohana, order)


def test_a_village_officer_signs_nothing(maria, order, pak_yos):
    with context.acting(pak_yos), pytest.raises(NotAllowed):
        make_agreement(pak_yos, maria, order)


def test_a_kabupaten_officer_does_not_enter_a_permit(belu, agency):
    with pytest.raises(NotAllowed):
        make_permit(belu, agency, number="SIP2MI-0009")


def test_a_quota_does_not_fall_below_the_agreements_that_hold(maria, order, permit, province, belu):
    make_agreement(belu, maria, order)
    with context.acting(province):
        with pytest.raises(agencies.QuotaTooSmall):
            agencies.set_quota(permit=permit, quota=0, by=province, at=AT)
        agencies.set_quota(permit=permit, quota=1, by=province, at=AT)

        assert RecruitmentPermit.objects.get().quota == 1


def test_the_province_cannot_lower_a_quota_past_the_constraint(
    maria, order, permit, province, belu
):
    make_agreement(belu, maria, order)
    with (
        context.acting(province),
        pytest.raises(IntegrityError, match="permit_quota_holds"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update departure_recruitmentpermit set quota = 0")
