"""What every template may use."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from pulang.access.models import Membership
from pulang.access.terms import Actor
from pulang.ui import menu

# A page anybody might have open: the weather of the meteorological office.
QUICK_EXIT = "https://www.bmkg.go.id/"


@cache
def _version() -> str:
    try:
        return version("pulang")
    except PackageNotFoundError:
        return ""


def _switch_url() -> str:
    try:
        return reverse("access:switch")
    except NoReverseMatch:
        return ""


def _memberships(actor: Actor | None) -> Callable[[], list[dict[str, Any]]]:
    """Return a reader for templates: nothing is asked of the database unless it is shown."""

    @cache
    def mine() -> list[dict[str, Any]]:
        if actor is None:
            return []
        rows = Membership.objects.current().filter(user_id=actor.user_id)
        return [
            {
                "id": row.public_id,
                "role": row.get_role_display(),
                "organisation": row.organisation.name,
                "current": row.pk == actor.membership_id,
            }
            for row in rows.select_related("organisation").order_by("pk")
        ]

    return mine


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the actor, her menu and memberships, and the version."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "role_label": actor.role.label if actor else "",
        "menu": menu.lines(request, actor),
        "memberships": _memberships(actor),
        "switch_url": _switch_url(),
        "quick_exit": QUICK_EXIT,
        "version": _version(),
    }
