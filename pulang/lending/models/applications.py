"""What she asks for, for what, what she owes already, what was answered and why."""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.models import Migration
from pulang.law.terms import Component
from pulang.lending.models.products import ProductTerms
from pulang.lending.models.reaches import (
    AT_THE_DESK,
    OF_BANK_OR_HERS,
    desk_of,
)
from pulang.lending.terms import (
    OPEN_APPLICATIONS,
    ApplicationState,
    DebtKind,
    DecisionStep,
    Outcome,
)
from pulang.people.models import Person

if TYPE_CHECKING:
    from pulang.access.terms import Actor

_MINE_OR_THE_DESKS = reach.both(
    reach.either(AT_THE_DESK, reach.permits("own.file")), OF_BANK_OR_HERS
)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Chainable filters of applications."""

    def visible_to(self, actor: "Actor") -> "ApplicationQuerySet":
        """Her own, or those of the actor's bank, as the database's policy says it too."""
        if actor.role == "service":
            return self
        if actor.role == "worker":
            return self.filter(person__own_files__membership_id=actor.membership_id)
        return self.filter(bank_id=actor.organisation_id)


class Application(models.Model):
    """An application for a departure loan: from her phone, or written at the counter.

    Wage and currency come from the verified contract; what she declares herself says so.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="loan_applications")
    migration = models.ForeignKey(
        Migration, on_delete=models.PROTECT, related_name="loan_applications"
    )
    terms = models.ForeignKey(ProductTerms, on_delete=models.PROTECT, related_name="applications")
    bank_id = models.BigIntegerField()
    state = models.CharField(
        _("state"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    state_since = models.DateTimeField()
    months = models.PositiveSmallIntegerField(_("months"), default=12)
    wish_remittance = models.BigIntegerField(_("wants to send home each month"), default=0)
    net_wage = models.BigIntegerField(_("net wage a month, in its currency"), null=True, blank=True)
    wage_currency = models.CharField(max_length=3, blank=True)
    wage_rupiah = models.BigIntegerField(_("net wage in rupiah, after haircut"), null=True)
    is_wage_proven = models.BooleanField(_("wage stands in a verified contract"), default=False)
    is_at_counter = models.BooleanField(_("written at the counter"), default=False)
    appeal_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.BigIntegerField(null=True, blank=True)
    answer_due_on = models.DateField(_("answer until"), null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan application")
        verbose_name_plural = _("loan applications")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["migration"],
                condition=models.Q(state__in=OPEN_APPLICATIONS),
                name="application_one_open_per_migration",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at=None, submitted_by=None)
                | models.Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_at=None, proposed_by=None)
                | models.Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="application_proposed_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None)
                | (
                    models.Q(
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                        proposed_by__isnull=False,
                    )
                    & ~models.Q(decided_by=models.F("proposed_by"))
                ),
                name="application_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(ApplicationState.APPROVED, ApplicationState.REFUSED))
                | models.Q(decided_at__isnull=False),
                name="application_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["bank_id", "state", "answer_due_on"], name="application_queue"),
            models.Index(fields=["person"], name="application_of_person"),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = OF_BANK_OR_HERS
        write = _MINE_OR_THE_DESKS
        remove = reach.NOBODY

    class History:
        without = ("net_wage", "wage_rupiah", "wish_remittance")

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page at the bank's desk."""
        return reverse("lending:application", args=[self.public_id])


_OF_APPLICATION = reach.through("lending_application", "application_id")
_WRITES_APPLICATION = reach.both(
    reach.either(AT_THE_DESK, reach.permits("own.file")), _OF_APPLICATION
)


class ApplicationLine(models.Model):
    """One cost she wants to pay with the loan."""

    application = models.ForeignKey(
        Application,
        on_delete=models.CASCADE,  # lines of a draft are rewritten with it
        related_name="lines",
    )
    component = models.CharField(_("for"), max_length=20, choices=Component)
    asked = models.BigIntegerField(_("asked, in rupiah"))
    granted = models.BigIntegerField(_("granted, in rupiah"), null=True, blank=True)

    class Meta:
        verbose_name = _("cost in a loan application")
        verbose_name_plural = _("costs in a loan application")
        ordering = ("application", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "component"], name="application_component_once"
            ),
            models.CheckConstraint(
                condition=models.Q(asked__gt=0), name="application_line_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(granted=None)
                | models.Q(granted__gte=0, granted__lte=models.F("asked")),
                name="application_line_granted_at_most_asked",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = _OF_APPLICATION
        write = _WRITES_APPLICATION

    class History:
        without = ("asked", "granted")

    def __str__(self) -> str:
        return f"{self.component} {self.application_id}"


class DeclaredDebt(models.Model):
    """A debt elsewhere, as she told it: the kind of lender, never a name."""

    application = models.ForeignKey(
        Application,
        on_delete=models.CASCADE,  # rewritten with the draft
        related_name="debts",
    )
    kind = models.CharField(_("owed to"), max_length=12, choices=DebtKind)
    amount = models.BigIntegerField(_("still owed, in rupiah"))
    monthly = models.BigIntegerField(_("paid each month, in rupiah"), default=0)

    class Meta:
        verbose_name = _("debt elsewhere")
        verbose_name_plural = _("debts elsewhere")
        ordering = ("application", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, monthly__gte=0), name="debt_not_negative"
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = _OF_APPLICATION
        write = _WRITES_APPLICATION

    class History:
        without = ("amount", "monthly")

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"


class Decision(models.Model):
    """A word that was spoken on an application, with its reasons; append only."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(_("step"), max_length=9, choices=DecisionStep)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    note = models.CharField(_("in words"), max_length=500, blank=True)
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("decision on a loan application")
        verbose_name_plural = _("decisions on loan applications")
        ordering = ("application", "id")

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = _OF_APPLICATION
        add = _WRITES_APPLICATION
        write = reach.NOBODY
        rights = ("select", "insert")
        append_only = True

    class History:
        kept = ()  # append-only: it is its own history

    def __str__(self) -> str:
        return self.public_id


class LoanFlag(models.Model):
    """A warning sign on an application: a code and who must look, never a story."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="flags")
    code = models.CharField(_("sign"), max_length=40)
    facts = models.JSONField(default=dict, blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.BigIntegerField(null=True, blank=True)
    cleared_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("warning sign on an application")
        verbose_name_plural = _("warning signs on applications")
        ordering = ("application", "id")
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="loan_flag_once"),
            models.CheckConstraint(
                condition=models.Q(cleared_at=None, cleared_by=None, cleared_because="")
                | (
                    models.Q(cleared_at__isnull=False, cleared_by__isnull=False)
                    & ~models.Q(cleared_because="")
                ),
                name="loan_flag_cleared_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D4}

    class Reach:
        read = reach.both(
            _OF_APPLICATION, reach.either(AT_THE_DESK)
        )  # the bank's own note, not shown to her
        add = _WRITES_APPLICATION
        write = desk_of("lending_application", "application_id")
        remove = reach.NOBODY
        columns = ("cleared_at", "cleared_by", "cleared_because")

    def __str__(self) -> str:
        return f"{self.code} {self.application_id}"
