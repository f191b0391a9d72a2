"""What a worker writes for herself, contacts with the family, returns that come near."""

from datetime import date, timedelta

import pytest
from django.db import connection

from pulang.abroad.actions import contacts, remittances, returns
from pulang.abroad.models import FamilyContact, Remittance
from pulang.abroad.queries import contacts as contact_queries
from pulang.abroad.queries import remittances as queries
from pulang.access import context
from pulang.access.queries.actors import service_actor
from pulang.base.errors import NotAllowed, Refused
from pulang.coordination.actions import tasks
from pulang.coordination.models import Task
from pulang.journey.models import Event, Migration
from pulang.people.tests.factories import AT, TODAY

pytestmark = pytest.mark.django_db


def send(actor, month=date(2026, 11, 3), amount=900, currency="MYR"):
    with context.acting(actor):
        return remittances.report(month=month, amount=amount, currency=currency,
                                  purpose="school", by=actor, at=AT)  # fmt: skip


def test_what_maria_sends_home_is_for_her_eyes_alone(
    maria_herself, belu, province, adi, pak_yos, maria
) -> None:
    send(maria_herself)

    with context.acting(maria_herself):
        assert [one.amount for one in queries.of_person(maria)] == [900]
    for other in (belu, province, adi, pak_yos, service_actor()):
        with context.acting(other), connection.cursor() as cursor:
            cursor.execute("select count(*) from abroad_remittance")
            assert cursor.fetchone() == (0,), other.role


def test_it_leaves_no_trace_on_the_timeline(maria_herself, belu) -> None:
    send(maria_herself)

    with context.acting(belu):
        assert not Event.objects.filter(kind__startswith="abroad.").exists()


def test_nobody_writes_it_for_her(belu, migration) -> None:
    with pytest.raises(NotAllowed):
        send(belu)


def test_two_currencies_are_never_added(maria_herself, maria) -> None:
    send(maria_herself)
    send(maria_herself, month=date(2026, 10, 1), amount=1800)
    send(maria_herself, currency="IDR", amount=500_000)

    with context.acting(maria_herself):
        ringgit, rupiah = sorted(queries.plots(queries.of_person(maria)), key=lambda p: p.currency)[
            ::-1
        ]

    assert (ringgit.total, rupiah.total) == (2700, 500_000)
    assert [bar.month for bar in ringgit.bars] == [date(2026, 10, 1), date(2026, 11, 1)]
    assert ringgit.bars[0].height == 2 * ringgit.bars[1].height


def test_she_takes_an_entry_back(maria_herself, maria) -> None:
    made = send(maria_herself)

    with context.acting(maria_herself):
        remittances.withdraw(remittance=made, by=maria_herself, at=AT)
        remittances.withdraw(remittance=made, by=maria_herself, at=AT + timedelta(days=1))
        assert queries.of_person(maria) == []
        assert Remittance.objects.get().withdrawn_at == AT


def test_a_month_that_has_not_come_is_refused(maria_herself) -> None:
    with pytest.raises(Refused):
        send(maria_herself, month=date(2027, 1, 1))


def test_a_contact_with_the_family_is_noted(pak_yos, malaka, migration) -> None:
    with context.acting(pak_yos):
        contacts.note(migration=migration, contacted_on=TODAY, channel="video",
                      with_whom="mother with Maria", agreed="calls every Sunday",
                      by=pak_yos, at=AT)  # fmt: skip
        assert contact_queries.of_migration(migration)[0].agreed == "calls every Sunday"
        (event,) = Event.objects.filter(kind="abroad.family_contact")
        assert event.facts == {"channel": "video"}
    with context.acting(malaka):
        assert not FamilyContact.objects.exists()


def test_a_contact_tomorrow_is_refused(pak_yos, migration) -> None:
    with context.acting(pak_yos), pytest.raises(Refused):
        contacts.note(migration=migration, contacted_on=TODAY + timedelta(days=1), channel="call",
                      with_whom="x", agreed="", by=pak_yos, at=AT)  # fmt: skip


@pytest.fixture
def near(migration) -> Migration:
    Migration.objects.filter(pk=migration.pk).update(returns_on=TODAY + timedelta(days=60))
    return migration


def test_a_return_that_comes_near_is_planned_once(near, belu) -> None:
    assert returns.plan_returns(at=AT) == 1
    assert returns.plan_returns(at=AT) == 0

    with context.acting(belu):
        (task,) = Task.objects.open().filter(kind="abroad.plan_return")
        tasks.done(key=task.key, by=belu, at=AT)
    assert returns.plan_returns(at=AT + timedelta(days=1)) == 0, (
        "what was planned is not asked again"
    )


def test_a_return_far_away_waits(migration, belu) -> None:
    assert returns.plan_returns(at=AT) == 0
