"""One human being: the golden values, chosen from the claims of the sources."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.people.terms import BirthPrecision, PersonState, Sex

if TYPE_CHECKING:
    from pulang.access.terms import Actor

PERSON_ROWS = reach.either(
    reach.jurisdiction("D2", place="place_code", organisations="known_to", kind="person"),
    reach.herself("id"),
)


class PersonQuerySet(models.QuerySet["Person"]):
    """Chainable filters of persons."""

    def visible_to(self, actor: "Actor") -> "PersonQuerySet":
        """Those the actor may see, as the database's policy says it too."""
        return self.filter(visible(actor))

    def active(self) -> "PersonQuerySet":
        """Those that stand for a human being today: neither merged nor erased."""
        return self.filter(state=PersonState.ACTIVE)


def visible(actor: "Actor", prefix: str = "") -> models.Q:
    """Return the condition of `PERSON_ROWS` for the ORM; emergency access is the database's alone."""
    how = actor.reach(DataClass.D2)
    if how == "all":
        return models.Q()
    if not how.opens_rows:
        return models.Q(pk__in=[])
    if actor.role == "worker":
        return models.Q(**{f"{prefix}own_files__membership_id": actor.membership_id})
    known = models.Q(**{f"{prefix}known_to__contains": [actor.organisation_id]})
    if how != "jurisdiction":
        return known
    area = models.Q(**{f"{prefix}place_code__startswith": actor.area})
    if len(actor.area) <= 2:
        area |= models.Q(**{f"{prefix}place_code": ""})
    return known | area


class Person(models.Model):
    """One human being. Columns beside the ids hold the golden values; the claims hold all of them.

    A person without name, NIK or birth date is legal (R7.7).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    state = models.CharField(max_length=8, choices=PersonState, default=PersonState.ACTIVE)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    born_on = models.DateField(_("birth date"), null=True, blank=True)
    birth_precision = models.CharField(max_length=9, choices=BirthPrecision, blank=True)
    birthplace = models.CharField(_("birthplace"), max_length=100, blank=True)
    mother_name = models.CharField(_("mother's name"), max_length=200, blank=True)
    nik = models.CharField(_("NIK"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    place_code = models.CharField(_("place"), max_length=10, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    access_class = models.CharField(max_length=3, default="D2")
    known_to = ArrayField(models.BigIntegerField(), default=list)
    search_keys = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ("id",)
        indexes = [
            GinIndex(fields=["search_keys"], name="person_search_keys"),
            GinIndex(fields=["known_to"], name="person_known_to"),
            models.Index(
                fields=["place_code"], name="person_place", opclasses=["text_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=PersonState.MERGED, merged_into__isnull=False)
                | (~models.Q(state=PersonState.MERGED) & models.Q(merged_into=None)),
                name="person_merged_points_on",
            ),
            models.CheckConstraint(
                condition=models.Q(born_on=None) | ~models.Q(birth_precision=""),
                name="person_birth_has_precision",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        found_by = ("person", "nik")  # in an emergency, from the number on her card
        read = PERSON_ROWS
        write = reach.both(reach.permits("person.write"), PERSON_ROWS)
        remove = reach.NOBODY  # merged or erased, never gone

    class History:
        kept = ("update", "delete")  # the first state of a person stands in her claims

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of her page."""
        return reverse("people:person", args=[self.public_id])
