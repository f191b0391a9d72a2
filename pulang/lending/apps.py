"""Configuration of lending."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LendingConfig(AppConfig):
    """See README.md."""

    name = "pulang.lending"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database guards the ledger after each migration; doors, words and tasks are hung up."""
        from pulang.lending import database  # noqa: PLC0415 - models are not loaded before this
        from pulang.lending.hooks import (  # noqa: PLC0415 - as above
            applying,
            paying,
            servicing,
            showing,
        )

        for desk in (applying, paying, servicing, showing):
            desk.ready()
        post_migrate.connect(database.after_migrate, sender=self, dispatch_uid="lending.database")
