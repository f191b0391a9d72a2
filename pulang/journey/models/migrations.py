"""One migration of a person: the spine on which every other package hangs its own."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass
from pulang.journey.terms import ENDED, Occupation, ProceduralStatus, Scheme, Stage
from pulang.people.models import Person
from pulang.places.models import Country

if TYPE_CHECKING:
    from pulang.access.terms import Actor

MIGRATION_ROWS = reach.either(
    reach.jurisdiction("D2", place="place_code", organisations="known_to"),
    reach.herself("person_id"),
    # Opened in an emergency: what opens the person opens her migrations.
    "person_id in (select p.id from people_person p"
    " where p.public_id = any((select access_open_ids('person'))::text[]))",
)


class MigrationQuerySet(models.QuerySet["Migration"]):
    """Chainable filters of migrations."""

    def visible_to(self, actor: "Actor") -> "MigrationQuerySet":
        """Those the actor may see, as the database's policy says it too."""
        how = actor.reach(DataClass.D2)
        if how == "all":
            return self
        if not how.opens_rows:
            return self.none()
        if actor.role == "worker":
            return self.filter(person__own_files__membership_id=actor.membership_id)
        known = models.Q(known_to__contains=[actor.organisation_id])
        if how != "jurisdiction":
            return self.filter(known)
        area = models.Q(place_code__startswith=actor.area)
        if len(actor.area) <= 2:
            area |= models.Q(place_code="")
        return self.filter(known | area)

    def going_on(self) -> "MigrationQuerySet":
        """Those that have not ended."""
        return self.filter(closed_at=None)


class Migration(models.Model):
    """One person leaving once, from the first wish to a settled life at home.

    `place_code` and `known_to` repeat the person's, so that a list of a million is filtered on its
    own columns. `ruleset_on`: the rules of that day hold for this file to its end (R1.1).
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,  # a person is merged or erased, never gone
        related_name="migrations",
        db_index=False,  # migration_of_person begins with it
    )
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme, blank=True)
    procedural_status = models.CharField(
        _("procedure"),
        max_length=16,
        choices=ProceduralStatus,
        default=ProceduralStatus.BELUM_DIKETAHUI,
    )
    destination = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # a dozen countries: no index finds anybody by it
    )
    occupation = models.CharField(_("occupation"), max_length=40, blank=True)
    stage = models.CharField(_("stage"), max_length=13, choices=Stage)
    stage_since = models.DateTimeField(_("since"))
    ruleset_on = models.DateField(_("rules of"))
    place_code = models.CharField(_("place"), max_length=10, blank=True)
    known_to = ArrayField(models.BigIntegerField(), default=list)
    returns_on = models.DateField(_("plans to return"), null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)

    objects = MigrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("migration")
        verbose_name_plural = _("migrations")
        ordering = ("-opened_at", "-id")
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="migration_of_person"),
            models.Index(
                fields=["place_code", "stage"],
                name="migration_place_stage",
                opclasses=["text_pattern_ops", "text_ops"],
            ),
            models.Index(fields=["stage", "stage_since"], name="migration_stage"),
            GinIndex(fields=["known_to"], name="migration_known_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(stage__in=sorted(ENDED)),
                name="migration_closed_only_at_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="migration_stage_known"
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = MIGRATION_ROWS
        write = reach.both(
            reach.either(
                reach.permits("migration.write"),
                reach.permits("clearance.grant"),
                reach.permits("intercept.write"),
                reach.permits("abroad.write"),
                reach.permits("death.write"),
            ),
            MIGRATION_ROWS,
        )
        remove = reach.NOBODY

    class History:
        kept = ("update", "delete")  # its first state stands in its first event

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("journey:migration", args=[self.public_id])

    @property
    def occupation_word(self) -> str:
        """Return the kind of work in the reader's language; a code nobody knows stays a code."""
        known = self.occupation in Occupation
        return str(Occupation(self.occupation).label) if known else self.occupation
