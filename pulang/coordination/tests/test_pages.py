"""The pages of the desks, through their doors."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import Organisation, User
from pulang.access.terms import Actor, Role
from pulang.base.clock import now
from pulang.coordination.actions import tasks
from pulang.coordination.models import Referral, Task
from pulang.coordination.queries import kinds
from pulang.coordination.terms import ReferralState, Urgency, office
from pulang.coordination.tests.factories import send
from pulang.journey.models import Migration
from pulang.people.tests.factories import make_actor

pytestmark = pytest.mark.django_db


def client_of(someone: Actor) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    context.enter(someone)  # only she herself writes that she signed in
    client.force_login(User.objects.get(pk=someone.user_id))
    return client


@pytest.fixture
def advise(monkeypatch):
    """Two kinds of task of these tests: one that may be done together with others, one not."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register("test.know", title="To be known", action="Open", bulk=tasks.tick_off)
    kinds.register("test.look", title="Look at her papers", action="Look")


def _task(by: Actor, *, kind: str = "test.look", number: int = 1, **given) -> None:
    at = now()
    given = {"urgency": Urgency.THIS_WEEK, "due_at": at + timedelta(days=3)} | given
    tasks.open(
        kind=kind,
        key=f"{kind}:{number}",
        desk=office(by.organisation_id),
        by=by,
        at=at,
        url="/work/",
        **given,
    )


def test_what_is_now_stands_first_then_what_is_due_first(advise, belu):
    context.enter(belu)
    _task(belu, number=1, due_at=now() + timedelta(days=2), facts={})
    _task(belu, number=2, due_at=now() - timedelta(days=2))
    _task(belu, number=3, urgency=Urgency.NOW, due_at=now() + timedelta(days=30))

    answer = client_of(belu).get(reverse("coordination:worklist"))

    assert [line.state for line in answer.context["worklist"].lines] == ["now", "late", "week"]


def test_an_empty_desk_says_so(belu):
    page = client_of(belu).get(reverse("coordination:worklist")).content.decode()

    assert "Nothing waits for you" in page


def test_the_filter_offers_what_lies_on_the_desk_and_filters_by_it(advise, belu):
    context.enter(belu)
    _task(belu)
    _task(belu, kind="test.know")

    answer = client_of(belu).get(reverse("coordination:worklist"), {"kind": "test.know"})

    assert [one.code for one in answer.context["kinds"]] == ["test.know", "test.look"]
    assert [line.code for line in answer.context["worklist"].lines] == ["test.know"]


def test_several_are_done_at_once_where_that_is_safe(advise, belu):
    context.enter(belu)
    for number in range(3):
        _task(belu, kind="test.know", number=number)
    ticked = list(Task.objects.order_by("pk").values_list("public_id", flat=True)[:2])

    client_of(belu).post(reverse("coordination:bulk"), {"kind": "test.know", "task": ticked})

    context.enter(belu)
    assert Task.objects.open().count() == 1


def test_nothing_is_done_at_once_where_nobody_said_that_it_is_safe(advise, belu):
    context.enter(belu)
    _task(belu)
    ticked = [Task.objects.get().public_id]

    answer = client_of(belu).post(
        reverse("coordination:bulk"), {"kind": "test.look", "task": ticked}
    )

    context.enter(belu)
    assert answer.status_code == 404
    assert Task.objects.open().count() == 1


def test_nobody_ticks_off_the_tasks_of_another_desk(advise, belu, adi):
    context.enter(belu)
    _task(belu, kind="test.know")
    ticked = [Task.objects.get().public_id]

    client_of(adi).post(reverse("coordination:bulk"), {"kind": "test.know", "task": ticked})

    context.enter(belu)
    assert Task.objects.open().count() == 1


def test_the_worklist_asks_the_same_few_questions_of_one_task_and_of_twenty(
    advise, belu, django_assert_max_num_queries, migration
):
    context.enter(belu)
    for number in range(20):
        _task(belu, number=number, person=migration.person, migration=migration)
    client = client_of(belu)
    client.get(reverse("coordination:worklist"))

    with django_assert_max_num_queries(8):  # who acts and what she may: five; then the desk
        answer = client.get(reverse("coordination:worklist"))

    assert len(answer.context["worklist"].lines) == 20
    assert "Maria Taneo" in answer.content.decode()


