"""Pages of companies, orders, costs and clearances: what is shown, what is refused, in words."""

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.departure.models import Agency, Clearance, CostLine, JobOrder, PlacementAgreement
from pulang.departure.tests.factories import make_agreement

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def at_province(province):
    return client_of(province)


@pytest.fixture
def at_belu(belu):
    return client_of(belu)


@pytest.fixture
def page(maria):
    """Return the address of one of Maria's pages."""
    return lambda name, *more: reverse(f"departure:{name}", args=[maria.public_id, *more])


def test_the_province_enters_a_company_with_permit_and_suspends_it(at_province, province):
    form = {
        "name": "PT Bintang Laut", "licence": "SIP3MI-77", "licence_starts_on": "2026-01-01",
        "licence_ends_on": "2099-01-01", "deposit": "1500000000",
    }  # fmt: skip
    assert at_province.post(reverse("departure:agency_new"), form).status_code == 302
    again = at_province.post(reverse("departure:agency_new"), form)
    assert again.status_code == 422
    with context.acting(province):
        agency = Agency.objects.get()
    sanction = reverse("departure:sanction", args=[agency.public_id])
    at_province.post(
        sanction,
        {"kind": "suspension", "starts_on": "2026-02-01", "decree": "KEP-9", "reason": "debt"},
    )

    shown = at_province.get(agency.get_absolute_url()).text
    assert "KEP-9" in shown
    listed = reverse("departure:agencies")
    assert "PT Bintang Laut" in at_province.get(listed, {"standing": "stopped"}).text
    assert "PT Bintang Laut" not in at_province.get(listed, {"standing": "valid"}).text


def test_a_licence_that_ends_before_it_begins_is_refused_in_the_form(at_province):
    answer = at_province.post(
        reverse("departure:agency_new"),
        {
            "name": "PT X", "licence": "1", "licence_starts_on": "2026-02-01",
            "licence_ends_on": "2026-01-01", "deposit": "0",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert not Agency.objects.exists()


def test_the_province_changes_the_quota_but_not_below_what_is_signed(
    at_province, province, belu, maria, order
):
    with context.acting(belu):
        make_agreement(belu, maria, order)
    door = reverse("departure:quota", args=[order.permit.public_id])

    assert door in at_province.get(order.permit.agency.get_absolute_url()).text
    assert at_province.post(door, {"quota": "35"}).status_code == 302
    with context.acting(province):
        order.permit.refresh_from_db()
    assert order.permit.quota == 35


def test_a_kabupaten_officer_enters_an_order_and_signs_under_it(at_belu, belu, permit, page):
    order = {
        "number": "JO-55", "employer": "Puan Aminah", "occupation": "domestic",
        "wage": "1700", "currency": "MYR", "places": "3", "starts_on": "2026-01-01",
        "ends_on": "2099-01-01",
    }  # fmt: skip
    at_belu.post(reverse("departure:order_new", args=[permit.public_id]), order)
    with context.acting(belu):
        made = JobOrder.objects.get(number="JO-55")
    at_belu.post(
        reverse("departure:verify", args=[made.public_id]),
        {"verified_on": "2026-01-02", "reference": "KBRI-1"},
    )
    assert "JO-55" in at_belu.get(reverse("departure:orders")).text
    assert at_belu.get(page("sign")).status_code == 200

    with context.acting(belu):
        assert made.has_rest_day is None, "nobody said so"


def test_the_sheet_shows_what_is_missing_and_clears_when_nothing_is(
    at_belu, belu, maria, order, page
):
    before = at_belu.get(page("clearance")).text
    assert "disabled" in before
    with context.acting(belu):
        make_agreement(belu, maria, order)
    assert "disabled" not in at_belu.get(page("clearance")).text

    past = {"exit_point": "lorens-say", "departs_on": "2020-01-01", "days": "3"}
    assert at_belu.post(page("grant"), past).status_code == 422
    with context.acting(belu):
        assert not Clearance.objects.exists()


def test_an_overcharge_is_entered_shown_with_its_rule_and_becomes_a_letter(
    at_belu, belu, maria, page
):
    assert at_belu.get(page("complaint")).status_code == 404
    form = {
        "component": "ticket", "amount": "2150000", "charged_to": "worker", "paid_to": "recruiter",
        "paid_on": "2026-11-01", "evidence": "receipt",
    }  # fmt: skip
    assert at_belu.post(page("cost_new"), form).status_code == 302

    shown = at_belu.get(page("costs")).text
    assert "Rp2.150.000" in shown
    assert "MoU Malaysia 2022" in shown
    letter = at_belu.get(page("complaint"))
    assert letter["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF")
    assert "Maria" not in letter["Content-Disposition"]
    assert "Rp2.150.000" in at_belu.get(reverse("departure:overcharged")).text
    with context.acting(belu):
        line = CostLine.objects.get()
    decided = at_belu.post(
        page("cost_review", line.public_id), {"decision": "allowed", "note": "fine"}
    )
    assert decided.status_code == 422


@pytest.fixture
def at_malaka(malaka):
    return client_of(malaka)


def test_the_neighbours_officer_finds_none_of_it(at_malaka, page):
    for name in ("clearance", "costs", "cost_new", "sign"):
        assert at_malaka.get(page(name)).status_code == 404


def test_versions_are_read_by_everybody_and_made_by_the_province(at_province, at_belu):
    assert "PMP2MI17-2025" in at_belu.get(reverse("departure:rulesets")).text
    assert "MoU Malaysia" in at_belu.get(reverse("departure:ruleset", args=["PMP2MI17-2025"])).text
    assert at_belu.get(reverse("departure:ruleset_new")).status_code == 403
    form = {
        "code": "V3-2099", "title": "Versi 3", "starts_on": "2099-01-01", "source": "BN 1",
        "component": "visa", "charge": "forbidden",
    }  # fmt: skip
    assert at_province.post(reverse("departure:ruleset_new"), form).status_code == 302
    assert "Versi 3" in at_province.get(reverse("departure:rulesets")).text
    capped = form | {"code": "V4", "charge": "capped", "starts_on": "2099-02-01"}
    assert at_province.post(reverse("departure:ruleset_new"), capped).status_code == 422


def test_the_proposal_to_draw_a_deposit_is_a_letter(at_belu, belu, agency, order, maria):
    with context.acting(belu):
        make_agreement(belu, maria, order)
        assert PlacementAgreement.objects.exists()

    letter = at_belu.get(reverse("departure:deposit", args=[agency.public_id]))

    assert letter.content.startswith(b"%PDF")


def test_closed_destinations_are_kept_by_the_province(at_province, at_belu):
    form = {"destination": "MY", "starts_on": "2026-01-01", "decree": "KEP-3"}
    assert at_belu.get(reverse("departure:closures")).status_code == 403
    at_province.post(reverse("departure:closures"), form)

    assert "KEP-3" in at_province.get(reverse("departure:closures")).text
