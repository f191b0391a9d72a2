"""The book of names that stewards keep (R7.4), its suggestion queue, and how common each key is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.privacy import DataClass
from pulang.people.terms import SuggestionState


class NameGroup(models.Model):
    """Spellings of one name. A row replaces the group of the shipped book with the same canonical name.

    Each change of any group gives the whole book the next version; the history keeps the former rows.
    """

    canonical = models.CharField(_("name"), max_length=60, unique=True)
    variants = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(_("version"))
    updated_at = models.DateTimeField()
    updated_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("name group")
        verbose_name_plural = _("name groups")
        ordering = ("canonical",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("dictionary.write")

    def __str__(self) -> str:
        return self.canonical


class NameSuggestion(models.Model):
    """Two spellings that reviewers' decisions say are one name; a steward accepts or declines."""

    canonical = models.CharField(_("name"), max_length=60)
    variant = models.CharField(_("other spelling"), max_length=60)
    seen_count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=SuggestionState, default=SuggestionState.OPEN)
    suggested_at = models.DateTimeField()
    suggested_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("name suggestion")
        verbose_name_plural = _("name suggestions")
        ordering = ("-seen_count", "id")
        constraints = [
            models.UniqueConstraint(fields=["canonical", "variant"], name="suggestion_once"),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="suggestion_decided_at_with_by",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.SIGNED_IN
        write = reach.either(reach.permits("dictionary.write"), reach.permits("review.decide"))

    def __str__(self) -> str:
        return f"{self.canonical} = {self.variant}"


class NameCount(models.Model):
    """How many persons carry a name key: rarity for ranking, and the words that a typo may mean.

    Counted by the owner's function `people_count_names()`; single words only, no person in them.
    """

    key = models.CharField(max_length=200, primary_key=True)
    persons = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("name count")
        verbose_name_plural = _("name counts")
        ordering = ("-persons",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.permits("person.search")
        write = reach.NOBODY

    class History:
        kept = None  # counted anew from the persons, nothing to keep

    def __str__(self) -> str:
        return self.key
