"""The agencies' lists as they came: sources, files, rows, refused rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.linkage.terms import BatchState

_STEWARD = reach.permits("source.write")
_ROWS = reach.either(_STEWARD, reach.through("linkage_source", "source_id"))


class Source(models.Model):
    """A list that an agency keeps: its organisation, how its columns map, how far it is trusted."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sources")
    trust = models.PositiveSmallIntegerField(_("trust"), default=50)
    mapping = models.JSONField(default=dict, blank=True)
    headers = models.JSONField(default=list, blank=True)
    default_area = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("name",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.either(_STEWARD, reach.own_organisation())
        write = _STEWARD

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One file of a source brought in. The same bytes twice change nothing."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    byte_count = models.BigIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    mapping = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=dict, blank=True)
    row_count = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    last_row = models.BigIntegerField(default=0)
    accepted_count = models.BigIntegerField(default=0)
    repeated_count = models.BigIntegerField(default=0)
    refused_count = models.BigIntegerField(default=0)
    failure = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-id",)
        constraints = [
            # Two people bring in one file at once: the second is shown the first one's.
            models.UniqueConstraint(
                fields=["source", "sha256", "sheet"], name="batch_once_per_source"
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = _ROWS
        write = reach.permits("import.run")

    def __str__(self) -> str:
        return self.public_id


class Record(models.Model):
    """One accepted row of a list: as it stood (`raw`) and in standard columns.

    Never changed, except for `person_id`, which says who it is about.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="records")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="records")
    row_number = models.IntegerField()
    fingerprint = models.BinaryField()
    raw = models.JSONField()
    full_name = models.TextField(blank=True, default="")
    sex = models.CharField(max_length=1, blank=True, default="")
    born_on = models.DateField(null=True)
    birth_precision = models.CharField(max_length=9, blank=True, default="")
    birthplace = models.TextField(blank=True, default="")
    nik = models.TextField(blank=True, default="")
    family_card = models.TextField(blank=True, default="")
    passport = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    village = models.TextField(blank=True, default="")
    district = models.TextField(blank=True, default="")
    regency = models.TextField(blank=True, default="")
    place_code = models.CharField(max_length=10, blank=True, default="")
    mother_name = models.TextField(blank=True, default="")
    father_name = models.TextField(blank=True, default="")
    spouse_name = models.TextField(blank=True, default="")
    external_id = models.TextField(blank=True, default="")
    stated_on = models.DateField(null=True)
    warnings = models.JSONField(null=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="records"
    )

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["source", "fingerprint"], name="record_once_per_source")
        ]

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = _ROWS
        write = reach.permits("import.run")
        remove = reach.NOBODY

    class History:
        kept = ()  # immutable but for person_id, whose changes stand in IdentityChange

    def __str__(self) -> str:
        return f"{self.source_id}/{self.row_number}"


class Refusal(models.Model):
    """One refused row with its reasons: it can be downloaded, mended and brought in again."""

    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="refusals"
    )  # goes with its file
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    row_number = models.IntegerField()
    raw = models.JSONField()
    reasons = models.JSONField()

    class Meta:
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        ordering = ("batch", "row_number")

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = _ROWS
        write = reach.permits("import.run")

    class History:
        kept = ()  # written once with its file

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.row_number}"
