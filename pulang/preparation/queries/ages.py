"""Every birth date that any source states of her: papers, claims of lists and desks, the NIK."""

from datetime import date, datetime

from pulang.base.clock import WITA
from pulang.journey.models import Event, Migration
from pulang.journey.terms import EventState, Stage
from pulang.law import queries as law
from pulang.people.models import CivilFact
from pulang.people.rules import nik
from pulang.preparation.models import Paper
from pulang.preparation.rules import ages
from pulang.preparation.rules.ages import Source, Verdict
from pulang.preparation.terms import PaperState


def registered_on(migration: Migration, *, at: datetime) -> date:
    """Return the day she was registered: today when that is still to come."""
    found = (
        Event.objects.filter(migration=migration, stage=Stage.REGISTERED, state=EventState.HOLDS)
        .order_by("-id")
        .values_list("occurred_at", flat=True)
        .first()
    )
    return (found or at).astimezone(WITA).date()


def sources(migration: Migration) -> list[Source]:
    """Return what each source states. A paper that was sent back still states what it states."""
    person = migration.person
    papers = (
        Paper.objects.filter(migration=migration)
        .exclude(born_on=None)
        .exclude(state=PaperState.WITHDRAWN)
        .values_list("document", "born_on")
    )
    found = [Source(code, born_on) for code, born_on in papers if born_on]
    claims = CivilFact.objects.filter(person=person, withdrawn_at=None).exclude(born_on=None)
    found += [
        Source(source, born_on, precision or "day")
        for source, born_on, precision in claims.values_list("source", "born_on", "birth_precision")
        if born_on
    ]
    if person.nik:
        reading = nik.parse(person.nik)
        if reading.born_on:
            found.append(Source("NIK", reading.born_on))
    return found


def verdict(migration: Migration, *, at: datetime) -> Verdict:
    """Judge her age on the day of her registration by the law of the day her file was opened."""
    on = migration.ruleset_on
    return ages.judge(
        sources(migration),
        on=registered_on(migration, at=at),
        min_age=law.parameter("pmi-min-age", on=on) or 18,
        may_differ_years=law.parameter("age-sources-may-differ", on=on) or 1,
    )
