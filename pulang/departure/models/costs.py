"""Cost rules as dated data, and what was charged on one migration."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.departure.terms import Charge, Component, Payee, Payer, Review
from pulang.journey.models import Migration
from pulang.journey.terms import Occupation
from pulang.places.models import Country

_BY_PROVINCE = reach.permits("rule.write")


class CostRulesetQuerySet(models.QuerySet["CostRuleset"]):
    """Chainable filters of versions."""

    def on(self, day: date) -> "CostRulesetQuerySet":
        """The version that holds on a day."""
        return self.filter(starts_on__lte=day).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gt=day)
        )


class CostRuleset(models.Model):
    """A version of the cost rules, in force in [from, until). Files begun under it keep it (R1.1)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("from"), unique=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    default = models.CharField(_("where it says nothing"), max_length=9, choices=Charge)
    source = models.CharField(_("source"), max_length=200)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    objects = CostRulesetQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the cost rules")
        verbose_name_plural = _("versions of the cost rules")
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="cost_ruleset_forward",
            ),
            models.UniqueConstraint(
                fields=["ends_on"],
                nulls_distinct=False,
                name="cost_ruleset_one_after_another",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = _BY_PROVINCE
        remove = reach.NOBODY
        columns = ("ends_on",)  # what held is not rewritten: a change is a new version

    def __str__(self) -> str:
        return self.code


class CostRule(models.Model):
    """What a version says about an item, for a job and a destination; empty means every one.

    Without a component it caps all that she is charged together.
    """

    ruleset = models.ForeignKey(CostRuleset, on_delete=models.PROTECT, related_name="rules")
    occupation = models.CharField(_("occupation"), max_length=40, choices=Occupation, blank=True)
    destination = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    component = models.CharField(_("item"), max_length=20, choices=Component, blank=True)
    items = models.CharField(_("in the words of the source"), max_length=120, blank=True)
    charge = models.CharField(_("charging the worker"), max_length=9, choices=Charge)
    cap = models.BigIntegerField(_("up to, in rupiah"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("cost rule")
        verbose_name_plural = _("cost rules")
        ordering = ("ruleset", "component", "occupation", "destination")
        constraints = [
            models.UniqueConstraint(
                fields=["ruleset", "occupation", "destination", "component"],
                nulls_distinct=False,
                name="cost_rule_once",
            ),
            models.CheckConstraint(
                condition=models.Q(charge=Charge.CAPPED, cap__gte=0)
                | (~models.Q(charge=Charge.CAPPED) & models.Q(cap=None)),
                name="cost_rule_cap_only_where_capped",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        add = _BY_PROVINCE
        write = reach.NOBODY  # a change is a new version
        rights = ("select", "insert")

    def __str__(self) -> str:
        return f"{self.ruleset_id} {self.component}"


class CostLine(models.Model):
    """One amount on one migration: what, how much, who was charged, what kind of payee.

    No name of anybody: `evidence` says where the receipt is.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="costs")
    component = models.CharField(_("item"), max_length=20, choices=Component)
    amount = models.BigIntegerField(_("amount in rupiah"))
    charged_to = models.CharField(_("charged to"), max_length=10, choices=Payer)
    paid_to = models.CharField(_("paid to"), max_length=16, choices=Payee)
    paid_on = models.DateField(_("paid on"))
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    follows_stop = models.BooleanField(_("after a stopped departure"), default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    review = models.CharField(_("decision"), max_length=9, choices=Review, blank=True)
    review_note = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.BigIntegerField(null=True, blank=True)
    refunded = models.BigIntegerField(_("paid back, in rupiah"), default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ("migration", "paid_on", "id")
        indexes = [models.Index(fields=["migration"], name="cost_of_migration")]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cost_positive"),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("amount")),
                name="cost_refunded_at_most_paid",
            ),
            models.CheckConstraint(
                # Whoever stops a departure pays for the way back; she never does.
                condition=models.Q(follows_stop=False) | ~models.Q(charged_to=Payer.WORKER),
                name="cost_after_a_stop_not_hers",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewed_by=None, review="")
                | (
                    models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~models.Q(review="")
                ),
                name="cost_reviewed_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (
                    models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~models.Q(withdrawn_because="")
                ),
                name="cost_withdrawn_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.through("journey_migration", "migration_id")
        write = reach.both(
            reach.either(reach.permits("cost.write"), "(select access_role()) = 'service'"),
            reach.through("journey_migration", "migration_id"),
        )
        remove = reach.NOBODY
        columns = (
            "review",
            "review_note",
            "reviewed_at",
            "reviewed_by",
            "refunded",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_because",
            "migration_id",  # follows when one human being had two files
        )

    def __str__(self) -> str:
        return self.public_id
