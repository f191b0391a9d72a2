"""Configuration of web."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See README.md."""

    name = "pulang.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks that production must pass."""
        import_module("pulang.web.checks")
