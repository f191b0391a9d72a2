"""Money coming in: statements of the bank, their lines, and what each paid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.lending.models.ledger import Posting
from pulang.lending.models.loans import Loan
from pulang.lending.models.pools import Pool
from pulang.lending.models.reaches import AT_THE_DESK, DESK, OF_BANK, of_loan
from pulang.lending.terms import LineState, StatementFormat


class BankStatement(models.Model):
    """A statement file that was taken in; the same file again is this one."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="statements")
    bank_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    format = models.CharField(_("form"), max_length=8, choices=StatementFormat)
    file_name = models.CharField(_("file"), max_length=200)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    opening = models.BigIntegerField(_("opening balance"), null=True, blank=True)
    closing = models.BigIntegerField(_("closing balance"), null=True, blank=True)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["pool", "digest"], name="statement_once"),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = OF_BANK
        add = DESK
        write = reach.NOBODY
        rights = ("select", "insert")

    def __str__(self) -> str:
        return self.file_name


class StatementLine(models.Model):
    """One line of a statement. `reference` is the bank's own: in two files it is one payment."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    bank_id = models.BigIntegerField()
    number = models.PositiveIntegerField(_("line"))
    reference = models.CharField(_("reference of the bank"), max_length=80)
    booked_on = models.DateField(_("booked"))
    amount = models.BigIntegerField(_("amount"))
    virtual_account = models.CharField(_("virtual account"), max_length=34, blank=True)
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    remittance = models.CharField(_("text"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=LineState)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    loan = models.ForeignKey(
        Loan, null=True, blank=True, on_delete=models.PROTECT, related_name="statement_lines"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        ordering = ("statement", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "reference"],
                condition=models.Q(state__in=("matched", "suspense", "returned")),
                name="statement_line_booked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by=None)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="statement_line_settled_at_with_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "booked_on"],
                name="statement_line_suspense",
                condition=models.Q(state="suspense"),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = reach.either(OF_BANK, of_loan())
        write = DESK
        remove = reach.NOBODY
        columns = ("state", "reason", "loan_id", "settled_at", "settled_by")

    class History:
        without = ("payer", "amount", "remittance")

    def __str__(self) -> str:
        return self.reference


class Repayment(models.Model):
    """What one payment did on a loan: how it was used, and whether it was taken back."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="repayments")
    line = models.ForeignKey(
        StatementLine, null=True, blank=True, on_delete=models.PROTECT, related_name="repayments"
    )
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="repayment")
    received_on = models.DateField(_("received"))
    amount = models.BigIntegerField(_("amount"))
    parts = models.JSONField(_("used for"), default=list)
    booked_at = models.DateTimeField()
    booked_by = models.BigIntegerField()
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        ordering = ("loan", "-received_on", "-id")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="repayment_positive"),
            models.CheckConstraint(
                condition=models.Q(reversed_at=None, reversed_by=None)
                | models.Q(reversed_at__isnull=False, reversed_by__isnull=False),
                name="repayment_reversed_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = reach.both(AT_THE_DESK, of_loan())
        remove = reach.NOBODY
        columns = ("reversed_at", "reversed_by")

    class History:
        without = ("amount", "parts")

    def __str__(self) -> str:
        return self.public_id
