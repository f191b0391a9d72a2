"""The pages: hers on a phone, the desk's, the family's, the calendar's."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import AuditEntry, User
from pulang.access.terms import Actor, Role
from pulang.journey.actions import people
from pulang.journey.tests.factories import make_migration
from pulang.people.tests.factories import make_actor, make_person
from pulang.preparation.actions import families, papers, rulesets
from pulang.preparation.models import DocumentType, Paper, PaperFile
from pulang.preparation.queries import letters, panel, readiness
from pulang.preparation.rules.requirements import Line, Readiness
from pulang.preparation.tests.conftest import AT, page_count, picture

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def photo(name="ktp.jpg", data=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or picture(), content_type="image/jpeg")


@pytest.fixture
def hers(maria) -> Client:
    return client_of(maria)


@pytest.fixture
def desk(belu) -> Client:
    return client_of(belu)


@pytest.fixture
def paper(migration, maria) -> Paper:
    context.enter(maria)
    made = papers.hand_in(migration=migration, document="KTP", by=maria, at=AT, data=picture())
    context.enter(None)
    return made


def test_she_sees_what_is_missing_where_to_go_and_what_it_costs(hers):
    page = hers.get(reverse("preparation:me"))

    assert page.status_code == 200
    assert "Dukcapil" in page.text
    assert "Tidak dipungut biaya" in page.text
    assert "Kirim fotonya" in page.text
    assert "PULANG:" in page.text


def test_she_sends_a_photo_from_her_phone_and_it_waits_for_the_officer(hers, migration, maria):
    address = reverse("preparation:hand_in", args=[migration.public_id, "KTP"])

    form = hers.get(address)
    sent = hers.post(address, {"photo": photo()}, follow=True)

    assert 'capture="environment"' in form.text
    assert "application/pdf" in form.text
    assert sent.redirect_chain[-1][0] == reverse("preparation:me")
    assert "pada petugas" in sent.text
    context.enter(maria)
    assert Paper.objects.get().submitted_by == maria.membership_id


def test_a_program_named_like_a_photo_is_refused_with_a_sentence(hers, migration):
    address = reverse("preparation:hand_in", args=[migration.public_id, "KTP"])

    answer = hers.post(address, {"photo": photo("ktp.jpg", b"MZ\x90 a program")})

    assert answer.status_code == 422
    assert "bukan foto" in answer.text


def test_a_form_without_a_file_says_so(hers, migration):
    address = reverse("preparation:hand_in", args=[migration.public_id, "KTP"])

    assert hers.post(address, {}).status_code == 422


def test_an_account_without_a_file_is_told_where_to_go(stranger):
    assert "kantor desa" in client_of(stranger).get(reverse("preparation:me")).text


def test_the_photo_is_sent_safely_and_opening_it_is_on_record(paper, desk, belu):
    answer = desk.get(reverse("preparation:photo", args=[paper.public_id]))
    body = b"".join(answer.streaming_content)

    assert body.startswith(b"\xff\xd8\xff")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


@pytest.fixture
def opened(paper, desk):
    desk.get(reverse("preparation:photo", args=[paper.public_id]))
    return AuditEntry.objects.filter(event="paper.opened", subject_id=paper.public_id).count()


def test_the_trail_names_the_paper(opened):
    assert opened == 1


def test_another_kabupaten_and_a_neighbour_get_no_photo(paper, malaka):
    answer = client_of(malaka).get(reverse("preparation:photo", args=[paper.public_id]))

    assert answer.status_code == 404


def test_the_officer_reads_accepts_and_goes_on_to_the_next(paper, desk, belu):
    page = desk.get(reverse("preparation:check", args=[paper.public_id]))
    done = desk.post(
        reverse("preparation:check", args=[paper.public_id]),
        {"answer": "accept", "born_on": "2001-03-09"},
    )

    assert "data-key" in page.text
    assert reverse("preparation:photo", args=[paper.public_id]) in page.text
    assert done["Location"] == reverse("preparation:desk")
    context.enter(belu)
    assert (Paper.objects.get().state, Paper.objects.get().born_on) == (
        "accepted",
        date(2001, 3, 9),
    )


def test_the_officer_sends_back_with_a_reason_and_without_one_is_asked(paper, desk, hers):
    address = reverse("preparation:check", args=[paper.public_id])

    bare = desk.post(address, {"answer": "reject", "reason": "other"})
    done = desk.post(address, {"answer": "reject", "reason": "unreadable"})

    assert (bare.status_code, done.status_code) == (422, 302)
    assert "Foto tidak terbaca" in hers.get(reverse("preparation:me")).text


def test_the_desk_lists_only_the_papers_of_its_kabupaten(paper, desk, malaka):
    assert "Maria Taneo" in desk.get(reverse("preparation:desk")).text
    assert "Maria Taneo" not in client_of(malaka).get(reverse("preparation:desk")).text


def test_the_page_of_a_migration_shows_the_papers(migration, desk, paper):
    page = desk.get(migration.get_absolute_url())

    assert page.status_code == 200
    assert "Kartu Keluarga" in page.text
    assert reverse("preparation:family", args=[migration.public_id]) in page.text


def test_the_family_page_leads_through_permission_and_acknowledgement(migration, pak_yos):
    village = client_of(pak_yos)
    address = reverse("preparation:family", args=[migration.public_id])

    given = {
        "do": "record",
        "giver": "Yosef Taneo",
        "relation": "father",
        "proof": "family_card",
        "given_on": "2026-11-20",
    }
    recorded = village.post(address, given)
    bare = village.post(address, {"do": "acknowledge"})
    done = village.post(address, {"do": "acknowledge", "witness": "Ibu Martha"})

    assert (recorded.status_code, bare.status_code, done.status_code) == (302, 422, 302)
    context.enter(pak_yos)
    assert readiness.of(migration, on=date(2026, 11, 24)).readiness.by_code["IZIN"].is_done


def test_a_session_is_announced_and_shown(trainer):
    client = client_of(trainer)
    made = client.post(
        reverse("preparation:session_new"),
        {
            "kind": "OPP",
            "title": "OPP Atambua",
            "venue": "Aula",
            "starts_at": "2099-01-02T09:00",
            "ends_at": "2099-01-02T15:00",
            "seats": "20",
        },
    )

    assert made.status_code == 302
    assert "20" in client.get(made["Location"]).text
    assert "OPP Atambua" in client.get(reverse("preparation:sessions")).text


def test_the_printed_sheet_has_at_most_two_pages(migration, desk):
    answer = desk.get(reverse("preparation:sheet", args=[migration.public_id]))

    assert answer["Content-Type"] == "application/pdf"
    assert 1 <= page_count(answer.content) <= 2


def test_for_every_kind_of_paper_the_message_fits_and_names_nobody(migration, belu):
    context.enter(belu)
    page = readiness.of(migration, on=date(2026, 11, 24))
    for step in page.steps:
        line = Line(step.line.asked, "missing")
        said = panel.message(readiness.Page(Readiness((line,), line), (step,), step, page.on))
        assert len(said) <= 160
        assert "Maria" not in said
    assert len(page.steps) >= 15
    assert letters.sheet(page, name="Maria #evil[]").startswith(b"%PDF-")


def test_the_province_alone_changes_the_rules(belu):
    from pulang.base.errors import NotAllowed

    context.enter(belu)
    with pytest.raises(NotAllowed):
        rulesets.new_version(
            document="KTP",
            scheme="P_TO_P",
            demand=None,
            valid_from=date(2027, 1, 1),
            source="x",
            by=belu,
            at=AT,
        )
    assert DocumentType.objects.filter(code="KTP").update(valid_to=date(2027, 1, 1)) == 0


def test_a_field_volunteer_hands_a_paper_in_and_does_not_read_documents(ina):
    context.enter(ina)
    person = make_person(ina, full_name="Elisabet Nahak", place_code="5304022005")
    hers = make_migration(ina, person=person)
    papers.hand_in(migration=hers, document="KTP", by=ina, at=AT, data=picture())

    assert Paper.objects.get().document == "KTP"
    assert not PaperFile.objects.exists()


@pytest.fixture
def told_alone(migration, belu, adi) -> None:
    """She told Belu more than yes or no; Adi was called in for her."""
    with context.acting(belu):
        families.hear(
            migration=migration,
            answer="does_not",
            was_alone=True,
            note="Paman memaksa saya.",
            by=belu,
            at=AT,
        )
        people.share(person=migration.person, organisation_id=adi.organisation_id, by=belu, at=AT)


@pytest.fixture
def auditor(told_alone) -> Actor:
    return make_actor(Role.AUDITOR)


@pytest.fixture
def case_work(told_alone, adi) -> Client:
    return client_of(adi)


def test_what_she_told_alone_is_read_by_her_case_worker_and_that_is_recorded(
    case_work, migration, auditor
):
    page = case_work.get(reverse("preparation:family", args=[migration.public_id]))

    assert "Paman memaksa saya." in page.text
    context.enter(auditor)
    assert AuditEntry.objects.filter(event="interview.opened").count() == 1


def test_the_officer_who_decides_reads_her_answer_and_not_her_words(told_alone, migration, desk):
    page = desk.get(reverse("preparation:family", args=[migration.public_id]))

    assert page.context["talk"].answer == "does_not"
    assert "Paman memaksa saya." not in page.text
