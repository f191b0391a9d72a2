"""The privacy desk: what people ask about their own data, and what went wrong with it."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.models.members import User
from pulang.access.terms import (
    LAWFUL_HOURS,
    AnswerChannel,
    BreachKind,
    IdentityProof,
    Requester,
    RequestKind,
    RequestOutcome,
)
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass

_DESK = reach.permits("privacy.desk")


class SubjectRequest(models.Model):
    """A person asks to see, correct, erase or restrict what is kept of her (UU 27/2022, 5-13).

    Due after 3×24 hours. The answer goes to her alone: never to a phone that somebody else answers
    (an abuser may hold it).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(_("request"), max_length=10, choices=RequestKind)
    person_id = models.CharField(_("person"), max_length=26, blank=True)
    requester = models.CharField(_("asked by"), max_length=10, choices=Requester)
    proof = models.CharField(_("proof of identity"), max_length=10, choices=IdentityProof)
    channel = models.CharField(_("answer by"), max_length=10, choices=AnswerChannel)
    phone_is_hers_alone = models.BooleanField(_("the phone is hers alone"), default=False)
    account = models.TextField(_("what she asks"), blank=True)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("due"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=RequestOutcome, blank=True)
    ground = models.TextField(_("ground"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("subject request")
        verbose_name_plural = _("subject requests")
        ordering = ("due_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(channel=AnswerChannel.PHONE)
                | models.Q(phone_is_hers_alone=True),
                name="request_never_to_a_shared_phone",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, outcome="")
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(outcome="")
                ),
                name="request_answered_at_with_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=RequestOutcome.REFUSED) | ~models.Q(ground=""),
                name="request_refused_with_ground",
            ),
        ]

    class Privacy:
        fields = {
            "kind": DataClass.D1,
            "person_id": DataClass.D2,
            "account": DataClass.D2,
            "ground": DataClass.D2,
            "*": DataClass.D1,
        }

    class Reach:
        read = _DESK
        write = _DESK
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.answered_at is None

    def is_late(self, at: datetime) -> bool:
        """Tell whether the answer was owed before the moment."""
        return (self.answered_at or at) > self.due_at


class Breach(models.Model):
    """Personal data seen, lost or changed by whom it does not concern (UU 27/2022 Pasal 46)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=BreachKind)
    discovered_at = models.DateTimeField(_("discovered"))
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    classes = ArrayField(
        models.CharField(max_length=3), verbose_name=_("classes of data"), default=list
    )
    what_happened = models.TextField(_("what happened"))
    handling = models.TextField(_("handling and recovery"), blank=True)
    membership_id = models.BigIntegerField(_("membership concerned"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    authority_told_at = models.DateTimeField(_("authority told"), null=True, blank=True)
    authority_told_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subjects_told_at = models.DateTimeField(_("persons told"), null=True, blank=True)
    subjects_told_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ("-discovered_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{f"{moment}_at": None, f"{moment}_by": None})
                | models.Q(**{f"{moment}_at__isnull": False, f"{moment}_by__isnull": False}),
                name=f"breach_{moment}_at_with_by",
            )
            for moment in ("authority_told", "subjects_told")
        ]

    class Privacy:
        fields = {"what_happened": DataClass.D2, "handling": DataClass.D2, "*": DataClass.D1}

    class Reach:
        read = _DESK
        write = _DESK
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.public_id

    @property
    def due_at(self) -> datetime:
        """Return when both notices are due."""
        return self.discovered_at + timedelta(hours=LAWFUL_HOURS)

    @property
    def is_open(self) -> bool:
        """Tell whether a notice is still owed."""
        return self.authority_told_at is None or self.subjects_told_at is None

    def is_late(self, at: datetime) -> bool:
        """Tell whether a notice was owed before the moment."""
        told = [self.authority_told_at or at, self.subjects_told_at or at]
        return max(told) > self.due_at
