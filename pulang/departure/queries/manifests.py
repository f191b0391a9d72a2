"""Reading passenger lists, and what the registry knows of the passengers."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.base.errors import NotFound
from pulang.departure.models import Manifest, ManifestLine, Pass
from pulang.departure.rules import manifests as rules
from pulang.departure.rules.manifests import Finding
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.people.models import IdentityDocument, Person
from pulang.people.terms import PersonState

_BEFORE = (Stage.INTERESTED, Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED)


def lists() -> QuerySet[Manifest]:
    """Return the lists of one's own office."""
    return Manifest.objects.select_related("exit_point")


def manifest_for(actor: Actor, public_id: str) -> Manifest:
    """Return a list of one's own office.

    Raises: NotFound.
    """
    found = lists().filter(public_id=public_id).first()
    if found is None or actor.membership_id is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A passenger with what was found; no more of the registry than that."""

    line: ManifestLine
    finding: Finding


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody with a pass for the day who is not on the list, as her pass names her."""

    name: str
    pass_id: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A list held against the passes of its day and exit point."""

    lines: tuple[Line, ...]
    absent: tuple[Absent, ...]

    def count(self, finding: Finding) -> int:
        """Return how many lines have a finding."""
        return sum(one.finding == finding for one in self.lines)

    @property
    def to_ask(self) -> tuple[Line, ...]:
        """The passengers to be asked at the gate, before it closes."""
        asked = (Finding.NOT_CLEARED, Finding.OTHER_PASS)
        return tuple(one for one in self.lines if one.finding in asked)


def compared(manifest: Manifest) -> Comparison:
    """Hold a list against the passes of its day.

    A narrow crossing: an exit point sees no file, so the registry is asked as the service, and
    only the finding on each line comes back. The door asks for the right and writes the audit.
    """
    lines = list(ManifestLine.objects.filter(manifest=manifest))
    with context.acting(service_actor(), reason="passenger list"):
        passes = list(_passes(manifest).select_related("migration__person"))
        passengers = _passengers(lines)
        persons = {person for one in passengers for person in one.persons}
        other = Pass.objects.filter(migration__person_id__in=persons, revoked_at=None)
        going = Migration.objects.filter(person_id__in=persons, stage__in=_BEFORE, closed_at=None)
        answer = rules.compare(
            passengers,
            holders=[_holder(one) for one in passes],
            with_other_pass=set(other.values_list("migration__person_id", flat=True)),
            preparing=set(going.values_list("person_id", flat=True)),
        )
        named = {one.migration.person_id: one for one in passes}
        absent = tuple(
            Absent(named[one.person].migration.person.full_name, named[one.person].public_id)
            for one in answer.absent
        )
    found = tuple(Line(one, answer.findings[one.position]) for one in lines)
    return Comparison(found, absent)


def _passes(manifest: Manifest) -> QuerySet[Pass]:
    begins = datetime.combine(manifest.departs_on, time(), tzinfo=WITA)
    return Pass.objects.filter(
        exit_point=manifest.exit_point_id,
        revoked_at=None,
        valid_from__lt=begins + timedelta(days=1),
        valid_until__gt=begins,
    )


def _holder(one: Pass) -> rules.Holder:
    person = one.migration.person
    return rules.Holder(person.pk, rules.name_key(person.full_name))


def _passengers(lines: list[ManifestLine]) -> list[rules.Passenger]:
    """Return the lines with the persons who bear their numbers, whoever registered them."""
    by_number: dict[str, set[int]] = {}
    held = IdentityDocument.objects.filter(
        number_hash__in={one.number_hash for one in lines} - {""}, withdrawn_at=None
    )
    for number, person in held.values_list("number_hash", "person_id"):
        by_number.setdefault(number, set()).add(person)
    registered = Person.objects.filter(
        nik__in={one.nik for one in lines} - {""}, state=PersonState.ACTIVE
    )
    for nik, person in registered.values_list("nik", "pk"):
        by_number.setdefault(nik, set()).add(person)
    return [
        rules.Passenger(
            position=one.position,
            name_key=rules.name_key(one.full_name),
            persons=frozenset(by_number.get(one.nik or one.number_hash, ())),
        )
        for one in lines
    ]
