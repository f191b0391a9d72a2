"""The family's permission, the talk with her alone, and what Disnaker decides (R1.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.preparation.models.papers import ROWS, SERVICE
from pulang.preparation.terms import FreeWill, Relation, RelationProof


class FamilyConsent(models.Model):
    """Who of the family agrees, how the relation is proved, and that the village head knows.

    A withdrawal is recorded and stops nothing by itself: she is heard alone, Disnaker decides.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(
        Migration, on_delete=models.PROTECT, related_name="family_consents"
    )
    giver = models.CharField(_("who agrees"), max_length=200)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    proof = models.CharField(_("proved by"), max_length=16, choices=RelationProof)
    given_on = models.DateField(_("given on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.BigIntegerField(null=True, blank=True)
    witness = models.CharField(_("witness of the village"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    withdrawn_why = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    her_will_prevails = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("family permission")
        verbose_name_plural = _("family permissions")
        ordering = ("-recorded_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None, acknowledged_by=None)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="family_acknowledged_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="family_withdrawn_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None, her_will_prevails=None)
                | models.Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    her_will_prevails__isnull=False,
                    withdrawn_at__isnull=False,
                ),
                name="family_decided_after_a_withdrawal",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = ROWS
        write = reach.both(reach.permits("consent.write"), ROWS)
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.relation} {self.public_id}"


class Interview(models.Model):
    """The talk with her alone: does she want to go? Whoever was present besides makes it void."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="interviews")
    answer = models.CharField(_("she says"), max_length=8, choices=FreeWill)
    was_alone = models.BooleanField(_("nobody else was in the room"))
    held_at = models.DateTimeField()
    held_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("talk with her alone")
        verbose_name_plural = _("talks with her alone")
        ordering = ("-held_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(was_alone=True), name="interview_counts_only_alone"
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = ROWS
        add = reach.both(reach.permits("consent.write"), ROWS)
        rights = ("select", "insert")

    def __str__(self) -> str:
        return f"{self.answer} {self.public_id}"


class InterviewNote(models.Model):
    """What she said, sealed; read only by those who see the story of a case."""

    interview = models.OneToOneField(
        Interview, primary_key=True, on_delete=models.PROTECT, related_name="note"
    )
    sealed = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("note of a talk")
        verbose_name_plural = _("notes of talks")

    class Privacy:
        fields = {"*": DataClass.D6}

    class Reach:
        read = reach.both(
            reach.through("preparation_interview", "interview_id"),
            reach.either(
                "(select access_reach('D6')) in ('all', 'jurisdiction', 'assigned')", SERVICE
            ),
        )
        add = reach.both(
            reach.permits("consent.write"), reach.through("preparation_interview", "interview_id")
        )
        rights = ("select", "insert")

    def __str__(self) -> str:
        return str(self.interview_id)
