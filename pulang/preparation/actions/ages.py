"""Her age by every source: what disagrees or is too young is told at once to who protects her."""

from datetime import datetime, timedelta
from typing import Any

from pulang.access.actions import audit
from pulang.access.terms import Actor, Role
from pulang.coordination.actions import tasks
from pulang.coordination.queries import offices
from pulang.coordination.terms import Urgency, desk, office
from pulang.journey.actions import events
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Migration
from pulang.preparation.models import Flag
from pulang.preparation.queries import ages
from pulang.preparation.rules.ages import Verdict
from pulang.preparation.terms import FlagCode


def flag(
    *, migration: Migration, code: FlagCode, by: Actor, at: datetime, facts: dict[str, Any]
) -> Flag | None:
    """Note a warning sign; the same sign twice is one, None then."""
    found, is_new = Flag.objects.get_or_create(
        migration=migration,
        code=code,
        defaults={"facts": facts, "raised_at": at, "raised_by": by.membership_id},
    )
    if not is_new:
        return None
    events.record(
        person=migration.person,
        migration=migration,
        kind="preparation.flag",
        by=by,
        at=at,
        facts={"code": str(code), **facts},
    )
    audit.record(
        "migration.flag", by=by, at=at, subject=subject_of(migration), facts={"code": str(code)}
    )
    tasks.open(
        kind="preparation.flag",
        key=f"preparation.flag:{migration.public_id}:{code}",
        desk=desk(Role.KABUPATEN_OFFICER, migration.place_code),
        person=migration.person,
        migration=migration,
        by=by,
        at=at,
        due_at=at + timedelta(days=1),
        urgency=Urgency.TODAY,
        facts={"code": str(code)},
        url=migration.get_absolute_url(),
    )
    return found


def look(*, migration: Migration, by: Actor, at: datetime) -> Verdict:
    """Judge her age anew; a conflict or a source below the age goes to UPTD PPA and is flagged.

    Called after every paper that states a birth date; telling twice is telling once.
    """
    found = ages.verdict(migration, at=at)
    if not (found.is_stopped or found.is_conflict):
        return found
    word = "AGE_CONFLICT" if found.is_conflict else "UNDER_AGE"
    facts = {"age": word, "sources": sorted({one.code for one in found.sources})}
    flag(migration=migration, code=FlagCode.RF02, by=by, at=at, facts=facts)
    protecting = offices.protecting(migration.place_code)
    tasks.open(
        kind="preparation.protect_child",
        key=f"preparation.age:{migration.public_id}",
        desk=office(protecting.pk) if protecting else desk(Role.CASE_WORKER, migration.place_code),
        person=migration.person,
        migration=migration,
        by=by,
        at=at,
        due_at=at + timedelta(days=1),
        urgency=Urgency.NOW if found.is_stopped else Urgency.TODAY,
        facts=facts,
    )
    return found
