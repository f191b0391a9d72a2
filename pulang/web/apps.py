"""Configuration of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See README.md."""

    name = "pulang.web"
    default_auto_field = "django.db.models.BigAutoField"
