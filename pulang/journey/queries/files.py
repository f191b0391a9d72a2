"""What the page of a migration shows: where she is, what comes next, what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pulang.access.models import Membership
from pulang.journey.models import Hold, Migration, Override
from pulang.journey.queries import gates
from pulang.journey.rules.gates import Answer
from pulang.journey.terms import ENDED, NEXT, PATH, Stage


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage on the rail: behind her, where she stands, or ahead."""

    stage: Stage
    state: str
    """done, here or ahead"""


@dataclass(frozen=True, slots=True)
class Gate:
    """One step she could take next, with what the gate says."""

    stage: Stage
    answer: Answer

    @property
    def is_on_the_way(self) -> bool:
        """Tell whether it leads on; the others leave the way."""
        return self.stage in PATH


@dataclass(frozen=True, slots=True)
class Asked:
    """An override that waits for a second person, or was decided."""

    override: Override
    asked_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """All that the page shows from journey itself."""

    rail: tuple[Stop, ...]
    onward: tuple[Gate, ...]
    aside: tuple[Stage, ...]
    holds: tuple[Hold, ...]
    overrides: tuple[Asked, ...]
    is_ended: bool


def page_of(migration: Migration, *, at: datetime) -> FilePage:
    """Return the page of a migration in a fixed number of queries besides the gates' own."""
    stage = Stage(migration.stage)
    following = sorted(NEXT[stage], key=list(Stage).index)
    onward = tuple(
        Gate(target, gates.check(migration, target=target, at=at))
        for target in following
        if target in PATH and _leads_on(stage, target)
    )
    aside = tuple(target for target in following if target not in [gate.stage for gate in onward])
    return FilePage(
        rail=_rail(migration),
        onward=onward,
        aside=aside,
        holds=tuple(Hold.objects.filter(migration=migration, lifted_at=None)),
        overrides=_overrides(migration),
        is_ended=stage in ENDED,
    )


def _leads_on(stage: Stage, target: Stage) -> bool:
    return stage not in PATH or PATH.index(target) > PATH.index(stage)


def _rail(migration: Migration) -> tuple[Stop, ...]:
    stage = Stage(migration.stage)
    if stage in PATH:
        here = PATH.index(stage)
        return tuple(
            Stop(one, "done" if number < here else "here" if number == here else "ahead")
            for number, one in enumerate(PATH)
        )
    reached = {
        Stage(name)
        for name in migration.events.exclude(stage="").values_list("stage", flat=True)
        if name in PATH
    }
    passed = [Stop(one, "done") for one in PATH if one in reached]
    return (*passed, Stop(stage, "here"))


def _overrides(migration: Migration) -> tuple[Asked, ...]:
    found = list(Override.objects.filter(migration=migration))
    names = _names(
        key for one in found for key in (one.asked_by, one.confirmed_by, one.refused_by) if key
    )
    return tuple(
        Asked(
            one,
            names.get(one.asked_by, ""),
            names.get(one.confirmed_by or one.refused_by or 0, ""),
        )
        for one in found
    )


def _names(keys: Iterable[int]) -> dict[int, str]:
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Membership.objects.filter(pk__in=wanted).select_related("user", "organisation")
    return {row.pk: f"{row.user}, {row.organisation}" for row in rows}
