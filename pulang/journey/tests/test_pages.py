"""The pages of a migration, through their doors."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import Organisation, User
from pulang.access.terms import Actor, Role
from pulang.access.tests import factories as offices
from pulang.base.clock import now
from pulang.journey.actions import holds, stages
from pulang.journey.models import Event, FamilyLink, Hold, Migration, Override
from pulang.journey.queries import gates, timeline
from pulang.journey.rules.gates import Requirement
from pulang.journey.terms import EventState, HoldReason, Stage
from pulang.journey.tests.factories import AT, make_migration, stand_at
from pulang.people.models import OwnFile
from pulang.people.tests.factories import make_actor, make_person

pytestmark = pytest.mark.django_db


def client_of(someone: Actor) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    context.enter(someone)  # only she herself writes that she signed in
    client.force_login(User.objects.get(pk=someone.user_id))
    return client


def _door(name: str, *given: object) -> str:
    return reverse(f"journey:{name}", args=[getattr(one, "public_id", one) for one in given])


@pytest.fixture
def asked(monkeypatch):
    """What stands before every stage in this test alone: code → met."""
    wanted: dict[str, bool] = {}

    def provider(migration, *, target, at):
        for code, is_met in wanted.items():
            yield Requirement(
                code, is_met, f"why {code}", f"fix {code}", "her", may_override=code == "soft"
            )

    monkeypatch.setattr(gates, "_providers", {stage: [provider] for stage in Stage})
    return wanted


@pytest.fixture
def second(_places) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304", office="Disnaker, second desk")


@pytest.fixture
def maria(migration, pak_yos) -> Actor:
    office = Organisation.objects.get(pk=pak_yos.organisation_id)
    actor = offices.actor(Role.WORKER, area="5304022005", office=office)
    OwnFile.objects.create(membership_id=actor.membership_id, person=migration.person, linked_at=AT)
    return actor


@pytest.fixture
def newcomer(pak_yos):
    context.enter(pak_yos)
    return make_person(pak_yos, full_name="Yosefina Abuk", place_code="5304022005")


@pytest.fixture
def village(pak_yos, migration) -> list[Migration]:
    """Thirty others on their way."""
    context.enter(pak_yos)
    return [
        make_migration(
            pak_yos, person=make_person(pak_yos, full_name=f"Ana {n}", place_code="5304022005")
        )
        for n in range(30)
    ]


def test_a_village_officer_opens_a_file_in_one_form(newcomer, pak_yos):
    client = client_of(pak_yos)

    answer = client.post(
        _door("new", newcomer),
        {"stage": "interested", "procedural_status": "BELUM_DIKETAHUI"},
        follow=True,
    )

    page = answer.content.decode()
    assert "Yosefina Abuk" in page
    assert "Next: registered" in page


def test_a_second_file_beside_one_that_goes_on_is_refused_on_the_form(migration, pak_yos):
    answer = client_of(pak_yos).post(
        _door("new", migration.person),
        {"stage": "interested", "procedural_status": "BELUM_DIKETAHUI"},
    )

    assert answer.status_code == 422
    assert "open that one" in answer.content.decode()


def test_the_persons_page_leads_to_her_file_and_timeline(migration, pak_yos):
    page = client_of(pak_yos).get(migration.person.get_absolute_url()).content.decode()

    assert migration.get_absolute_url() in page
    assert _door("timeline", migration.person) in page
    assert _door("new", migration.person) not in page


def test_the_file_says_why_not_how_to_mend_it_and_who_can(asked, migration, pak_yos):
    asked |= {"age": False, "paper": True}

    page = client_of(pak_yos).get(migration.get_absolute_url()).content.decode()

    assert "why age" in page
    assert "fix age" in page
    assert "1 requirement is missing" in page
    assert "1 requirement is met" in page


@pytest.fixture
def of_long_ago(migration) -> Migration:
    """She has stood at her first stage for sixty days."""
    migration.stage_since = now() - timedelta(days=60)
    migration.save(update_fields=["stage_since"])
    return migration


def test_where_the_way_is_open_one_press_moves_her_on(asked, of_long_ago, pak_yos):
    asked["age"], migration = True, of_long_ago
    day = now() - timedelta(days=3)

    client_of(pak_yos).post(
        _door("reach", migration), {"stage": "registered", "occurred_on": f"{day:%Y-%m-%d}"}
    )

    context.enter(pak_yos)
    migration.refresh_from_db()
    assert migration.stage == Stage.REGISTERED
    assert migration.stage_since.date() == day.date()


def test_where_it_is_not_open_the_press_says_what_is_missing(asked, migration, pak_yos):
    asked["age"] = False

    answer = client_of(pak_yos).post(_door("reach", migration), {"stage": "registered"})

    context.enter(pak_yos)
    migration.refresh_from_db()
    assert answer.status_code == 422
    assert "1 requirements are not met yet." in answer.content.decode()
    assert migration.stage == Stage.INTERESTED


def test_pressed_twice_she_moves_once(asked, migration, pak_yos):
    client = client_of(pak_yos)

    answers = [
        client.post(_door("reach", migration), {"stage": "registered"}).status_code
        for _again in range(2)
    ]

    context.enter(pak_yos)
    assert answers == [302, 422]
    assert Event.objects.filter(stage=Stage.REGISTERED).count() == 1


def test_a_requirement_passes_by_two_people_and_not_by_one(asked, migration, belu, second):
    asked["soft"] = False
    client = client_of(belu)
    client.post(
        _door("override", migration),
        {"stage": "registered", "requirement": "soft", "reason": "the office burnt down"},
    )
    context.enter(belu)
    override = Override.objects.get()
    alone = client.post(_door("decide", migration, override), {"answer": "confirm"})

    both = client_of(second).post(_door("decide", migration, override), {"answer": "confirm"})

    assert (alone.status_code, both.status_code) == (422, 302)
    page = client.get(migration.get_absolute_url()).content.decode()
    assert "let pass by two people" in page
    assert "the way is open" in page


def test_a_halt_shows_its_class_and_no_story(migration, adi, pak_yos):
    client = client_of(adi)
    context.enter(adi)
    assert not Migration.objects.exists()  # not assigned to her: the door is closed
    assert client.post(_door("hold", migration), {"reason": "H1"}).status_code == 404


def test_who_may_not_halt_is_not_offered_it(migration, pak_yos):
    client = client_of(pak_yos)

    assert _door("hold", migration) not in client.get(migration.get_absolute_url()).content.decode()
    assert client.post(_door("hold", migration), {"reason": "H1"}).status_code == 403


@pytest.fixture
def assigned(migration, adi) -> Actor:
    type(migration.person).objects.filter(pk=migration.person_id).update(
        known_to=[*migration.known_to, adi.organisation_id]
    )
    return adi


def test_a_case_worker_halts_and_releases(migration, assigned, pak_yos):
    client = client_of(assigned)
    client.post(_door("hold", migration), {"reason": "H1"})
    halted = client_of(pak_yos).get(migration.get_absolute_url()).content.decode()
    context.enter(assigned)

    client.post(_door("lift", migration, Hold.objects.get()))

    context.enter(assigned)
    assert "Halted since" in halted
    assert not Hold.objects.filter(lifted_at=None).exists()


def test_the_last_stage_is_taken_back_with_its_reason(asked, migration, pak_yos):
    client = client_of(pak_yos)
    client.post(_door("reach", migration), {"stage": "registered"})
    without = client.post(_door("take_back", migration), {"reason": " "})

    client.post(_door("take_back", migration), {"reason": "wrong Maria"})

    context.enter(pak_yos)
    migration.refresh_from_db()
    assert without.status_code == 422
    assert migration.stage == Stage.INTERESTED


def test_the_list_finds_her_by_name_and_by_stage(village, migration, pak_yos):
    client = client_of(pak_yos)

    by_name = client.post(_door("migrations"), {"who": "maria taneo"})
    by_stage = client.get(_door("migrations"), {"stage": "working"})

    assert [one.pk for one, _place in by_name.context["rows"]] == [migration.pk]
    assert by_stage.context["rows"] == []


def test_the_list_of_another_kabupaten_is_empty(village, malaka):
    answer = client_of(malaka).get(_door("migrations"))

    assert "Nobody here" in answer.content.decode()


def test_halted_ones_are_found(village, migration, assigned, pak_yos):
    context.enter(assigned)
    holds.place(migration=migration, reason=HoldReason.H4, by=assigned, at=AT)

    answer = client_of(pak_yos).get(_door("migrations"), {"halted": "1"})

    assert [one.pk for one, _place in answer.context["rows"]] == [migration.pk]


def test_the_list_asks_the_same_few_questions_of_thirty(
    village, pak_yos, django_assert_max_num_queries
):
    client = client_of(pak_yos)
    client.get(_door("migrations"))

    with django_assert_max_num_queries(11):
        client.get(_door("migrations"))


@pytest.fixture
def long_life(asked, of_long_ago, pak_yos) -> Migration:
    """A timeline of many entries, one of them written down late."""
    migration = of_long_ago
    context.enter(pak_yos)
    for stage, days in ((Stage.REGISTERED, 40), (Stage.PREPARING, 1)):
        stages.reach(
            migration=migration,
            stage=stage,
            by=pak_yos,
            at=now(),
            occurred_at=now() - timedelta(days=days),
        )
    return migration


def test_the_timeline_shows_what_was_written_down_late_as_such(long_life, pak_yos):
    page = client_of(pak_yos).get(_door("timeline", long_life.person)).content.decode()

    assert "New stage: registered" in page
    assert "written down" in page


def test_printed_it_is_whole_on_one_page_or_says_what_is_left_out(long_life, pak_yos, monkeypatch):
    client, door = client_of(pak_yos), _door("timeline", long_life.person)
    monkeypatch.setattr(timeline, "ROWS", 2)
    assert len(client.get(door).context["timeline"].entries) == 2

    whole = client.get(door, {"whole": "1"})
    monkeypatch.setattr(timeline, "MOST_PRINTED", 2)
    cut = client.get(door, {"whole": "1"})

    assert len(whole.context["timeline"].entries) == 3
    assert "this is the whole timeline" in whole.text
    assert "The latest 2 of 3 entries" in cut.text


def test_the_timeline_is_filtered_by_stage_agency_and_time(long_life, pak_yos):
    client = client_of(pak_yos)
    door = _door("timeline", long_life.person)
    until = now() - timedelta(days=5)
    office = Organisation.objects.get(pk=pak_yos.organisation_id).public_id

    def count(**asked: str) -> int:
        return len(client.get(door, asked).context["timeline"].entries)

    assert (count(), count(agency=office)) == (3, 3)
    assert count(stage="registered") == 1
    # The referral of the cast has a day of its own, which goes by.
    assert count(until=f"{until:%Y-%m-%d}") == 1 + (until.date() >= AT.date())


def test_the_timeline_asks_the_same_few_questions_of_any_length(
    long_life, pak_yos, django_assert_max_num_queries
):
    client = client_of(pak_yos)
    client.get(_door("timeline", long_life.person))

    with django_assert_max_num_queries(10):
        client.get(_door("timeline", long_life.person))


def test_an_entry_is_mended_on_its_form_and_stays_crossed_out(long_life, pak_yos):
    client = client_of(pak_yos)
    context.enter(pak_yos)
    entry = Event.objects.get(stage=Stage.PREPARING)
    day = now() - timedelta(days=7)

    client.post(_door("correct", entry), {"reason": "a slip", "occurred_on": f"{day:%Y-%m-%d}"})

    context.enter(pak_yos)
    entry.refresh_from_db()
    assert entry.state == EventState.CORRECTED
    assert "<s>" in client.get(_door("timeline", long_life.person)).content.decode()


def test_another_office_meets_no_form_for_what_it_did_not_write(long_life, belu):
    client = client_of(belu)
    context.enter(belu)
    entry = Event.objects.get(stage=Stage.PREPARING)

    assert client.get(_door("correct", entry)).status_code == 404
    page = client.get(_door("timeline", long_life.person)).content.decode()
    assert _door("correct", entry) not in page


def test_a_worker_sees_her_file_and_shares_it_with_her_family(migration, maria):
    client = client_of(maria)
    page = client.get(migration.get_absolute_url()).content.decode()
    assert _door("share", migration) in page
    assert _door("reach", migration) not in page

    made = client.post(_door("share", migration), {"shares": ["stage", "country"]})

    assert f"{reverse('journey:family', args=['x'])[:-2]}" in made.content.decode()
    context.enter(maria)
    link = FamilyLink.objects.get()
    client.post(_door("revoke", migration, link))
    context.enter(maria)
    link.refresh_from_db()
    assert link.revoked_at


def test_a_worker_does_not_move_herself_on(migration, maria):
    client = client_of(maria)

    assert client.post(_door("reach", migration), {"stage": "registered"}).status_code == 403
    assert client.post(_door("take_back", migration), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["migration", "edit", "reach", "take_back", "share", "hold"])
def test_an_officer_of_another_kabupaten_finds_no_door(name, migration, malaka):
    answer = client_of(malaka).post(_door(name, migration), {"stage": "registered", "reason": "x"})

    assert answer.status_code in {403, 404, 405}
    context.enter(malaka)
    assert not Migration.objects.exists()


@pytest.fixture
def settled(migration) -> Migration:
    return stand_at(migration, Stage.SETTLED)


def test_an_ended_file_offers_no_next_step(settled, pak_yos):
    page = client_of(pak_yos).get(settled.get_absolute_url()).content.decode()

    assert "Next:" not in page
    assert _door("take_back", settled) not in page
