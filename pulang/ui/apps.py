"""Configuration of ui."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """See README.md."""

    name = "pulang.ui"
    default_auto_field = "django.db.models.BigAutoField"
