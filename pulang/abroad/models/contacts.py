"""Who spoke with the family left behind, and what was agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.abroad.terms import ContactChannel
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration

_ROWS = reach.through("journey_migration", "migration_id")


class FamilyContact(models.Model):
    """One contact between the family and the worker, or an office and the family."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(
        Migration, on_delete=models.PROTECT, related_name="family_contacts"
    )
    contacted_on = models.DateField(_("day"))
    channel = models.CharField(_("how"), max_length=7, choices=ContactChannel)
    with_whom = models.CharField(_("with whom"), max_length=120)
    agreed = models.CharField(_("what was agreed"), max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("contact with the family")
        verbose_name_plural = _("contacts with families")
        ordering = ("-contacted_on", "-id")
        indexes = [models.Index(fields=["migration", "-contacted_on"], name="contact_of_migration")]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        add = reach.both(
            reach.either(
                reach.permits("migration.write"),
                reach.permits("abroad.write"),
                reach.permits("own.file"),
            ),
            _ROWS,
        )
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return self.public_id
