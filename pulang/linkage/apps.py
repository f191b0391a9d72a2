"""Configuration of linkage."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """See README.md."""

    name = "pulang.linkage"
    default_auto_field = "django.db.models.BigAutoField"
