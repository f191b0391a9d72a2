"""The demo's migrations: thousands of persons of the registry, on every stage of the way.

Written as the owner and in bulk, past the gates: nobody decided these departures. What somebody
does in the demo afterwards goes the way of users.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from pulang.access.models import Membership, Organisation
from pulang.access.terms import Role
from pulang.base.clock import WITA
from pulang.journey.models import Event, Migration
from pulang.journey.terms import ENDED, PATH, ProceduralStatus, Scheme, Stage
from pulang.people.models import OwnFile, Person
from pulang.places.models import Country
from pulang.web.demo.roster import DOMAIN

SHARE = 0.42
"""How many of the registry's persons are, or were, on their way."""

_S = Stage
STAGES = {
    _S.INTERESTED: 0.10,
    _S.REGISTERED: 0.10,
    _S.PREPARING: 0.16,
    _S.CLEARED: 0.05,
    _S.DEPARTED: 0.03,
    _S.WORKING: 0.26,
    _S.RETURNING: 0.03,
    _S.HOME: 0.07,
    _S.REINTEGRATING: 0.06,
    _S.SETTLED: 0.05,
    _S.WITHDRAWN: 0.03,
    _S.REFUSED: 0.01,
    _S.MISSING: 0.02,
    _S.DISTRESSED: 0.02,
    _S.DECEASED: 0.01,
}
_UNTIL = {
    _S.WITHDRAWN: 2,
    _S.REFUSED: 2,
    _S.MISSING: 5,
    _S.DISTRESSED: 5,
    _S.DECEASED: 5,
}
"""Side exits: how many stages of the way lie before them."""

DAYS = (0, 21, 18, 60, 12, 4, 640, 6, 25, 200)
"""Days from one stage of the way to the next, on average."""

STAYS = {_S.WORKING: 140.0}
"""Scale of the days at the last stage so far: work abroad lasts longer than anything else."""

DESTINATIONS = {"MY": 0.78, "SG": 0.06, "HK": 0.05, "TW": 0.04, "JP": 0.04, "BN": 0.03}
OCCUPATIONS = {
    "domestic": 0.52,
    "plantation": 0.22,
    "caregiver": 0.08,
    "construction": 0.10,
    "factory": 0.08,
}


@dataclass(frozen=True)
class Walk:
    """One person's way: the stages she reached, each with its day."""

    person: Person
    steps: tuple[tuple[Stage, datetime], ...]
    is_procedural: bool
    destination: str
    occupation: str


def _drawn(shares: dict[str, float], number: float) -> str:
    total = 0.0
    for key, share in shares.items():
        total += share
        if number < total:
            return key
    return next(iter(shares))


def _steps(
    stage: Stage, *, at: datetime, rng: np.random.Generator
) -> Iterator[tuple[Stage, datetime]]:
    """Yield the stages up to `stage`, walked backwards from a day within its usual time."""
    index = _UNTIL.get(stage)
    way = [*PATH[: index + 1], stage] if index is not None else [*PATH[: PATH.index(stage) + 1]]
    gaps = [float(rng.gamma(2.0, days / 2.0 + 0.5)) for days in DAYS[1 : len(way)]]
    if len(gaps) < len(way) - 1:
        gaps += [float(rng.gamma(2.0, 20.0))] * (len(way) - 1 - len(gaps))
    stay = float(rng.gamma(1.5, STAYS.get(stage, 20.0)))
    last = at - timedelta(days=stay, hours=float(rng.uniform(0, 9)))
    moments = [last]
    for gap in reversed(gaps):
        moments.append(moments[-1] - timedelta(days=gap))
    yield from zip(way, reversed(moments), strict=True)


