"""Reading the directory level by level."""

from django.db.models import QuerySet

from pulang.base.errors import NotFound
from pulang.places.models import Place
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
