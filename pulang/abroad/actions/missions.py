"""Loading the shipped offices abroad; writing a number that somebody has called."""

import csv
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from pulang.abroad.models import Mission
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.places.models import Country


def load_known() -> int:
    """Make the offices of the shipped list that are not there yet; as the owner. Edits stay."""
    text = (files("pulang.abroad") / "data" / "missions.csv").read_text(encoding="utf-8")
    countries = set(Country.objects.values_list("pk", flat=True))
    made = 0
    for row in csv.DictReader(text.splitlines()):
        if row["country"] not in countries:
            continue
        _mission, is_new = Mission.objects.get_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "country_id": row["country"],
                "city": row["city"],
                "phones": row["phones"],
                "source": row["source"],
            },
        )
        made += is_new
    return made


@transaction.atomic
def verify(*, mission: Mission, phones: str, source: str, by: Actor, at: datetime) -> Mission:
    """Write telephones that were tried today.

    Raises: NotAllowed.
    """
    require(by, Permission.ABROAD_WRITE)
    mission.phones, mission.source = phones.strip(), source.strip()
    mission.verified_on = at.astimezone(WITA).date()
    mission.save(update_fields=["phones", "source", "verified_on"])
    audit.record("mission.verified", by=by, at=at, subject=Subject("mission", mission.code))
    return mission
