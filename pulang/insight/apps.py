"""Configuration of insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """See README.md."""

    name = "pulang.insight"
    default_auto_field = "django.db.models.BigAutoField"
