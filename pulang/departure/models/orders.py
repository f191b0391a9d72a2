"""Job orders under a recruitment permit, and the agreements that take their places."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.models.agencies import RecruitmentPermit
from pulang.departure.rules.agencies import Period
from pulang.journey.models import Migration
from pulang.journey.terms import Occupation
from pulang.places.models import Country


class JobOrder(models.Model):
    """An employer's demand, verified by the labour attaché (UU 18/2017 Pasal 9-10) [V S10].

    `used` counts agreements that hold, kept by the same trigger as the permit's.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    permit = models.ForeignKey(RecruitmentPermit, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(_("job order number"), max_length=60)
    employer = models.CharField(_("employer"), max_length=200)
    destination = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    occupation = models.CharField(_("occupation"), max_length=40, choices=Occupation)
    wage = models.PositiveIntegerField(_("wage a month"))
    currency = models.CharField(_("currency"), max_length=3)
    weekly_hours = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    has_rest_day = models.BooleanField(_("a day of rest each week"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places"))
    used = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_reference = models.CharField(
        _("reference of the verification"), max_length=120, blank=True
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("job order")
        verbose_name_plural = _("job orders")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["permit", "number"], name="order_once_per_permit"),
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("places")), name="order_places_hold"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="order_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(verified_on=None) | ~models.Q(verified_reference=""),
                name="order_verified_with_reference",
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="order_currency_iso"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("order.write")
        remove = reach.NOBODY
        columns = (
            "employer",
            "wage",
            "weekly_hours",
            "has_rest_day",
            "places",
            "starts_on",
            "ends_on",
            "verified_on",
            "verified_reference",
            "recorded_at",
            "recorded_by",
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("departure:order", args=[self.public_id])

    @property
    def period(self) -> Period:
        """Return when people may be placed under it."""
        return Period(self.starts_on, self.ends_on)

    @property
    def share(self) -> float:
        """Return the share of places that are taken."""
        return self.used / self.places if self.places else 1.0


class PlacementAgreement(models.Model):
    """Her agreement with the company under a job order (Perjanjian Penempatan), known to the Dinas.

    `wage` and hours stand in her employment contract; `told_wage` is what she says she was
    promised (R1.9).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="agreements")
    order = models.ForeignKey(JobOrder, on_delete=models.PROTECT, related_name="agreements")
    signed_on = models.DateField(_("signed on"))
    known_to_dinas_on = models.DateField(_("known to the Dinas since"), null=True, blank=True)
    wage = models.PositiveIntegerField(_("wage in the contract"), null=True, blank=True)
    weekly_hours = models.PositiveSmallIntegerField(
        _("hours a week in the contract"), null=True, blank=True
    )
    has_rest_day = models.BooleanField(_("a day of rest in the contract"), null=True, blank=True)
    told_wage = models.PositiveIntegerField(_("wage she was told"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)
    cancelled_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("placement agreement")
        verbose_name_plural = _("placement agreements")
        ordering = ("-signed_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["migration"],
                condition=models.Q(cancelled_at=None),
                name="agreement_once_per_migration",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | (
                    models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False)
                    & ~models.Q(cancelled_because="")
                ),
                name="agreement_cancelled_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.through("journey_migration", "migration_id")
        write = reach.both(
            reach.permits("order.write"), reach.through("journey_migration", "migration_id")
        )
        remove = reach.NOBODY
        columns = (
            "known_to_dinas_on",
            "wage",
            "weekly_hours",
            "has_rest_day",
            "told_wage",
            "cancelled_at",
            "cancelled_by",
            "cancelled_because",
            "migration_id",  # follows when one human being had two files
        )

    def __str__(self) -> str:
        return self.public_id
