"""What a gate answered, what two people let pass, and what halts a migration."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models.migrations import Migration
from pulang.journey.terms import HoldReason, Stage

_ROWS = reach.through("journey_migration", "migration_id")


class GateDecision(models.Model):
    """A gate that opened: every requirement asked, none unmet.

    `transaction` ties it to the very transaction that moves the stage: the database lets no stage
    change without it (trigger `journey_guard_stage`).
    """

    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(_("stage"), max_length=13, choices=Stage)
    asked = models.JSONField(default=list)
    unmet_count = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    is_correction = models.BooleanField(default=False)
    transaction = models.BigIntegerField()

    class Meta:
        verbose_name = _("gate decision")
        verbose_name_plural = _("gate decisions")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unmet_count=0), name="gate_opens_only_when_all_is_met"
            ),
        ]
        indexes = [models.Index(fields=["migration", "transaction"], name="gate_of_transaction")]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        add = _ROWS
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.stage} {self.migration_id}"


class Override(models.Model):
    """A requirement that two people let pass, with a reason (R1.3)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="overrides")
    stage = models.CharField(_("stage"), max_length=13, choices=Stage)
    requirement = models.CharField(_("requirement"), max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.BigIntegerField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | (
                    models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~models.Q(confirmed_by=models.F("asked_by"))
                ),
                name="override_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(refused_at=None, refused_by=None)
                | models.Q(refused_at__isnull=False, refused_by__isnull=False, confirmed_at=None),
                name="override_refused_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["migration", "stage", "requirement"],
                condition=models.Q(refused_at=None),
                name="override_once",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        write = reach.both(reach.permits("gate.override"), _ROWS)
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.requirement} {self.public_id}"


class Hold(models.Model):
    """A coded halt: the class of reason, no story. Set by protection, read by all."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=2, choices=HoldReason)
    placed_at = models.DateTimeField()
    placed_by = models.BigIntegerField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ("-placed_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["migration", "reason"],
                condition=models.Q(lifted_at=None),
                name="hold_once",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        write = reach.both(
            reach.either(reach.permits("hold.write"), "(select access_role()) = 'service'"), _ROWS
        )
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.reason} {self.public_id}"
