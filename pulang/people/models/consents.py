"""The consent ledger (R8.3): what she agreed to, on which words, before whom, and until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.people.models.claims import CLAIM_ROWS
from pulang.people.models.persons import Person
from pulang.people.terms import ConsentBasis, ConsentChannel, ConsentPurpose


class Consent(models.Model):
    """One purpose, one basis. Withdrawn, sharing stops at once; partners confirm within 3 × 24 h."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    basis = models.CharField(_("lawful basis"), max_length=20, choices=ConsentBasis)
    text_version = models.CharField(_("version of the text"), max_length=40)
    channel = models.CharField(_("given"), max_length=12, choices=ConsentChannel)
    witness = models.CharField(_("witness"), max_length=200, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    given_at = models.DateTimeField()
    given_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)
    stop_due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-given_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, stop_due_at=None)
                | models.Q(
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    stop_due_at__isnull=False,
                ),
                name="consent_withdrawn_with_stop",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None, stopped_by=None)
                | models.Q(
                    stopped_at__isnull=False, stopped_by__isnull=False, withdrawn_at__isnull=False
                ),
                name="consent_stopped_after_withdrawal",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stop_due_at"],
                name="consent_stop_due",
                condition=models.Q(stopped_at=None, stop_due_at__isnull=False),
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = CLAIM_ROWS
        write = reach.both(reach.permits("consent.write"), CLAIM_ROWS)

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"
