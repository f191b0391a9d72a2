"""Handed in, looked at by content, sealed, checked by another, sent back with a reason."""

import zlib
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from PIL import Image

from pulang.access import context
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.coordination.models import Task
from pulang.journey.queries import gates
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.preparation.actions import papers, photos, reminders
from pulang.preparation.models import Flag, Paper, PaperFile
from pulang.preparation.queries import papers as reading
from pulang.preparation.queries import readiness
from pulang.preparation.tests.conftest import AT, picture

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def hand_in(migration, by, document="KTP", **given):
    context.enter(by)
    return papers.hand_in(
        migration=migration, document=document, by=by, at=AT, **{"data": picture()} | given
    )


def test_a_village_officer_hands_a_paper_in_and_the_kabupaten_gets_a_task(migration, pak_yos, belu):
    paper = hand_in(migration, pak_yos, number="5304010903010001")

    context.enter(belu)
    task = Task.objects.visible_to(belu).open().get()
    assert (task.kind, task.facts) == ("preparation.check_paper", {"document": "KTP"})
    assert reading.number_of(reading.file_of(paper)) == "5304010903010001"


def test_the_store_holds_nothing_in_clear(migration, pak_yos):
    paper = hand_in(migration, pak_yos)
    stored = reading.folder() / PaperFile.objects.get(paper=paper).stored_as

    assert b"JFIF" not in stored.read_bytes()
    assert reading.photo_of(paper).stream.read().startswith(b"\xff\xd8\xff")


def test_place_and_phone_in_a_photo_do_not_reach_the_store(migration, pak_yos):
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    data = picture(exif=exif) + b"trailing secret"

    paper = hand_in(migration, pak_yos, data=data)

    kept = reading.photo_of(paper).stream.read()
    assert b"SecretPhone" not in kept
    assert b"trailing" not in kept
    assert not dict(Image.open(BytesIO(kept)).getexif())


def pdf(*extra: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(extra) + b"\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00 program",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a........",
        b"\xff\xd8\xff\xe0 not a photo at all",
        b"%PDF-1.7 without an end",
        pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
        pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        pdf(b"<< /Type /EmbeddedFile >>"),
        pdf(b"stream\n" + zlib.compress(b"<< /S /JavaScript >>") + b"\nendstream"),
        pdf(b"x" * (9 << 20)),
    ],
    ids=[
        "empty",
        "program",
        "svg",
        "gif",
        "broken",
        "cut",
        "script",
        "launch",
        "file",
        "packed",
        "big",
    ],
)
def test_what_is_no_plain_photo_or_pdf_is_refused_and_leaves_nothing_behind(
    migration, pak_yos, data
):
    with pytest.raises(photos.BadFile):
        hand_in(migration, pak_yos, data=data)

    assert not Paper.objects.exists()
    assert not reading.folder().exists() or not list(reading.folder().iterdir())


def test_a_photo_without_a_row_is_taken_away(migration, malaka):
    with pytest.raises(DatabaseError), transaction.atomic():
        hand_in(migration, malaka)

    assert not list(reading.folder().iterdir())


def test_a_plain_pdf_is_kept_as_it_is(migration, pak_yos):
    data = pdf(b"<< /Type /Page >>")

    paper = hand_in(migration, pak_yos, data=data)

    assert reading.photo_of(paper).stream.read() == data


