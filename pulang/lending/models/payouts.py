"""Money on its way out: who may be paid, which step, in which payment file."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.law.terms import Component
from pulang.lending.models.ledger import Posting
from pulang.lending.models.loans import Loan
from pulang.lending.models.pools import Pool
from pulang.lending.models.reaches import DESK, OF_BANK, OF_BANK_OR_HERS, desk_of, of_loan
from pulang.lending.terms import PayeeKind, TrancheState, TrancheStep
from pulang.people.models import Person


class Payee(models.Model):
    """An account that may be paid: of a provider, or the worker's own. Allowed by two persons."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    bank_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=15, choices=PayeeKind)
    name = models.CharField(_("name of the account"), max_length=140)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="payees"
    )
    bank_code = models.CharField(_("bank (BIC)"), max_length=11)
    account_number = models.CharField(_("account number"), max_length=34)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()
    allowed_at = models.DateTimeField(null=True, blank=True)
    allowed_by = models.BigIntegerField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.BigIntegerField(null=True, blank=True)
    stopped_because = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payee")
        verbose_name_plural = _("payees")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["bank_id", "bank_code", "account_number"],
                condition=models.Q(stopped_at=None),
                name="payee_account_once",
            ),
            models.CheckConstraint(
                condition=models.Q(allowed_at=None, allowed_by=None)
                | (
                    models.Q(allowed_at__isnull=False, allowed_by__isnull=False)
                    & ~models.Q(allowed_by=models.F("added_by"))
                ),
                name="payee_allowed_by_another_person",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None, stopped_by=None)
                | models.Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="payee_stopped_at_with_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=PayeeKind.WORKER) | models.Q(person__isnull=False),
                name="payee_worker_is_a_person",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = OF_BANK_OR_HERS
        write = DESK
        remove = reach.NOBODY
        columns = (
            "allowed_at",
            "allowed_by",
            "stopped_at",
            "stopped_by",
            "stopped_because",
            "person_id",  # follows when one human being had two files
        )

    def __str__(self) -> str:
        return self.name


class PaymentBatch(models.Model):
    """Payment orders handed to the bank as one pain.001 file; the same file however often asked."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="batches")
    bank_id = models.BigIntegerField()
    message_id = models.CharField(max_length=35, unique=True)
    execute_on = models.DateField(_("to be executed on"))
    count = models.PositiveIntegerField(_("orders"))
    total = models.BigIntegerField(_("sum"))
    # As they were sent: a refused tranche is planned anew, the file stays what it was.
    sender = models.JSONField(default=dict)
    orders = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetched_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fetched_at=None, fetched_by=None)
                | models.Q(fetched_at__isnull=False, fetched_by__isnull=False),
                name="batch_fetched_at_with_by",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = OF_BANK
        write = DESK
        remove = reach.NOBODY
        columns = ("fetched_at", "fetched_by")

    class History:
        without = ("sender", "orders", "total")

    def __str__(self) -> str:
        return self.message_id

    def get_absolute_url(self) -> str:
        """Return the address of the payment file."""
        return reverse("lending:batch", args=[self.public_id])


class Tranche(models.Model):
    """One step of the payout, for one cost, to one payee.

    Its amount is bound in the pool (trigger `lending_commit`) until it is paid or given back.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="tranches")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(_("step"), max_length=2, choices=TrancheStep)
    component = models.CharField(_("for"), max_length=20, choices=Component)
    amount = models.BigIntegerField(_("amount"))
    state = models.CharField(
        _("state"), max_length=9, choices=TrancheState, default=TrancheState.PLANNED
    )
    payee = models.ForeignKey(
        Payee, null=True, blank=True, on_delete=models.PROTECT, related_name="tranches"
    )
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    end_to_end = models.CharField(max_length=35, unique=True, null=True, blank=True)
    batch = models.ForeignKey(
        PaymentBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="tranches"
    )
    refused_because = models.CharField(_("refused by the bank"), max_length=140, blank=True)
    posting = models.OneToOneField(
        Posting, null=True, blank=True, on_delete=models.PROTECT, related_name="tranche"
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.BigIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ("loan", "step", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="tranche_positive"),
            models.CheckConstraint(
                condition=models.Q(prepared_at=None, prepared_by=None)
                | models.Q(
                    prepared_at__isnull=False, prepared_by__isnull=False, payee__isnull=False
                ),
                name="tranche_prepared_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at=None, released_by=None)
                | (
                    models.Q(released_at__isnull=False, released_by__isnull=False)
                    & ~models.Q(released_by=models.F("prepared_by"))
                ),
                name="tranche_released_by_another_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    state__in=(TrancheState.RELEASED, TrancheState.SENT, TrancheState.PAID)
                )
                | models.Q(released_at__isnull=False),
                name="tranche_released_before_it_leaves",
            ),
            models.CheckConstraint(
                condition=models.Q(state=TrancheState.PAID, posting__isnull=False)
                | (~models.Q(state=TrancheState.PAID) & models.Q(posting=None)),
                name="tranche_paid_with_its_posting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "state"],
                name="tranche_bound",
                condition=models.Q(state__in=("planned", "prepared", "released", "sent")),
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        remove = reach.NOBODY
        columns = (
            "state",
            "payee_id",
            "evidence",
            "attempt",
            "end_to_end",
            "batch_id",
            "refused_because",
            "posting_id",
            "paid_on",
            "prepared_at",
            "prepared_by",
            "released_at",
            "released_by",
        )

    def __str__(self) -> str:
        return f"{self.step} {self.public_id}"
