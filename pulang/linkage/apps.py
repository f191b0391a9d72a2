"""Configuration of linkage."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """See README.md."""

    name = "pulang.linkage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Matching adds its doors, cards and sections, and settles golden records."""
        from pulang.linkage import registration  # noqa: PLC0415 - models are not loaded before this

        registration.register()