def test_the_start_page_begins_with_the_work(advise, belu):
    context.enter(belu)
    _task(belu)

    page = client_of(belu).get(reverse("home")).content.decode()

    assert page.index("Look at her papers") < page.index("Is this person known already?")


def test_an_officer_refers_and_the_other_office_accepts(migration, belu, adi):
    client = client_of(belu)
    client.get(reverse("coordination:refer", args=[migration.person.public_id]))

    sent = client.post(
        reverse("coordination:refer", args=[migration.person.public_id]),
        {
            "to": _public_id(adi),
            "service": "documents",
            "shared": ["name"],
            "basis": "public_task",
            "due_on": f"{now() + timedelta(days=9):%Y-%m-%d}",
            "note": "",
        },
    )

    context.enter(adi)
    referral = Referral.objects.get()
    assert sent.status_code == 302
    page = client_of(adi).get(referral.get_absolute_url()).content.decode()
    assert "Maria Taneo" in page
    assert "5304" not in page
    client_of(adi).post(
        reverse("coordination:referral_step", args=[referral.public_id]), {"to": "accepted"}
    )
    context.enter(adi)
    referral.refresh_from_db()
    assert referral.state == ReferralState.ACCEPTED


def _public_id(actor: Actor) -> str:
    return Organisation.objects.get(pk=actor.organisation_id).public_id


def test_a_referral_without_an_office_and_a_day_is_shown_again_with_its_mistakes(migration, belu):
    answer = client_of(belu).post(
        reverse("coordination:refer", args=[migration.person.public_id]), {"service": "documents"}
    )

    assert answer.status_code == 422
    assert {"to", "due_on", "basis"} <= answer.context["form"].errors.keys()


def test_declining_without_a_reason_says_what_is_missing(migration, belu, adi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)

    answer = client_of(adi).post(
        reverse("coordination:referral_step", args=[sent.public_id]), {"to": "declined"}
    )

    assert answer.status_code == 422
    assert "Say why, or what was done." in answer.content.decode()


def test_a_third_office_meets_a_page_that_does_not_exist(migration, belu, adi, polisi):
    context.enter(belu)
    sent = send(belu, migration, adi.organisation_id)
    third = client_of(polisi)

    for door in ("coordination:referral", "coordination:referral_step"):
        assert third.get(reverse(door, args=[sent.public_id])).status_code == 404
    assert str(sent.public_id) not in third.get(reverse("coordination:referrals")).content.decode()


def test_nobody_refers_a_person_whom_she_does_not_see(migration, polisi):
    door = reverse("coordination:refer", args=[migration.person.public_id])

    assert client_of(polisi).get(door).status_code == 404
    assert client_of(polisi).post(door, {}).status_code == 404


def test_who_refers_nobody_is_turned_away(auditor_there):
    assert client_of(auditor_there).get(reverse("coordination:referrals")).status_code == 403


def test_each_side_finds_its_referrals(migration, belu, adi):
    context.enter(belu)
    send(belu, migration, adi.organisation_id)

    sent = client_of(belu).get(reverse("coordination:referrals"), {"way": "sent"})
    received = client_of(adi).get(reverse("coordination:referrals"))

    assert "Rumah Aman" in sent.content.decode()
    assert "Disnaker Belu" in received.content.decode()


@pytest.fixture
def moved_away(migration, belu, adi):
    """Referred by Belu; since then her file is Malaka's."""
    with context.acting(belu):
        sent = send(belu, migration, adi.organisation_id)
    Migration.objects.filter(pk=migration.pk).update(place_code="5321012003", known_to=[])
    return sent


def test_who_referred_her_still_reads_the_sheet_when_her_file_is_anothers(moved_away, belu):
    page = client_of(belu).get(moved_away.get_absolute_url())

    assert page.status_code == 200
    assert page.context["sheet"].file is None


@pytest.fixture(params=[role for role in Role if role != Role.SERVICE])
def somebody(request, _places) -> Actor:
    return make_actor(request.param)


def test_every_role_has_a_worklist(somebody):
    assert client_of(somebody).get(reverse("coordination:worklist")).status_code == 200
