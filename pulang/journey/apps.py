"""Configuration of journey."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _stage(facts: Mapping[str, Any]) -> str:
    from pulang.journey.terms import Stage  # noqa: PLC0415 - translations are not loaded before this

    before = facts.get("from", "")
    return _("before: %(stage)s") % {"stage": Stage(before).label} if before in Stage else ""


def _hold(facts: Mapping[str, Any]) -> str:
    from pulang.journey.terms import HoldReason  # noqa: PLC0415 - as above

    reason = facts.get("reason", "")
    return str(HoldReason(reason).label) if reason in HoldReason else ""


class JourneyConfig(AppConfig):
    """See README.md."""

    name = "pulang.journey"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database guards the stages after each migration; the timeline gets its first words."""
        from pulang.journey import database  # noqa: PLC0415 - models are not loaded before this
        from pulang.journey.queries import kinds  # noqa: PLC0415 - as above

        post_migrate.connect(database.after_migrate, sender=self, dispatch_uid="journey.database")
        self._open_doors()
        for code, title, icon, sentence in (
            ("journey.opened", gettext_lazy("File opened"), "folder-plus", None),
            ("journey.stage", gettext_lazy("New stage"), "route", _stage),
            ("journey.changed", gettext_lazy("Described anew"), "pencil", None),
            ("journey.taken_back", gettext_lazy("Entry taken back"), "arrow-back-up", None),
            ("journey.hold", gettext_lazy("Halted"), "hand-stop", _hold),
            ("journey.released", gettext_lazy("Released"), "player-play", _hold),
        ):
            kinds.register(code, title=title, icon=icon, sentence=sentence)

    def _open_doors(self) -> None:
        from pulang.access.terms import Permission  # noqa: PLC0415 - as above
        from pulang.journey.queries import sections  # noqa: PLC0415 - as above
        from pulang.people.queries import Section, page_sections  # noqa: PLC0415 - as above
        from pulang.ui import menu  # noqa: PLC0415 - as above

        menu.add(
            gettext_lazy("Migrations"),
            "journey:migrations",
            permission=(
                Permission.MIGRATION_WRITE,
                Permission.HOLD_WRITE,
                Permission.INTERCEPT_WRITE,
                Permission.OWN_FILE,
            ),
            icon="route",
            order=12,
        )
        page_sections.register(
            Section(
                slug="migrations",
                title=gettext_lazy("Migrations"),
                template="journey/section.html",
                context=sections.migrations,
                order=5,
            )
        )
