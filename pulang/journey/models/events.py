"""The timeline: everything that happened to a person, from every package."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models.migrations import Migration
from pulang.journey.rules import course
from pulang.journey.terms import EventState, Stage
from pulang.people.models import Person

EVENT_ROWS = reach.both(reach.of_classes("data_class"), reach.through("people_person", "person_id"))


class Event(models.Model):
    """One entry: what, when it happened, when and by which agency it was recorded.

    Never rewritten: a correction is a new entry that names the one it corrects. `facts` hold
    codes, numbers and public ids, never a name or a number of a person. `data_class` says who may
    see it; the database asks.
    """

    public_id = models.CharField(max_length=26, default=new_ulid, editable=False)
    # Their indexes stand below: the timeline's and the course's.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    migration = models.ForeignKey(
        Migration,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        db_index=False,
    )
    kind = models.CharField(_("what"), max_length=40)
    stage = models.CharField(_("stage"), max_length=13, choices=Stage, blank=True)
    occurred_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    place_code = models.CharField(_("place"), max_length=10, blank=True)
    data_class = models.CharField(max_length=3, default=DataClass.D2)
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=EventState, default=EventState.HOLDS)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-occurred_at", "-id")
        indexes = [
            models.Index(fields=["person", "-occurred_at", "-id"], name="event_timeline"),
            models.Index(
                fields=["migration", "id"],
                name="event_course",
                condition=~models.Q(stage=""),
            ),
        ]
        constraints = [
            # Not `unique=True`: that would keep a second index for LIKE over thirty million rows.
            models.UniqueConstraint(fields=["public_id"], name="event_public_id"),
            models.CheckConstraint(
                condition=models.Q(data_class__regex=r"^D(10|[0-9])$"), name="event_class_known"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = EVENT_ROWS
        add = reach.through("people_person", "person_id")
        write = EVENT_ROWS
        columns = ("state", "person_id")  # taken back by a later entry; follows a merge
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # the entry is its own first state

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def is_backdated(self) -> bool:
        """Tell whether it was written down well after it happened."""
        return course.is_backdated(occurred_at=self.occurred_at, recorded_at=self.recorded_at)
