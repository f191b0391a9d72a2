"""A clearance: she may leave, from this exit point, in these days."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.models.orders import PlacementAgreement
from pulang.journey.models import Migration
from pulang.places.models import ExitPoint


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    """Chainable filters of clearances."""

    def standing(self) -> "ClearanceQuerySet":
        """Those not taken back."""
        return self.filter(revoked_at=None)

    def covering(self, day: date) -> "ClearanceQuerySet":
        """Those not taken back under which she may leave on a day."""
        return self.standing().filter(departs_on__lte=day, ends_on__gt=day)


class Clearance(models.Model):
    """The kabupaten's word that every requirement is met: she may leave in [departs_on, ends_on)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="clearances")
    agreement = models.ForeignKey(
        PlacementAgreement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="clearances",
    )
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="+")
    departs_on = models.DateField(_("leaves on"))
    ends_on = models.DateField(_("day after the last day"))
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.BigIntegerField(null=True, blank=True)
    revoked_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ("-granted_at", "-id")
        indexes = [models.Index(fields=["exit_point", "departs_on"], name="clearance_at_exit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("departs_on")), name="clearance_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (
                    models.Q(revoked_at__isnull=False, revoked_by__isnull=False)
                    & ~models.Q(revoked_because="")
                ),
                name="clearance_revoked_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["migration"],
                condition=models.Q(revoked_at=None),
                name="clearance_once_per_migration",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.through("journey_migration", "migration_id")
        write = reach.both(
            reach.permits("clearance.grant"), reach.through("journey_migration", "migration_id")
        )
        remove = reach.NOBODY
        columns = ("revoked_at", "revoked_by", "revoked_because", "migration_id")

    def __str__(self) -> str:
        return self.public_id

    @property
    def last_day(self) -> date:
        """Return the last day on which she may leave."""
        return self.ends_on - timedelta(days=1)
