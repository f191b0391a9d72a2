"""A stopped departure: she is referred, offered the official way, never billed; each part is seen by few."""

from datetime import timedelta

import pytest
from django.db import transaction

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.queries import service_actor
from pulang.access.terms import OrganisationKind
from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState
from pulang.coordination.models import Referral, Task
from pulang.departure.actions import clearances, costs, interceptions
from pulang.departure.actions.interceptions import Recruiter, Screen, Stop
from pulang.departure.models import (
    CostLine,
    Interception,
    QuickScreen,
    RecruiterReport,
    ShelterStay,
)
from pulang.departure.queries import interceptions as queries
from pulang.departure.tests.factories import (
    AT,
    TODAY,
    lorens_say,
    make_agreement,
    make_candidate,
)
from pulang.journey.actions import people
from pulang.journey.models import Event, Hold, Migration
from pulang.journey.terms import ProceduralStatus, Stage
from pulang.people.actions.persons import Draft, NothingKnown
from pulang.people.models import Person
from pulang.places.models import ExitPoint

pytestmark = pytest.mark.django_db
CALO = Recruiter(name="Om B.", phone="0812 3456 7890", vehicle="EB 1234 XX")


def stop(by, *, flags=("RF12",), draft=None, **given):
    context.enter(by)
    return interceptions.stop(
        **{
            "exit_point": lorens_say(), "stop": Stop(("visit_visa",), bound_for="Tawau"),
            "screen": Screen({"Q2": "yes"}, tuple(flags)),
            "draft": draft or Draft(description="Perempuan ±20 th, baju merah"),
            "by": by, "at": AT,
        }
        | given
    )  # fmt: skip


def test_who_is_nobody_we_know_gets_a_file_even_without_a_name(maumere, adi):
    found = stop(maumere)

    migration = Migration.objects.get()
    assert migration.stage == Stage.INTERESTED
    assert migration.procedural_status == ProceduralStatus.BELUM_DIKETAHUI
    assert Person.objects.get().description == "Perempuan ±20 th, baju merah"
    assert Event.objects.get(kind="departure.intercepted").facts == {
        "interception": found.public_id,
        "exit_point": "lorens-say",
    }


def test_somebody_of_whom_nothing_is_said_is_not_written_down(maumere):
    with pytest.raises(NothingKnown):
        stop(maumere, draft=Draft(sex="F"))
    assert not Interception.objects.exists()


@pytest.fixture
def known(belu):
    context.enter(belu)
    person = make_candidate(belu).person
    Person.objects.filter(pk=person.pk).update(nik="5304024107050001")
    return person


def test_a_nik_finds_her_file_in_another_kabupaten_and_opens_no_second(known, maumere, adi):
    context.enter(maumere)
    assert not Person.objects.exists()

    found = stop(maumere, draft=Draft(nik="5304024107050001"))

    assert found.migration.person == known
    assert Migration.objects.count() == 1
    assert Person.objects.get().full_name == "Maria Taneo"


def test_a_screening_is_asked_of_the_protection_office_with_the_hours_of_the_band(maumere, adi):
    stop(maumere, flags=("RF07", "RF11"))

    referral = Referral.objects.get()
    assert referral.receiver_id == adi.organisation_id
    assert referral.service == "screening"
    assert referral.due_at == AT + timedelta(hours=12)
    assert not Hold.objects.exists()


def test_where_nobody_protects_she_is_not_lost_between_desks(maumere):
    stop(maumere)

    context.enter(service_actor())
    assert Task.objects.get(kind="departure.screen").desk == "kabupaten_officer@5307"


def test_her_kabupaten_is_asked_to_offer_the_official_way(known, maumere, adi, belu):
    stop(maumere, draft=Draft(nik="5304024107050001"))

    with context.acting(belu):
        assert Task.objects.get(kind="departure.offer_route").desk == "kabupaten_officer@5304"


@pytest.mark.parametrize("flags", [("RF05",), ("RF07", "RF11", "RF20")])
def test_a_grave_sign_or_twelve_halts_her_file_and_refers_at_once(maumere, adi, flags):
    stop(maumere, flags=flags)

    assert Referral.objects.get().due_at == AT + timedelta(hours=2)
    assert Hold.objects.get().reason == "H1"


def test_an_officer_may_decide_otherwise_only_with_a_reason(maumere, adi):
    said = {"answers": {}, "flags": ("RF05",), "decided_band": "call"}
    with pytest.raises(Refused):
        stop(maumere, screen=Screen(**said))

    stop(maumere, screen=Screen(**said, disagreement="Family visit, return ticket seen."))

    screen = QuickScreen.objects.get()
    assert (screen.band, screen.decided_band, screen.weight) == ("immediate", "call", 5)
    assert not Hold.objects.exists()


@pytest.fixture
def ready(maria, order, belu):
    context.enter(belu)
    return make_agreement(belu, maria, order).migration


def test_a_grave_stop_takes_a_clearance_back(ready, belu, maumere, adi):
    with context.acting(belu):
        clearances.grant(migration=ready, exit_point=lorens_say(), departs_on=TODAY, by=belu, at=AT)

    stop(maumere, flags=("RF13",), person=ready.person)

    with context.acting(belu):
        assert Migration.objects.get().stage == Stage.PREPARING


def test_a_light_stop_leaves_a_clearance_as_it_is(ready, belu, maumere, adi):
    with context.acting(belu):
        clearances.grant(migration=ready, exit_point=lorens_say(), departs_on=TODAY, by=belu, at=AT)

    stop(maumere, flags=("RF09",), person=ready.person)

    assert Migration.objects.get().stage == Stage.CLEARED


