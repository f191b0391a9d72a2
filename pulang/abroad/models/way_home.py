"""What the way home of the dead costs, how they travel, and what the heirs may claim."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.abroad.models.deaths import OF_A_CASE, WRITE_OF_A_CASE, DeathCase
from pulang.abroad.terms import (
    ClaimKind,
    ClaimState,
    CostKind,
    Currency,
    FundSource,
    LegMode,
)
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass

_THROUGH_ITEM = reach.through("abroad_costitem", "item_id")


class CostItem(models.Model):
    """One thing to be paid, in whole rupiah; paid by one or several, never more than once."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(_("what for"), max_length=14, choices=CostKind)
    label = models.CharField(_("more exactly"), max_length=100, blank=True)
    amount = models.BigIntegerField(_("amount (Rp)"))
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("cost of the way home")
        verbose_name_plural = _("costs of the way home")
        ordering = ("case", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "label"], name="cost_item_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cost_item_positive"),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_A_CASE
        write = WRITE_OF_A_CASE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class CostShare(models.Model):
    """Who takes over how much of one cost; trigger `abroad_guard_share` lets nobody pay twice."""

    item = models.ForeignKey(CostItem, on_delete=models.PROTECT, related_name="shares")
    source = models.CharField(_("paid by"), max_length=10, choices=FundSource)
    amount = models.BigIntegerField(_("amount (Rp)"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    promised_at = models.DateTimeField()
    promised_by = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("share of a cost")
        verbose_name_plural = _("shares of costs")
        ordering = ("item", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "source"],
                condition=models.Q(withdrawn_at=None),
                name="cost_share_once_a_source",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cost_share_positive"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="cost_share_withdrawn_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _THROUGH_ITEM
        write = reach.both(reach.permits("death.write"), _THROUGH_ITEM)
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class Leg(models.Model):
    """One leg of the way home, with its hand-over: who gave the jenazah into whose hands."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="legs")
    mode = models.CharField(_("by"), max_length=10, choices=LegMode)
    starts_from = models.CharField(_("from"), max_length=120)
    goes_to = models.CharField(_("to"), max_length=120)
    carrier = models.CharField(_("carrier"), max_length=120, blank=True)
    waybill = models.CharField(_("waybill (AWB), number"), max_length=40, blank=True)
    leaves_on = models.DateField(_("leaves on"))
    planned_at = models.DateTimeField()
    planned_by = models.BigIntegerField()
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    handed_over_by = models.BigIntegerField(null=True, blank=True)
    giver = models.CharField(_("handed over by"), max_length=120, blank=True)
    receiver = models.CharField(_("received by"), max_length=120, blank=True)
    receiver_office = models.CharField(_("office or relation"), max_length=120, blank=True)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    condition = models.CharField(_("condition of seal and coffin"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("leg of the way home")
        verbose_name_plural = _("legs of the way home")
        ordering = ("case", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handed_over_at=None, handed_over_by=None)
                | models.Q(handed_over_at__isnull=False, handed_over_by__isnull=False)
                & ~models.Q(giver="")
                & ~models.Q(receiver="")
                & ~models.Q(witness=""),
                name="leg_handed_over_at_with_by",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_A_CASE
        write = WRITE_OF_A_CASE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.public_id


class HeirClaim(models.Model):
    """One right of the heirs, from the question whether there is one to the money in their hands."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(_("right"), max_length=10, choices=ClaimKind)
    state = models.CharField(
        _("state"), max_length=12, choices=ClaimState, default=ClaimState.TO_CHECK
    )
    due_on = models.DateField(_("hand in by"))
    heir = models.CharField(_("heir"), max_length=120, blank=True)
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    filed_on = models.DateField(_("handed in on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("right of the heirs")
        verbose_name_plural = _("rights of the heirs")
        ordering = ("case", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="heir_claim_once"),
            models.CheckConstraint(
                condition=~models.Q(state="paid")
                | models.Q(paid_on__isnull=False, amount__gt=0) & ~models.Q(currency=""),
                name="heir_claim_paid_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["not_entitled", "refused"]) | ~models.Q(reason=""),
                name="heir_claim_refused_says_why",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "amount": DataClass.D4, "currency": DataClass.D4}

    class Reach:
        read = OF_A_CASE
        write = WRITE_OF_A_CASE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
