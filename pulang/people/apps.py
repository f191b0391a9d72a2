"""Configuration of people."""

from collections.abc import Iterable
from datetime import datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.access.terms import Actor, Permission
from pulang.ui import home, menu


def cards(actor: Actor, at: datetime) -> Iterable[home.Card]:
    """Invite to look a person up; tell of consents whose withdrawal partners have not confirmed."""
    from pulang.people.queries import consents  # noqa: PLC0415 - models are not loaded before this

    if actor.may(Permission.PERSON_SEARCH):
        yield home.Card(
            title=_("Is this person known already?"),
            sentence=_("Search by name, NIK, phone or village before entering anybody new."),
            url=reverse("people:search"),
            action=_("Search"),
            icon="search",
            order=10,
        )
    if actor.may(Permission.CONSENT_WRITE):
        due = consents.stops_due(at=at)
        count = due.count()
        if count:
            late = due.filter(stop_due_at__lt=at).exists()
            yield home.Card(
                title=_("Withdrawn consents"),
                sentence=_("Partners have to confirm within 3 × 24 hours that they stopped."),
                url=reverse("people:stops"),
                action=_("See which"),
                count=count,
                tone="bad" if late else "warn",
                icon="shield-lock",
                order=20,
            )


class PeopleConfig(AppConfig):
    """See README.md."""

    name = "pulang.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After each migration the search functions follow the policy of persons; doors in the menu."""
        from pulang.people import database  # noqa: PLC0415 - models are not loaded before this

        post_migrate.connect(database.after_migrate, sender=self, dispatch_uid="people.database")
        menu.add(
            gettext_lazy("People"),
            "people:search",
            permission=Permission.PERSON_SEARCH,
            icon="users",
            order=10,
        )
        menu.add(
            gettext_lazy("Book of names"),
            "people:names",
            permission=Permission.DICTIONARY_WRITE,
            icon="language",
            order=70,
            group=menu.Group.REGISTRY,
        )
        home.register(cards)
