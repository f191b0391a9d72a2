"""One link for the family left behind, with what the worker agreed to share."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models.migrations import Migration

_ROWS = reach.through("journey_migration", "migration_id")


class FamilyLink(models.Model):
    """A link that opens without sign-in; the database keeps the hash of its secret only."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="family_links")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    shares = ArrayField(models.CharField(max_length=12), default=list)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    ends_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("family link")
        verbose_name_plural = _("family links")
        ordering = ("-made_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="family_link_revoked_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("made_at")), name="family_link_ends"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        write = reach.both(
            reach.either(reach.permits("migration.write"), reach.permits("own.file")), _ROWS
        )
        remove = reach.NOBODY

    class History:
        without = ("secret_hash",)

    def __str__(self) -> str:
        return self.public_id
