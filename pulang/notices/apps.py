"""Configuration of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See README.md."""

    name = "pulang.notices"
    default_auto_field = "django.db.models.BigAutoField"
