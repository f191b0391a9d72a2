"""The table of required papers: read by everybody, changed by the province, kept by older files."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.journey.terms import Scheme
from pulang.preparation.actions import rulesets
from pulang.preparation.models import DocumentType, Requirement
from pulang.preparation.queries import rulesets as read
from pulang.preparation.tests.test_pages import client_of

pytestmark = pytest.mark.django_db


def _rule(**more):
    return {
        "scheme": "P_TO_P",
        "demand": "M",
        "stage": "cleared",
        "destinations": ["MY"],
        "valid_from": "2027-01-01",
        "evidence": "V",
        "source": "Permen 7/2026",
        **more,
    }


def test_everybody_reads_which_papers_are_asked_for(db):
    visitor = Client()
    page = visitor.get(reverse("preparation:rules"), {"on": "2026-11-24"})

    assert page.status_code == 200
    assert reverse("preparation:rule", args=["PASPOR"]) in page.text
    assert visitor.get(reverse("preparation:rule", args=["PASPOR"])).status_code == 200
    assert visitor.get(reverse("preparation:rule", args=["NONE"])).status_code == 404
    assert visitor.get(reverse("preparation:rules"), {"on": "1900-01-01"}).status_code == 200


def test_the_province_lets_a_scheme_ask_otherwise_and_older_files_keep_theirs(province, belu):
    address = reverse("preparation:rule_new", args=["SKCK"])
    client, other = client_of(province), client_of(belu)

    assert other.post(address, _rule()).status_code == 403
    assert client.post(address, _rule(source=" ")).status_code == 422
    assert client.post(address, _rule(alternatives=["NONE"])).status_code == 422
    assert client.post(address, _rule()).status_code == 302
    assert client.post(address, _rule()).status_code == 422  # a version begins once

    context.enter(belu)
    day, later = date(2026, 12, 31), date(2027, 1, 1)
    held, holds = ({row.kind.code: row for row in read.table(on=on)}["SKCK"] for on in (day, later))
    assert Scheme.P_TO_P in held.sometimes
    assert Scheme.P_TO_P in holds.always
    kept = Requirement.objects.filter(document="SKCK", scheme="P_TO_P").order_by("valid_from")
    assert [(one.valid_to, one.destinations) for one in kept] == [
        (later, ["TW", "KR", "JP", "HK", "AU"]),
        (None, ["MY"]),
    ]
    assert "SKCK" in client.get(reverse("preparation:rule", args=["SKCK"])).text


def test_a_paper_costs_more_from_a_day_on(province):
    address = reverse("preparation:paper_kind_new", args=["PASPOR"])
    client = client_of(province)
    context.enter(province)
    (before,) = DocumentType.objects.filter(code="PASPOR")
    given = {name: getattr(before, name) for name in rulesets.PAPER_FACTS}
    said = {name: value for name, value in given.items() if value is not None}
    new = {"price": "999000", "valid_from": "2027-01-01", "evidence": "V", "source": "PP 1"}

    assert client.post(address, said | new | {"price": "-1"}).status_code == 422
    assert client.post(address, said | new).status_code == 302

    context.enter(province)
    after = DocumentType.objects.get(code="PASPOR", valid_to=None)
    assert (after.price, after.issuer_id, after.needs) == (999_000, before.issuer_id, before.needs)
    assert read.documents(on=date(2026, 12, 31))["PASPOR"].price == before.price