def test_who_handed_it_in_does_not_check_it_neither_here_nor_in_the_database(
    migration, belu, colleague
):
    paper = hand_in(migration, belu)

    with pytest.raises(papers.OwnPaper):
        papers.accept(paper=paper, by=belu, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(
            state="accepted", checked_at=AT, checked_by=belu.membership_id
        )
    context.enter(colleague)
    assert papers.accept(paper=paper, by=colleague, at=AT).state == "accepted"


def test_a_worker_cannot_accept_her_own_paper_by_any_way(migration, maria):
    paper = hand_in(migration, maria)

    with pytest.raises(NotAllowed):
        papers.accept(paper=paper, by=maria, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state="accepted", checked_at=AT, checked_by=1)


def test_a_paper_sent_back_says_why_to_who_handed_it_in(migration, maria, belu):
    paper = hand_in(migration, maria)
    context.enter(belu)
    papers.reject(paper=paper, reason="unreadable", by=belu, at=AT)
    assert not Task.objects.visible_to(belu).open().exists()

    context.enter(maria)
    step = readiness.of(migration, on=TODAY).readiness.by_code["KTP"]
    assert step.standing == "missing"
    task = Task.objects.visible_to(maria).open().get()
    assert task.facts == {"document": "KTP", "reason": "unreadable"}
    hand_in(migration, maria)
    assert not Task.objects.visible_to(maria).open().exists()


def test_a_new_photo_replaces_the_one_that_waits(migration, maria, belu):
    hand_in(migration, maria)
    newer = hand_in(migration, maria)

    context.enter(belu)
    assert Paper.objects.get(state="submitted").pk == newer.pk
    assert Task.objects.visible_to(belu).open().count() == 1


def test_a_new_accepted_paper_takes_the_place_of_the_old_one(migration, pak_yos, belu):
    first = hand_in(migration, pak_yos)
    context.enter(belu)
    papers.accept(paper=first, by=belu, at=AT)
    second = hand_in(migration, pak_yos)
    context.enter(belu)
    papers.accept(paper=second, by=belu, at=AT)

    assert Paper.objects.get(state="accepted").pk == second.pk


def test_a_medical_certificate_holds_three_months_from_its_day(migration, pak_yos, belu):
    paper = hand_in(migration, pak_yos, "MCU")
    context.enter(belu)

    with pytest.raises(papers.DayMissing):
        papers.accept(paper=paper, by=belu, at=AT)
    done = papers.accept(paper=paper, by=belu, at=AT, issued_on=date(2026, 11, 1))

    assert done.valid_until == date(2027, 2, 1)


def test_a_paper_that_has_ended_is_not_accepted(migration, pak_yos, belu):
    paper = hand_in(migration, pak_yos, "MCU", issued_on=date(2026, 1, 1))
    context.enter(belu)

    with pytest.raises(WrongState):
        papers.accept(paper=paper, by=belu, at=AT)


def test_a_visit_visa_is_never_accepted_and_is_a_warning_sign(migration, pak_yos, belu):
    paper = hand_in(migration, pak_yos, "VISA", details={"visa_type": "visit"})
    context.enter(belu)

    with pytest.raises(papers.NotForWork):
        papers.accept(paper=paper, by=belu, at=AT)
    assert Flag.objects.get().code == "RF05"


def test_a_passport_made_outside_ntt_is_a_warning_sign(migration, pak_yos, belu):
    hand_in(migration, pak_yos, "PASPOR", issuer_place="Blitar", issuer_code="3505")
    hand_in(migration, pak_yos, "PASPOR", issuer_place="Blitar", issuer_code="3505")

    assert Flag.objects.get().code == "RF04"
    context.enter(belu)
    assert Task.objects.visible_to(belu).filter(kind="preparation.flag").count() == 1


def test_another_kabupaten_sees_neither_paper_nor_photo(migration, pak_yos, malaka):
    paper = hand_in(migration, pak_yos)
    context.enter(malaka)

    with pytest.raises(NotFound):
        reading.paper_for(paper.public_id)
    assert not PaperFile.objects.exists()


def test_the_province_sees_how_a_paper_stands_but_not_the_paper(migration, pak_yos, province):
    paper = hand_in(migration, pak_yos)
    context.enter(province)

    assert reading.paper_for(paper.public_id).state == "submitted"
    with pytest.raises(NotFound):
        reading.photo_of(paper)


def test_once_she_left_no_paper_is_handed_in(left, pak_yos):
    with pytest.raises(WrongState):
        hand_in(left, pak_yos)


@pytest.fixture
def left(migration):
    return stand_at(migration, Stage.DEPARTED)


@pytest.fixture
def preparing(migration):
    return stand_at(migration, Stage.PREPARING)


@pytest.fixture
def papers_near_their_end(preparing, belu):
    for document, days in (("MCU", -1), ("PSI", 20), ("SKCK", 31)):
        Paper.objects.create(
            migration=preparing,
            document=document,
            state="accepted",
            valid_until=TODAY + timedelta(days=days),
            submitted_at=AT,
            checked_at=AT,
            checked_by=belu.membership_id,
        )


def test_the_daily_round_ends_and_reminds_once(papers_near_their_end, migration, maria, pak_yos):
    first, second = reminders.run(at=AT), reminders.run(at=AT)

    assert (first.expired, first.reminded) == (1, 2)
    assert (second.expired, second.reminded) == (0, 0)
    for actor in (maria, pak_yos):
        context.enter(actor)
        mine = Task.objects.visible_to(actor).open().filter(kind="preparation.expiring")
        assert {task.facts["document"] for task in mine} == {"MCU", "PSI"}
    assert Paper.objects.get(document="MCU").state == "expired"


def test_the_gate_of_clearance_names_every_missing_paper_with_office_and_price(migration, belu):
    context.enter(belu)
    answer = gates.check(migration, target=Stage.CLEARED, at=AT)
    unmet = {one.code: one for one in answer.unmet}

    assert not answer.is_open
    assert unmet["preparation.paper.BPJS-PRE"].facts["standing"] == "blocked"
    ktp = unmet["preparation.paper.KTP"]
    assert "Dukcapil" in ktp.fix
    assert not ktp.may_override
    registering = gates.check(migration, target=Stage.REGISTERED, at=AT)
    mine = {one.code for one in registering.unmet if one.code.startswith("preparation.")}
    assert mine == {f"preparation.paper.{code}" for code in ("KTP", "KK", "IZIN")}
