"""Reading the directory level by level."""

from django.db.models import QuerySet

from pulang.base.errors import NotFound
from pulang.places.models import Listing, Place, RegencyProfile
from pulang.places.queries.finding import index
from pulang.places.rules.listing import HOME_PROVINCE


def place_for(code: str) -> Place:
    """Return a place by its digits.

    Raises: NotFound.
    """
    place = Place.objects.select_related("parent__parent__parent").filter(code=code).first()
    if place is None:
        raise NotFound
    return place


def children_of(code: str) -> QuerySet[Place]:
    """Return the places one level below, by code."""
    return Place.objects.filter(parent_id=code).order_by("code")


def regencies(province: str = HOME_PROVINCE) -> QuerySet[Place]:
    """Return the kabupaten and kota of a province."""
    return children_of(province)


def name_of(code: str) -> str:
    """Return a place's name; the code itself when it is not in the list."""
    return index().names.get(code, code)


def above(place: Place) -> list[Place]:
    """Return the places a place lies in, province first."""
    chain: list[Place] = []
    step = place.parent
    while step is not None:
        chain.insert(0, step)
        step = step.parent
    return chain


def profile_of(place: Place) -> RegencyProfile | None:
    """Return what is published of a kabupaten or kota of NTT."""
    return RegencyProfile.objects.filter(place=place).first()


def last_listing() -> Listing | None:
    """Return which list is loaded."""
    return Listing.objects.order_by("-loaded_at").first()
