"""One person with two files that go on: two lists knew her, were merged, and each had opened one.

A person may have several migrations, one after the other (`migrations.open` refuses a second one that
goes on). A merge cannot refuse: which of the two is the true one is for her desk to say.
"""

from datetime import datetime, timedelta

from django.db.models import Count

from pulang.access.context import acting
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.coordination.actions import tasks
from pulang.coordination.models import Task
from pulang.coordination.terms import Urgency, desk
from pulang.journey.models import Migration
from pulang.people.models import Person
from pulang.places.rules.listing import HOME_PROVINCE

KIND = "coordination.two_files"


def watch(*, at: datetime) -> int:
    """Ask the desk of each person with two files that go on; return how many tasks stand. By the clock.

    The task goes by itself when one of the files has ended, or when the merge was undone.
    """
    with acting(service_actor(), reason="two files of one person") as service:
        found = _with_two_files()
        tasks.open_many(
            drafts=[_draft(files, at=at) for files in found.values()], by=service, at=at
        )
        _take_back({_key(files[0].person) for files in found.values()}, by=service, at=at)
    return len(found)


def _with_two_files() -> dict[int, list[Migration]]:
    twice = (
        Migration.objects.going_on()
        .values("person_id")
        .annotate(files=Count("pk"))
        .filter(files__gt=1)
        .values("person_id")
    )
    found: dict[int, list[Migration]] = {}
    for one in (
        Migration.objects.going_on()
        .filter(person_id__in=twice)
        .select_related("person")
        .order_by("-opened_at", "-pk")
    ):
        found.setdefault(one.person_id, []).append(one)
    return found


def _draft(files: list[Migration], *, at: datetime) -> tasks.Draft:
    newest = files[0]
    place = newest.place_code or newest.person.place_code
    return tasks.Draft(
        kind=KIND,
        key=_key(newest.person),
        desk=desk(Role.KABUPATEN_OFFICER, place)
        if place
        else desk(Role.PROVINCIAL_OFFICER, HOME_PROVINCE),
        due_at=at + timedelta(days=7),
        person=newest.person,
        urgency=Urgency.THIS_WEEK,
        facts={"stages": [one.stage for one in files]},
        url=newest.person.get_absolute_url(),
    )


def _key(person: Person) -> str:
    return f"{KIND}:{person.public_id}"


def _take_back(standing: set[str], *, by: Actor, at: datetime) -> None:
    asked = Task.objects.open().filter(kind=KIND).values_list("key", flat=True)
    for key in set(asked) - standing:
        tasks.cancel(key=key, by=by, at=at)
