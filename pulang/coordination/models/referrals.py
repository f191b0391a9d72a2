"""One office hands a person on to another, with what may be shared and no more."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.access.terms import Permission
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.coordination.terms import ANSWER_HOURS, LADDER, OPEN, ReferralState, Service
from pulang.journey.models import Migration
from pulang.people.models import Consent, Person
from pulang.people.terms import ConsentBasis

if TYPE_CHECKING:
    from pulang.access.terms import Actor

_TWO_OFFICES = reach.both(
    reach.permits("referral.write"),  # who refers nobody reads no sheet, in whichever office
    reach.either(
        reach.own_organisation("sender_id"),
        reach.own_organisation("receiver_id"),
        "(select access_role()) = 'service'",
    ),
)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Chainable filters of referrals."""

    def visible_to(self, actor: "Actor") -> "ReferralQuerySet":
        """Those of the actor's office, sent or received, as the database's policy says it too."""
        if actor.role == "service":
            return self
        if actor.role == "worker" or not actor.may(Permission.REFERRAL_WRITE):
            return self.none()
        mine = models.Q(sender_id=actor.organisation_id) | models.Q(
            receiver_id=actor.organisation_id
        )
        return self.filter(mine)

    def open(self) -> "ReferralQuerySet":
        """Those that wait for somebody."""
        return self.filter(state__in=OPEN)

    def to_escalate(self, *, at: datetime) -> "ReferralQuerySet":
        """Those late by the first rung of the ladder or more, with a rung left to take."""
        late = at - timedelta(days=LADDER[0][0])
        unanswered = models.Q(
            state=ReferralState.SENT, sent_at__lte=late - timedelta(hours=ANSWER_HOURS)
        )
        return (
            self.open()
            .filter(models.Q(due_at__lte=late) | unanswered)
            .exclude(rungs__len=len(LADDER))
        )


class Referral(models.Model):
    """A hand-over: from whom, to whom, about whom, for what, on which ground, until when.

    `sheet` holds what was shared, as it was on that day: the receiving office reads this and not
    the person, whose own rows open to it only when it accepts and the file itself was shared.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    migration = models.ForeignKey(
        Migration, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    service = models.CharField(_("for what"), max_length=16, choices=Service)
    shared = ArrayField(models.CharField(max_length=8), default=list)
    sheet = models.JSONField(default=dict)
    basis = models.CharField(_("lawful basis"), max_length=20, choices=ConsentBasis)
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place_code = models.CharField(max_length=10, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=ReferralState, default=ReferralState.SENT
    )
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()
    due_at = models.DateTimeField(_("due"))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    rungs = ArrayField(models.SmallIntegerField(), default=list)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ("-sent_at", "-id")
        indexes = [
            models.Index(fields=["receiver", "state", "due_at"], name="referral_received"),
            models.Index(fields=["sender", "state", "due_at"], name="referral_sent"),
            models.Index(
                fields=["due_at"], name="referral_late", condition=models.Q(state__in=sorted(OPEN))
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(sender=models.F("receiver")), name="referral_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("sent_at")), name="referral_due_after_sent"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="referral_answered_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="referral_ended_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | ~models.Q(state__in=sorted(OPEN)),
                name="referral_ended_when_closed",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = _TWO_OFFICES
        add = reach.both(
            reach.either(reach.own_organisation("sender_id"), "(select access_role()) = 'service'"),
            reach.permits("referral.write"),
            # Accepting may open her file: nobody hands on a person whom she does not see.
            reach.through("people_person", "person_id"),
        )
        write = _TWO_OFFICES
        columns = (
            "state",
            "outcome",
            "answered_at",
            "answered_by",
            "ended_at",
            "ended_by",
            "rungs",
            "person_id",
        )
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("coordination:referral", args=[self.public_id])
