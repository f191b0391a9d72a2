"""Persons registered at a desk take part in linkage: each gets a record of the source 'desk'."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.linkage.models import Batch, Record, Source
from pulang.linkage.rules.survivorship import DESK, DESK_TRUST
from pulang.linkage.terms import BatchState
from pulang.people.actions import bulk
from pulang.people.models import Person

_GOLDEN = (
    "full_name",
    "sex",
    "born_on",
    "birth_precision",
    "birthplace",
    "mother_name",
    "nik",
    "phone",
    "place_code",
)


def enrol(*, by: Actor, at: datetime) -> int:
    """Write a record for each active person without one, from her golden values; return how many."""
    missing = list(
        Person.objects.active()
        .filter(records=None)
        .only("pk", "public_id", "created_at", *_GOLDEN)
        .order_by("pk")
    )
    if not missing:
        return 0
    source = _source(by)
    batch = Batch.objects.create(
        source=source,
        file_name=_("registered at desks"),
        stored_as="",
        sha256=hashlib.sha256(f"{at.isoformat()} {missing[0].public_id}".encode()).hexdigest(),
        byte_count=0,
        state=BatchState.DONE,
        row_count=len(missing),
        rows_done=len(missing),
        accepted_count=len(missing),
        uploaded_at=at,
        uploaded_by=by.membership_id,
        finished_at=at,
    )
    made = Record.objects.bulk_create(
        [
            Record(
                source=source,
                batch=batch,
                row_number=number,
                fingerprint=hashlib.sha256(person.public_id.encode()).digest()[:16],
                raw={},
                external_id=person.public_id,
                stated_on=person.created_at.date(),
                person=person,
                **{name: getattr(person, name) for name in _GOLDEN},
            )
            for number, person in enumerate(missing, 1)
        ],
        batch_size=2_000,
    )
    bulk.attach_claims({record.person_id: record.pk for record in made if record.person_id})
    return len(missing)


def _source(by: Actor) -> Source:
    made, _created = Source.objects.get_or_create(
        slug=DESK,
        defaults={
            "name": "Meja layanan",
            "organisation_id": by.organisation_id,
            "trust": DESK_TRUST,
        },
    )
    return made
