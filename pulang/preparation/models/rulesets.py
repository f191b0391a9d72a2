"""Which papers exist and who must bring them: dated data; a change of the law is a new version."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.privacy import DataClass
from pulang.journey.terms import Scheme, Stage
from pulang.law.terms import Evidence
from pulang.preparation.terms import Demand


class Version(models.Model):
    """One version, in force in [valid_from, valid_to), with its source."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("how well known"), max_length=1, choices=Evidence)
    source = models.CharField(_("source"), max_length=120, blank=True)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        abstract = True


class DocumentType(Version):
    """A paper: which office gives it, what she brings, its legal price, how long it holds.

    The database refuses two versions of a code that share a day (trigger of `law`).
    """

    code = models.CharField(_("code"), max_length=10)
    name_id = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    office_id = models.CharField(max_length=80)
    office_en = models.CharField(max_length=80)
    bring_id = models.CharField(max_length=120, blank=True)
    bring_en = models.CharField(max_length=120, blank=True)
    issuer_id = models.CharField(max_length=80)
    verifier_id = models.CharField(max_length=80)
    price = models.PositiveIntegerField(_("legal price in rupiah"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("usual days"), null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(null=True, blank=True)
    spare_months = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField()
    needs = ArrayField(models.CharField(max_length=10), default=list)

    class Meta:
        verbose_name = _("kind of paper")
        verbose_name_plural = _("kinds of papers")
        ordering = ("step", "code")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="document_begins_once")
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("rule.write")
        remove = reach.NOBODY
        columns = ("valid_to",)  # a version is closed, never rewritten

    def __str__(self) -> str:
        return self._said("name")

    def _said(self, what: str) -> str:
        return str(getattr(self, f"{what}_{'en' if get_language() == 'en' else 'id'}"))

    @property
    def office(self) -> str:
        """Return the office that gives it."""
        return self._said("office")

    @property
    def bring(self) -> str:
        """Return what she brings along."""
        return self._said("bring")


class Requirement(Version):
    """One scheme asks for one paper before a stage; conditions name destinations and occupations."""

    document = models.CharField(_("paper"), max_length=10)
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme)
    demand = models.CharField(_("how strictly"), max_length=1, choices=Demand)
    stage = models.CharField(_("before"), max_length=13, choices=Stage)
    alternatives = ArrayField(models.CharField(max_length=10), default=list)
    occupations = ArrayField(models.CharField(max_length=40), default=list)
    destinations = ArrayField(models.CharField(max_length=2), default=list)

    class Meta:
        verbose_name = _("required paper")
        verbose_name_plural = _("required papers")
        ordering = ("scheme", "document", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "scheme", "valid_from"], name="requirement_begins_once"
            )
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("rule.write")
        remove = reach.NOBODY
        columns = ("valid_to",)  # a version is closed, never rewritten

    def __str__(self) -> str:
        return f"{self.scheme} {self.document}"
