"""One thing that one desk must do."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.coordination.terms import Urgency, desks_of
from pulang.journey.models import Migration
from pulang.people.models import Person

if TYPE_CHECKING:
    from pulang.access.terms import Actor

_OPEN = models.Q(done_at=None, cancelled_at=None)


class TaskQuerySet(models.QuerySet["Task"]):
    """Chainable filters of tasks."""

    def visible_to(self, actor: "Actor") -> "TaskQuerySet":
        """Those on the actor's desks, as the database's policy says it too."""
        if actor.role == "service":
            return self
        return self.filter(
            desk__in=desks_of(
                role=actor.role,
                area=actor.area,
                organisation_id=actor.organisation_id,
                membership_id=actor.membership_id,
            )
        )

    def open(self) -> "TaskQuerySet":
        """Those neither done nor cancelled."""
        return self.filter(_OPEN)


class Task(models.Model):
    """One thing to do: about whom, on which desk, why, until when.

    `key` says what it is about ("preparation.check_paper:01J…"): opened twice it is one task.
    `facts` hold codes, numbers and public ids; the sentence is made when it is read.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(_("what"), max_length=40)
    key = models.CharField(max_length=120)
    desk = models.CharField(_("desk"), max_length=40)
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        db_index=False,  # task_person
    )
    migration = models.ForeignKey(
        Migration, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    due_at = models.DateTimeField(_("due"))
    facts = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.BigIntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("urgency", "due_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=_OPEN, name="task_open_once"),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None) | models.Q(done_at__isnull=False),
                name="task_done_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(cancelled_at__isnull=False, done_at=None),
                name="task_cancelled_at_with_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "urgency", "due_at", "id"], name="task_worklist", condition=_OPEN
            ),
            models.Index(fields=["person"], name="task_person"),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.at_desks("desk")
        # Whoever works on a file opens tasks for other desks, and closes them when it is done;
        # `actions.tasks` does that by key, through functions that read nothing of the task.
        add = reach.SIGNED_IN
        write = reach.at_desks("desk")
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # opened once; its first state stands in its own columns

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
