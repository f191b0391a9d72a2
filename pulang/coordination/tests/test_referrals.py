"""Handing a person on: what travels, who answers, what happens when nobody does."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState
from pulang.coordination.actions import referrals
from pulang.coordination.models import Referral, Task
from pulang.coordination.queries import referrals as reading
from pulang.coordination.rules.referrals import may_step
from pulang.coordination.terms import NEXT, OPEN, Item, ReferralState, Service
from pulang.coordination.tests.factories import send
from pulang.journey.models import Event, Migration
from pulang.journey.tests.factories import AT
from pulang.people.models import Person
from pulang.people.terms import ConsentBasis


def test_the_receiving_office_reads_what_was_shared_and_no_more(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)
    context.enter(adi)

    sheet = reading.sheet(adi, reading.referral_for(adi, sent.public_id))

    assert [line.value for line in sheet.lines] == ["Maria Taneo"]
    assert sheet.file is None
    assert not Person.objects.exists()
    assert not Migration.objects.exists()
    assert Task.objects.get().kind == "coordination.answer_referral"


def test_what_was_not_shared_does_not_even_stand_in_the_row(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)

    assert set(sent.sheet) <= {"name", "sex"}


def test_a_third_office_finds_nothing(migration, belu, adi, polisi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)
    context.enter(polisi)

    with pytest.raises(NotFound):
        reading.referral_for(polisi, sent.public_id)
    with pytest.raises(NotFound):
        referrals.step(referral=sent, to=ReferralState.ACCEPTED, by=polisi, at=AT)


def test_accepting_opens_the_file_only_when_the_file_was_shared(migration, belu, adi):
    context.enter(belu)
    without = send(belu, migration, adi.organisation_id)
    context.enter(adi)
    referrals.step(referral=without, to=ReferralState.ACCEPTED, by=adi, at=AT)
    assert not Person.objects.exists()
    context.enter(belu)
    with_file = send(belu, migration, adi.organisation_id, shared=[Item.NAME, Item.FILE])
    context.enter(adi)

    referrals.step(referral=with_file, to=ReferralState.ACCEPTED, by=adi, at=AT)

    assert Person.objects.get() == migration.person
    assert Migration.objects.get() == migration


def test_nobody_is_referred_to_a_closed_or_empty_office(migration, belu, closed, empty):
    context.enter(belu)

    for office in (closed, empty):
        with pytest.raises(referrals.NobodyThere):
            send(belu, migration, office.pk)
    with pytest.raises(WrongState):
        send(belu, migration, belu.organisation_id)
    assert not Referral.objects.exists()


def test_consent_that_was_not_given_is_no_ground(migration, belu, adi):
    context.enter(belu)

    with pytest.raises(referrals.NoBasis):
        send(belu, migration, adi.organisation_id, basis=ConsentBasis.CONSENT)


def test_declining_needs_a_reason_and_comes_back_to_the_sender(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)
    context.enter(adi)
    with pytest.raises(Refused):
        referrals.step(referral=sent, to=ReferralState.DECLINED, by=adi, at=AT)

    referrals.step(referral=sent, to=ReferralState.DECLINED, by=adi, at=AT, said="we are full")

    context.enter(belu)
    assert Referral.objects.get().outcome == "we are full"
    assert Task.objects.visible_to(belu).open().get().kind == "coordination.came_back"


def test_the_sender_cannot_accept_and_the_receiver_cannot_withdraw(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)

    with pytest.raises(WrongState):
        referrals.step(referral=sent, to=ReferralState.ACCEPTED, by=belu, at=AT)
    context.enter(adi)
    with pytest.raises(WrongState):
        referrals.step(referral=sent, to=ReferralState.WITHDRAWN, by=adi, at=AT, said="not ours")


def test_who_refers_nobody_may_not_refer(migration, belu, adi):
    context.enter(belu)
    tika = Actor(**{f: getattr(belu, f) for f in Actor.__slots__} | {"permissions": frozenset()})

    with pytest.raises(NotAllowed):
        send(tika, migration, adi.organisation_id)


def test_a_sheet_cannot_be_rewritten_by_the_application(migration, belu, adi):
    context.enter(belu)
    send(belu, migration, adi.organisation_id)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('update coordination_referral set sheet = \'{"nik": "1"}\'')


def test_the_village_does_not_read_on_the_timeline_that_she_was_screened(
    migration, belu, pak_yos, adi
):
    context.enter(pak_yos)
    sent = send(pak_yos, migration, adi.organisation_id, service=Service.SCREENING)
    send(pak_yos, migration, adi.organisation_id, service=Service.DOCUMENTS)
    context.enter(adi)
    referrals.step(referral=sent, to=ReferralState.ACCEPTED, by=adi, at=AT)

    context.enter(pak_yos)
    told = Event.objects.filter(kind__startswith="coordination.")
    assert [event.facts["service"] for event in told] == ["documents"]
    with context.acting(service_actor()):
        accepted = Event.objects.get(kind="coordination.accepted")
    assert (accepted.data_class, accepted.organisation_id) == ("D5", adi.organisation_id)


def test_who_refers_nobody_reads_no_sheet_of_her_office(migration, belu, adi, auditor_there):
    context.enter(belu)
    send(belu, migration, adi.organisation_id)
    context.enter(auditor_there)

    assert not Referral.objects.exists()
    assert not Referral.objects.visible_to(auditor_there).exists()


def test_nobody_hands_on_a_person_whom_she_does_not_see(migration, polisi, adi):
    context.enter(polisi)

    with pytest.raises(DatabaseError), transaction.atomic():
        send(polisi, migration, adi.organisation_id, shared=[Item.NAME, Item.FILE])


def test_what_the_service_had_sent_comes_back_to_a_desk_where_somebody_works(
    migration, province, adi
):
    with context.acting(service_actor()) as service:
        sent = send(service, migration, adi.organisation_id)
    context.enter(adi)

    referrals.step(referral=sent, to=ReferralState.DECLINED, by=adi, at=AT, said="we are full")

    context.enter(province)
    back = Task.objects.visible_to(province).open().get()
    assert back.kind == "coordination.came_back"


def test_each_state_is_left_by_exactly_one_of_the_two_offices():
    for state, following in NEXT.items():
        for target in following:
            assert may_step(state, target, is_sender=True) != may_step(
                state, target, is_sender=False
            )
    assert {state for state, following in NEXT.items() if following} == OPEN
