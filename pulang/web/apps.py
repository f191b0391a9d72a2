"""Configuration of web."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """See README.md."""

    name = "pulang.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the start page into the menu, and onto it what waits."""
        from pulang.access.terms import MENU  # noqa: PLC0415
        from pulang.notices.terms import MENU as MESSAGES  # noqa: PLC0415
        from pulang.places.terms import TITLE  # noqa: PLC0415
        from pulang.ui import home, menu  # noqa: PLC0415  the registry is ready when models are
        from pulang.web import today  # noqa: PLC0415

        menu.add(_("Today"), "home", icon="home", order=0)
        # places and access lie below ui; notices stands beside it
        menu.add(TITLE, "places:home", icon="map-pin", order=80, group=menu.Group.RULES)
        for door in (*MENU, *MESSAGES):
            menu.add(
                door.label,
                door.url_name,
                permission=door.permission,
                icon=door.icon,
                order=door.order,
                group=menu.Group.OFFICE,
            )
        for provider in (today.auditing, today.administering, today.files):
            home.register(provider)
