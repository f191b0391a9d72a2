"""Pages: what each desk meets, what they say and never say."""

import pytest
from django.test import Client

from pulang.abroad.actions import complaints
from pulang.abroad.actions.complaints import ComplaintDraft
from pulang.abroad.models import Complaint, Remittance
from pulang.access import context
from pulang.access.models import Membership
from pulang.people.tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk():
    def client(actor) -> Client:
        made = Client()
        made.force_login(Membership.objects.get(pk=actor.membership_id).user)
        return made

    return client


@pytest.fixture
def at_belu(at_desk, belu) -> Client:
    return at_desk(belu)


@pytest.fixture
def at_adi(at_desk, adi) -> Client:
    return at_desk(adi)


@pytest.fixture
def marias_phone(at_desk, maria_herself) -> Client:
    return at_desk(maria_herself)


@pytest.fixture
def at_province(at_desk, province) -> Client:
    return at_desk(province)


@pytest.fixture
def at_village(at_desk, pak_yos) -> Client:
    return at_desk(pak_yos)


def test_maria_complains_on_her_phone_and_a_case_worker_answers(
    marias_phone, at_adi, at_belu, maria_herself
) -> None:
    said = {"category": "confinement", "is_in_danger": "yes", "story": "Pintu dikunci"}
    assert marias_phone.post("/abroad/me/complaint/", said).status_code == 302
    with context.acting(maria_herself):
        made = Complaint.objects.get()
    page = f"/abroad/complaints/{made.public_id}/"

    assert "Pintu dikunci" in at_adi.get(page).content.decode()
    assert at_belu.get(page).status_code == 404
    assert made.public_id not in at_belu.get("/abroad/complaints/").content.decode()
    assert at_adi.post(page, {"state": "in_work", "note": "Kami menelepon KJRI"}).status_code == 302
    assert "Kami menelepon KJRI" in marias_phone.get("/abroad/me/complaint/").content.decode()


def test_a_kabupaten_officer_hands_a_story_on_and_does_not_keep_it(at_belu, adi, maria) -> None:
    answer = at_belu.post(
        f"/abroad/complaints/new/{maria.public_id}/",
        {"category": "violence", "is_in_danger": "no", "story": "dipukul"},
        follow=True,
    )

    assert answer.status_code == 200
    assert "dipukul" not in answer.content.decode()


def test_an_answer_without_words_is_asked_for(at_belu, belu, maria) -> None:
    with context.acting(belu):
        made = complaints.receive(person=maria, draft=ComplaintDraft("unpaid_wage", "x"),
                                  by=belu, at=AT)  # fmt: skip

    answer = at_belu.post(f"/abroad/complaints/{made.public_id}/", {"state": "solved", "note": ""})

    assert answer.status_code == 422
    assert at_belu.get("/abroad/complaints/").status_code == 200


def test_maria_writes_down_what_she_sends_home(marias_phone, maria_herself) -> None:
    said = {"month": "2026-01", "amount": 900, "currency": "MYR", "purpose": "school"}
    assert marias_phone.post("/abroad/me/remittances/", said).status_code == 302
    assert marias_phone.post("/abroad/me/remittances/", {**said, "month": "x"}).status_code == 422

    assert "900 MYR" in marias_phone.get("/abroad/me/remittances/").content.decode()
    with context.acting(maria_herself):
        key = Remittance.objects.get().public_id
    marias_phone.post(f"/abroad/me/remittances/{key}/take-back/")
    assert "900 MYR" not in marias_phone.get("/abroad/me/remittances/").content.decode()


def test_a_contact_with_the_family_is_noted(at_village, migration, pak_yos) -> None:
    page = f"/abroad/contacts/{migration.public_id}/new/"
    assert at_village.get(page).status_code == 200

    answer = at_village.post(
        page, {"contacted_on": "2026-01-02", "channel": "visit", "with_whom": ""}
    )

    assert answer.status_code == 422


def test_the_page_of_a_death_is_quiet(at_belu, homeward, flight) -> None:
    page = at_belu.get(f"/abroad/deaths/{homeward.public_id}/").content.decode()
    body = page[page.index("<main") : page.index("</main")]

    assert "jenazah" in body.lower()
    assert "!" not in body.replace("<!--", "").replace("<!", "")
    assert 'class="stat' not in body, "nobody is a number here"
    assert "tone-bad" not in body


def test_every_form_of_a_case_opens(at_province, homeward, flight) -> None:
    start = f"/abroad/deaths/{homeward.public_id}/"
    claim = homeward.claims.all()
    for path in (
        "", "tell/", "decide/", "steps/D4/", "steps/D14/", "paper/", "investigate/", "notify/",
        "costs/new/", f"costs/{flight.public_id}/", "legs/new/", "rights/",
        f"rights/{claim_id(homeward)}/", "identify/",
    ):  # fmt: skip
        assert at_province.get(start + path).status_code == 200, path
    assert claim is not None


def claim_id(case) -> str:
    from pulang.access.queries.actors import service_actor

    with context.acting(service_actor()):
        return case.claims.first().public_id


def test_a_leg_is_planned_handed_over_and_printed(at_province, homeward, province) -> None:
    start = f"/abroad/deaths/{homeward.public_id}/"
    plan = {"mode": "plane", "starts_from": "Kuala Lumpur", "goes_to": "El Tari",
            "leaves_on": "2026-01-20", "waybill": "126-1234"}  # fmt: skip
    assert at_province.post(start + "legs/new/", plan).status_code == 302
    with context.acting(province):
        leg = homeward.legs.get().public_id
    handed = {"giver": "BP3MI", "receiver": "Yuliana", "witness": "Suster Ina"}
    assert at_province.post(start + f"legs/{leg}/", handed).status_code == 302

    paper = at_province.get(start + f"legs/{leg}/receipt/")

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_a_case_with_open_steps_is_not_closed(at_province, homeward, province) -> None:
    at_province.post(f"/abroad/deaths/{homeward.public_id}/close/")

    with context.acting(province):
        homeward.refresh_from_db()
        assert homeward.closed_at is None


def test_a_village_officer_opens_no_list_of_deaths(at_village, identified) -> None:
    assert at_village.get("/abroad/deaths/").status_code == 403
    assert at_village.get(f"/abroad/deaths/{identified.public_id}/").status_code == 404
