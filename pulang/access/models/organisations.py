"""Who takes part: organisations and the names they bore."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import PLACE_CODE, OrganisationKind
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass

_BY_ADMINISTRATOR = reach.permits("organisation.write")


class Organisation(models.Model):
    """An office, company, bank, parish, shelter or training centre that takes part."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    area = models.CharField(_("area"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area__regex=PLACE_CODE), name="organisation_area_is_a_place"
            ),
            models.UniqueConstraint(fields=["name", "area"], name="organisation_once_per_area"),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        # An administrator of a kabupaten founds offices there, not in the next one.
        write = reach.both(_BY_ADMINISTRATOR, reach.within_area("area"))
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name an organisation bore in a period: institutions in Indonesia are renamed often."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # a name has no meaning without its organisation
        related_name="names",
    )
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation name")
        verbose_name_plural = _("organisation names")
        ordering = ("organisation", "starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="organisation_name_period_forward",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_ADMINISTRATOR

    def __str__(self) -> str:
        return self.name
