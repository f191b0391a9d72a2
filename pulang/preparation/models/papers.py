"""A paper of one file: what it is and how it stands (identity); its number and photo (documents)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.preparation.terms import FlagCode, PaperState, RejectReason

ROWS = reach.through("journey_migration", "migration_id")
SERVICE = "(select access_role()) = 'service'"
_MINE = (
    "paper_id in (select p.id from preparation_paper p"
    " join journey_migration m on m.id = p.migration_id"
    " where m.person_id = (select people_own_person()))"
)


class Paper(models.Model):
    """A paper handed in for a file. Its photo and number lie apart, sealed (`PaperFile`).

    `submitted_by` None: made here by attendance. Who handed a paper in may not check it.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="papers")
    document = models.CharField(_("paper"), max_length=10)
    state = models.CharField(_("state"), max_length=9, choices=PaperState)
    issuer_place = models.CharField(_("issuing office"), max_length=80, blank=True)
    issuer_code = models.CharField(max_length=10, blank=True)
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    born_on = models.DateField(_("birth date on it"), null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=RejectReason, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("-submitted_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["migration", "document"],
                condition=models.Q(state=PaperState.SUBMITTED),
                name="paper_waits_once",
            ),
            models.UniqueConstraint(
                fields=["migration", "document"],
                condition=models.Q(state=PaperState.ACCEPTED),
                name="paper_accepted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_at=None, checked_by=None)
                | models.Q(checked_at__isnull=False, checked_by__isnull=False),
                name="paper_checked_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by=None)
                | models.Q(submitted_by=None)
                | ~models.Q(checked_by=models.F("submitted_by")),
                name="paper_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["accepted", "rejected"])
                | models.Q(checked_at__isnull=False),
                name="paper_decided_only_when_checked",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(reason=""),
                name="paper_sent_back_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"], name="paper_waiting", condition=models.Q(state="submitted")
            ),
            models.Index(
                fields=["valid_until"], name="paper_expiring", condition=models.Q(state="accepted")
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = ROWS
        add = reach.both(
            ROWS,
            reach.either(reach.both(reach.permits("paper.write"), "state = 'submitted'"), SERVICE),
        )
        write = reach.both(
            ROWS,
            reach.either(reach.permits("paper.write"), reach.permits("paper.check"), SERVICE),
        )
        # Who may only hand in can take back, and never accept.
        after = reach.both(
            ROWS,
            reach.either(
                reach.permits("paper.check"),
                SERVICE,
                reach.both(reach.permits("paper.write"), "state in ('submitted', 'withdrawn')"),
            ),
        )
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.document} {self.public_id}"


class PaperFile(models.Model):
    """The photo or PDF of a paper, sealed outside the web root, and its sealed number.

    The name in the store says nothing. Read by those who see documents; who only hands papers in
    sees what she handed in; a worker her own.
    """

    paper = models.OneToOneField(
        Paper, primary_key=True, on_delete=models.PROTECT, related_name="file"
    )
    stored_as = models.CharField(max_length=40, blank=True)
    content_type = models.CharField(max_length=20, blank=True)
    byte_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    sealed_number = models.TextField(blank=True)
    stored_at = models.DateTimeField()
    stored_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("photo of a paper")
        verbose_name_plural = _("photos of papers")

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = reach.both(
            reach.through("preparation_paper", "paper_id"),
            reach.either(
                "(select access_reach('D3')) in ('all', 'jurisdiction', 'assigned')",
                reach.both(
                    "(select access_reach('D3')) = 'own'",
                    reach.either("stored_by = (select access_membership())", _MINE),
                ),
            ),
        )
        add = reach.both(
            reach.permits("paper.write"), reach.through("preparation_paper", "paper_id")
        )
        write = reach.NOBODY
        rights = ("select", "insert")

    def __str__(self) -> str:
        return str(self.paper_id)


class Flag(models.Model):
    """A warning sign (RFxx) that preparing found in a file; it accuses nobody."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="flags")
    code = models.CharField(_("sign"), max_length=4)
    facts = models.JSONField(default=dict, blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("warning sign")
        verbose_name_plural = _("warning signs")
        ordering = ("-raised_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["migration", "code"], name="flag_once"),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = ROWS
        add = ROWS
        rights = ("select", "insert")

    def __str__(self) -> str:
        return f"{self.code} {self.public_id}"

    @property
    def word(self) -> str:
        """Return the sign in words."""
        return str(FlagCode(self.code).label) if self.code in FlagCode else self.code
