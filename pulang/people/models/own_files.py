"""Which account is whose: a worker who signs in follows her own file and nobody else's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.base import reach
from pulang.base.privacy import DataClass
from pulang.people.models.persons import Person


class OwnFile(models.Model):
    """A worker's membership and the person she is; `people_own_person()` answers the policies."""

    membership_id = models.BigIntegerField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="own_files")
    linked_at = models.DateTimeField()
    linked_by = models.BigIntegerField(null=True)  # null: at set-up

    class Meta:
        verbose_name = _("own file")
        verbose_name_plural = _("own files")

    class Privacy:
        fields = {"*": DataClass.D2}

    class Reach:
        read = reach.either(
            "membership_id = (select access_membership())",
            reach.both(reach.permits("person.write"), reach.through("people_person", "person_id")),
        )
        write = reach.both(
            reach.permits("person.write"), reach.through("people_person", "person_id")
        )
        remove = reach.NOBODY

    def __str__(self) -> str:
        return str(self.membership_id)
