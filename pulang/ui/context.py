"""What every template may use."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the actor, for menus."""
    return {"actor": getattr(request, "actor", None)}
