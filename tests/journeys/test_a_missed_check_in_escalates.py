"""A check-in is missed and escalates to the province; then she writes, is helped, and it is closed.

Through every door: the officer's form, the clock, the simulator's phone, the worklists, the pages.
"""

from datetime import timedelta

import pytest
from django.test import Client

from pulang.abroad.actions import running
from pulang.abroad.models import CheckIn, Schedule
from pulang.access import context
from pulang.access.models import User
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.base.clock import now
from pulang.coordination.models import Task
from pulang.journey.models import Event, Migration
from pulang.journey.terms import Stage
from pulang.journey.tests import factories
from pulang.notices.actions import outbox
from pulang.notices.queries.outbox import hash_of
from pulang.people.tests.factories import make_actor, make_places

PHONE = "+60123456789"


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def cast(db: None, settings: pytest.FixtureRequest) -> dict[str, Actor]:
    carried = {"gateway": "simulator", "url": "", "secret": ""}
    settings.PULANG_GATEWAYS = {"sms": carried, "whatsapp": carried}  # type: ignore[attr-defined]
    make_places()
    return {
        "pak_yos": make_actor(Role.VILLAGE_OFFICER, area="5304022005"),
        "belu": make_actor(Role.KABUPATEN_OFFICER, area="5304"),
        "province": make_actor(Role.PROVINCIAL_OFFICER, area="53"),
    }


@pytest.fixture
def migration(cast: dict[str, Actor]) -> Migration:
    context.enter(cast["pak_yos"])
    made = factories.stand_at(factories.make_migration(cast["pak_yos"]), Stage.DEPARTED)
    context.enter(None)
    return made


def on_desk(actor: Actor) -> set[str]:
    with context.acting(actor):
        return set(Task.objects.visible_to(actor).open().values_list("kind", flat=True))


def test_maria_does_not_answer_until_the_province_looks_and_then_she_writes(
    cast: dict[str, Actor], migration: Migration
) -> None:
    belu, province, service = cast["belu"], cast["province"], service_actor()
    at = now()

    # The officer of Belu writes down where Maria works and how she is reached.
    led = client_of(belu).post(
        f"/abroad/start/{migration.public_id}/",
        {
            "began_on": f"{at:%Y-%m-%d}",
            "employer": "Kilang Contoh",
            "way-rank": "1",
            "way-channel": "sms",
            "way-address": PHONE,
            "way-language": "id",
            "way-from_hour": "00:00",
            "way-until_hour": "00:00",
        },
    )
    assert led.status_code == 302
    with context.acting(service):
        migration.refresh_from_db()
        due = Schedule.objects.get().next_due_at
    assert migration.stage == Stage.WORKING
    assert due is not None

    # A week later she is asked; her phone rings.
    running.run(at=due)
    outbox.send_due(at=due)
    phone = client_of(province).get("/notices/simulator/").content.decode()
    assert "apa kabar" in phone

    # She does not answer; step by step others are asked.
    told: list[set[str]] = []
    at = due
    for hours in (24, 24, 48, 72, 72):
        at += timedelta(hours=hours)
        running.run(at=at)
        outbox.send_due(at=at)
        told.append(on_desk(belu) | on_desk(cast["pak_yos"]) | on_desk(province))
    assert told == [
        set(),  # the reminder went to her own phone
        {"abroad.no_answer"},
        {"abroad.no_answer", "abroad.ask_family"},
        {"abroad.no_answer", "abroad.ask_family", "abroad.ask_mission"},
        {"abroad.no_answer", "abroad.ask_family", "abroad.ask_mission", "abroad.is_she_missing"},
    ]
    assert on_desk(cast["pak_yos"]) == {"abroad.ask_family"}
    assert on_desk(province) == {"abroad.is_she_missing"}

    # Pak Yos visits her mother; noted, and it is off his desk.
    with context.acting(cast["pak_yos"]):
        visit = Task.objects.get(kind="abroad.ask_family").url
    noted = client_of(cast["pak_yos"]).post(
        visit,
        {
            "contacted_on": f"{now():%Y-%m-%d}",
            "channel": "visit",
            "with_whom": "mama",
            "agreed": "",
        },
    )
    assert noted.status_code == 302
    assert on_desk(cast["pak_yos"]) == set()
    assert "belum dengar kabarmu" in client_of(province).get("/notices/simulator/").content.decode()

    # Before anybody decides, she writes: every search ends, and help lies on two desks.
    answered = client_of(province).post(
        f"/notices/simulator/{hash_of(PHONE)}/answer/", {"text": "tolong, belum digaji"}
    )
    assert answered.status_code == 302
    assert on_desk(belu) == on_desk(province) == {"abroad.help"}
    assert on_desk(cast["pak_yos"]) == set()

    # Belu calls her, and says what was done; the desks are free, her file tells of it.
    with context.acting(service):
        check_in = CheckIn.objects.get()
    page = client_of(belu).get(check_in.get_absolute_url()).content.decode()
    assert "belum digaji" not in page  # her words are her case worker's
    client_of(belu).post(f"{check_in.get_absolute_url()}close/", {"outcome": "complaint"})
    assert on_desk(belu) == on_desk(province) == set()
    with context.acting(service):
        check_in.refresh_from_db()
        kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert check_in.outcome == "complaint"
    assert kinds.count("abroad.no_answer") == 5
    assert kinds.count("abroad.help") == 1
    assert migration.stage == Stage.WORKING
