"""Orientation and training: sessions with seats, who sits in them, what they brought away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.preparation.models.papers import ROWS, SERVICE
from pulang.preparation.terms import SessionKind


class Session(models.Model):
    """An orientation or a training: where, when [starts_at, ends_at), how many seats."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=SessionKind)
    title = models.CharField(_("title"), max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    venue = models.CharField(_("where"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=models.Q(seats__gt=0), name="session_has_seats"),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="session_cancelled_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.SIGNED_IN
        add = reach.both(reach.permits("session.write"), reach.own_organisation())
        write = reach.either(
            reach.both(reach.permits("session.write"), reach.own_organisation()), SERVICE
        )
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """A seat in a session. Seat numbers are taken once: two at once cannot overbook it."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="enrolments")
    seat = models.PositiveSmallIntegerField(_("seat"))
    seat_count = models.PositiveSmallIntegerField()
    enrolled_at = models.DateTimeField()
    enrolled_by = models.BigIntegerField()
    attended_at = models.DateTimeField(null=True, blank=True)
    attended_by = models.BigIntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("session", "seat")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "seat"],
                condition=models.Q(cancelled_at=None),
                name="seat_taken_once",
            ),
            models.UniqueConstraint(
                fields=["session", "migration"],
                condition=models.Q(cancelled_at=None),
                name="seat_once_for_her",
            ),
            models.CheckConstraint(
                condition=models.Q(seat__gte=1) & models.Q(seat__lte=models.F("seat_count")),
                name="seat_within_the_room",
            ),
            models.CheckConstraint(
                condition=models.Q(attended_at=None, attended_by=None)
                | models.Q(attended_at__isnull=False, attended_by__isnull=False),
                name="seat_attended_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(
                    cancelled_at__isnull=False, cancelled_by__isnull=False, attended_at=None
                ),
                name="seat_cancelled_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = ROWS
        write = reach.both(SERVICE, ROWS)  # seats are given one at a time, by actions.sessions
        remove = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.seat} {self.public_id}"


class Certificate(models.Model):
    """What she takes home from a session: a code that anybody can ask about.

    The public page asks `preparation_certificate(code)`, which answers initials and nothing more.
    """

    enrolment = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(max_length=12, unique=True)
    initials = models.CharField(max_length=60)
    held_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.BigIntegerField(null=True, blank=True)
    revoked_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("-issued_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="certificate_revoked_at_with_by",
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.through("preparation_enrolment", "enrolment_id")
        write = reach.both(SERVICE, reach.through("preparation_enrolment", "enrolment_id"))
        remove = reach.NOBODY

    def __str__(self) -> str:
        return self.code
