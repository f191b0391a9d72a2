"""One question "how are you?", what she answered, and the steps when she did not."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.abroad.models.placements import OF_PLACEMENT, SERVICE, TO_DESKS, Placement
from pulang.abroad.terms import (
    UNANSWERED,
    Answer,
    CheckInState,
    LadderStep,
    Outcome,
    Risk,
    StepOutcome,
    Via,
)
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass

_WRITE = reach.either(SERVICE, reach.permits("abroad.write"))
_OF_CHECK_IN = reach.either(SERVICE, reach.through("abroad_checkin", "check_in_id"))
_UNANSWERED = models.Q(state__in=sorted(UNANSWERED))


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Chainable filters of check-ins."""

    def unanswered(self) -> "CheckInQuerySet":
        """Those to which she has not said anything yet."""
        return self.filter(_UNANSWERED)


class CheckIn(models.Model):
    """One question and its answer; also what she said without being asked (`is_unasked`).

    `step` is the last step of the ladder that was reached, `next_step_at` when the next is due: the
    clock stands here, in the database, and survives every restart.
    """

    public_id = models.CharField(max_length=26, default=new_ulid, editable=False)
    placement = models.ForeignKey(
        Placement,
        on_delete=models.PROTECT,
        related_name="check_ins",
        db_index=False,  # checkin_of_placement begins with it
    )
    risk = models.CharField(max_length=6, choices=Risk, default=Risk.NORMAL)
    due_at = models.DateTimeField(_("due"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    is_unasked = models.BooleanField(_("without being asked"), default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=CheckInState, default=CheckInState.DUE
    )
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    next_step_at = models.DateTimeField(_("next step"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=4, choices=Answer, blank=True)
    via = models.CharField(_("how"), max_length=8, choices=Via, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(_("what was done"), max_length=9, choices=Outcome, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ("-due_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="checkin_public_id"),
            models.UniqueConstraint(fields=["placement", "due_at"], name="checkin_of_placement"),
            models.UniqueConstraint(
                fields=["placement"], condition=_UNANSWERED, name="checkin_one_unanswered"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, answer="")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~models.Q(answer=""),
                name="checkin_answered_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None, outcome="")
                & ~models.Q(state=CheckInState.CLOSED)
                | models.Q(
                    closed_at__isnull=False, closed_by__isnull=False, state=CheckInState.CLOSED
                )
                & ~models.Q(outcome=""),
                name="checkin_closed_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(next_step_at=None)
                | models.Q(state__in=[CheckInState.ASKED, CheckInState.MISSED]),
                name="checkin_steps_while_unanswered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                name="checkin_clock",
                condition=models.Q(next_step_at__isnull=False),
            ),
            models.Index(
                fields=["id"], name="checkin_to_ask", condition=models.Q(state=CheckInState.DUE)
            ),
            models.Index(
                fields=["answered_at"],
                name="checkin_waits_for_us",
                condition=models.Q(state=CheckInState.ANSWERED),
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "answer": DataClass.D5, "outcome": DataClass.D5}

    class Reach:
        read = TO_DESKS
        write = reach.both(_WRITE, OF_PLACEMENT)
        remove = reach.NOBODY

    class History:
        kept = ("delete",)  # each state's moment and hand stand in its own columns

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("abroad:check_in", args=[self.public_id])

    @property
    def step_word(self) -> str:
        """Return the last step in words; '' before the first."""
        return str(LadderStep(self.step).label) if self.step else ""


class CheckInNote(models.Model):
    """Her own words, or what an officer noted: sealed, for whom a case story concerns."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="notes")
    sealed_text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("words at a check-in")
        verbose_name_plural = _("words at check-ins")
        ordering = ("id",)

    class Privacy:
        fields = {"*": DataClass.D6}

    class Reach:
        read = reach.either(
            SERVICE,
            reach.both(
                reach.either(
                    "(select access_reach('D6')) = 'assigned'",
                    "written_by = (select access_membership())",
                ),
                reach.through("abroad_checkin", "check_in_id"),
            ),
        )
        add = _OF_CHECK_IN
        rights = ("select", "insert")

    class History:
        kept = ()  # written once, sealed; nobody may change it

    def __str__(self) -> str:
        return str(self.pk)


class EscalationStep(models.Model):
    """One step of the ladder, reached once. `acted_at`: its message or task is on its way."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="steps")
    step = models.PositiveSmallIntegerField(_("step"), choices=LadderStep)
    reached_at = models.DateTimeField(_("reached"))
    acted_at = models.DateTimeField(null=True, blank=True)
    acted_by = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(_("what was done"), max_length=10, choices=StepOutcome, blank=True)

    class Meta:
        verbose_name = _("step of an escalation")
        verbose_name_plural = _("steps of escalations")
        ordering = ("check_in", "step")
        constraints = [
            models.UniqueConstraint(fields=["check_in", "step"], name="escalation_step_once"),
            models.CheckConstraint(
                condition=models.Q(acted_at=None, acted_by=None, outcome="")
                | models.Q(acted_at__isnull=False, acted_by__isnull=False) & ~models.Q(outcome=""),
                name="escalation_acted_at_with_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="escalation_to_act", condition=models.Q(acted_at=None)
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _OF_CHECK_IN
        write = SERVICE
        remove = reach.NOBODY

    class History:
        kept = ("delete",)  # reached once and acted upon once: both stand in its own columns

    def __str__(self) -> str:
        return f"{self.check_in_id}.{self.step}"
