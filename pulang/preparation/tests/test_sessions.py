"""Seats are given one at a time; who was there has a paper and a certificate that can be checked."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.coordination.models import Task
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import make_migration, stand_at
from pulang.people.tests.factories import make_person
from pulang.preparation.actions import sessions
from pulang.preparation.models import Certificate, Enrolment, Paper
from pulang.preparation.queries import letters, readiness
from pulang.preparation.queries import sessions as reading
from pulang.preparation.tests.conftest import AT, page_count

TOMORROW = AT + timedelta(days=1)
LATER = AT + timedelta(days=3)


def _plan(by, *, seats=2, kind="OPP"):
    context.enter(by)
    return sessions.plan(
        kind=kind,
        title="OPP Atambua",
        venue="Aula Disnaker",
        starts_at=TOMORROW,
        ends_at=TOMORROW + timedelta(hours=6),
        seats=seats,
        by=by,
        at=AT,
    )


@pytest.fixture
def others(pak_yos, migration):
    context.enter(pak_yos)
    return [
        make_migration(
            pak_yos, person=make_person(pak_yos, full_name=name, place_code="5304022005")
        )
        for name in ("Yuliana Bere", "Marta Seran")
    ]


@pytest.fixture
def session(trainer):
    return _plan(trainer)


@pytest.mark.django_db
def test_the_last_seat_is_given_once_and_the_next_one_is_refused(session, migration, others, belu):
    context.enter(belu)
    first = sessions.enrol(session=session, migration=migration, by=belu, at=AT)
    again = sessions.enrol(session=session, migration=migration, by=belu, at=AT)
    sessions.enrol(session=session, migration=others[0], by=belu, at=AT)

    assert first.pk == again.pk
    assert reading.free_seats(session) == 0
    with pytest.raises(sessions.NoSeat) as refused:
        sessions.enrol(session=session, migration=others[1], by=belu, at=AT)
    assert refused.value.facts == {"seats": 2}


@pytest.mark.django_db
def test_a_seat_given_back_can_be_taken_again(session, migration, others, belu):
    context.enter(belu)
    first = sessions.enrol(session=session, migration=migration, by=belu, at=AT)
    sessions.enrol(session=session, migration=others[0], by=belu, at=AT)
    sessions.free(enrolment=first, by=belu, at=AT)

    assert sessions.enrol(session=session, migration=others[1], by=belu, at=AT).seat == 1


@pytest.mark.django_db
def test_maria_takes_a_seat_herself_but_none_for_a_neighbour(session, migration, others, maria):
    context.enter(maria)

    assert sessions.enrol(session=session, migration=migration, by=maria, at=AT).seat == 1
    with pytest.raises(NotAllowed):
        sessions.enrol(session=session, migration=others[0], by=maria, at=AT)


@pytest.mark.django_db
def test_the_training_centre_knows_who_sits_in_its_room_and_nobody_else(
    session, migration, others, belu, trainer
):
    context.enter(belu)
    sessions.enrol(session=session, migration=migration, by=belu, at=AT)

    context.enter(trainer)
    assert [one.migration_id for one in reading.participants(session)] == [migration.pk]


@pytest.mark.django_db
def test_nobody_writes_a_seat_past_the_action(session, migration, belu):
    context.enter(belu)

    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.create(
            session=session,
            migration=migration,
            seat=1,
            seat_count=2,
            enrolled_at=AT,
            enrolled_by=belu.membership_id,
        )


@pytest.fixture
def attended(session, migration, belu, trainer):
    context.enter(belu)
    seat = sessions.enrol(session=session, migration=migration, by=belu, at=AT)
    context.enter(trainer)
    seat = reading.enrolment_for(seat.public_id)
    return sessions.attended(enrolment=seat, by=trainer, at=TOMORROW + timedelta(hours=7))


@pytest.mark.django_db
def test_attendance_fills_the_paper_and_holds_ninety_days(attended, migration, belu):
    context.enter(belu)
    paper = Paper.objects.get(document="OPP")

    assert (paper.state, paper.submitted_by) == ("accepted", None)
    assert paper.valid_until == date(2026, 11, 25) + timedelta(days=90)
    page = readiness.of(migration, on=date(2026, 11, 26))
    assert page.readiness.by_code["OPP"].standing == "done"


@pytest.mark.django_db
def test_nobody_attends_before_the_session_begins_or_marks_anothers_session(
    session, migration, belu, trainer
):
    context.enter(belu)
    seat = sessions.enrol(session=session, migration=migration, by=belu, at=AT)
    with pytest.raises(NotAllowed):
        sessions.attended(enrolment=seat, by=belu, at=TOMORROW + timedelta(hours=1))
    context.enter(trainer)
    with pytest.raises(WrongState):
        sessions.attended(enrolment=seat, by=trainer, at=AT)


@pytest.mark.django_db
def test_anybody_learns_whether_a_certificate_is_true_and_no_name(attended):
    context.enter(None)
    page = Client().get(reverse("preparation:certificate", args=[attended.code.lower()]))
    wrong = Client().get(reverse("preparation:certificate", args=["AAAA-BBBB-CCCC"]))

    assert page.status_code == 200
    assert "M. T." in page.text
    assert "Maria" not in page.text
    assert wrong.status_code == 404
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_a_certificate_taken_back_says_so_and_her_file_lacks_the_paper_again(
    attended, migration, belu, trainer
):
    certificate = reading.certificate_for(attended.enrolment)

    sessions.revoke(certificate=certificate, because="Daftar hadir keliru.", by=trainer, at=LATER)

    context.enter(belu)
    assert Paper.objects.get(document="OPP").state == "withdrawn"
    page = readiness.of(migration, on=LATER.date())
    assert page.readiness.by_code["OPP"].standing != "done"
    context.enter(None)
    told = Client().get(reverse("preparation:certificate", args=[attended.code]))
    assert told.context["told"].is_revoked
    assert not told.context["is_valid"]
    context.enter(trainer)
    with pytest.raises(WrongState):
        sessions.revoke(certificate=certificate, because="lagi", by=trainer, at=LATER)


@pytest.mark.django_db
def test_nobody_but_the_office_that_held_it_takes_a_certificate_back_and_never_without_a_reason(
    attended, belu, trainer
):
    certificate = reading.certificate_for(attended.enrolment)
    with pytest.raises(Refused):
        sessions.revoke(certificate=certificate, because=" ", by=trainer, at=LATER)
    context.enter(belu)
    with pytest.raises(NotAllowed):
        sessions.revoke(certificate=certificate, because="x", by=belu, at=LATER)


@pytest.fixture
def cleared(attended, migration):
    return stand_at(migration, Stage.CLEARED)


@pytest.mark.django_db
def test_of_one_who_is_cleared_her_kabupaten_is_told(cleared, attended, belu, trainer):
    context.enter(trainer)
    certificate = reading.certificate_for(attended.enrolment)

    sessions.revoke(certificate=certificate, because="Bukan dia.", by=trainer, at=LATER)

    context.enter(belu)
    assert Task.objects.open().filter(kind="preparation.certificate_revoked").count() == 1


@pytest.mark.django_db
def test_the_button_takes_it_back_and_the_page_shows_why(attended, trainer):
    client = Client()
    client.force_login(User.objects.get(pk=trainer.user_id))
    seat, session = attended.enrolment, attended.enrolment.session

    refused = client.post(reverse("preparation:certificate_revoke", args=[seat.public_id]))
    client.post(
        reverse("preparation:certificate_revoke", args=[seat.public_id]), {"because": "Keliru."}
    )

    assert refused.status_code == 422
    page = client.get(reverse("preparation:session", args=[session.public_id])).text
    assert "Keliru." in page


@pytest.mark.django_db
def test_the_certificate_is_a_pdf_of_one_page(attended, belu):
    context.enter(belu)
    found = Certificate.objects.select_related(
        "enrolment__session__organisation", "enrolment__migration__person"
    ).get()

    drawn = letters.certificate(found, address="https://pulang.example/x")

    assert drawn.startswith(b"%PDF-")
    assert page_count(drawn) == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_do_not_overbook_the_last_seat(others, belu, trainer):
    """Both ask for the one seat at the same moment: one gets it, one is told that it is gone."""
    session = _plan(trainer, seats=1)
    told: list[str] = []
    gate = threading.Barrier(2)

    def ask(migration) -> None:
        context.enter(belu)
        gate.wait()
        try:
            sessions.enrol(session=session, migration=migration, by=belu, at=AT)
            told.append("seat")
        except sessions.NoSeat:
            told.append("none")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["none", "seat"]
