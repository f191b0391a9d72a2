"""Province → kabupaten/kota → kecamatan → desa/kelurahan, countries, exit points."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.privacy import DataClass


class Place(models.Model):
    """An administrative place of Indonesia by its Kemendagri code without dots (2, 4, 6 or 10 digits)."""

    class Level(models.IntegerChoices):
        PROVINCE = 2, _("province")
        REGENCY = 4, _("kabupaten or kota")
        DISTRICT = 6, _("kecamatan")
        VILLAGE = 10, _("desa or kelurahan")

    code = models.CharField(max_length=10, primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Level)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    bps_code = models.CharField(max_length=10, blank=True, db_index=True)
    key = models.CharField(max_length=100, blank=True, db_index=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("code",)
        indexes = [models.Index(fields=["level", "name"])]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return self.name
