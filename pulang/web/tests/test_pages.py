"""The start page and the pages for what goes wrong."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from pulang.access.models import Membership
from pulang.access.terms import Role
from pulang.access.tests import factories
from pulang.web import views


@pytest.fixture
def yos(db: None) -> Membership:
    return factories.membership(Role.VILLAGE_OFFICER, area="5304012008")


@pytest.fixture
def om_leo(db: None) -> Membership:
    member = factories.membership(Role.WORKER)
    Membership.objects.filter(pk=member.pk).delete()
    return member


def test_pak_yos_is_greeted_in_indonesian_and_told_what_he_finds_here(
    yos: Membership, client: Client
) -> None:
    client.force_login(yos.user)

    page = client.get(reverse("home")).content.decode()

    assert '<html lang="id">' in page
    assert str(yos.organisation) in page
    assert "Selalu cari dahulu" in page


def test_one_who_prefers_english_gets_english_and_keeps_it(yos: Membership, client: Client) -> None:
    client.force_login(yos.user)

    client.post(reverse("set_language"), {"language": "en", "next": "/"})

    assert "Always search" in client.get(reverse("home")).content.decode()


def test_an_account_without_a_role_is_told_whom_to_ask(om_leo: Membership, client: Client) -> None:
    client.force_login(om_leo.user)

    answer = client.get(reverse("home"))

    assert answer.status_code == 403
    assert "belum mempunyai peran aktif" in answer.content.decode()


def test_the_style_page_is_for_those_who_build_pages(yos: Membership, client: Client) -> None:
    client.force_login(yos.user)

    assert client.get(reverse("ui:style")).status_code == 403


def test_a_missing_page_is_calm_and_404(yos: Membership, client: Client) -> None:
    client.force_login(yos.user)

    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert "Tidak ada apa-apa di sini" in answer.content.decode()


def test_a_bug_shows_a_calm_page_with_a_number_to_tell() -> None:
    answer = views.broken(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"<strong>" in answer.content
    assert b"Traceback" not in answer.content


@pytest.mark.django_db
def test_sign_in_offers_no_accounts_where_there_is_no_demo(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()

    assert "demo-title" not in page
    assert "Selamat datang" in page


@pytest.mark.django_db
def test_no_page_carries_inline_style_or_script(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()

    assert " style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


@pytest.fixture
def daud(db: None) -> Membership:
    return factories.membership(Role.AUDITOR)


def test_an_auditor_is_shown_his_desks_and_no_stewards_work(
    daud: Membership, client: Client
) -> None:
    client.force_login(daud.user)

    page = client.get(reverse("home")).content.decode()

    assert reverse("access:emergencies") in page
    assert reverse("access:desk") in page
    assert reverse("linkage:review") not in page
