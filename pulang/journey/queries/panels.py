"""Other packages add sections to the page of a migration, registered in `ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from pulang.access.terms import Actor
from pulang.journey.models import Migration


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page of a migration: a template, and what it shows.

    `context` gets the migration and the actor and returns the template's context, or None when
    there is nothing this actor may see.
    """

    slug: str
    title: str | Promise
    template: str
    context: Callable[[Migration, Actor], dict[str, Any] | None]
    order: int = 50


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel, or replace the one with the same slug."""
    _panels[panel.slug] = panel


def shown(migration: Migration, actor: Actor) -> list[dict[str, Any]]:
    """Return the panels that have something to show, each with its context, in order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda one: one.order):
        context = panel.context(migration, actor)
        if context is not None:
            found.append(
                {
                    "slug": panel.slug,
                    "title": panel.title,
                    "template": panel.template,
                    "context": context,
                }
            )
    return found
