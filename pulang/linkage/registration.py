"""What linkage adds to other pages: menu, home cards, sections of a person's page, the golden rule."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pulang.access.terms import Actor, Permission
from pulang.linkage.actions import golden
from pulang.linkage.queries import identities, matching, reviews
from pulang.linkage.terms import PairState
from pulang.people.actions import settlers
from pulang.people.queries import Section, page_sections
from pulang.ui import home, menu


def cards(actor: Actor, at: datetime) -> Iterator[home.Card]:
    """Yield what waits for a steward: doubtful pairs, merges to confirm, rows without a person."""
    if not actor.may(Permission.REVIEW_DECIDE):
        return
    counts = reviews.counts()
    yield home.Card(
        title=_("Doubtful pairs"),
        sentence=_("Two rows that may be one person: look at both and decide."),
        url=reverse("linkage:review"),
        action=_("Review"),
        count=counts[PairState.OPEN],
        tone="info",
        icon="users",
        order=30,
    )
    if counts[PairState.SECOND]:
        yield home.Card(
            title=_("Merges to confirm"),
            sentence=_(
                "These change whose identity document it is; a second steward confirms them."
            ),
            url=f"{reverse('linkage:review')}?state={PairState.SECOND}",
            action=_("See which"),
            count=counts[PairState.SECOND],
            tone="warn",
            icon="users",
            order=31,
        )
    fresh = matching.waiting()
    if fresh and actor.may(Permission.LINK_RUN):
        yield home.Card(
            title=_("Rows without a person"),
            sentence=ngettext(
                "%(count)s row came in and is not yet placed.",
                "%(count)s rows came in and are not yet placed.",
                fresh,
            )
            % {"count": fresh},
            url=reverse("linkage:runs"),
            action=_("Link them"),
            count=fresh,
            tone="warn",
            icon="database",
            order=29,
        )


def register() -> None:
    """Register everything; called once, when the application starts."""
    settlers.append(golden.settle)
    menu.add(
        gettext_lazy("Sources"),
        "linkage:sources",
        permission=Permission.SOURCE_WRITE,
        icon="database",
        order=20,
        covers=("/registry/files/",),
        group=menu.Group.REGISTRY,
    )
    menu.add(
        gettext_lazy("Review"),
        "linkage:review",
        permission=Permission.REVIEW_DECIDE,
        icon="users",
        order=30,
        group=menu.Group.REGISTRY,
    )
    menu.add(
        gettext_lazy("Linkage runs"),
        "linkage:runs",
        permission=Permission.LINK_RUN,
        icon="refresh",
        order=35,
        group=menu.Group.REGISTRY,
    )
    menu.add(
        gettext_lazy("Registry overview"),
        "linkage:overview",
        permission=Permission.REGISTRY_OVERVIEW,
        icon="chart-bar",
        order=40,
        exact=True,
        group=menu.Group.RULES,
    )
    home.register(cards)
    for slug, title, context, order in (
        ("golden", gettext_lazy("Where each value is from"), identities.golden_section, 10),
        (
            "sources",
            gettext_lazy("Rows of lists about this person"),
            identities.sources_section,
            20,
        ),
        ("identity", gettext_lazy("Changes of identity"), identities.changes_section, 30),
    ):
        page_sections.register(
            Section(slug, cast("str", title), f"linkage/person/{slug}.html", context, order=order)
        )
