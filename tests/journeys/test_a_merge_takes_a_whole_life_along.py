"""Two records of one woman become one: her whole life follows, also what the steward may not read.

And it comes back when the merge is undone. The steward sees no complaint, no entry of a case, no task
of another desk; none of them may be left with a person who is no longer there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
from django.db import connection

from pulang.abroad.actions import complaints, placements
from pulang.abroad.models import CheckIn, Complaint, Placement
from pulang.abroad.terms import ComplaintCategory
from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.base.privacy import DataClass
from pulang.coordination.actions import referrals, tasks
from pulang.coordination.models import Referral, Task
from pulang.coordination.terms import Item, Service
from pulang.departure.models import Clearance
from pulang.journey.actions import events, people
from pulang.journey.models import Event, Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import AT, make_migration, stand_at
from pulang.linkage.actions import identities
from pulang.linkage.models import IdentityChange
from pulang.people.actions import own_files
from pulang.people.models import OwnFile, Person
from pulang.people.queries.references import references
from pulang.people.terms import ConsentBasis
from pulang.people.tests.factories import make_actor, make_person, make_places
from pulang.places.models import ExitPoint
from pulang.preparation.models import Paper
from pulang.preparation.terms import PaperState

VILLAGE = "5304022005"


@dataclass(frozen=True)
class Life:
    """A woman who was entered twice: first at the parish, then where her life was written down."""

    first: Person
    second: Person
    steward: Actor
    pak_yos: Actor
    adi: Actor
    herself: Actor

    def merge(self) -> IdentityChange:
        """Make the two one, as the steward."""
        context.enter(self.steward)
        one, other = Person.objects.filter(pk__in=[self.first.pk, self.second.pk]).order_by("pk")
        return identities.merge(one=one, other=other, by=self.steward, at=AT + timedelta(hours=1))

    def undo(self, change: IdentityChange) -> None:
        """Undo it, as the steward."""
        context.enter(self.steward)
        identities.undo(change=change, by=self.steward, at=AT + timedelta(hours=2))


@pytest.fixture
def life(db: None, settings: pytest.FixtureRequest) -> Life:
    settings.PULANG_GATEWAYS = {}  # type: ignore[attr-defined]
    make_places()
    pak_yos = make_actor(Role.VILLAGE_OFFICER, area=VILLAGE)
    belu = make_actor(Role.KABUPATEN_OFFICER, area="5304")
    adi = make_actor(
        Role.CASE_WORKER, area="5304", office="UPTD PPA Belu", kind=OrganisationKind.SHELTER
    )
    herself = make_actor(Role.WORKER, area=VILLAGE)
    with context.acting(pak_yos):
        first = make_person(pak_yos, full_name="Maria Taneo", place_code=VILLAGE)
        second = make_person(pak_yos, full_name="Maria Y. Taneo", place_code=VILLAGE)
        migration = make_migration(pak_yos, person=second)
    _prepared_and_cleared(migration, by=belu)
    stand_at(migration, Stage.DEPARTED)
    migration.person = second
    with context.acting(belu):
        people.share(person=second, organisation_id=adi.organisation_id, by=belu, at=AT)
        placements.start(
            migration=migration,
            began_on=AT.date(),
            terms=placements.Terms(employer="Kilang Contoh"),
            way=placements.Way(channel="web", from_hour=time(0), until_hour=time(0)),
            by=belu,
            at=AT,
        )
        tasks.open(
            kind="abroad.call",
            key=f"abroad.call:{migration.public_id}",
            desk="kabupaten_officer@5304",
            person=second,
            migration=migration,
            by=belu,
            at=AT,
            due_at=AT,
        )
        referrals.open(
            person=second,
            migration=migration,
            to_organisation=Organisation.objects.get(pk=adi.organisation_id),
            service=Service.LEGAL,
            shared=[Item.NAME],
            basis=ConsentBasis.VITAL_INTEREST,
            due_at=AT + timedelta(days=2),
            by=belu,
            at=AT,
        )
        complaints.receive(
            person=second,
            draft=complaints.ComplaintDraft(category=ComplaintCategory.VIOLENCE, story="dipukul"),
            by=belu,
            at=AT,
        )
    with context.acting(adi):
        events.record(
            person=second,
            migration=migration,
            kind="abroad.help",
            by=adi,
            at=AT,
            data_class=DataClass.D5,
        )
    CheckIn.objects.create(
        placement=Placement.objects.get(migration=migration), due_at=AT, is_unasked=False
    )
    OwnFile.objects.create(membership_id=herself.membership_id, person=second, linked_at=AT)
    steward = make_actor(Role.DATA_STEWARD)
    return Life(first, second, steward, pak_yos, adi, herself)


def _prepared_and_cleared(migration: Migration, *, by: Actor) -> None:
    Paper.objects.create(
        migration=migration,
        document="KTP",
        state=PaperState.ACCEPTED,
        submitted_at=AT,
        checked_at=AT,
        checked_by=by.membership_id,
    )
    Clearance.objects.create(
        migration=migration,
        exit_point=ExitPoint.objects.order_by("pk")[0],
        departs_on=AT.date(),
        ends_on=AT.date() + timedelta(days=3),
        granted_at=AT,
        granted_by=by.membership_id,
    )


def _named() -> Callable[[Person], dict[str, int]]:
    """Return who counts, past row-level security, the rows that name a person."""

    def count(person: Person) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("select current_role")
            (role,) = cursor.fetchone() or ("",)
            cursor.execute("reset role")
            found = {
                model._meta.label: model._base_manager.filter(**{name: person.pk}).count()
                for model, name in references()
            }
            cursor.execute(f"set role {role}")
        return {label: rows for label, rows in found.items() if rows}

    return count


named = _named()
HERS = {
    Migration._meta.label,
    Event._meta.label,
    Task._meta.label,
    Referral._meta.label,
    Complaint._meta.label,
    OwnFile._meta.label,
}


def test_nothing_stays_with_the_person_who_is_no_longer_there(life: Life) -> None:
    gone, kept = named(life.second), named(life.first)
    assert gone.keys() >= HERS

    change = life.merge()

    assert change.kept == life.first
    assert named(life.second) == {}
    assert named(life.first) == {
        label: gone.get(label, 0) + kept.get(label, 0) for label in gone.keys() | kept.keys()
    }


def test_undone_everything_is_back_where_it_was(life: Life) -> None:
    before = named(life.first), named(life.second)
    change = life.merge()

    life.undo(change)

    assert (named(life.first), named(life.second)) == before


def test_who_saw_her_life_sees_it_at_the_person_who_stayed(life: Life) -> None:
    life.merge()

    context.enter(life.herself)
    assert own_files.person_of(life.herself) == life.first
    assert Paper.objects.get().migration.person == life.first
    context.enter(life.pak_yos)
    migration = Migration.objects.visible_to(life.pak_yos).get()
    assert migration.person == life.first
    assert Clearance.objects.get(migration=migration)
    context.enter(life.adi)
    assert Event.objects.get(kind="abroad.help").person == life.first
    assert Complaint.objects.get().person == life.first
    assert Placement.objects.get().migration.person == life.first


def test_nobody_moves_rows_who_may_not_decide_who_is_whom(life: Life) -> None:
    from django.db.utils import DatabaseError

    from pulang.people.actions import bulk

    context.enter(life.pak_yos)
    with pytest.raises(DatabaseError):
        bulk.repoint(whence=life.second.pk, to=life.first.pk)


def test_no_column_but_one_that_names_a_person_is_moved(life: Life) -> None:
    from django.db import transaction
    from django.db.utils import DatabaseError

    context.enter(life.steward)
    for column in ("stage", "id; drop table journey_migration"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select people_repoint('journey_migration', 'id', %s, 1, 2, null)", [column]
            )
