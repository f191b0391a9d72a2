"""Who is whom: runs, candidate pairs, decisions, merges and splits, chosen values."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.linkage.terms import ChangeKind, PairState, RunScope, RunState

_STEWARD = reach.permits("review.decide")


class LearnedModel(models.Model):
    """Weights and thresholds a run learned, with the precision measured for them."""

    version = models.CharField(max_length=40, unique=True)
    content = models.JSONField()
    report = models.JSONField(default=dict)
    learned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("learned model")
        verbose_name_plural = _("learned models")
        ordering = ("-id",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = _STEWARD
        write = reach.permits("link.run")

    def __str__(self) -> str:
        return self.version


class LinkRun(models.Model):
    """One run of the engine over new or all records."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.QUEUED)
    scope = models.CharField(max_length=12, choices=RunScope, default=RunScope.NEW)
    step = models.CharField(max_length=60, blank=True)
    fraction = models.FloatField(default=0)
    report = models.JSONField(default=dict)
    model = models.ForeignKey(
        LearnedModel, null=True, on_delete=models.PROTECT, related_name="runs"
    )
    failure = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.BigIntegerField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("linkage run")
        verbose_name_plural = _("linkage runs")
        ordering = ("-id",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = _STEWARD
        write = reach.permits("link.run")

    class History:
        kept = ("delete",)  # its own progress is no history

    def __str__(self) -> str:
        return self.public_id


class CandidatePair(models.Model):
    """Two records that may be one person, with the evidence of each field. left < right."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    run = models.ForeignKey(LinkRun, null=True, on_delete=models.PROTECT, related_name="pairs")
    left = models.ForeignKey("linkage.Record", on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey("linkage.Record", on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField()
    weight = models.FloatField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=PairState, default=PairState.OPEN)
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("doubtful pair")
        verbose_name_plural = _("doubtful pairs")
        ordering = ("-probability", "id")
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="pair_ordered"
            ),
        ]
        indexes = [models.Index(fields=["state", "-probability"])]

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = _STEWARD
        write = reach.either(_STEWARD, reach.permits("link.run"))

    class History:
        kept = ("update", "delete")  # written once by its run; what people decide is kept

    def __str__(self) -> str:
        return self.public_id


class IdentityChange(models.Model):
    """A merge, split or link: which records moved from whom to whom. Undoing is a change of its own."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(max_length=8, choices=ChangeKind)
    pair = models.ForeignKey(
        CandidatePair, null=True, on_delete=models.PROTECT, related_name="changes"
    )
    run = models.ForeignKey(LinkRun, null=True, on_delete=models.PROTECT, related_name="changes")
    STAYS_WHEN_MERGED = ("kept", "other")

    kept = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    moved = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of identity")
        verbose_name_plural = _("changes of identity")
        ordering = ("-id",)

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.either(_STEWARD, reach.through("people_person", "kept_id"))
        write = reach.either(_STEWARD, reach.permits("link.run"))

    class History:
        kept = ("update", "delete")  # the first state is the change itself

    def __str__(self) -> str:
        return self.public_id


class Figures(models.Model):
    """Counts of the registry for the overview, reckoned after each run; no person in them."""

    content = models.JSONField()
    counted_at = models.DateTimeField()
    counted_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("figures")
        verbose_name_plural = _("figures")
        ordering = ("-id",)

    class Privacy:
        fields = {"*": DataClass.D0}

    class Reach:
        read = reach.permits("registry.overview")
        write = reach.either(reach.permits("link.run"), reach.permits("import.run"))

    class History:
        kept = ()  # reckoned from what is kept

    def __str__(self) -> str:
        return f"{self.counted_at:%Y-%m-%d %H:%M}"


class Override(models.Model):
    """A value of the golden record that a steward chose against the rule, with a reason."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="overrides")
    field = models.CharField(max_length=30)
    value = models.TextField(blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("chosen value")
        verbose_name_plural = _("chosen values")
        ordering = ("-id",)

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.through("people_person", "person_id")
        write = _STEWARD

    def __str__(self) -> str:
        return f"{self.person_id} {self.field}"
