"""Placement companies (P3MI), what binds them, and where nobody may be placed."""

from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.rules import agencies as rules
from pulang.departure.terms import SanctionKind, Standing
from pulang.journey.terms import Occupation
from pulang.places.models import Country, Place

_BY_PROVINCE = reach.permits("agency.write")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Chainable filters of placement companies."""

    def valid(self, *, on: date) -> "AgencyQuerySet":
        """Those licensed and not stopped by a sanction on a day."""
        return self.filter(licence_starts_on__lte=on, licence_ends_on__gt=on).exclude(
            pk__in=self.stopped(on=on).values("pk")
        )

    def stopped(self, *, on: date) -> "AgencyQuerySet":
        """Those under a suspension or revocation on a day."""
        lifted = models.Q(sanctions__ends_on=None) | models.Q(sanctions__ends_on__gt=on)
        return self.filter(
            lifted,
            sanctions__kind__in=[SanctionKind.SUSPENSION, SanctionKind.REVOCATION],
            sanctions__starts_on__lte=on,
        ).distinct()


class Agency(models.Model):
    """A placement company with its licence (SIP3MI), valid in [from, until)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    organisation = models.OneToOneField(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # an account of the company acts for it
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=200)
    licence = models.CharField(_("SIP3MI number"), max_length=60, unique=True)
    licence_starts_on = models.DateField(_("valid from"))
    licence_ends_on = models.DateField(_("valid until"))
    deposit = models.BigIntegerField(_("deposit in rupiah"), default=0)
    address = models.CharField(_("address of the head office"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement company")
        verbose_name_plural = _("placement companies")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licence_ends_on__gt=models.F("licence_starts_on")),
                name="agency_licence_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(deposit__gte=0), name="agency_deposit_not_negative"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_PROVINCE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("departure:agency", args=[self.public_id])

    @property
    def period(self) -> rules.Period:
        """Return the period of the licence."""
        return rules.Period(self.licence_starts_on, self.licence_ends_on)

    @property
    def last_day(self) -> date:
        """Return the last day of the licence, as people say it."""
        return self.licence_ends_on - timedelta(days=1)

    def standing_on(self, day: date) -> Standing:
        """Return whether it may place anybody on a day."""
        return rules.standing(self.period, [one.imposed for one in self.sanctions.all()], on=day)


class AgencyBranch(models.Model):
    """A branch office in a kabupaten, with the permit of the province."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="branches")
    regency = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    permit = models.CharField(_("branch permit"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("branch office")
        verbose_name_plural = _("branch offices")
        ordering = ("agency", "regency", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="agency_branch_forward",
            ),
            models.UniqueConstraint(
                fields=["agency", "regency"],
                condition=models.Q(ends_on=None),
                name="agency_branch_once_per_regency",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_PROVINCE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.agency_id} {self.regency_id}"


class Sanction(models.Model):
    """What was imposed on a company, by which decree, in [from, until); without an end it goes on."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=10, choices=SanctionKind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    decree = models.CharField(_("decree"), max_length=120)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="sanction_forward",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_PROVINCE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def imposed(self) -> rules.Imposed:
        """Return it as the rules read it."""
        return rules.Imposed(SanctionKind(self.kind), rules.Period(self.starts_on, self.ends_on))


class RecruitmentPermit(models.Model):
    """A permit to recruit (SIP2MI): so many people, for one destination, in [from, until).

    `used` counts agreements that hold. A trigger keeps it, whoever signs and whatever she may see,
    and the constraint below it refuses the one too many.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="permits")
    number = models.CharField(_("SIP2MI number"), max_length=60, unique=True)
    destination = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    occupation = models.CharField(_("occupation"), max_length=40, choices=Occupation, blank=True)
    quota = models.PositiveIntegerField(_("quota"))
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("recruitment permit")
        verbose_name_plural = _("recruitment permits")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("quota")), name="permit_quota_holds"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="permit_forward"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_PROVINCE
        remove = reach.NOBODY
        columns = ("quota", "starts_on", "ends_on", "occupation", "recorded_at", "recorded_by")

    def __str__(self) -> str:
        return self.number

    @property
    def period(self) -> rules.Period:
        """Return when people may be recruited under it."""
        return rules.Period(self.starts_on, self.ends_on)

    @property
    def share(self) -> float:
        """Return the used share of the quota."""
        return self.used / self.quota if self.quota else 1.0


class Closure(models.Model):
    """A country, or a job in it, to which nobody may be placed in [from, until)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    destination = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    occupation = models.CharField(_("occupation"), max_length=40, choices=Occupation, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    decree = models.CharField(_("decree"), max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("closed destination")
        verbose_name_plural = _("closed destinations")
        ordering = ("destination", "occupation", "-starts_on")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="closure_forward",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_PROVINCE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.destination_id} {self.occupation}"
