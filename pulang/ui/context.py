"""What every template may use."""

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


def _memberships(request: HttpRequest, actor: Actor | None) -> list[dict[str, Any]]:
    """Return the memberships between which the actor may change; the door has read them."""
    if actor is None:
        return []
    mine: tuple[Membership, ...] = getattr(request, "memberships", ())
    return [
        {
            "id": one.public_id,
            "role": one.get_role_display(),
            "organisation": one.organisation.name,
            "current": one.pk == actor.membership_id,
        }
        for one in mine
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the actor, her menu and memberships, and the version."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "role_label": actor.role.label if actor else "",
        "menu": menu.blocks(request, actor),
        "memberships": _memberships(request, actor),
        "switch_url": _switch_url(),
        "quick_exit": QUICK_EXIT,
        "version": _version(),
    }
