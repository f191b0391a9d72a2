"""Products: terms are dated and never rewritten; usury is refused; money is booked after a second look."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from pulang.access import context
from pulang.base.clock import today
from pulang.base.ids import new_ulid
from pulang.lending.forms.showing import RupiahField, TermsForm
from pulang.lending.models import Ceiling, PoolFunding, ProductTerms, RoleLimit
from pulang.lending.tests.clients import client_of

SAID = {
    "annual_rate": 500,
    "months_most": 12,
    "amount_least": 1_000_000,
    "amount_most": 100_000_000,
    "method": "annuity",
    "grace": "none",
    "grace_months": 0,
    "start_latest_days": 270,
    "penalty_rate": 0,
    "penalty_free_days": 0,
    "wage_share_most": 3500,
    "wage_share_warn": 3000,
    "source": "Keputusan Direksi 2/2027",
}


def _said(**changed: object) -> dict[str, object]:
    return SAID | {"starts_on": f"{today() + timedelta(days=1):%Y-%m-%d}"} | changed


def _url(name: str, bank) -> str:
    return reverse(f"lending:{name}", args=[bank.product.public_id])


def test_new_terms_follow_the_old_which_stand(bank):
    answer = client_of(bank.approver).post(_url("terms_new", bank), _said())

    assert answer.status_code == 302
    old, new = ProductTerms.objects.order_by("starts_on")
    assert (old.annual_rate, old.ends_on) == (600, new.starts_on)
    assert (new.annual_rate, new.source) == (500, "Keputusan Direksi 2/2027")


@pytest.mark.parametrize("rate", [60_000, 6_001, 6])
def test_usury_and_percent_for_basis_points_are_refused(bank, rate):
    answer = client_of(bank.approver).post(_url("terms_new", bank), _said(annual_rate=rate))

    assert answer.status_code == 422
    assert ProductTerms.objects.count() == 1


def test_terms_that_begin_in_the_past_are_refused(bank):
    answer = client_of(bank.approver).post(_url("terms_new", bank), _said(starts_on="2026-01-02"))

    assert answer.status_code == 422


def test_the_officer_sets_no_terms_and_no_money(bank):
    client = client_of(bank.officer)

    assert client.post(_url("terms_new", bank), _said()).status_code == 403
    assert client.get(reverse("lending:fund", args=[bank.pool.public_id])).status_code == 403


def test_ceilings_and_limits_are_new_dated_lines(bank):
    client = client_of(bank.approver)
    ceiling = {"component": "passport", "most": "650.000", "source": "PNBP"}
    day = {"starts_on": f"{today():%Y-%m-%d}"}

    first = client.post(_url("ceiling_new", bank), ceiling | day)
    again = client.post(_url("ceiling_new", bank), ceiling | day | {"most": "700.000"})
    limit = client.post(
        _url("limit_new", bank), {"role": "bank_approver", "most": "100.000.000"} | day
    )

    assert (first.status_code, again.status_code, limit.status_code) == (302, 422, 302)
    assert Ceiling.objects.get().most == 650_000
    assert RoleLimit.objects.get().most == 100_000_000
    context.enter(bank.approver)
    assert client_of(bank.officer).get(_url("product", bank)).status_code == 200


def test_money_is_booked_only_after_it_was_shown_back(bank):
    client, url = client_of(bank.approver), reverse("lending:fund", args=[bank.pool.public_id])
    said = {"kind": "replenishment", "amount": "1.500.000", "source": "APBD"}
    said |= {"booked_on": f"{today():%Y-%m-%d}", "form": new_ulid()}

    shown = client.post(url, said)
    assert shown.status_code == 200
    assert "Rp1.500.000" in shown.content.decode()
    context.enter(bank.approver)
    assert PoolFunding.objects.count() == 1

    assert said["form"] in shown.content.decode()
    booked = client.post(url, said | {"amount": "1500000", "is_sure": "on"})
    again = client.post(url, said | {"amount": "1500000", "is_sure": "on"})
    other = client.post(url, said | {"amount": "1600000", "is_sure": "on"})
    assert (booked.status_code, again.status_code, other.status_code) == (302, 302, 422)
    context.enter(bank.approver)
    assert PoolFunding.objects.count() == 2
    bank.pool.refresh_from_db()
    assert bank.pool.capital == 50_001_500_000


@pytest.mark.parametrize("text", ["1.500,000", "-5", "0", "1.500.00", "lima juta", "1,5"])
def test_an_amount_that_could_be_meant_otherwise_is_refused(text):
    with pytest.raises(ValidationError):
        RupiahField().clean(text)


def test_what_people_write_is_read(db):
    assert RupiahField().clean("Rp1.500.000") == 1_500_000
    assert RupiahField().clean("1,500,000.00") == 1_500_000
    assert TermsForm(_said()).is_valid()
