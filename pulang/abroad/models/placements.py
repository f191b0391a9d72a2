"""Where somebody works abroad, under which terms, how she is reached and how often she is asked."""

from datetime import time
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.abroad.models.missions import Mission
from pulang.abroad.terms import (
    ContactRank,
    Currency,
    EndReason,
    Risk,
    TermsKind,
    WagePeriod,
    WarningReason,
    Weekday,
)
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.notices.rules.safety import HOME_ZONE, Safe
from pulang.notices.terms import Channel

if TYPE_CHECKING:
    from pulang.access.terms import Actor

SERVICE = "(select access_role()) = 'service'"
# The clock's own role first: it passes a million rows without asking for each one's migration.
PLACEMENT_ROWS = reach.either(SERVICE, reach.through("journey_migration", "migration_id"))
_WRITE = reach.either(SERVICE, reach.permits("abroad.write"))
OF_PLACEMENT = reach.either(SERVICE, reach.through("abroad_placement", "placement_id"))
TO_DESKS = reach.either(
    SERVICE,
    reach.both(
        reach.either(
            reach.permits("abroad.write"),
            reach.permits("own.file"),
            "(select access_reach('D5')) = 'assigned'",
        ),
        reach.through("abroad_placement", "placement_id"),
    ),
)
"""Check-ins and ways to reach her: the desks that answer, her case worker, herself."""


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Chainable filters of placements."""

    def visible_to(self, actor: "Actor") -> "PlacementQuerySet":
        """Those of the migrations the actor may see, as the database's policy says it too."""
        if actor.role == "service":
            return self
        return self.filter(migration__in=Migration.objects.visible_to(actor))

    def going_on(self) -> "PlacementQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at=None)


class Placement(models.Model):
    """One stay at work abroad. What may change stands in its dated terms."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="placements")
    began_at = models.DateTimeField(_("began"))
    began_by = models.BigIntegerField()
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    end_reason = models.CharField(_("why"), max_length=9, choices=EndReason, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("-began_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["migration"],
                condition=models.Q(ended_at=None),
                name="placement_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, end_reason="")
                | models.Q(ended_at__isnull=False, ended_by__isnull=False)
                & ~models.Q(end_reason=""),
                name="placement_ended_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = PLACEMENT_ROWS
        write = reach.both(_WRITE, PLACEMENT_ROWS)
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # its first state stands in its first terms

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("abroad:placement", args=[self.public_id])


class PlacementTerms(models.Model):
    """Employer and contract from a day on; a change or transfer is a new version, never an edit."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(_("what"), max_length=8, choices=TermsKind)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    employer_address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    contract_ends_on = models.DateField(_("contract ends"), null=True, blank=True)
    wage = models.DecimalField(_("wage"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    wage_period = models.CharField(_("for"), max_length=5, choices=WagePeriod, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    rest_day = models.CharField(_("day of rest"), max_length=4, choices=Weekday, blank=True)
    agency_home = models.CharField(_("agency at home"), max_length=160, blank=True)
    agency_abroad = models.CharField(_("agency abroad"), max_length=160, blank=True)
    mission = models.ForeignKey(
        Mission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # two dozen offices
        verbose_name=_("representative office"),
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("terms of a placement")
        verbose_name_plural = _("terms of placements")
        ordering = ("-from_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=models.Q(until_on=None), name="terms_one_present"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="terms_until_after_from",
            ),
            models.CheckConstraint(
                condition=models.Q(wage=None)
                | models.Q(wage__gt=0) & ~models.Q(currency="") & ~models.Q(wage_period=""),
                name="terms_wage_has_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contract_ends_on"],
                name="terms_contract_ends",
                condition=models.Q(until_on=None),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_PLACEMENT
        write = reach.both(_WRITE, OF_PLACEMENT)
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # a version is its own first state

    def __str__(self) -> str:
        return self.public_id


class SafeContact(models.Model):
    """A way to reach her, or somebody for her, and when it is safe (R8.8). The address is sealed."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="contacts")
    rank = models.PositiveSmallIntegerField(_("whose"), choices=ContactRank)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    sealed_address = models.TextField(blank=True)
    address_hash = models.CharField(max_length=32, blank=True)
    address_mask = models.CharField(_("number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    zone = models.CharField(max_length=40, default=HOME_ZONE)
    from_hour = models.TimeField(_("may be reached from"), default=time(8))
    until_hour = models.TimeField(_("until"), default=time(20))
    no_call_after = models.TimeField(_("do not call after"), null=True, blank=True)
    is_shared = models.BooleanField(_("others read this phone"), default=False)
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
        ordering = ("rank", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "rank"],
                condition=models.Q(ended_at=None),
                name="contact_one_of_a_rank",
            ),
        ]
        indexes = [
            models.Index(
                fields=["address_hash"],
                name="contact_by_address",
                condition=models.Q(ended_at=None) & ~models.Q(address_hash=""),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = TO_DESKS
        write = reach.both(_WRITE, OF_PLACEMENT)
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # a new way is a new row
        without = ("sealed_address",)

    def __str__(self) -> str:
        return f"{self.rank} {self.pk}"

    @property
    def safe(self) -> Safe:
        """Return when and how she may be reached, as the rules read it."""
        return Safe(
            zone=self.zone,
            from_=self.from_hour,
            until=self.until_hour,
            no_call_after=self.no_call_after,
            is_shared=self.is_shared,
        )


class Schedule(models.Model):
    """The clock of one placement: when she is asked next, and how closely."""

    placement = models.OneToOneField(
        Placement, primary_key=True, on_delete=models.PROTECT, related_name="schedule"
    )
    started_at = models.DateTimeField(_("began"))
    risk = models.CharField(_("risk"), max_length=6, choices=Risk, default=Risk.NORMAL)
    warned_at = models.DateTimeField(_("warned"), null=True, blank=True)
    warned_by = models.BigIntegerField(null=True, blank=True)
    warned_of = models.CharField(_("why"), max_length=9, choices=WarningReason, blank=True)
    next_due_at = models.DateTimeField(_("next question"), null=True, blank=True)
    last_due_at = models.DateTimeField(null=True, blank=True)
    last_answer_at = models.DateTimeField(_("last contact"), null=True, blank=True)

    class Meta:
        verbose_name = _("schedule of check-ins")
        verbose_name_plural = _("schedules of check-ins")
        indexes = [
            models.Index(
                fields=["next_due_at"],
                name="schedule_due",
                condition=models.Q(next_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(risk=Risk.NORMAL) | models.Q(warned_at__isnull=False),
                name="schedule_risk_has_warning",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = TO_DESKS
        write = reach.both(_WRITE, OF_PLACEMENT)
        remove = reach.NOBODY

    class History:
        kept = ("delete",)  # the clock moves a million of them; each question is a row of its own

    def __str__(self) -> str:
        return str(self.pk)
