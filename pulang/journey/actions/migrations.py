"""Opening a migration and describing it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.journey.actions import events
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Migration
from pulang.journey.terms import FIRST, ProceduralStatus, Stage
from pulang.people.models import Person
from pulang.places.models import Country


class OneAtATime(Refused):
    """She is on a migration that has not ended."""

    code = "journey.one_at_a_time"


@transaction.atomic
def open(  # noqa: A001 - the desk's own word, always written migrations.open(…)
    *,
    person: Person,
    by: Actor,
    at: datetime,
    scheme: str = "",
    destination: Country | None = None,
    occupation: str = "",
    procedural_status: str = ProceduralStatus.BELUM_DIKETAHUI,
    stage: Stage = Stage.INTERESTED,
    occurred_at: datetime | None = None,
    note: str = "",
) -> Migration:
    """Open the file of one migration. The rules of this day hold for it to its end (R1.1).

    Somebody who left long ago begins at `departed`, `working`, `returning` or `home`.

    Raises: NotAllowed, OneAtATime, WrongState.
    """
    if not by.may(Permission.INTERCEPT_WRITE):
        require(by, Permission.MIGRATION_WRITE)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Migration.objects.filter(person=person, closed_at=None).exists():
        raise OneAtATime(_("She is on a migration that goes on: open that one."))
    if stage not in FIRST:
        raise WrongState(_("A file does not begin at this stage."))
    if stage != Stage.INTERESTED and procedural_status == ProceduralStatus.PROSEDURAL:
        raise WrongState(
            _("Who was not followed from the beginning has not shown the procedure here.")
        )
    happened = occurred_at or at
    made = Migration.objects.create(
        person=person,
        scheme=scheme,
        destination=destination,
        occupation=occupation,
        procedural_status=procedural_status,
        stage=stage,
        stage_since=happened,
        ruleset_on=at.astimezone(WITA).date(),
        place_code=person.place_code,
        known_to=person.known_to,
        opened_at=at,
        opened_by=by.membership_id,
        note=note,
    )
    events.record(
        person=person,
        migration=made,
        kind="journey.opened",
        by=by,
        at=at,
        occurred_at=happened,
        stage=stage,
    )
    audit.record("migration.opened", by=by, at=at, subject=subject_of(made))
    return made


@transaction.atomic
def change(
    *,
    migration: Migration,
    by: Actor,
    at: datetime,
    scheme: str | None = None,
    destination: Country | None = None,
    occupation: str | None = None,
    procedural_status: str | None = None,
    returns_on: date | None = None,
) -> Migration:
    """Describe it better: only what is given changes; each change stands on the timeline.

    Raises: NotAllowed, WrongState after she was cleared (scheme, destination, occupation).
    """
    if not by.may(Permission.ABROAD_WRITE):
        require(by, Permission.MIGRATION_WRITE)
    found = Migration.objects.select_for_update(of=("self",), no_key=True).get(pk=migration.pk)
    course = {"scheme": scheme, "destination": destination, "occupation": occupation}
    wanted = {
        **course,
        "procedural_status": procedural_status,
        "returns_on": returns_on,
    }
    changed = {
        name: value
        for name, value in wanted.items()
        if value is not None and getattr(found, name) != value
    }
    early = {Stage.INTERESTED, Stage.REGISTERED, Stage.PREPARING}
    if changed.keys() & course.keys() and found.stage not in early:
        raise WrongState(_("She is cleared for this way: take the clearance back first."))
    if not changed:
        return migration
    for name, value in changed.items():
        setattr(found, name, value)
        setattr(migration, name, value)
    found.save(update_fields=list(changed))
    events.record(
        person=found.person,
        migration=found,
        kind="journey.changed",
        by=by,
        at=at,
        facts={name: str(getattr(value, "pk", value)) for name, value in changed.items()},
    )
    audit.record(
        "migration.changed", by=by, at=at, subject=subject_of(found), facts={"fields": [*changed]}
    )
    return migration
