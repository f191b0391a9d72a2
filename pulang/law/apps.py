"""Configuration of law."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LawConfig(AppConfig):
    """See README.md."""

    name = "pulang.law"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the register after each migration."""
        from pulang.law import database  # noqa: PLC0415 - models are not loaded before this

        post_migrate.connect(database.after_migrate, sender=self, dispatch_uid="law.database")
