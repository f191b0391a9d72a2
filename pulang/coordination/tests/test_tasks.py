"""A task has one desk; opened twice it is one, and nobody looks at another's."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from pulang.access import context
from pulang.access.terms import Actor, Role
from pulang.coordination.actions import tasks
from pulang.coordination.models import Task
from pulang.coordination.terms import Urgency, desk
from pulang.journey.tests.factories import AT
from pulang.people.tests.factories import make_actor

pytestmark = pytest.mark.django_db
BELU = desk(Role.KABUPATEN_OFFICER, "5304022005")


@pytest.fixture
def pak_yos(db) -> Actor:
    return make_actor(Role.VILLAGE_OFFICER, area="5304022005")


@pytest.fixture
def belu(db) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def malaka(db) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5321")


def _open(by: Actor, *, key: str = "test.look:1", urgency: int = Urgency.THIS_WEEK, days: int = 3):
    return tasks.open(
        kind="test.look",
        key=key,
        desk=BELU,
        by=by,
        at=AT,
        due_at=AT + timedelta(days=days),
        urgency=urgency,
    )


def test_a_village_officer_puts_a_task_on_the_kabupatens_desk_and_does_not_see_it(pak_yos, belu):
    context.enter(pak_yos)
    made = _open(pak_yos)

    assert not Task.objects.exists()
    context.enter(belu)
    assert Task.objects.visible_to(belu).open().get().public_id == made


def test_opened_twice_it_is_one_task_and_only_becomes_more_urgent(pak_yos, belu):
    context.enter(pak_yos)
    first = _open(pak_yos)
    again = _open(pak_yos, urgency=Urgency.NOW, days=9)
    context.enter(belu)

    task = Task.objects.get()
    assert first == again == task.public_id
    assert (task.urgency, task.due_at) == (Urgency.NOW, AT + timedelta(days=3))


def test_closed_twice_it_is_closed_once_and_can_be_opened_anew(pak_yos, belu):
    context.enter(pak_yos)
    _open(pak_yos)

    assert tasks.done(key="test.look:1", by=pak_yos, at=AT)
    assert not tasks.cancel(key="test.look:1", by=pak_yos, at=AT)
    _open(pak_yos)
    context.enter(belu)
    assert Task.objects.open().count() == 1
    assert Task.objects.count() == 2


def test_nobody_sees_the_tasks_of_another_desk(pak_yos, malaka):
    context.enter(pak_yos)
    _open(pak_yos)
    context.enter(malaka)

    assert not Task.objects.exists()
    assert not Task.objects.visible_to(malaka).exists()


def test_nobody_opens_a_task_in_the_name_of_another(pak_yos, belu):
    context.enter(pak_yos)

    with pytest.raises(DatabaseError, match="whoever acts"), transaction.atomic():
        _open(belu)


def test_the_database_names_desks_as_the_code_does(belu):
    from django.db import connection

    from pulang.coordination.terms import desks_of

    context.enter(belu)
    with connection.cursor() as cursor:
        cursor.execute("select access_desks()")
        (named,) = cursor.fetchone()

    assert named == desks_of(
        role=belu.role,
        area=belu.area,
        organisation_id=belu.organisation_id,
        membership_id=belu.membership_id,
    )


def test_a_worklist_puts_the_desks_of_a_member_in_one_order(
    pak_yos, belu, django_assert_max_num_queries
):
    from pulang.coordination.queries import worklist
    from pulang.coordination.terms import office

    context.enter(pak_yos)
    for number in range(45):
        tasks.open(
            kind="test.look",
            key=f"test.look:{number}",
            desk=BELU if number % 2 else office(belu.organisation_id),
            by=pak_yos,
            at=AT,
            due_at=AT + timedelta(hours=number * 7 % 45),
            urgency=number % 4,
        )
    context.enter(belu)

    with django_assert_max_num_queries(5):
        first = worklist.of(belu, at=AT)
    pages = [worklist.of(belu, at=AT, number=number) for number in (1, 2, 3)]

    shown = [line.public_id for page in pages for line in page.lines]
    ordered = Task.objects.order_by("urgency", "due_at", "id").values_list("public_id", flat=True)
    assert shown == list(ordered)
    assert first.page.paginator.count == 45


def test_an_empty_desk_is_an_empty_page(belu):
    from pulang.coordination.queries import worklist

    context.enter(belu)

    assert worklist.of(belu, at=AT, number="9").lines == ()


def test_many_tasks_at_once_are_those_that_were_opened_one_by_one(pak_yos, belu):
    context.enter(pak_yos)
    first = _open(pak_yos)
    drafts = [
        tasks.Draft(
            kind="test.look",
            key=f"test.look:{number}",
            desk=BELU,
            due_at=AT + timedelta(days=1),
            urgency=Urgency.NOW,
        )
        for number in (1, 2, 3)
    ]

    assert tasks.open_many(drafts=drafts, by=pak_yos, at=AT) == 3
    assert tasks.open_many(drafts=[], by=pak_yos, at=AT) == 0

    context.enter(belu)
    mine = Task.objects.visible_to(belu).open()
    assert mine.count() == 3
    assert mine.get(key="test.look:1").public_id == first
    assert set(mine.values_list("urgency", flat=True)) == {Urgency.NOW}
