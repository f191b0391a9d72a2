"""What a worker sends home and says of it herself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.abroad.terms import Currency, RemittancePurpose
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.people.models import Person

_HERSELF = reach.herself("person_id")


class Remittance(models.Model):
    """Money sent home in a month, told voluntarily. For her eyes alone: no desk sees a row of it."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="remittances")
    migration = models.ForeignKey(
        Migration, null=True, blank=True, on_delete=models.PROTECT, related_name="remittances"
    )
    month = models.DateField(_("month"))
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    purpose = models.CharField(_("meant for"), max_length=8, choices=RemittancePurpose)
    reported_at = models.DateTimeField()
    reported_by = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("remittance")
        verbose_name_plural = _("remittances")
        ordering = ("-month", "-id")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="remittance_positive"),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="remittance_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="remittance_withdrawn_at_with_by",
            ),
        ]
        indexes = [models.Index(fields=["person", "-month"], name="remittance_of_person")]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = _HERSELF
        write = reach.both(reach.permits("own.file"), _HERSELF)
        remove = reach.NOBODY

    class History:
        without = ("amount",)

    def __str__(self) -> str:
        return self.public_id
