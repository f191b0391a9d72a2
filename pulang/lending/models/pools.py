"""The pool: what was allocated, what is bound, what is out, what is lost."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.lending.models.reaches import DECIDER, OF_BANK
from pulang.lending.terms import FundingKind


class Pool(models.Model):
    """A revolving fund at one bank. The counters are written by the ledger's own functions alone.

    `committed` is the sum of tranches not yet paid (trigger on tranches); `outstanding`, `lost`
    and `cash` follow the ledger's entries. Whatever happens at once, the constraint holds: what is
    bound, out and lost together is never more than what was allocated, and interest that became
    principal: no money left the account for that. `capitalised` does not shrink when such principal
    is paid back: then it is money, and may be lent.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    name = models.CharField(_("name"), max_length=120)
    bank = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account_number = models.CharField(_("pool account"), max_length=34)
    bank_code = models.CharField(_("bank (BIC)"), max_length=11, default="PDNTIDJ1")
    virtual_prefix = models.CharField(_("prefix of virtual accounts"), max_length=8)
    capital = models.BigIntegerField(_("allocated"), default=0)
    capitalised = models.BigIntegerField(_("interest that became principal"), default=0)
    committed = models.BigIntegerField(_("committed"), default=0)
    outstanding = models.BigIntegerField(_("outstanding"), default=0)
    lost = models.BigIntegerField(_("written off"), default=0)
    cash = models.BigIntegerField(_("in the account"), default=0)
    opened_on = models.DateField(_("opened"))
    closed_through = models.DateField(_("days closed through"))
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("loan pool")
        verbose_name_plural = _("loan pools")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["bank", "name"], name="pool_once_per_bank"),
            models.CheckConstraint(
                condition=models.Q(
                    capital__gte=0,
                    capitalised__gte=0,
                    committed__gte=0,
                    outstanding__gte=0,
                    lost__gte=0,
                    cash__gte=0,
                ),
                name="pool_never_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    capital__gte=models.F("committed")
                    + models.F("outstanding")
                    + models.F("lost")
                    - models.F("capitalised")
                ),
                name="pool_never_over",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        # Its state is public business of the province; single loans are not.
        read = reach.either(OF_BANK, reach.permits("pool.read"))
        add = reach.both(DECIDER, reach.own_organisation("bank_id"))
        write = reach.both(DECIDER, reach.own_organisation("bank_id"))
        remove = reach.NOBODY
        columns = ("name", "account_number", "bank_code", "virtual_prefix")

    class History:
        kept = ("insert",)  # the counters follow the ledger, which is their history

    def __str__(self) -> str:
        return self.name

    @property
    def available(self) -> int:
        """Return the rupiah that may still be granted."""
        return self.capital + self.capitalised - self.committed - self.outstanding - self.lost


class PoolFunding(models.Model):
    """Money that came into the pool or was taken out of it, and by whose decision."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="fundings")
    kind = models.CharField(_("kind"), max_length=13, choices=FundingKind)
    source = models.CharField(_("source"), max_length=200)
    amount = models.BigIntegerField(_("amount in rupiah"))
    booked_on = models.DateField(_("booked"))
    reference = models.CharField(_("decision or letter"), max_length=120, blank=True)
    posting = models.OneToOneField(
        "lending.Posting", on_delete=models.PROTECT, related_name="funding"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("funding of a pool")
        verbose_name_plural = _("fundings of pools")
        ordering = ("-booked_on", "-id")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="funding_positive")
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.through("lending_pool", "pool_id")
        add = reach.both(DECIDER, reach.through("lending_pool", "pool_id"))
        write = reach.NOBODY
        rights = ("select", "insert")
        append_only = True

    def __str__(self) -> str:
        return self.public_id
