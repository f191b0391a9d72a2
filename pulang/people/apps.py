"""Configuration of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See README.md."""

    name = "pulang.people"
    default_auto_field = "django.db.models.BigAutoField"
