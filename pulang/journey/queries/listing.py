"""The list of migrations: filtered on its own columns."""

from dataclasses import dataclass

from django.db.models import Count, Q

from pulang.access.terms import Actor
from pulang.journey.models import Hold, Migration, MigrationQuerySet
from pulang.journey.terms import Scheme, Stage
from pulang.people.queries import search
from pulang.places.models import Country

MOST_FOUND = 30
"""Persons a search may mean: one page of the list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader filters by; empty is everything that goes on."""

    who: str = ""
    """a name, a NIK, a phone, a village: as people write it"""
    stage: str = ""
    scheme: str = ""
    destination: str = ""
    halted: bool = False
    with_ended: bool = False


def of(actor: Actor, wanted: Wanted) -> MigrationQuerySet:
    """Return the migrations the actor may see, the longest at their stage first."""
    found = Migration.objects.visible_to(actor)
    if wanted.stage in Stage:
        found = found.filter(stage=wanted.stage)
    elif not wanted.with_ended and not wanted.who:
        found = found.going_on()
    if wanted.scheme in Scheme:
        found = found.filter(scheme=wanted.scheme)
    if wanted.destination:
        found = found.filter(destination_id=wanted.destination)
    if wanted.halted:
        found = found.filter(Q(pk__in=Hold.objects.filter(lifted_at=None).values("migration_id")))
    if wanted.who:
        hits = search.search(actor, wanted.who, limit=MOST_FOUND)
        found = found.filter(person_id__in=[hit.key for hit in hits])
    return found.select_related("person", "destination").order_by("stage_since", "id")


def by_stage(actor: Actor) -> dict[str, int]:
    """Return how many migrations that go on stand at each stage, for whoever may see them."""
    rows = (
        Migration.objects.visible_to(actor)
        .going_on()
        .order_by()
        .values_list("stage")
        .annotate(count=Count("pk"))
    )
    return dict(rows)


def destinations() -> list[Country]:
    """Return the countries people of NTT go to."""
    return list(Country.objects.filter(is_destination=True))
