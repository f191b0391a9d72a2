"""Offices of Indonesia abroad."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.abroad.terms import MissionKind
from pulang.base import reach
from pulang.base.privacy import DataClass
from pulang.places.models import Country


class Mission(models.Model):
    """A representative office. `verified_on` stays empty until somebody has called the number."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    kind = models.CharField(_("kind"), max_length=4, choices=MissionKind)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="missions")
    city = models.CharField(_("city"), max_length=60)
    phones = models.CharField(_("telephones"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=120)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    class Meta:
        verbose_name = _("representative office")
        verbose_name_plural = _("representative offices")
        ordering = ("country", "kind", "city")

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("abroad.write")
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.kind} {self.city}"
