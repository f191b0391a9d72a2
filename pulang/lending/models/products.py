"""Loan products with dated terms, limits per role, and ceilings per cost component."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Role
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.law.terms import Component
from pulang.lending.models.pools import Pool
from pulang.lending.models.reaches import DECIDER
from pulang.lending.terms import DayCount, Grace, InterestMethod, ProductScheme
from pulang.places.models import Country

DEFAULT_ORDER = "penalty,fee,interest,principal"


class Product(models.Model):
    """A loan product of a bank. What it costs stands in its dated terms."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    scheme = models.CharField(_("programme"), max_length=16, choices=ProductScheme)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="products")
    is_open = models.BooleanField(_("open for applications"), default=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("loan product")
        verbose_name_plural = _("loan products")
        ordering = ("code",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.both(DECIDER, reach.through("lending_pool", "pool_id"))
        remove = reach.NOBODY
        columns = ("name", "is_open")

    def __str__(self) -> str:
        return self.name


class ProductTermsQuerySet(models.QuerySet["ProductTerms"]):
    """Chainable filters of versions."""

    def on(self, day: date) -> "ProductTermsQuerySet":
        """The versions that hold on a day."""
        return self.filter(starts_on__lte=day).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gt=day)
        )


class ProductTerms(models.Model):
    """A version of a product's terms, in force in [from, until). Loans keep the version they have."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    annual_rate = models.PositiveIntegerField(_("yearly rate in basis points"), default=600)
    months_most = models.PositiveSmallIntegerField(_("longest tenor in months"), default=12)
    amount_least = models.BigIntegerField(_("smallest amount"), default=1_000_000)
    amount_most = models.BigIntegerField(_("largest amount"), default=100_000_000)
    method = models.CharField(
        _("interest method"), max_length=9, choices=InterestMethod, default=InterestMethod.ANNUITY
    )
    day_count = models.CharField(
        _("day count"), max_length=10, choices=DayCount, default=DayCount.THIRTY_360
    )
    grace = models.CharField(_("grace"), max_length=15, choices=Grace, default=Grace.NONE)
    grace_months = models.PositiveSmallIntegerField(_("months of grace"), default=0)
    start_latest_days = models.PositiveSmallIntegerField(
        _("repayment begins at the first wage, at the latest so many days after signing"),
        default=270,
    )
    admin_fee = models.BigIntegerField(_("fee"), default=0)
    penalty_rate = models.PositiveIntegerField(
        _("yearly penalty on what is overdue, in basis points"), default=0
    )
    penalty_free_days = models.PositiveSmallIntegerField(_("days without penalty"), default=0)
    wage_share_most = models.PositiveIntegerField(
        _("largest share of the net wage, in basis points"), default=3500
    )
    wage_share_warn = models.PositiveIntegerField(
        _("share that gives a warning, in basis points"), default=3000
    )
    fx_haircut = models.PositiveIntegerField(
        _("taken off a foreign wage for exchange risk, in basis points"), default=500
    )
    cooling_off_hours = models.PositiveSmallIntegerField(_("hours to think it over"), default=24)
    answer_days = models.PositiveSmallIntegerField(_("working days to the answer"), default=5)
    due_moves = models.BooleanField(
        _("a due day on a Sunday or holiday moves to the next working day"), default=True
    )
    allocation_order = models.CharField(
        _("order in which a payment is used"), max_length=60, default=DEFAULT_ORDER
    )
    source = models.CharField(_("source"), max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    objects = ProductTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of a loan product")
        verbose_name_plural = _("terms of loan products")
        ordering = ("product", "-starts_on")
        constraints = [
            models.UniqueConstraint(fields=["product", "starts_on"], name="terms_once_a_day"),
            models.UniqueConstraint(
                fields=["product", "ends_on"], nulls_distinct=False, name="terms_one_after_another"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="terms_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(annual_rate__lte=6000, penalty_rate__lte=6000),
                name="terms_rate_is_no_slip",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    amount_least__gt=0,
                    amount_most__gte=models.F("amount_least"),
                    months_most__gt=models.F("grace_months"),
                    wage_share_most__lte=10000,
                    wage_share_warn__lte=models.F("wage_share_most"),
                ),
                name="terms_make_sense",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.both(DECIDER, reach.through("lending_product", "product_id"))
        remove = reach.NOBODY
        columns = ("ends_on",)  # what held is not rewritten: a change is a new version

    def __str__(self) -> str:
        return f"{self.product_id} {self.starts_on}"


class RoleLimit(models.Model):
    """Up to which amount a role may decide on a product."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="limits")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    most = models.BigIntegerField(_("up to, in rupiah"))
    starts_on = models.DateField(_("from"))
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("limit of a role")
        verbose_name_plural = _("limits of roles")
        ordering = ("product", "role", "-starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "role", "starts_on"], name="role_limit_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(most__gte=0), name="role_limit_not_negative"),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        add = reach.both(DECIDER, reach.through("lending_product", "product_id"))
        write = reach.NOBODY  # a change is a new line
        rights = ("select", "insert")

    def __str__(self) -> str:
        return f"{self.role} {self.most}"


class Ceiling(models.Model):
    """The most a product pays for a component; without a destination for every one (R5.6)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="ceilings")
    component = models.CharField(_("for"), max_length=20, choices=Component)
    destination = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    most = models.BigIntegerField(_("up to, in rupiah"))
    starts_on = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("ceiling of a component")
        verbose_name_plural = _("ceilings of components")
        ordering = ("product", "component", "-starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "component", "destination", "starts_on"],
                nulls_distinct=False,
                name="ceiling_once_a_day",
            ),
            models.CheckConstraint(condition=models.Q(most__gte=0), name="ceiling_not_negative"),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        add = reach.both(DECIDER, reach.through("lending_product", "product_id"))
        write = reach.NOBODY
        rights = ("select", "insert")

    def __str__(self) -> str:
        return f"{self.component} {self.most}"
