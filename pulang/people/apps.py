"""Configuration of people."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """See README.md."""

    name = "pulang.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After each migration the search functions follow the policy of persons."""
        from pulang.people import database  # noqa: PLC0415 - models are not loaded before this

        post_migrate.connect(database.after_migrate, sender=self, dispatch_uid="people.database")
