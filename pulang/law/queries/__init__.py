"""Reading the law as it stood on a day. Everybody may."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from pulang.base.errors import NotFound
from pulang.law.models import Instrument, Parameter
from pulang.law.rules.periods import holds
from pulang.law.terms import HOLIDAYS


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def parameter(code: str, *, on: date) -> Any:
    """Return the value that held on a day; None when none is known for it."""
    found = version(code, on=on)
    return found.value if found else None


def version(code: str, *, on: date) -> Parameter | None:
    """Return the version that held on a day, with its source; None when none is known."""
    return Parameter.objects.filter(_on(on), code=code).first()


def parameters(prefix: str, *, on: date) -> dict[str, Any]:
    """Return code → value of all that begin with `prefix` and held on a day, in one query."""
    found = Parameter.objects.filter(_on(on), code__startswith=prefix)
    return dict(found.values_list("code", "value"))


def holidays() -> frozenset[date]:
    """Return the public holidays that are written down, each by the list in force on it; one query."""
    lists = list(Parameter.objects.filter(code=HOLIDAYS))
    return frozenset(
        day for one in lists for day in map(date.fromisoformat, one.value) if holds(one, on=day)
    )


def in_force(code: str, *, on: date) -> bool | None:
    """Tell whether an instrument was in force on a day; None when nobody here knows.

    Raises: NotFound for an instrument that is not in the register.
    """
    found = Instrument.objects.filter(pk=code).first()
    if found is None:
        raise NotFound
    if found.valid_to is not None and on >= found.valid_to:
        return False
    if found.valid_from is None:
        return None
    return found.valid_from <= on


def register() -> QuerySet[Instrument]:
    """Return the instruments with what their articles say."""
    return Instrument.objects.prefetch_related("articles")


def current(*, on: date) -> QuerySet[Parameter]:
    """Return the values in force on a day."""
    return Parameter.objects.filter(_on(on)).order_by("code")


def versions(code: str) -> list[Parameter]:
    """Return all versions of a value, the latest first.

    Raises: NotFound.
    """
    found = list(Parameter.objects.filter(code=code))
    if not found:
        raise NotFound
    return found
