"""What she says reaches two desks at once, whichever way it comes; and who may read it."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client

from pulang.abroad.actions import checkins, placements, running
from pulang.abroad.actions.placements import NoAddress, Terms, Way, WrongDay
from pulang.abroad.models import CheckIn, CheckInNote, Placement, SafeContact, Schedule
from pulang.abroad.queries import links
from pulang.abroad.queries import placements as reading
from pulang.abroad.terms import Answer, CheckInState, Outcome, Risk, TermsKind, Via
from pulang.abroad.tests.placements.conftest import PHONE, begin
from pulang.access import context
from pulang.access.models import User
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.coordination.models import Task
from pulang.journey.models import Event
from pulang.journey.terms import Stage
from pulang.journey.tests import factories
from pulang.notices.actions import inbound, outbox
from pulang.notices.models import InboundMessage, Message
from pulang.people.tests.factories import AT, make_person

pytestmark = pytest.mark.django_db
DUE = AT + timedelta(days=7)


def _sms(text, *, at=DUE, address=PHONE, number="1"):
    return inbound.take(
        gateway="simulator", channel="sms", address=address, text=text, provider_id=number, at=at
    )


def _open_tasks():
    return sorted(Task.objects.open().values_list("kind", "desk", "urgency"))


HELP = [
    ("abroad.help", "kabupaten_officer@5304", 0),
    ("abroad.help", "provincial_officer@53", 0),
]


def test_starting_a_placement_lets_her_reach_working_and_sets_the_clock(placement, service):
    with context.acting(service):
        placement.refresh_from_db()
        assert placement.migration.stage == Stage.WORKING
        assert Schedule.objects.get().next_due_at == placement.began_at + timedelta(days=7)


def test_baik_by_sms_closes_the_question_and_thanks_her(placement, service):
    running.run(at=DUE)

    _sms("baik")

    with context.acting(service):
        assert CheckIn.objects.get().outcome == Outcome.FINE
        assert not _open_tasks()
        assert Message.objects.filter(template="abroad.heard").count() == 1
        assert not CheckInNote.objects.exists()
        assert Schedule.objects.get().last_answer_at == DUE


def test_tolong_by_sms_lies_on_two_desks_at_once(placement, service):
    running.run(at=DUE)

    _sms("tolong, majikan pukul saya")

    with context.acting(service):
        assert _open_tasks() == HELP
        assert CheckIn.objects.get().state == CheckInState.ANSWERED
        assert Schedule.objects.get().risk == Risk.HIGH
        assert Event.objects.get(kind="abroad.help").data_class == "D5"


def test_the_same_cry_twice_is_one_and_her_words_are_added(placement, service):
    running.run(at=DUE)
    _sms("tolong saya", number="1")
    _sms("tolong, cepat", number="2", at=DUE + timedelta(minutes=3))
    _sms("tolong saya", number="1")

    with context.acting(service):
        assert CheckIn.objects.count() == 1
        assert CheckInNote.objects.count() == 2
        assert _open_tasks() == HELP


def test_a_cry_that_nobody_asked_for_is_heard_as_well(placement, service):
    _sms("help", at=AT + timedelta(hours=5))

    with context.acting(service):
        assert CheckIn.objects.get().is_unasked
        assert _open_tasks() == HELP


def test_after_fine_a_cry_is_heard(placement, service):
    running.run(at=DUE)
    _sms("1", number="1")
    _sms("2", number="2", at=DUE + timedelta(minutes=1))

    with context.acting(service):
        assert _open_tasks() == HELP


def test_what_cannot_be_read_becomes_a_call(placement, service):
    running.run(at=DUE)

    _sms("kapal jam berapa")

    with context.acting(service):
        kinds = {kind for kind, _desk, _urgency in _open_tasks()}
        assert kinds == {"abroad.call_her"}


@pytest.fixture
def two_on_one_phone(placement, pak_yos, belu):
    context.enter(pak_yos)
    person = make_person(pak_yos, full_name="Yuliana Bere", place_code="5304022005")
    other = factories.make_migration(pak_yos, person=person)
    factories.stand_at(other, Stage.DEPARTED)
    type(other).objects.filter(pk=other.pk).update(stage_since=AT - timedelta(days=9))
    other.refresh_from_db()
    context.enter(None)
    return placement, begin(other, belu)


def test_on_a_shared_phone_fine_is_nobodys_and_a_cry_is_everybodys(two_on_one_phone, service):
    running.run(at=DUE)
    _sms("1")
    with context.acting(service):
        assert not CheckIn.objects.filter(answer=Answer.FINE).exists()

    _sms("tolong", number="2", at=DUE + timedelta(minutes=1))

    with context.acting(service):
        helped = Task.objects.open().filter(kind="abroad.help").values("person").distinct()
        assert CheckIn.objects.filter(answer=Answer.HELP).count() == 2
        assert helped.count() <= 2


def test_an_unknown_number_that_asks_for_help_reaches_the_province(placement, service):
    message = _sms("tolong saya", address="+60199999999")

    with context.acting(service):
        message.refresh_from_db()
        assert message.state == "unclaimed"
        assert _open_tasks() == [("abroad.unknown_help", "provincial_officer@53", 0)]
        assert Message.objects.filter(template="abroad.unknown").count() == 1


def test_what_her_family_writes_is_not_her_own_answer(placement, service, belu):
    with context.acting(belu):
        way = Way(rank=3, channel="sms", address="081234567890")
        placements.reach_by(placement=placement, way=way, by=belu, at=AT)
    running.run(at=DUE)

    _sms("dia baik", address="+6281234567890")

    with context.acting(service):
        assert CheckIn.objects.get().state == CheckInState.ASKED
        assert [kind for kind, *_rest in _open_tasks()] == ["abroad.about_her"]


def test_help_is_closed_with_what_was_done_and_both_desks_are_free(placement, service, belu):
    running.run(at=DUE)
    _sms("2")
    context.enter(belu)
    check_in = CheckIn.objects.get()

    checkins.close(
        check_in=check_in, outcome=Outcome.MISSION, text="KJRI menjemput", by=belu, at=DUE
    )

    with context.acting(service):
        assert not _open_tasks()
        assert CheckIn.objects.get().outcome == Outcome.MISSION
    with pytest.raises(WrongState):
        checkins.close(check_in=check_in, outcome=Outcome.MISTAKE, text="", by=belu, at=DUE)


def test_nobody_is_declared_missing_before_everybody_was_asked(placement, service, belu):
    running.run(at=DUE)
    running.run(at=DUE + timedelta(days=2))
    context.enter(belu)

    with pytest.raises(checkins.NotYet):
        checkins.declare_missing(check_in=CheckIn.objects.get(), by=belu, at=AT)


def test_her_words_are_for_her_case_worker_not_for_the_desk(placement, service, belu, maria):
    running.run(at=DUE)
    _sms("tolong, saya dikurung")
    context.enter(belu)

    assert CheckIn.objects.get().answer == Answer.HELP
    assert not CheckInNote.objects.exists()


def test_a_village_officer_and_another_kabupaten_see_no_check_in(
    placement, pak_yos, malaka, service
):
    running.run(at=DUE)

    for actor in (pak_yos, malaka):
        context.enter(actor)
        assert not CheckIn.objects.exists()
        assert not SafeContact.objects.exists()
    context.enter(pak_yos)
    assert Placement.objects.visible_to(pak_yos).count() == 1  # where she works, he may know
    with pytest.raises(NotAllowed):
        checkins.called(placement=placement, answer=Answer.FINE, text="", by=pak_yos, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckIn.objects.create(placement=placement, due_at=AT)
    context.enter(malaka)
    with pytest.raises(NotFound):
        reading.placement_for(malaka, placement.public_id)


def test_a_transfer_is_a_new_version_and_the_former_stays(placement, belu):
    context.enter(belu)
    placements.change(
        placement=placement,
        kind=TermsKind.TRANSFER,
        from_on=AT.date(),
        terms=Terms(employer="Ladang Contoh"),
        by=belu,
        at=AT,
    )

    versions = list(placement.terms.values_list("employer", "from_on", "until_on"))
    assert versions == [
        ("Ladang Contoh", AT.date(), None),
        ("Kilang Contoh", AT.date() - timedelta(days=1), AT.date()),
    ]
    with pytest.raises(WrongDay):
        placements.change(
            placement=placement,
            kind=TermsKind.CHANGE,
            from_on=AT.date() - timedelta(days=30),
            terms=Terms(),
            by=belu,
            at=AT,
        )


def test_a_channel_without_a_number_is_refused(migration, belu):
    with pytest.raises(NoAddress):
        begin(migration, belu, address=" ")


def test_a_question_waits_for_the_hours_she_named(migration, belu, service):
    begin(migration, belu, from_hour=time(20), until_hour=time(22), is_shared=True)
    running.run(at=DUE)  # 19.00 in Johor

    with context.acting(service):
        message = Message.objects.get()
    assert (message.not_before - DUE) > timedelta(minutes=30)
    outbox.send_due(at=DUE)
    with context.acting(service):
        message.refresh_from_db()
    assert message.state == "queued"


# --- pages ---


def _client(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def asked(placement, settings):
    from pulang.base.clock import now

    at = now()
    Schedule.objects.update(next_due_at=at - timedelta(minutes=5))
    running.run(at=at)
    return CheckIn.objects.select_related("placement__migration").get()


def test_the_link_asks_without_signing_in_and_takes_her_answer(asked, service):
    client = Client(enforce_csrf_checks=True)
    address = f"/abroad/c/{asked.public_id}/{links.token(asked.public_id)}/"
    page = client.get(address).content.decode()
    assert page.count('name="answer"') == 3
    assert "Maria" not in page

    answer = client.post(address, {"answer": "help", "text": "saya takut"})

    assert answer.status_code == 200
    with context.acting(service):
        assert _open_tasks() == HELP


def test_a_wrong_or_borrowed_secret_opens_nothing(asked):
    client = Client()
    other = links.token("01J0000000000000000000000A")

    for token in ("x", other, links.token(asked.public_id)[:-1]):
        assert (
            client.post(f"/abroad/c/{asked.public_id}/{token}/", {"answer": "fine"}).status_code
            == 404
        )


def test_she_says_on_her_own_page_that_she_is_fine(asked, maria, service):
    client = _client(maria)
    assert 'value="help"' in client.get("/abroad/me/").content.decode()

    answered = client.post("/abroad/me/", {"answer": "fine"})

    assert answered.status_code == 302
    with context.acting(service):
        check_in = CheckIn.objects.get()
        assert (check_in.via, check_in.answered_by) == (Via.OWN_PAGE, maria.membership_id)
    assert "/abroad/me/" in answered["Location"]
    assert client.get(answered["Location"]).status_code == 200


def test_the_officers_pages_show_list_placement_call_and_check_in(asked, belu, service):
    client = _client(belu)
    placement = asked.placement

    for path, said in (
        ("/abroad/", "Maria Taneo"),
        ("/abroad/?only=silent", ""),
        ("/abroad/check-ins/", ""),
        (placement.get_absolute_url(), "Kilang Contoh"),
        (f"{placement.get_absolute_url()}call/", PHONE),
        (f"{placement.get_absolute_url()}change/", "Kilang Contoh"),
        (f"{placement.get_absolute_url()}contact/?rank=1", ""),
        (f"{placement.get_absolute_url()}return/", ""),
        (f"{placement.get_absolute_url()}end/", ""),
        (asked.get_absolute_url(), "Maria Taneo"),
        ("/abroad/missions/", ""),
        (placement.migration.get_absolute_url(), "Kilang Contoh"),
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert said in page.content.decode(), path


def test_a_call_in_which_she_asks_for_help_leads_to_closing_it(asked, belu, service):
    client = _client(belu)
    call = f"{asked.placement.get_absolute_url()}call/"

    led = client.post(call, {"answer": "help", "text": "belum digaji"})
    assert led["Location"] == asked.get_absolute_url()
    page = client.get(led["Location"]).content.decode()
    assert "belum digaji" in page  # she wrote it down herself
    client.post(f"{asked.get_absolute_url()}close/", {"outcome": "advised", "text": ""})

    with context.acting(service):
        assert CheckIn.objects.get().outcome == Outcome.ADVISED
        assert not InboundMessage.objects.exists()


def test_a_placement_is_started_on_the_page_with_a_way_to_reach_her(migration, belu, service):
    client = _client(belu)
    said = {
        "began_on": "2026-11-20",
        "employer": "Kilang Contoh",
        "wage": "1700",
        "way-rank": "1",
        "way-channel": "sms",
        "way-address": "0123",
        "way-language": "id",
        "way-from_hour": "08:00",
        "way-until_hour": "20:00",
    }
    path = f"/abroad/start/{migration.public_id}/"

    assert client.get(path).status_code == 200
    assert client.post(path, said).status_code == 422  # a wage without its currency
    led = client.post(path, said | {"currency": "MYR", "wage_period": "month"})

    assert led.status_code == 302
    with context.acting(service):
        assert Placement.objects.get().migration.stage == Stage.WORKING