def walks(persons: list[Person], *, at: datetime, seed: int) -> Iterator[Walk]:
    """Yield the way of each person who is drawn; the same seed gives the same ways."""
    rng = np.random.default_rng(seed)
    stages = {str(stage): share for stage, share in STAGES.items()}
    for person in persons:
        chance, which, where, what, how = rng.uniform(size=5)
        if chance >= SHARE:
            continue
        stage = Stage(_drawn(stages, which))
        yield Walk(
            person=person,
            steps=tuple(_steps(stage, at=at, rng=rng)),
            is_procedural=how < 0.72,
            destination=_drawn(DESTINATIONS, where),
            occupation=_drawn(OCCUPATIONS, what),
        )


def is_built() -> bool:
    """Tell whether the demo's migrations are there."""
    return Migration.objects.exists()


@transaction.atomic
def build(*, at: datetime, seed: int) -> int:
    """Write migrations and their events; return how many migrations. As the owner."""
    if is_built():
        return 0
    persons = list(Person.objects.filter(state="active").exclude(place_code="").order_by("pk"))
    countries = set(Country.objects.filter(alpha2__in=DESTINATIONS).values_list("pk", flat=True))
    office, recorder = _desk()
    drawn = [one for one in walks(persons, at=at, seed=seed) if one.destination in countries]
    made = Migration.objects.bulk_create((_migration(walk, recorder) for walk in drawn), 1000)
    Event.objects.bulk_create(
        (
            event
            for migration, walk in zip(made, drawn, strict=True)
            for event in _events(migration, walk, office=office, recorder=recorder)
        ),
        2000,
    )
    _own_file_of_maria(at=at)
    return len(made)


def enter(walk: Walk) -> Migration:
    """Write one way down with its events. As the owner."""
    office, recorder = _desk()
    made = _migration(walk, recorder)
    made.save(force_insert=True)
    Event.objects.bulk_create(_events(made, walk, office=office, recorder=recorder))
    return made


def _desk() -> tuple[Organisation | None, Membership | None]:
    office = Organisation.objects.filter(kind="kabupaten").order_by("pk").first()
    recorder = Membership.objects.filter(role=Role.KABUPATEN_OFFICER).order_by("pk").first()
    return office, recorder


def _migration(walk: Walk, recorder: Membership | None) -> Migration:
    stage, since = walk.steps[-1]
    began = walk.steps[0][1]
    left = stage not in {*PATH[:4], Stage.WITHDRAWN, Stage.REFUSED}
    status = ProceduralStatus.PROSEDURAL if walk.is_procedural else ProceduralStatus.NONPROSEDURAL
    return Migration(
        person=walk.person,
        scheme=Scheme.P_TO_P if walk.is_procedural or not left else "",
        procedural_status=status if left else ProceduralStatus.BELUM_DIKETAHUI,
        destination_id=walk.destination,
        occupation=walk.occupation,
        stage=stage,
        stage_since=since,
        ruleset_on=began.astimezone(WITA).date(),
        place_code=walk.person.place_code,
        known_to=walk.person.known_to,
        opened_at=began,
        opened_by=recorder.pk if recorder else None,
        closed_at=since if stage in ENDED else None,
        closed_by=recorder.pk if recorder and stage in ENDED else None,
    )


def _events(
    migration: Migration,
    walk: Walk,
    *,
    office: Organisation | None,
    recorder: Membership | None,
) -> Iterator[Event]:
    before = ""
    for stage, moment in walk.steps:
        yield Event(
            person=walk.person,
            migration=migration,
            kind="journey.stage" if before else "journey.opened",
            stage=stage,
            occurred_at=moment,
            recorded_at=moment + timedelta(hours=2),
            recorded_by=recorder.pk if recorder else None,
            organisation_id=office.pk if office else None,
            place_code=walk.person.place_code,
            facts={"from": before} if before else {},
        )
        before = str(stage)


def _own_file_of_maria(*, at: datetime) -> None:
    """Tie the demo's worker account to Maria of the lists."""
    account = Membership.objects.filter(user__email=f"maria@{DOMAIN}", role=Role.WORKER).first()
    maria = Person.objects.filter(state="active", nik="5304014903989901").order_by("pk").first()
    if account and maria:
        OwnFile.objects.get_or_create(
            membership_id=account.pk, defaults={"person": maria, "linked_at": at}
        )
