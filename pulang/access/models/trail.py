"""Who did what, read what, changed what: written by the database, changed by nobody."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.models.members import Membership, User
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass

_OWN = "membership_id = (select access_membership())"


class EmergencyAccess(models.Model):
    """Break-glass: a person's file opened beyond one's reach, for a stated reason and a short time.

    The policies of the person's tables read this table: an open row is what opens the file, and
    nothing in the code needs to know of it (R8.4).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=26)
    reason = models.TextField(_("reason"))
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("until"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finding = models.CharField(_("finding"), max_length=12, blank=True)
    review = models.TextField(_("review"), blank=True)

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        ordering = ("-opened_at",)
        indexes = [models.Index(fields=["membership", "kind", "until"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewed_by=None, finding="")
                | (
                    models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~models.Q(finding="")
                ),
                name="emergency_reviewed_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    until__gt=models.F("opened_at"),
                    until__lte=models.F("opened_at") + timedelta(hours=1),
                ),
                name="emergency_at_most_an_hour",
            ),
        ]

    class Privacy:
        fields = {"reason": DataClass.D2, "review": DataClass.D2, "*": DataClass.D1}

    class Reach:
        read = reach.either(_OWN, reach.permits("audit.read"))
        # In her own name, from now, unreviewed, and not more than a few a day.
        add = reach.both(
            _OWN,
            reach.permits("emergency.open"),
            "opened_at between now() - interval '5 minutes' and now() + interval '5 minutes'",
            "reviewed_at is null",
            "(select access_emergencies_today()) < 5",
        )
        write = read
        # She may close early; a finding is an auditor's, and not about herself.
        after = reach.either(
            reach.both(_OWN, "reviewed_at is null"),
            reach.both(
                reach.permits("audit.read"),
                "reviewed_by_id = (select access_user())",
                "membership_id not in (select m.id from access_membership m"
                " where m.user_id = (select access_user()))",
            ),
        )
        remove = reach.NOBODY
        columns = ("closed_at", "reviewed_at", "reviewed_by_id", "finding", "review")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class AuditEntry(models.Model):
    """Who did or read what, when, from where. Append-only and chained by hashes (R8.9).

    Written only by the database function `access_record`, which refuses an entry in another
    membership's name; `AuditLink` carries the chain.
    """

    at = models.DateTimeField(_("at"))
    event = models.CharField(_("event"), max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=26, blank=True)
    user_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    request = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["event", "at"]),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.either(_OWN, reach.permits("audit.read"))
        rights = ("select",)
        append_only = True

    class History:
        kept = ()  # append-only: it has no history but itself

    def __str__(self) -> str:
        return f"{self.event} {self.subject_kind} {self.subject_id}"


class AuditLink(models.Model):
    """The place of one audit entry in the chain: each hash covers the entry and the hash before it.

    Written by the database function `access_seal_audit` in the order of commits, so that the
    chain never makes two officers wait for one another. `pulang audit verify` recomputes it.
    """

    entry = models.OneToOneField(
        AuditEntry, primary_key=True, on_delete=models.PROTECT, related_name="link"
    )
    position = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("link of the audit chain")
        verbose_name_plural = _("links of the audit chain")
        ordering = ("position",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.permits("audit.read")
        rights = ("select",)
        append_only = True

    class History:
        kept = ()  # append-only: it has no history but itself

    def __str__(self) -> str:
        return str(self.position)


class HistoryEntry(models.Model):
    """One row per changed row of any table, written by triggers of the database's owner."""

    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    row_id = models.CharField(max_length=40)
    operation = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    membership_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    request = models.CharField(max_length=200, blank=True)
    transaction = models.BigIntegerField()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        ordering = ("-id",)
        indexes = [models.Index(fields=["table", "row_id"])]

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = reach.permits("audit.read")
        rights = ("select",)
        append_only = True

    class History:
        kept = ()  # it is the history

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row_id}"
