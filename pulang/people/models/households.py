"""Households: who lives together, and who stays behind when one of them leaves."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.people.models.persons import Person
from pulang.people.terms import HouseholdRole

HOUSEHOLD_ROWS = reach.jurisdiction("D2", place="place_code", organisations="known_to")


class Household(models.Model):
    """A house and those who belong to it; the family card (KK) changes on marriage and moving."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    place_code = models.CharField(_("place"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    sealed_card = models.TextField(blank=True)
    card_hash = models.CharField(max_length=32, blank=True, db_index=True)
    known_to = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ("id",)

    class Privacy:
        fields = {"*": DataClass.D2, "sealed_card": DataClass.D3, "card_hash": DataClass.D3}

    class Reach:
        read = HOUSEHOLD_ROWS
        write = reach.both(reach.permits("person.write"), HOUSEHOLD_ROWS)

    def __str__(self) -> str:
        return self.public_id


class HouseholdMember(models.Model):
    """A person in a household for a time, in a role; `is_caregiver` looks after children or elders."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="households")
    role = models.CharField(_("role"), max_length=12, choices=HouseholdRole)
    is_caregiver = models.BooleanField(_("looks after the others"), default=False)
    is_away = models.BooleanField(_("lives or works elsewhere"), default=False)
    needs = models.CharField(_("needs"), max_length=200, blank=True)
    joined_at = models.DateTimeField()
    joined_by = models.BigIntegerField(null=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        ordering = ("household", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"],
                condition=models.Q(left_at=None),
                name="household_member_once",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        # The house decides, not each person: a village officer sees who stays behind in her desa.
        read = reach.through("people_household", "household_id")
        write = reach.both(
            reach.permits("person.write"), reach.through("people_household", "household_id")
        )

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
