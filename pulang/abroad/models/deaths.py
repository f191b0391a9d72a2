"""A death abroad: the messages that came, the one case they tell of, its fifteen steps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.abroad.terms import (
    DeathPaperKind,
    DeathSource,
    DeathStep,
    FamilyDecision,
    IdentityEvidence,
    NoticeTo,
    PaperState,
    StepState,
    ToldWith,
)
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.people.models import Person
from pulang.places.models import Country

# Before the family has been told in person, only those who lead the way home know of it, and the
# police where something is suspicious. Afterwards whoever serves the family's place.
_KNOW = reach.either(
    reach.permits("death.write"),
    "(select access_role()) = 'service'",
    "told_at is not null",
    reach.both("is_suspicious", "(select access_role()) = 'police_liaison'"),
)
CASE_ROWS = reach.both(
    _KNOW, reach.jurisdiction("D2", place="place_code", organisations="known_to")
)
_WRITERS = reach.either(reach.permits("death.write"), "(select access_role()) = 'service'")
OF_A_CASE = reach.through("abroad_deathcase", "case_id")
WRITE_OF_A_CASE = reach.both(_WRITERS, OF_A_CASE)


class DeathCase(models.Model):
    """One death, counted once, from the news to the rights of the heirs.

    `person` is linked by an officer (D1), never by a rule. `told_at`: a trained person has told
    the family face to face; before that no message leaves (trigger `abroad_guard_notice`), and it
    is never told a second time (trigger `abroad_guard_case`).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="death_cases"
    )
    migration = models.ForeignKey(
        Migration, null=True, blank=True, on_delete=models.PROTECT, related_name="death_cases"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    name = models.CharField(_("name, as given"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("place abroad"), max_length=120, blank=True)
    died_on = models.DateField(_("day of death"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    place_code = models.CharField(_("home"), max_length=10, blank=True)
    known_to = ArrayField(models.BigIntegerField(), default=list)
    evidence = models.CharField(
        _("identity known by"), max_length=16, choices=IdentityEvidence, blank=True
    )
    told_at = models.DateTimeField(_("family told"), null=True, blank=True)
    told_by = models.BigIntegerField(null=True, blank=True)
    teller = models.CharField(_("told by"), max_length=120, blank=True)
    teller_is_trained = models.BooleanField(_("trained to bring such news"), default=False)
    told_whom = models.CharField(_("who was told"), max_length=120, blank=True)
    told_relation = models.CharField(_("relation"), max_length=60, blank=True)
    told_with = models.CharField(_("together with"), max_length=8, choices=ToldWith, blank=True)
    told_with_name = models.CharField(_("name"), max_length=120, blank=True)
    decision = models.CharField(_("decision"), max_length=6, choices=FamilyDecision, blank=True)
    decided_by_whom = models.CharField(_("who decided"), max_length=120, blank=True)
    is_suspicious = models.BooleanField(_("to be looked into"), default=False)
    suspicions = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("death abroad")
        verbose_name_plural = _("deaths abroad")
        ordering = ("-opened_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(merged_into=None),
                name="death_once_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(told_at=None, told_by=None, teller="", told_whom="")
                | models.Q(
                    told_at__isnull=False,
                    told_by__isnull=False,
                    person__isnull=False,
                    teller_is_trained=True,
                )
                & ~models.Q(teller="")
                & ~models.Q(told_whom="")
                & ~models.Q(told_with="")
                & ~models.Q(told_with_name=""),
                name="death_told_by_a_trained_person",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="death_closed_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="") | ~models.Q(decided_by_whom=""),
                name="death_decision_has_a_voice",
            ),
            models.CheckConstraint(
                condition=models.Q(person=None) | ~models.Q(evidence=""),
                name="death_identity_has_evidence",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="death_opened"),
            models.Index(fields=["place_code"], name="death_place", opclasses=["text_pattern_ops"]),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = CASE_ROWS
        write = reach.both(_WRITERS, CASE_ROWS)
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("abroad:death", args=[self.public_id])

    @property
    def is_told(self) -> bool:
        """Tell whether the family knows, from somebody who stood before them."""
        return self.told_at is not None


class DeathReport(models.Model):
    """One message of a death as it came; several may tell of one death."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="reports")
    source = models.CharField(_("source"), max_length=10, choices=DeathSource)
    name = models.CharField(_("name, as given"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("place abroad"), max_length=120, blank=True)
    died_on = models.DateField(_("day of death"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    home_code = models.CharField(_("home"), max_length=10, blank=True)
    told_by_whom = models.CharField(_("who says so"), max_length=160, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("message of a death")
        verbose_name_plural = _("messages of deaths")
        ordering = ("received_at", "id")

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_A_CASE
        write = WRITE_OF_A_CASE
        columns = ("case_id",)  # a message moves to the case it tells of; its words stay
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # its first state is the message itself

    def __str__(self) -> str:
        return self.public_id


class DeathDoubt(models.Model):
    """Two cases that may be one death: a person decides, no rule does."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="doubts")
    other = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="doubts_of_others")
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField()
    is_same = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("doubt about two deaths")
        verbose_name_plural = _("doubts about two deaths")
        ordering = ("raised_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="death_doubt_once"),
            models.CheckConstraint(
                condition=models.Q(case__lt=models.F("other")), name="death_doubt_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None, is_same=None)
                | models.Q(
                    decided_at__isnull=False, decided_by__isnull=False, is_same__isnull=False
                ),
                name="death_doubt_decided_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.either(OF_A_CASE, reach.through("abroad_deathcase", "other_id"))
        write = reach.both(
            _WRITERS, reach.either(OF_A_CASE, reach.through("abroad_deathcase", "other_id"))
        )
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.public_id


class DeathStepState(models.Model):
    """One of the fifteen steps of a case; the order is held by trigger `abroad_guard_step`."""

    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=3, choices=DeathStep)
    state = models.CharField(_("state"), max_length=7, choices=StepState)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    happened_on = models.DateField(_("day"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of a death abroad")
        verbose_name_plural = _("steps of deaths abroad")
        ordering = ("case", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "step"], name="death_step_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "open"], ended_at=None, ended_by=None)
                | models.Q(
                    state__in=["done", "waived"], ended_at__isnull=False, ended_by__isnull=False
                ),
                name="death_step_ended_at_with_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waived") | ~models.Q(note=""),
                name="death_step_waived_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(due_at__isnull=False),
                name="death_step_open_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="death_step_due", condition=models.Q(state="open"))
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_A_CASE
        write = WRITE_OF_A_CASE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.step} {self.state}"

    @property
    def has_ended(self) -> bool:
        """Tell whether it is done or was left out."""
        return self.ended_at is not None


class DeathPaper(models.Model):
    """One paper of the checklist."""

    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("paper"), max_length=16, choices=DeathPaperKind)
    state = models.CharField(
        _("state"), max_length=10, choices=PaperState, default=PaperState.MISSING
    )
    received_on = models.DateField(_("received"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("paper of a death abroad")
        verbose_name_plural = _("papers of deaths abroad")
        ordering = ("case", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="death_paper_once"),
            models.CheckConstraint(
                condition=~models.Q(state="not_needed") | ~models.Q(note=""),
                name="death_paper_not_needed_says_why",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_A_CASE
        write = WRITE_OF_A_CASE
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing has to be done about it."""
        return self.state in {PaperState.HERE, PaperState.NOT_NEEDED}


class DeathNotice(models.Model):
    """A message about a death that left the house: to whom, when. Never before the family knows."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    case = models.ForeignKey(DeathCase, on_delete=models.PROTECT, related_name="notices")
    to = models.CharField(_("to"), max_length=10, choices=NoticeTo)
    whom = models.CharField(_("who"), max_length=120, blank=True)
    queued_at = models.DateTimeField()
    queued_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("message about a death")
        verbose_name_plural = _("messages about deaths")
        ordering = ("queued_at", "id")

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = OF_A_CASE
        add = WRITE_OF_A_CASE
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return self.public_id
