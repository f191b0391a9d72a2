"""Two files of one person that go on: her desk is asked, until one of them has ended."""

from datetime import timedelta

import pytest

from pulang.access import context
from pulang.access.terms import Role
from pulang.coordination.actions import doubled
from pulang.coordination.models import Task
from pulang.journey.actions import stages
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import AT, make_migration
from pulang.linkage.actions import identities
from pulang.people.tests.factories import make_actor, make_person


@pytest.fixture
def steward(belu):
    return make_actor(Role.DATA_STEWARD)


@pytest.fixture
def merged(belu, steward):
    """Return the two files of a woman who was two, and how the merge was made."""
    context.enter(belu)
    first = make_migration(belu)
    second = make_migration(
        belu, person=make_person(belu, full_name="Yasinta Taneo", place_code="5304022005")
    )
    context.enter(steward)
    change = identities.merge(one=first.person, other=second.person, by=steward, at=AT)
    return first, second, change


def _asked(actor):
    context.enter(actor)
    return Task.objects.visible_to(actor).open().filter(kind=doubled.KIND)


def test_after_a_merge_her_desk_is_asked_once_which_file_is_true(merged, belu, adi):
    first, _second, _change = merged

    stands = [doubled.watch(at=AT + timedelta(hours=hours)) for hours in (1, 2)]

    assert stands == [1, 1]
    task = _asked(belu).get()
    assert (task.desk, task.person_id) == ("kabupaten_officer@5304", first.person_id)
    assert task.facts["stages"] == [Stage.INTERESTED, Stage.INTERESTED]
    assert task.url == first.person.get_absolute_url()
    assert not _asked(adi).exists()


def test_one_file_that_goes_on_asks_nobody(migration):
    assert doubled.watch(at=AT) == 0


def test_when_one_of_them_has_ended_nobody_need_be_asked(merged, belu):
    doubled.watch(at=AT)
    context.enter(belu)
    second = Migration.objects.get(pk=merged[1].pk)
    stages.reach(migration=second, stage=Stage.WITHDRAWN, by=belu, at=AT)

    assert doubled.watch(at=AT + timedelta(hours=1)) == 0
    assert not _asked(belu).exists()


def test_an_undone_merge_takes_the_question_back(merged, belu, steward):
    doubled.watch(at=AT)
    context.enter(steward)
    identities.undo(change=merged[2], by=steward, at=AT + timedelta(hours=1))

    assert doubled.watch(at=AT + timedelta(hours=2)) == 0
    assert not _asked(belu).exists()