def test_a_kabupaten_officer_stops_nobody(belu):
    with pytest.raises(NotAllowed):
        stop(belu)


def test_the_screening_is_seen_by_the_office_that_wrote_it_and_not_by_the_kabupaten(
    known, maumere, belu, adi, pak_yos
):
    found = stop(maumere, draft=Draft(nik="5304024107050001"), recruiter=CALO)
    assert queries.parts_of(found).screen is not None

    for who in (belu, pak_yos):
        with context.acting(who):
            assert Interception.objects.get() == found, "that she was stopped concerns them"
            assert queries.parts_of(found).screen is None
            assert queries.parts_of(found).recruiter is None


@pytest.fixture
def colleague(maumere):
    from pulang.access.models import Membership, User
    from pulang.access.queries import actor_of_membership

    user = User.objects.create_user("colleague@example.org", name="A colleague")
    made = Membership.objects.create(
        user=user, organisation_id=maumere.organisation_id, role="checkpoint_officer", area="5307"
    )
    return actor_of_membership(made.pk)


def test_what_was_said_of_a_recruiter_is_sealed_and_read_by_few(maumere, colleague, adi):
    found = stop(maumere, recruiter=CALO)

    report = RecruiterReport.objects.get()
    assert "Om B." not in report.sealed
    assert "1234567890" not in str(report.number_hashes)
    assert interceptions.read_recruiter(interception=found, by=maumere, at=AT) == CALO
    with context.acting(colleague):
        assert QuickScreen.objects.count() == 1, "her office sees the screening"
        with pytest.raises(NotFound):
            interceptions.read_recruiter(interception=found, by=colleague, at=AT)


def test_the_case_worker_sees_every_part_once_the_file_was_opened_to_her(maumere, adi):
    found = stop(maumere, recruiter=CALO)
    with context.acting(adi):
        assert not Interception.objects.exists()
    with context.acting(service_actor()):
        service = service_actor()
        people.share(
            person=found.migration.person, organisation_id=adi.organisation_id, by=service, at=AT
        )

    with context.acting(adi):
        parts = queries.parts_of(found)
        assert parts.screen is not None
        assert interceptions.read_recruiter(interception=found, by=adi, at=AT).name == "Om B."


def test_a_screening_is_never_rewritten(maumere, adi):
    stop(maumere)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        QuickScreen.objects.update(weight=0)


@pytest.fixture
def shelter(db):
    return Organisation.objects.create(kind=OrganisationKind.SHELTER, name="Rumah Aman", area="53")


def test_shelter_way_home_and_home_follow_each_other(maumere, adi, shelter):
    found = stop(maumere)
    with pytest.raises(Refused):
        interceptions.follow(interception=found, state="sheltered", by=maumere, at=AT)

    for state, where in (("sheltered", shelter), ("on_way_home", None), ("at_home", None)):
        interceptions.follow(interception=found, state=state, shelter=where, by=maumere, at=AT)

    assert Interception.objects.get().state == "at_home"
    assert ShelterStay.objects.get().ended_at == AT
    with pytest.raises(WrongState):
        interceptions.follow(interception=found, state="sheltered", by=maumere, at=AT)


def test_where_she_sleeps_is_not_seen_by_the_kabupaten(known, maumere, adi, shelter, belu):
    found = stop(maumere, draft=Draft(nik="5304024107050001"))
    interceptions.follow(interception=found, state="sheltered", shelter=shelter, by=maumere, at=AT)

    assert ShelterStay.objects.count() == 1
    with context.acting(belu):
        assert Interception.objects.get().state == "sheltered"
        assert not ShelterStay.objects.exists()


def test_the_way_home_is_billed_to_an_office_and_never_to_her(maumere, adi, belu):
    found = stop(maumere)
    bill = {"interception": found, "component": "ticket", "amount": 450_000, "paid_on": TODAY}

    with pytest.raises(costs.NotHers):
        interceptions.bill_way_home(**bill, charged_to="worker", by=maumere, at=AT)
    interceptions.bill_way_home(**bill, charged_to="government", by=maumere, at=AT)

    assert CostLine.objects.get().charged_to == "government"
    assert costs.queries.overcharges(found.migration) == 0


def test_the_official_way_is_offered_and_her_answer_kept(known, maumere, belu, adi):
    found = stop(maumere, draft=Draft(nik="5304024107050001"))
    with context.acting(belu):
        interceptions.offer_route(interception=found, answer="later", by=belu, at=AT)

        assert Interception.objects.get().route_answer == "later"
        assert not Task.objects.filter(kind="departure.offer_route", done_at=None).exists()


@pytest.fixture
def many(maumere, adi):
    for number, point in ((7, "lorens-say"), (3, "larantuka"), (6, "lewoleba"), (5, "mof")):
        for _each in range(number):
            stop(maumere, exit_point=ExitPoint.objects.get(pk=point))


def test_counts_cover_every_office_and_hide_small_numbers(many, belu):
    context.enter(belu)
    assert Interception.objects.count() == 0

    counts = queries.counts(since=AT - timedelta(days=100), until=AT + timedelta(days=1))

    shown = {name: cells[0] for name, cells in counts.rows}
    assert shown["Larantuka"] is None, "three can name somebody"
    assert counts.sums[-1] == 21
    hidden = [name for name, count in shown.items() if count is None]
    assert len(hidden) >= 2, "one hidden number alone is reckoned from the sum"


def test_without_anybody_acting_nothing_is_counted(many):
    context.enter(None)

    counts = queries.counts(since=AT - timedelta(days=100), until=AT + timedelta(days=1))
    assert counts.rows == ()
