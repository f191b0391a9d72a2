"""What every page must say above itself: an open emergency, a missing second step."""

from typing import Any

from django.http import HttpRequest

from pulang.access import queries
from pulang.access.terms import Actor, Permission
from pulang.base.clock import now


def banners(request: HttpRequest) -> dict[str, Any]:
    """Return the acting member's open emergencies; asked of the database only where there can be any."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.may(Permission.EMERGENCY_OPEN):
        return {}
    return {"open_emergencies": queries.trail.open_emergencies(actor, at=now())}
