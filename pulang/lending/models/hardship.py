"""What two persons do to a loan in hard times: restructure, write off, claim; and coded halts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.terms import HoldReason
from pulang.lending.models.ledger import Posting
from pulang.lending.models.loans import Loan
from pulang.lending.models.reaches import desk_of, of_loan
from pulang.lending.terms import ClaimState, Hardship, RequestKind, RequestState


class LoanRequest(models.Model):
    """A step that one person proposes and another confirms, or declines."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("what"), max_length=11, choices=RequestKind)
    hardship = models.CharField(_("because of"), max_length=13, choices=Hardship, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    proposal = models.JSONField(_("proposal"), default=dict)
    state = models.CharField(
        _("state"), max_length=9, choices=RequestState, default=RequestState.ASKED
    )
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    answer_note = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposal on a loan")
        verbose_name_plural = _("proposals on loans")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "kind"],
                condition=models.Q(state=RequestState.ASKED),
                name="loan_request_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, state=RequestState.ASKED)
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(state=RequestState.ASKED)
                    & ~models.Q(answered_by=models.F("asked_by"))
                ),
                name="loan_request_by_two_people",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        add = reach.either(
            desk_of("lending_loan", "loan_id"),
            reach.both(reach.permits("own.file"), of_loan(), f"kind = '{RequestKind.HELP}'"),
        )
        remove = reach.NOBODY
        columns = ("state", "answered_at", "answered_by", "answer_note")

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Moratorium(models.Model):
    """Collection stands still: by a coded halt of the file or by the bank. No story is kept here."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="moratoria")
    code = models.CharField(_("code"), max_length=2, choices=HoldReason, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("moratorium")
        verbose_name_plural = _("moratoria")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=models.Q(ends_on=None), name="moratorium_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, ends_on=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False, ends_on__isnull=False),
                name="moratorium_ended_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="moratorium_forward",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        remove = reach.NOBODY
        columns = ("ends_on", "ended_at", "ended_by")

    def __str__(self) -> str:
        return f"{self.code} {self.public_id}"


class InsuranceClaim(models.Model):
    """What the credit insurer is asked to pay; the family is not pursued meanwhile."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="claims")
    code = models.CharField(_("code"), max_length=2, choices=HoldReason, blank=True)
    asked = models.BigIntegerField(_("asked, in rupiah"))
    paid = models.BigIntegerField(_("paid, in rupiah"), default=0)
    state = models.CharField(_("state"), max_length=7, choices=ClaimState, default=ClaimState.FILED)
    reference = models.CharField(_("number at the insurer"), max_length=60, blank=True)
    posting = models.OneToOneField(
        Posting, null=True, blank=True, on_delete=models.PROTECT, related_name="claim"
    )
    filed_at = models.DateTimeField()
    filed_by = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("insurance claim")
        verbose_name_plural = _("insurance claims")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked__gt=0, paid__gte=0), name="insurance_claim_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, state=ClaimState.FILED)
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(state=ClaimState.FILED)
                ),
                name="insurance_claim_answered_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["loan"],
                condition=models.Q(state=ClaimState.FILED),
                name="insurance_claim_one_open",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = of_loan()
        write = desk_of("lending_loan", "loan_id")
        remove = reach.NOBODY
        columns = ("paid", "state", "reference", "posting_id", "answered_at", "answered_by")

    def __str__(self) -> str:
        return self.public_id
