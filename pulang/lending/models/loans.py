"""A loan, what stands on it today, and its schedules."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.lending.models.applications import Application
from pulang.lending.models.pools import Pool
from pulang.lending.models.products import ProductTerms
from pulang.lending.models.reaches import DESK, OF_BANK_OR_HERS, desk_of, of_loan
from pulang.lending.terms import (
    RUNNING,
    Collectability,
    DayCount,
    Grace,
    InterestMethod,
    LoanState,
    ScheduleReason,
)
from pulang.people.models import Person
from pulang.people.terms import Sex
from pulang.places.models import Country

if TYPE_CHECKING:
    from pulang.access.terms import Actor


class LoanQuerySet(models.QuerySet["Loan"]):
    """Chainable filters of loans."""

    def visible_to(self, actor: "Actor") -> "LoanQuerySet":
        """Her own, or those of the actor's bank, as the database's policy says it too."""
        if actor.role == "service":
            return self
        if actor.role == "worker":
            return self.filter(person__own_files__membership_id=actor.membership_id)
        return self.filter(bank_id=actor.organisation_id)

    def running(self) -> "LoanQuerySet":
        """Those that are signed and not paid off."""
        return self.filter(state__in=RUNNING)

    def overdue(self, *, on: date) -> "LoanQuerySet":
        """Those with something unpaid that was due before a day."""
        return self.filter(balance__oldest_due_on__lt=on)


class Loan(models.Model):
    """A loan as it was approved and signed. Its terms stand; what is owed stands in `Balance`.

    Kabupaten, sex, destination and whether it replaced an informal debt are kept as they were on
    the day of approval, for the reports.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="loan", null=True
    )
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="loans")
    bank_id = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="loans")
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="loans")
    terms = models.ForeignKey(ProductTerms, on_delete=models.PROTECT, related_name="loans")
    state = models.CharField(
        _("state"), max_length=11, choices=LoanState, default=LoanState.APPROVED
    )
    state_since = models.DateTimeField()
    principal = models.BigIntegerField(_("principal"))
    annual_rate = models.PositiveIntegerField(_("yearly rate in basis points"))
    months = models.PositiveSmallIntegerField(_("months"))
    method = models.CharField(_("interest method"), max_length=9, choices=InterestMethod)
    day_count = models.CharField(_("day count"), max_length=10, choices=DayCount)
    grace = models.CharField(_("grace"), max_length=15, choices=Grace)
    grace_months = models.PositiveSmallIntegerField(_("months of grace"), default=0)
    virtual_account = models.CharField(_("virtual account"), max_length=20, unique=True)
    start_latest_on = models.DateField(_("repayment begins at the latest"), null=True, blank=True)
    started_on = models.DateField(_("repayment began"), null=True, blank=True)
    place_code = models.CharField(_("kabupaten"), max_length=4, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    destination = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    had_informal_debt = models.BooleanField(_("had an informal debt before"), default=False)
    approved_at = models.DateTimeField()
    approved_by = models.BigIntegerField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.BigIntegerField(null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(principal__gt=0), name="loan_positive"),
            models.CheckConstraint(
                condition=models.Q(signed_at=None, signed_by=None)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
                name="loan_signed_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(LoanState.APPROVED, LoanState.CANCELLED))
                | models.Q(signed_at__isnull=False),
                name="loan_signed_before_it_runs",
            ),
            models.UniqueConstraint(
                fields=["migration"],
                condition=models.Q(
                    state__in=(LoanState.APPROVED, LoanState.SIGNED, LoanState.REPAYING)
                ),
                name="loan_one_open_per_migration",
            ),
        ]
        indexes = [
            models.Index(fields=["bank_id", "state", "id"], name="loan_of_bank"),
            models.Index(fields=["pool", "place_code"], name="loan_of_place"),
            models.Index(fields=["person"], name="loan_of_person"),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = OF_BANK_OR_HERS
        add = DESK
        # She signs her own contract; everything else is the desk's.
        write = reach.either(
            DESK, reach.both(reach.permits("own.file"), reach.herself("person_id"))
        )
        remove = reach.NOBODY
        columns = (
            "state",
            "state_since",
            "start_latest_on",
            "started_on",
            "signed_at",
            "signed_by",
            "ended_on",
            "months",
            "person_id",  # follows when one human being had two files
            "migration_id",
        )

    class History:
        without = ("principal",)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page at the bank's desk."""
        return reverse("lending:loan", args=[self.public_id])


class Balance(models.Model):
    """What stands on a loan today: one hot row per loan.

    `drawn`, `principal`, `interest`, `penalty` and `advance` follow the ledger and are written by its
    functions alone. Interest of the running period is `accrual_total` over
    [`accrual_from`, `accrual_to`), of which `accrual_done` is booked; `accrued_through` is the last
    day that was closed for it.
    """

    loan = models.OneToOneField(
        Loan, primary_key=True, on_delete=models.PROTECT, related_name="balance"
    )
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    drawn = models.BigIntegerField(_("paid out"), default=0)
    principal = models.BigIntegerField(_("principal"), default=0)
    interest = models.BigIntegerField(_("interest accrued"), default=0)
    penalty = models.BigIntegerField(_("penalty"), default=0)
    advance = models.BigIntegerField(_("paid in advance"), default=0)
    repaid = models.BigIntegerField(_("paid back"), default=0)
    is_running = models.BooleanField(default=False)
    accrual_from = models.DateField(null=True)
    accrual_to = models.DateField(null=True)
    accrual_total = models.BigIntegerField(default=0)
    accrual_done = models.BigIntegerField(default=0)
    accrued_through = models.DateField(null=True)
    overdue = models.BigIntegerField(_("overdue"), default=0)
    oldest_due_on = models.DateField(_("oldest unpaid due date"), null=True)
    collectability = models.PositiveSmallIntegerField(
        _("collectability"), choices=Collectability, default=Collectability.LANCAR
    )
    kept_collectability = models.PositiveSmallIntegerField(
        _("kept since restructuring"), choices=Collectability, default=Collectability.LANCAR
    )
    cure_count = models.PositiveSmallIntegerField(_("instalments paid since"), default=0)
    halted_since = models.DateField(_("halted since"), null=True)

    class Meta:
        verbose_name = _("balance of a loan")
        verbose_name_plural = _("balances of loans")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    drawn__gte=0,
                    principal__gte=0,
                    interest__gte=0,
                    penalty__gte=0,
                    advance__gte=0,
                    overdue__gte=0,
                ),
                name="balance_never_negative",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "loan"], name="balance_running", condition=models.Q(is_running=True)
            ),
            models.Index(
                fields=["pool", "oldest_due_on"],
                name="balance_overdue",
                condition=models.Q(oldest_due_on__isnull=False),
            ),
            models.Index(
                fields=["pool", "accrual_to"],
                name="balance_period_ends",
                condition=models.Q(is_running=True),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        remove = reach.NOBODY
        columns = (
            "is_running",
            "accrual_from",
            "accrual_to",
            "accrual_total",
            "accrual_done",
            "accrued_through",
            "overdue",
            "oldest_due_on",
            "collectability",
            "kept_collectability",
            "cure_count",
            "halted_since",
        )

    class History:
        kept = ()  # a hot row: its amounts are the ledger's, which is their history

    def __str__(self) -> str:
        return f"{self.loan_id}"


class Schedule(models.Model):
    """A version of what is due when; the one that holds is current."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="schedules")
    version = models.PositiveSmallIntegerField(_("version"))
    is_current = models.BooleanField(default=True)
    reason = models.CharField(_("reason"), max_length=11, choices=ScheduleReason)
    principal = models.BigIntegerField(_("principal"))
    interest = models.BigIntegerField(_("interest"))
    annual_rate = models.PositiveIntegerField(_("yearly rate in basis points"))
    months = models.PositiveSmallIntegerField(_("months"))
    method = models.CharField(_("interest method"), max_length=9, choices=InterestMethod)
    grace = models.CharField(_("grace"), max_length=15, choices=Grace)
    grace_months = models.PositiveSmallIntegerField(_("months of grace"), default=0)
    starts_on = models.DateField(_("from"))
    first_due_on = models.DateField(_("first due"))
    effective_rate = models.DecimalField(
        _("effective yearly rate, percent"), max_digits=7, decimal_places=4
    )
    kept = models.PositiveSmallIntegerField(
        _("quality kept from before"), choices=Collectability, default=Collectability.LANCAR
    )
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("repayment schedule")
        verbose_name_plural = _("repayment schedules")
        ordering = ("loan", "-version")
        constraints = [
            models.UniqueConstraint(fields=["loan", "version"], name="schedule_version_once"),
            models.UniqueConstraint(
                fields=["loan"], condition=models.Q(is_current=True), name="schedule_one_current"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        remove = reach.NOBODY
        columns = ("is_current",)

    def __str__(self) -> str:
        return f"{self.loan_id} v{self.version}"


class Instalment(models.Model):
    """One due date of a schedule.

    `accrues` is the interest earned in its period; in a grace period it is not due yet, or becomes
    principal (`capitalised`).
    """

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="instalments")
    loan = models.ForeignKey(
        Loan, on_delete=models.PROTECT, related_name="instalments", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("number"))
    due_on = models.DateField(_("due"))
    principal = models.BigIntegerField(_("principal"))
    interest = models.BigIntegerField(_("interest"))
    accrues = models.BigIntegerField(_("interest earned in the period"))
    capitalised = models.BigIntegerField(_("interest added to the principal"), default=0)
    balance = models.BigIntegerField(_("principal left after it"))
    penalty = models.BigIntegerField(_("penalty"), default=0)
    principal_paid = models.BigIntegerField(default=0)
    interest_paid = models.BigIntegerField(default=0)
    penalty_paid = models.BigIntegerField(default=0)
    is_current = models.BooleanField(default=True)
    is_paid = models.BooleanField(_("paid"), default=False)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("schedule", "number")
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="instalment_number_once"),
            models.CheckConstraint(
                condition=models.Q(
                    principal__gte=0,
                    interest__gte=0,
                    accrues__gte=0,
                    penalty__gte=0,
                    principal_paid__gte=0,
                    principal_paid__lte=models.F("principal"),
                    interest_paid__gte=0,
                    interest_paid__lte=models.F("interest"),
                    penalty_paid__gte=0,
                    penalty_paid__lte=models.F("penalty"),
                ),
                name="instalment_paid_within_due",
            ),
        ]
        indexes = [
            models.Index(fields=["loan", "due_on"], name="instalment_of_loan"),
            models.Index(
                fields=["due_on", "loan"],
                name="instalment_unpaid",
                condition=models.Q(is_current=True, is_paid=False),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        remove = reach.NOBODY
        columns = (
            "penalty",
            "principal_paid",
            "interest_paid",
            "penalty_paid",
            "is_current",
            "is_paid",
            "paid_on",
        )

    class History:
        kept = ()  # what is paid follows the ledger; a new schedule leaves the old rows standing

    def __str__(self) -> str:
        return f"{self.loan_id} #{self.number}"

    @property
    def total(self) -> int:
        """Return principal and interest that are due on the day."""
        return self.principal + self.interest

    @property
    def unpaid(self) -> int:
        """Return what is still to be paid of it, penalty included."""
        paid = self.principal_paid + self.interest_paid + self.penalty_paid
        return self.total + self.penalty - paid
