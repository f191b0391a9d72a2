"""Province → kabupaten/kota → kecamatan → desa/kelurahan, their other names, countries, exit points."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.places.terms import AliasKind, ExitKind, Level


class Place(models.Model):
    """An administrative place of Indonesia by its Kemendagri code without dots (2, 4, 6 or 10 digits)."""

    Level = Level

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    bps_code = models.CharField(_("BPS code"), max_length=10, blank=True, db_index=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("code",)
        indexes = [models.Index(fields=["level", "name"])]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return self.name

    @property
    def dotted_code(self) -> str:
        """Return the code as Kemendagri prints it: 53.02.02.2008."""
        parts = (self.code[:2], self.code[2:4], self.code[4:6], self.code[6:])
        return ".".join(part for part in parts if part)

    @property
    def is_kelurahan(self) -> bool:
        """Tell whether a village is a kelurahan: its number begins with 1, a desa's with 2."""
        return len(self.code) == 10 and self.code[6] == "1"


class PlaceName(models.Model):
    """Another name of a place: abbreviation, former name, a writing that may mean two places."""

    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,  # a name has no meaning without its place
        related_name="other_names",
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=AliasKind)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("other name of a place")
        verbose_name_plural = _("other names of places")
        ordering = ("place", "name")
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="place_name_once")]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return self.name


class RegionHistory(models.Model):
    """A regency was part of another until a year: old papers and NIK still carry the former code."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="histories")
    former = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="heirs")
    year = models.PositiveSmallIntegerField(_("year"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("history of a region")
        verbose_name_plural = _("histories of regions")
        ordering = ("place", "year")
        constraints = [
            models.UniqueConstraint(fields=["place", "former"], name="region_history_once"),
            models.CheckConstraint(
                condition=~models.Q(place=models.F("former")), name="region_history_not_itself"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return f"{self.place_id} ← {self.former_id} ({self.year})"


class RegencyProfile(models.Model):
    """What is published of a kabupaten or kota of NTT: island, capital, people, size, languages."""

    place = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="profile"
    )
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    island = models.CharField(_("island"), max_length=60)
    capital = models.CharField(_("capital"), max_length=60)
    population = models.PositiveIntegerField(_("population"))
    district_count = models.PositiveSmallIntegerField(_("number of kecamatan"))
    desa_count = models.PositiveSmallIntegerField(_("number of desa"))
    kelurahan_count = models.PositiveSmallIntegerField(_("number of kelurahan"))
    area_km2 = models.PositiveIntegerField(_("area in km²"))
    languages = models.CharField(_("main languages"), max_length=200)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("profile of a kabupaten or kota")
        verbose_name_plural = _("profiles of kabupaten and kota")
        ordering = ("place",)

    class Privacy:
        fields = {"*": DataClass.D0}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return str(self.place_id)


class Listing(models.Model):
    """Which published list was loaded: source, version, licence, how many places of each level."""

    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(_("source"), max_length=100)
    version = models.CharField(_("version"), max_length=20)
    licence = models.CharField(_("licence"), max_length=40)
    counts = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    class Meta:
        verbose_name = _("loaded list of places")
        verbose_name_plural = _("loaded lists of places")
        ordering = ("-loaded_at",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ()  # is itself the record of what was loaded

    def __str__(self) -> str:
        return f"{self.source} {self.version}"


class Country(models.Model):
    """A country by ISO 3166-1; those with a zone are destinations people of NTT go to."""

    alpha2 = models.CharField(max_length=2, primary_key=True)
    alpha3 = models.CharField(max_length=3, unique=True)
    numeric = models.CharField(max_length=3, unique=True)
    name_id = models.CharField(_("Indonesian name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    zone = models.CharField(_("time zone"), max_length=40, blank=True)
    is_destination = models.BooleanField(_("destination"), default=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("name_id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_destination=False) | ~models.Q(zone=""),
                name="destination_has_zone",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id


class ExitPoint(models.Model):
    """An airport, harbour, border post or place of transit through which people leave."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=ExitKind)
    regency = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="exit_points")
    is_international = models.BooleanField(_("crosses the border"), default=False)
    leads_to = models.JSONField(_("leads to"), default=list)
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        verbose_name = _("exit point")
        verbose_name_plural = _("exit points")
        ordering = ("kind", "name")

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from a published list

    def __str__(self) -> str:
        return self.name


class ExitCheck(models.Model):
    """One step of the checklist of an exit point; ended ones stay for the record."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="checks")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("what to check"), max_length=200)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)  # null: shipped as a start
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of a checklist")
        verbose_name_plural = _("steps of checklists")
        ordering = ("exit_point", "position", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="exit_check_ended_at_with_by",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("duty.write")
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.text


class Duty(models.Model):
    """Who is on duty at an exit point in a period [starts_at, ends_at): an office, and how to reach it."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    exit_point = models.ForeignKey(ExitPoint, on_delete=models.PROTECT, related_name="duties")
    office = models.CharField(_("office"), max_length=120)
    officer = models.CharField(_("officer on duty"), max_length=120, blank=True)
    phone = models.CharField(_("duty phone"), max_length=20, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duty roster")
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="duty_cancelled_at_with_by",
            ),
        ]
        indexes = [models.Index(fields=["exit_point", "starts_at"])]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.SIGNED_IN
        write = reach.permits("duty.write")
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.exit_point_id} {self.starts_at:%Y-%m-%d %H:%M}"
