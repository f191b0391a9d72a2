"""One human being: claims with their source, and the golden values chosen from them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.people.terms import BirthPrecision, DocumentKind, NameKind, PersonState, Sex

PERSON_ROWS = reach.jurisdiction("D2", place="place_code", organisations="known_to", kind="person")


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

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = PERSON_ROWS
        write = reach.both(reach.permits("person.write"), PERSON_ROWS)

    class History:
        kept = ("update", "delete")  # the first state of a person stands in her claims

    def __str__(self) -> str:
        return self.public_id


class Claim(models.Model):
    """What one source says of one person. Nothing is overwritten: a correction is a new claim.

    `source` is the slug of a list or 'desk'; `record_id` the row of that list (linkage), null at
    the desk.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")
    source = models.CharField(max_length=60)
    record_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    stated_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.through("people_person", "person_id")
        write = reach.both(
            reach.permits("person.write"), reach.through("people_person", "person_id")
        )

    class History:
        kept = ("update", "delete")


class PersonName(Claim):
    """A name as given, and as normalised for comparing."""

    kind = models.CharField(max_length=9, choices=NameKind, default=NameKind.GIVEN)
    full_name = models.CharField(max_length=200)
    normalised = models.CharField(max_length=200, blank=True)


class CivilFact(Claim):
    """Birth, sex and parents as one source states them."""

    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=9, choices=BirthPrecision, blank=True)
    birthplace = models.CharField(max_length=100, blank=True)
    mother_name = models.CharField(max_length=200, blank=True)
    father_name = models.CharField(max_length=200, blank=True)
    spouse_name = models.CharField(max_length=200, blank=True)


class IdentityDocument(Claim):
    """An identity document or external key. NIK stands as text (D2); the rest is sealed (D3)."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    number = models.CharField(max_length=40, blank=True)
    sealed_number = models.TextField(blank=True)
    number_hash = models.CharField(max_length=32, blank=True, db_index=True)


class ContactPoint(Claim):
    """A phone number (E.164) or other way to reach her, and whose it is."""

    kind = models.CharField(max_length=10, default="phone")
    value = models.CharField(max_length=60)
    owner = models.CharField(max_length=12, blank=True)


class Address(Claim):
    """Where a source says she lives: code to the deepest known level, and the text as written."""

    place_code = models.CharField(max_length=10, blank=True)
    text = models.CharField(max_length=300, blank=True)
