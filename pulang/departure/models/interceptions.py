"""A departure that was stopped, each part seen by whom it concerns.

That she was stopped, and what follows, is seen by who may see her file. Answers and warning signs
are D6, who recruited her is D9, where she sleeps is D8; the office that wrote it sees its own.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.terms import (
    Band,
    Carrier,
    FollowUp,
    RouteAnswer,
    StopReason,
)
from pulang.journey.models import Migration
from pulang.places.models import ExitPoint

_OWN = reach.own_organisation("organisation_id")
_ROWS = reach.either(reach.through("journey_migration", "migration_id"), _OWN)
_MAY_FOLLOW = reach.either(
    reach.permits("intercept.write"), reach.permits("migration.write"), reach.permits("hold.write")
)


def _part(data_class: str) -> str:
    """Rows of a class: for whom the class opens and who sees the stop, or the office that wrote it."""
    return reach.either(
        reach.both(
            reach.of_classes(f"'{data_class}'"),
            reach.through("departure_interception", "interception_id"),
        ),
        _OWN,
    )


class Interception(models.Model):
    """A departure stopped at an exit point: why, and what became of it.

    Stopped is not guilty: whoever may lawfully travel may go on, and the way home is not billed to
    her (golden scenario 2).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="interceptions")
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="+")
    organisation_id = models.BigIntegerField()
    reasons = ArrayField(models.CharField(max_length=14, choices=StopReason))
    bound_for = models.CharField(_("where she was going"), max_length=100, blank=True)
    carrier = models.CharField(
        _("travelled by"), max_length=8, choices=Carrier, default=Carrier.UNKNOWN
    )
    voyage = models.CharField(_("flight or ship"), max_length=60, blank=True)
    companion_count = models.PositiveSmallIntegerField(_("companions"), default=0)
    child_count = models.PositiveSmallIntegerField(_("of them children"), default=0)
    was_accompanied = models.BooleanField(_("somebody escorted her"), null=True, blank=True)
    state = models.CharField(
        _("what followed"), max_length=12, choices=FollowUp, default=FollowUp.STOPPED
    )
    stopped_at = models.DateTimeField()
    stopped_by = models.BigIntegerField()
    route_offered_at = models.DateTimeField(null=True, blank=True)
    route_offered_by = models.BigIntegerField(null=True, blank=True)
    route_answer = models.CharField(
        _("answer to the offer"), max_length=5, choices=RouteAnswer, blank=True
    )

    class Meta:
        verbose_name = _("stopped departure")
        verbose_name_plural = _("stopped departures")
        ordering = ("-stopped_at", "-id")
        indexes = [models.Index(fields=["exit_point", "stopped_at"], name="stop_at_exit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(route_offered_at=None, route_offered_by=None)
                | models.Q(route_offered_at__isnull=False, route_offered_by__isnull=False),
                name="stop_route_offered_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(child_count__lte=models.F("companion_count")),
                name="stop_children_among_companions",
            ),
            models.CheckConstraint(condition=models.Q(reasons__len__gt=0), name="stop_says_why"),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _ROWS
        add = reach.both(reach.permits("intercept.write"), _ROWS)
        write = reach.both(_MAY_FOLLOW, _ROWS)
        remove = reach.NOBODY
        columns = (
            "state",
            "route_offered_at",
            "route_offered_by",
            "route_answer",
            "migration_id",  # follows when one human being had two files
        )

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("departure:interception", args=[self.public_id])


class QuickScreen(models.Model):
    """The five questions at the counter and the warning signs an officer confirmed (R3.7).

    `band` is what the weight asks for, `decided_band` what the officer decided; where they differ
    stands why (R3.6). `version` names the weights: an old screen is never weighed anew.
    """

    interception = models.OneToOneField(
        Interception, on_delete=models.PROTECT, related_name="screen"
    )
    organisation_id = models.BigIntegerField()
    version = models.CharField(max_length=12)
    answers = models.JSONField(_("answers"), default=dict)
    flags = ArrayField(models.CharField(max_length=4), default=list)
    dropped = ArrayField(models.CharField(max_length=4), default=list)
    weight = models.PositiveSmallIntegerField(_("weight"))
    band = models.CharField(_("asks for"), max_length=9, choices=Band)
    decided_band = models.CharField(_("decided"), max_length=9, choices=Band)
    disagreement = models.CharField(_("why otherwise"), max_length=300, blank=True)
    screened_at = models.DateTimeField()
    screened_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("quick screening")
        verbose_name_plural = _("quick screenings")
        ordering = ("-screened_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(band=models.F("decided_band")) | ~models.Q(disagreement=""),
                name="screen_disagrees_with_a_reason",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D6}

    class Reach:
        read = _part("D6")
        add = reach.both(reach.permits("intercept.write"), _OWN)
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.interception_id}"


class RecruiterReport(models.Model):
    """What was said of who recruited, escorted or drove her: sealed, a report and no fact."""

    interception = models.OneToOneField(
        Interception, on_delete=models.PROTECT, related_name="recruiter"
    )
    organisation_id = models.BigIntegerField()
    sealed = models.TextField()
    number_hashes = ArrayField(models.CharField(max_length=32), default=list)
    reported_at = models.DateTimeField()
    reported_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("report on a recruiter")
        verbose_name_plural = _("reports on recruiters")
        ordering = ("-reported_at", "-id")

    class Privacy:
        fields = {"*": DataClass.D9}

    class Reach:
        read = reach.either(
            reach.both(
                reach.of_classes("'D9'"),
                reach.through("departure_interception", "interception_id"),
            ),
            # Not her whole office: the officer who wrote it (handbook 8.3: "alert only").
            "reported_by = (select access_membership())",
        )
        add = reach.both(
            reach.permits("intercept.write"), "reported_by = (select access_membership())"
        )
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.interception_id}"


class ShelterStay(models.Model):
    """Where she sleeps until she goes home; seen by few."""

    interception = models.ForeignKey(Interception, on_delete=models.PROTECT, related_name="stays")
    organisation_id = models.BigIntegerField()
    shelter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    began_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("stay in a shelter")
        verbose_name_plural = _("stays in shelters")
        ordering = ("-began_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="stay_ended_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["interception"],
                condition=models.Q(ended_at=None),
                name="stay_one_at_a_time",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D8}

    class Reach:
        read = reach.either(_part("D8"), reach.own_organisation("shelter_id"))
        write = reach.both(_MAY_FOLLOW, _part("D8"))
        remove = reach.NOBODY
        columns = ("ended_at", "ended_by")

    def __str__(self) -> str:
        return f"{self.interception_id}"
