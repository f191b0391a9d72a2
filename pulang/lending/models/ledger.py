"""The ledger: each entry moves an amount from one account to another, so it balances by itself.

The application has no right to write here: `lending_post` and the close of a day, functions of the
database, are the only doors (ADR 0013). Nothing is changed or deleted; a mistake is reversed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.lending.models.pools import Pool
from pulang.lending.models.reaches import OF_BANK, of_loan
from pulang.lending.terms import OF_LOANS, Account, PostingKind


class Posting(models.Model):
    """One event of the books: its entries share its day. `key` makes it happen once."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="postings")
    bank_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=16, choices=PostingKind)
    key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=32)
    booked_on = models.DateField(_("booked"))
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    posted_at = models.DateTimeField()
    posted_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ("-id",)
        indexes = [models.Index(fields=["pool", "booked_on"], name="posting_of_day")]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = reach.either(
            OF_BANK, reach.through("lending_entry", "lending_posting.id", key="posting_id")
        )
        write = reach.NOBODY
        rights = ("select",)
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.kind} {self.booked_on}"


class Entry(models.Model):
    """`amount` rupiah from the account `credit` to the account `debit`; of a loan where it has one."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    bank_id = models.BigIntegerField()
    booked_on = models.DateField(_("booked"))
    debit = models.CharField(_("debit"), max_length=15, choices=Account)
    credit = models.CharField(_("credit"), max_length=15, choices=Account)
    amount = models.BigIntegerField(_("amount"))
    loan = models.ForeignKey(
        "lending.Loan", null=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="entry_positive"),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="entry_moves_something"
            ),
            models.CheckConstraint(
                condition=models.Q(loan__isnull=False)
                | (~models.Q(debit__in=OF_LOANS) & ~models.Q(credit__in=OF_LOANS)),
                name="entry_names_its_loan",
            ),
        ]
        indexes = [
            models.Index(
                fields=["loan", "id"], name="entry_of_loan", condition=models.Q(loan__isnull=False)
            ),
            models.Index(fields=["pool", "booked_on", "id"], name="entry_of_day"),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = reach.either(OF_BANK, of_loan())
        write = reach.NOBODY
        rights = ("select",)
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.debit}/{self.credit} {self.posting_id}"


class DayClose(models.Model):
    """A day of a pool that was closed: nothing is booked into it any more."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="closes")
    day = models.DateField(_("day"))
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField()
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.BigIntegerField(null=True, blank=True)
    loans = models.BigIntegerField(_("loans"), default=0)
    interest = models.BigIntegerField(_("interest accrued"), default=0)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ("-day",)
        constraints = [
            models.UniqueConstraint(fields=["pool", "day"], name="day_closed_once"),
            models.CheckConstraint(
                condition=models.Q(finished_at=None, finished_by=None)
                | models.Q(finished_at__isnull=False, finished_by__isnull=False),
                name="day_finished_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.through("lending_pool", "pool_id")
        write = reach.NOBODY
        rights = ("select",)

    class History:
        kept = ("update", "delete")  # begun once; its first state stands in its own columns

    def __str__(self) -> str:
        return f"{self.day}"


class DayBalance(models.Model):
    """The sums of an account at the close of a day, since the pool began."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="balances")
    day = models.DateField(_("day"))
    account = models.CharField(_("account"), max_length=15, choices=Account)
    debit = models.BigIntegerField(_("debit"))
    credit = models.BigIntegerField(_("credit"))

    class Meta:
        verbose_name = _("balance of a day")
        verbose_name_plural = _("balances of days")
        ordering = ("-day", "account")
        constraints = [
            models.UniqueConstraint(fields=["pool", "day", "account"], name="day_balance_once")
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.through("lending_pool", "pool_id")
        write = reach.NOBODY
        rights = ("select",)
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.account} {self.day}"
