"""Departure passes: the keys that sign them, the passes, which are revoked, who scanned one where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.models.clearances import Clearance
from pulang.departure.rules.token import Verdict
from pulang.departure.terms import VERDICT_WORDS
from pulang.journey.models import Migration
from pulang.places.models import ExitPoint

_ROWS = reach.through("journey_migration", "migration_id")
VERDICTS = [(str(one), VERDICT_WORDS[one]) for one in Verdict]
_ISSUES = reach.permits("clearance.grant")


class PassKey(models.Model):
    """The public half of a key that signs passes; checkpoints hold all that have not retired."""

    kid = models.BinaryField(max_length=8, unique=True)
    public = models.BinaryField(max_length=32, unique=True)
    starts_on = models.DateField(_("signs from"))
    ends_on = models.DateField(_("signs until"), null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # null: the first one, made by the owner

    class Meta:
        verbose_name = _("pass key")
        verbose_name_plural = _("pass keys")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="pass_key_forward",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D0}

    class Reach:
        read = reach.EVERYONE
        write = _ISSUES
        remove = reach.NOBODY
        columns = ("ends_on",)

    def __str__(self) -> str:
        return bytes(self.kid).hex()


class PassKeySecret(models.Model):
    """The private half, sealed; read by whoever clears departures and by nobody else."""

    key = models.OneToOneField(PassKey, on_delete=models.PROTECT, related_name="secret")
    sealed = models.TextField()

    class Meta:
        verbose_name = _("secret of a pass key")
        verbose_name_plural = _("secrets of pass keys")

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = _ISSUES
        add = _ISSUES
        rights = ("select", "insert")
        remove = reach.NOBODY

    class History:
        kept = ()  # a secret is written once and stands nowhere else

    def __str__(self) -> str:
        return str(self.key_id)


class Pass(models.Model):
    """A pass for one clearance; `token` is what the QR holds."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="passes")
    clearance = models.ForeignKey(Clearance, on_delete=models.PROTECT, related_name="passes")
    pass_id = models.BinaryField(max_length=16, unique=True)
    key = models.ForeignKey(PassKey, on_delete=models.PROTECT, related_name="passes")
    token = models.TextField()
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.BigIntegerField(null=True, blank=True)
    revoked_because = models.CharField(_("reason"), max_length=300, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.BigIntegerField(null=True, blank=True)
    used_exit_point = models.ForeignKey(
        ExitPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("departure pass")
        verbose_name_plural = _("departure passes")
        ordering = ("-issued_at", "-id")
        indexes = [models.Index(fields=["exit_point", "valid_from"], name="pass_at_exit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="pass_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="pass_revoked_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None, used_by=None, used_exit_point=None)
                | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="pass_used_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["clearance"], condition=models.Q(revoked_at=None), name="pass_once"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        add = reach.both(_ISSUES, _ROWS)
        write = reach.both(_ISSUES, _ROWS)
        remove = reach.NOBODY
        columns = (
            "revoked_at",
            "revoked_by",
            "revoked_because",
            "used_at",
            "used_by",
            "used_exit_point_id",
            "migration_id",
        )

    def __str__(self) -> str:
        return self.public_id


class PassRevocation(models.Model):
    """The bare number of a revoked pass, for the public list: no person in it."""

    pass_id = models.BinaryField(max_length=16, unique=True)
    revoked_at = models.DateTimeField()
    revoked_by = models.BigIntegerField()
    until = models.DateField(_("listed until"))

    class Meta:
        verbose_name = _("revoked pass")
        verbose_name_plural = _("revoked passes")
        ordering = ("revoked_at", "id")

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        add = _ISSUES
        rights = ("select", "insert")

    def __str__(self) -> str:
        return bytes(self.pass_id).hex()


class Scan(models.Model):
    """One look at a pass at a checkpoint, made with or without a network; told once, kept once."""

    client_id = models.UUIDField(unique=True)
    device = models.CharField(max_length=40)
    pass_id = models.BinaryField(max_length=16, null=True)
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="+")
    scanned_at = models.DateTimeField()
    said = models.CharField(_("said at the checkpoint"), max_length=16, choices=VERDICTS)
    verdict = models.CharField(_("verdict"), max_length=16, choices=VERDICTS)
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField()
    scanned_by = models.BigIntegerField()
    organisation_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ("-scanned_at", "-id")
        indexes = [
            models.Index(fields=["pass_id", "scanned_at"], name="scan_of_pass"),
            models.Index(fields=["exit_point", "-scanned_at"], name="scan_at_exit"),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.either(
            reach.own_organisation("organisation_id"), "(select access_role()) = 'service'"
        )
        add = reach.permits("pass.check")
        write = "(select access_role()) = 'service'"
        columns = ("verdict",)
        remove = reach.NOBODY

    def __str__(self) -> str:
        return str(self.client_id)
