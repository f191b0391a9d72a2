"""Configuration of preparation."""

from collections.abc import Iterable
from datetime import datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.access.terms import Actor, Permission
from pulang.law.terms import TITLE
from pulang.ui import home, menu


def cards(actor: Actor, at: datetime) -> Iterable[home.Card]:
    """Show an officer the papers that wait, a worker what she does next."""
    from pulang.preparation.queries import papers  # noqa: PLC0415 - models are not loaded before

    if actor.may(Permission.PAPER_CHECK):
        yield home.Card(
            title=_("Papers to check"),
            sentence=_("Handed in by workers and villages; the longest waiting first."),
            url=reverse("preparation:desk"),
            action=_("Check"),
            count=papers.waiting().count(),
            tone="warn",
            icon="file-check",
            order=12,
        )
    if actor.may(Permission.OWN_FILE):
        yield home.Card(
            title=_("My papers"),
            sentence=_("What is there, what is missing, where to go and what it costs."),
            url=reverse("preparation:me"),
            action=_("See"),
            icon="id",
            order=5,
        )


class PreparationConfig(AppConfig):
    """See README.md."""

    name = "pulang.preparation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand before stages, word tasks and entries, open doors."""
        from pulang.journey.queries import gates as journey_gates  # noqa: PLC0415 - not before
        from pulang.journey.queries import panels  # noqa: PLC0415 - as above
        from pulang.lending.queries import costs, eligibility  # noqa: PLC0415 - as above
        from pulang.preparation import database  # noqa: PLC0415 - as above
        from pulang.preparation.queries import (  # noqa: PLC0415 - as above
            gates,
            lending,
            panel,
            words,
        )

        post_migrate.connect(
            database.after_migrate, sender=self, dispatch_uid="preparation.database"
        )
        journey_gates.register(gates.provide, targets=gates.TARGETS)
        panels.register(
            panels.Panel(
                slug="papers",
                title=gettext_lazy("Papers"),
                template="preparation/panel.html",
                context=panel.context,
                order=10,
            )
        )
        eligibility.register(lending.checks)
        costs.ask_wage(lending.wage)
        words.register()
        home.register(cards)
        self._open_doors()

    def _open_doors(self) -> None:
        for label, url_name, permission, icon, order, group in (
            (gettext_lazy("Check papers"), "preparation:desk", Permission.PAPER_CHECK, "file-check", 13, menu.Group.PREPARATION),
            (gettext_lazy("My papers"), "preparation:me", Permission.OWN_FILE, "id", 3, menu.Group.ALONE),
            (gettext_lazy("Sessions"), "preparation:sessions", Permission.SESSION_WRITE, "school", 16, menu.Group.PREPARATION),
            (gettext_lazy("Required papers"), "preparation:rules", Permission.RULE_WRITE, "list-check", 59, menu.Group.RULES),
            (TITLE, "law:register", Permission.RULE_WRITE, "scale", 60, menu.Group.RULES),
        ):  # fmt: skip
            menu.add(label, url_name, permission=permission, icon=icon, order=order, group=group)
