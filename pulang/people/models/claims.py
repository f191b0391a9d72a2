"""What one source says of one person: names, birth, documents, contacts, addresses (R7.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.privacy import DataClass
from pulang.people.models.persons import Person
from pulang.people.terms import BirthPrecision, ContactKind, DocumentKind, NameKind, PhoneOwner, Sex

CLAIM_ROWS = reach.through("people_person", "person_id")
CLAIM_WRITES = reach.both(reach.permits("person.write"), CLAIM_ROWS)
D3_ROWS = reach.either(
    "(select access_reach('D3')) in ('all', 'jurisdiction', 'assigned')",
    reach.both("(select access_reach('D3')) = 'own'", "recorded_by = (select access_membership())"),
)
"""Documents: within the persons that are reachable, roles that see only their own entries see those."""


class Claim(models.Model):
    """What one source says of one person. Nothing is overwritten: a correction is a new claim.

    `source` is the slug of a list or 'desk'; `record_id` the row of that list (linkage), null at
    the desk. `recorded_by` and `withdrawn_by` are memberships.
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
        ordering = ("-recorded_at", "-id")

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = CLAIM_ROWS
        write = CLAIM_WRITES

    class History:
        kept = ("update", "delete")

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class PersonName(Claim):
    """A name as given, and as normalised for comparing."""

    kind = models.CharField(max_length=9, choices=NameKind, default=NameKind.GIVEN)
    full_name = models.CharField(max_length=200)
    normalised = models.CharField(max_length=200, blank=True)

    class Meta(Claim.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")


class CivilFact(Claim):
    """Birth, sex and parents as one source states them."""

    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=9, choices=BirthPrecision, blank=True)
    birthplace = models.CharField(max_length=100, blank=True)
    mother_name = models.CharField(max_length=200, blank=True)
    father_name = models.CharField(max_length=200, blank=True)
    spouse_name = models.CharField(max_length=200, blank=True)

    class Meta(Claim.Meta):
        verbose_name = _("civil fact")
        verbose_name_plural = _("civil facts")


class IdentityDocument(Claim):
    """An identity document or external key. NIK stands as text (D2); the rest is sealed (D3).

    `number_hash` is the keyed hash by which a sealed number is found.
    """

    kind = models.CharField(max_length=20, choices=DocumentKind)
    number = models.CharField(max_length=40, blank=True)
    sealed_number = models.TextField(blank=True)
    number_hash = models.CharField(max_length=32, blank=True, db_index=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta(Claim.Meta):
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=DocumentKind.NIK, sealed_number="")
                | (~models.Q(kind=DocumentKind.NIK) & models.Q(number="")),
                name="document_only_nik_is_plain",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2, "sealed_number": DataClass.D3, "number_hash": DataClass.D3}

    class Reach:
        read = reach.both(CLAIM_ROWS, reach.either("kind = 'nik'", D3_ROWS))
        write = CLAIM_WRITES


class ContactPoint(Claim):
    """A phone number (E.164) or other way to reach her, and whose it is."""

    kind = models.CharField(max_length=10, choices=ContactKind, default=ContactKind.PHONE)
    value = models.CharField(max_length=60)
    owner = models.CharField(max_length=12, choices=PhoneOwner, blank=True)

    class Meta(Claim.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class Address(Claim):
    """Where a source says she lives: code to the deepest known level, and the text as written."""

    place_code = models.CharField(max_length=10, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta(Claim.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
