"""Configuration of insight."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _seed(**_kwargs: Any) -> None:
    """Bring in the published figures the product starts with; as the owner who migrates."""
    from pulang.insight import actions  # noqa: PLC0415 - models are not ready before

    actions.seed()


class InsightConfig(AppConfig):
    """See README.md."""

    name = "pulang.insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the figures into the menu and the first claims into an empty database."""
        from pulang.ui import menu  # noqa: PLC0415 - the registry is ready when models are

        menu.add(
            _("Published figures"),
            "insight:figures",
            icon="chart-bar",
            order=60,
            group=menu.Group.RULES,
        )
        post_migrate.connect(_seed, sender=self, dispatch_uid="insight.seed")
