"""Configuration of access."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _found_service(**_kwargs: Any) -> None:
    """Give clocks and reminders somebody to act as; as the owner who migrates."""
    from pulang.access.actions import members  # noqa: PLC0415 - models are not loaded before this

    members.found_service()


class AccessConfig(AppConfig):
    """Organisations, people who work here, what each may see: enforced by the database."""

    name = "pulang.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database gets its rights and policies after each migration; sign-in is audited."""
        from pulang.access import guard, sign_in  # noqa: PLC0415 - models are not loaded before this

        post_migrate.connect(guard.after_migrate, dispatch_uid="access.guard")
        post_migrate.connect(_found_service, sender=self, dispatch_uid="access.service")
        sign_in.connect()
