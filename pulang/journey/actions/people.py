"""Letting another office know a person: her file and her migrations open to it."""

from datetime import datetime

from django.db import transaction

from pulang.access.actions import audit
from pulang.access.terms import Actor, Subject
from pulang.people.models import Person


@transaction.atomic
def share(*, person: Person, organisation_id: int, by: Actor, at: datetime) -> bool:
    """Let an organisation know a person; answer False when it did already.

    Her migrations follow (trigger `journey_follow_person`). The caller has checked why she may:
    an accepted referral, a clearance for the office at the exit point.
    """
    found = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if organisation_id in found.known_to:
        return False
    found.known_to = sorted({*found.known_to, organisation_id})
    found.updated_at = at
    found.save(update_fields=["known_to", "updated_at"])
    person.known_to = found.known_to
    audit.record(
        "person.shared",
        by=by,
        at=at,
        subject=Subject("person", person.public_id),
        facts={"organisation": organisation_id},
    )
    return True
