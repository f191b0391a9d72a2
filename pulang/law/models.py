"""The legal register: instruments, their articles, and values with the period in which they hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.privacy import DataClass
from pulang.law.terms import RULE_WRITE, Evidence


class Instrument(models.Model):
    """A law, government or ministerial regulation. `valid_from` None: not known here."""

    code = models.CharField(_("code"), max_length=30, primary_key=True)
    title = models.CharField(_("instrument"), max_length=200)
    governs = models.CharField(_("governs"), max_length=300)
    status_note = models.TextField(_("state"), blank=True)
    evidence = models.CharField(_("how well known"), max_length=1, choices=Evidence)
    source = models.CharField(_("source"), max_length=120, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("legal instrument")
        verbose_name_plural = _("legal instruments")
        ordering = ("code",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from the shipped register

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """What an article of an instrument says, in one sentence, as Pulang encodes it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="articles")
    number = models.CharField(_("article"), max_length=30)
    content = models.TextField(_("content"))
    evidence = models.CharField(_("how well known"), max_length=1, choices=Evidence)
    source = models.CharField(_("source"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("instrument", "position", "id")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="article_once")
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.NOBODY

    class History:
        kept = ("update", "delete")  # loaded in bulk from the shipped register

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.number}"


class Parameter(models.Model):
    """One version of a legal number, deadline, fee or list, in force in [valid_from, valid_to).

    The database refuses two versions of one code that share a day (trigger `law_refuse_overlap`).
    A change of the law closes a version and opens the next; no version is ever rewritten.
    """

    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("what"), max_length=200)
    value = models.JSONField(_("value"))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("how well known"), max_length=1, choices=Evidence)
    source = models.CharField(_("source"), max_length=200, blank=True)
    verified_on = models.DateField(_("verified"), null=True, blank=True)
    verified_by = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)  # null: shipped as a start

    class Meta:
        verbose_name = _("legal value")
        verbose_name_plural = _("legal values")
        ordering = ("code", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="parameter_begins_once"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to=None), name="parameter_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="parameter_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_on=None, verified_by=None)
                | models.Q(verified_on__isnull=False, verified_by__isnull=False),
                name="parameter_verified_on_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits(RULE_WRITE)
        remove = reach.NOBODY
        # A version is closed once; what it said stays as it was said.
        columns = ("valid_to", "verified_on", "verified_by")

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def shown_number(self) -> int | float | None:
        """Return the value where it is one number."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return self.value if is_number else None

    @property
    def shown_text(self) -> str:
        """Return a list or a text as people read it; an empty list is said to be empty."""
        if isinstance(self.value, list):
            return ", ".join(str(one) for one in self.value) or str(_("none"))
        return str(self.value)
