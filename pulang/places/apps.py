"""Configuration of places."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load(**_kwargs: Any) -> None:
    """Bring the shipped lists in when they changed; as the owner who migrates."""
    from pulang.places.actions import listing  # noqa: PLC0415 - models are not ready before

    listing.load_shipped()


class PlacesConfig(AppConfig):
    """See README.md."""

    name = "pulang.places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the lists after each migration."""
        post_migrate.connect(_load, sender=self, dispatch_uid="places.load")
