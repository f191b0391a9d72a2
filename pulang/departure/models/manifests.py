"""Passenger lists of flights and ships, held against the passes of the day."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.terms import Carrier
from pulang.places.models import ExitPoint

_SERVICE = "(select access_role()) = 'service'"
_WRITES = reach.either(
    reach.both(reach.permits("manifest.write"), reach.own_organisation()),
    _SERVICE,  # the nightly forgetting
)


class Manifest(models.Model):
    """A passenger list that an office at an exit point was given; the same file twice is one."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="+")
    carrier = models.CharField(_("leaves by"), max_length=8, choices=Carrier)
    voyage = models.CharField(_("flight or ship"), max_length=40)
    departs_on = models.DateField(_("leaves on"))
    digest = models.CharField(max_length=64)
    line_count = models.PositiveIntegerField(_("passengers"))
    skipped_count = models.PositiveIntegerField(_("rows without a name"), default=0)
    organisation_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField()
    forgotten_at = models.DateTimeField(null=True, blank=True)
    forgotten_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("passenger list")
        verbose_name_plural = _("passenger lists")
        ordering = ("-departs_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "exit_point", "departs_on", "voyage", "digest"],
                name="manifest_once",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None, forgotten_by=None)
                | models.Q(forgotten_at__isnull=False, forgotten_by__isnull=False),
                name="manifest_forgotten_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.either(reach.own_organisation(), _SERVICE)
        add = reach.both(reach.permits("manifest.write"), reach.own_organisation())
        write = _WRITES
        columns = ("forgotten_at", "forgotten_by")
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.voyage} {self.departs_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("departure:manifest", args=[self.public_id])


class ManifestLine(models.Model):
    """One passenger. Most of them are nobody's business: the lines go after thirty days."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    full_name = models.CharField(_("name"), max_length=200)
    nik = models.CharField(_("NIK"), max_length=16, blank=True)
    number_hash = models.CharField(max_length=32, blank=True)
    number_end = models.CharField(_("number ends with"), max_length=3, blank=True)
    seat = models.CharField(_("seat"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("passenger")
        verbose_name_plural = _("passengers")
        ordering = ("manifest", "position")
        constraints = [
            models.UniqueConstraint(fields=["manifest", "position"], name="manifest_line_once")
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "number_hash": DataClass.D3, "position": DataClass.D1}

    class Reach:
        read = reach.through("departure_manifest", "manifest_id")
        add = reach.both(
            reach.permits("manifest.write"), reach.through("departure_manifest", "manifest_id")
        )
        remove = reach.both(
            reach.either(reach.permits("manifest.write"), _SERVICE),
            reach.through("departure_manifest", "manifest_id"),
        )
        rights = ("select", "insert", "delete")

    class History:
        kept = ()  # a history would remember the passengers whom we promise to forget

    def __str__(self) -> str:
        return f"{self.manifest_id}/{self.position}"
