"""Configuration of access."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Organisations, people who work here, what each may see: enforced by the database."""

    name = "pulang.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database gets its rights and policies after each migration; sign-in is audited."""
        from pulang.access import guard, sign_in  # noqa: PLC0415 - models are not loaded before this

        post_migrate.connect(guard.after_migrate, dispatch_uid="access.guard")
        sign_in.connect()
