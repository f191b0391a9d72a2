"""Configuration of places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """See README.md."""

    name = "pulang.places"
    default_auto_field = "django.db.models.BigAutoField"
