"""Complaints of workers abroad, and every step that was taken."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.abroad.terms import COMPLAINT_ENDED, ComplaintCategory, ComplaintState, Escalation
from pulang.base import crypto, reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.people.models import Person

_SERVICE = "(select access_role()) = 'service'"
# A story of violence is not for the desk that a hundred people pass: only the office that it was
# given to reads it, whoever wrote it down herself where her role keeps own entries, and the worker.
COMPLAINT_ROWS = reach.either(
    _SERVICE,
    reach.both("data_class = 'D2'", reach.through("people_person", "person_id")),
    reach.both(
        "data_class = 'D6'",
        "(select access_reach('D6')) = 'assigned'",
        "known_to && (select access_organisations())",
    ),
    reach.both(
        "data_class = 'D6'",
        "(select access_reach('D6')) = 'own'",
        "received_by = (select access_membership())",
    ),
    reach.herself("person_id"),
)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Chainable filters of complaints."""

    def open(self) -> "ComplaintQuerySet":
        """Those that have not ended."""
        return self.exclude(state__in=sorted(COMPLAINT_ENDED))

    def newly_late(self, *, at: datetime) -> "ComplaintQuerySet":
        """Those that must be carried up now and were not yet; `rules.complaints` says the same."""
        unanswered = models.Q(
            state=ComplaintState.RECEIVED, answer_due_at__lte=at, escalation=Escalation.NONE
        )
        unsolved = models.Q(solution_due_at__lte=at, escalation__lt=Escalation.LATE_SOLUTION)
        return self.open().filter(ended_at=None).filter(unanswered | unsolved)


class Complaint(models.Model):
    """What a worker complains of; the story is sealed under its data class.

    `data_class` D6: the category suggests a victim, or she said that she is in danger. Such a row
    does not exist for a kabupaten officer: the database's policy says so.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="complaints")
    migration = models.ForeignKey(
        Migration, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints"
    )
    category = models.CharField(_("about"), max_length=24, choices=ComplaintCategory)
    is_in_danger = models.BooleanField(_("in danger"), default=False)
    data_class = models.CharField(max_length=3)
    sealed_story = models.TextField(blank=True)
    known_to = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(
        _("state"), max_length=12, choices=ComplaintState, default=ComplaintState.RECEIVED
    )
    urgency = models.PositiveSmallIntegerField(_("urgency"))
    escalation = models.PositiveSmallIntegerField(choices=Escalation, default=Escalation.NONE)
    received_at = models.DateTimeField(_("received"))
    received_by = models.BigIntegerField()
    answer_due_at = models.DateTimeField(_("answer due"))
    solution_due_at = models.DateTimeField(_("solution due"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ("urgency", "answer_due_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="complaint_ended_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) & ~models.Q(state__in=sorted(COMPLAINT_ENDED))
                | models.Q(ended_at__isnull=False, state__in=sorted(COMPLAINT_ENDED)),
                name="complaint_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(data_class=DataClass.D6)
                | models.Q(data_class=DataClass.D2, is_in_danger=False)
                & ~models.Q(category__in=["violence", "sexual_violence", "confinement"]),
                name="complaint_of_a_victim_is_d6",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_due_at__lte=models.F("solution_due_at")),
                name="complaint_answer_before_solution",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="complaint_person"),
            models.Index(
                fields=["answer_due_at", "solution_due_at"],
                name="complaint_clock",
                condition=models.Q(ended_at=None),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "sealed_story": DataClass.D6}

    class Reach:
        read = COMPLAINT_ROWS
        write = reach.both(reach.permits("complaint.write"), COMPLAINT_ROWS)
        remove = reach.NOBODY

    class History:
        without = ("sealed_story",)

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("abroad:complaint", args=[self.public_id])

    @property
    def story(self) -> str:
        """Open what she said."""
        return crypto.unseal(self.sealed_story, data_class=self.data_class)

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.ended_at is not None


class ComplaintStep(models.Model):
    """One step of a complaint: who did what, when, with which result. Append-only."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(_("state"), max_length=12, choices=ComplaintState)
    escalation = models.PositiveSmallIntegerField(choices=Escalation, default=Escalation.NONE)
    sealed_note = models.TextField(blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")
        ordering = ("taken_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "escalation"],
                condition=models.Q(escalation__gt=0),
                name="complaint_escalated_once",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "sealed_note": DataClass.D6}

    class Reach:
        read = reach.through("abroad_complaint", "complaint_id")
        add = reach.both(
            reach.either(reach.permits("complaint.write"), reach.permits("own.file")),
            reach.through("abroad_complaint", "complaint_id"),
        )
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def note(self) -> str:
        """Open the remark."""
        return crypto.unseal(self.sealed_note, data_class=self.complaint.data_class)
