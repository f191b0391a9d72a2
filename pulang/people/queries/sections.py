"""Other packages add sections to a person's page without people knowing them: registered in `ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from pulang.access.terms import Actor
from pulang.people.models import Person


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a person's page: a template, and what it shows.

    `context` gets the person and the actor and returns the template's context, or None when there
    is nothing this actor may see.
    """

    slug: str
    title: str | Promise
    template: str
    context: Callable[[Person, Actor], dict[str, Any] | None]
    order: int = 50
    """Up to 10: before household and consents; others after them."""


class Sections:
    """The registered sections, in the order in which they stand on the page."""

    def __init__(self) -> None:
        self._sections: dict[str, Section] = {}

    def register(self, section: Section) -> None:
        """Add a section, or replace the one with the same slug."""
        self._sections[section.slug] = section

    def shown(self, person: Person, actor: Actor) -> list[dict[str, Any]]:
        """Return the sections that have something to show, each with its context."""
        found = []
        for section in sorted(self._sections.values(), key=lambda section: section.order):
            context = section.context(person, actor)
            if context is not None:
                found.append(
                    {
                        "slug": section.slug,
                        "title": section.title,
                        "template": section.template,
                        "context": context,
                        "stands_first": section.order <= 10,
                    }
                )
        return found


page_sections = Sections()
"""`people.queries.page_sections.register(Section(...))` in another package's `apps.ready`."""
