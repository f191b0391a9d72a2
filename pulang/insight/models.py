"""Published figures, kept as what they are: claims with a source and a day, apart from our counts."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.insight.terms import Basis, Part, Sex, Topic, Unit
from pulang.places.models import Country, Place


class ClaimQuerySet(models.QuerySet["PublishedClaim"]):
    """Chainable filters of claims."""

    def standing(self) -> "ClaimQuerySet":
        """Those neither withdrawn nor replaced by a correction."""
        return self.filter(withdrawn_at=None)


class PublishedClaim(models.Model):
    """A figure somebody published: what it counts, for whom, when, where, and who says so."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    seed = models.CharField(max_length=64, blank=True, editable=False)
    topic = models.CharField(_("what is counted"), max_length=20, choices=Topic)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("day after the last"))
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("place"),
    )
    destination = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("destination"),
    )
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    part = models.CharField(_("part"), max_length=20, choices=Part, blank=True)
    basis = models.CharField(_("stands in"), max_length=10, choices=Basis)
    source = models.CharField(_("source"), max_length=200)
    tag = models.CharField(_("evidence tag"), max_length=20, blank=True)
    as_of = models.DateField(_("as of"))
    words = models.CharField(_("in our words"), max_length=500, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ("topic", "-starts_on", "place", "destination", "sex", "part", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="claim_period_half_open"
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="claim_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(unit=Unit.PERCENT) | models.Q(value__lte=100),
                name="claim_percent_at_most_100",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="claim_withdrawn_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["seed"], condition=~models.Q(seed=""), name="claim_seeded_once"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D0}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("claim.write")
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.topic} {self.value}"

    @property
    def last_day(self) -> date:
        """Return the last day of the period, as people say it."""
        return self.ends_on - timedelta(days=1)
