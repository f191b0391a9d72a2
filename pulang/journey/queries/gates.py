"""Asking a gate: packages register what they require before a stage in `apps.ready`."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime

from pulang.journey.models import Migration, Override
from pulang.journey.rules.gates import Answer, Requirement, decide
from pulang.journey.terms import Stage

Provider = Callable[..., Iterable[Requirement]]
"""provider(migration, *, target, at) yields what it requires, met or not."""

_providers: dict[Stage, list[Provider]] = {}


def register(provider: Provider, *, targets: Collection[Stage]) -> Provider:
    """Let a package stand before stages; registering twice is once."""
    for target in targets:
        mine = _providers.setdefault(target, [])
        if provider not in mine:
            mine.append(provider)
    return provider


def requirements(migration: Migration, *, target: Stage, at: datetime) -> Iterator[Requirement]:
    """Yield everything that is required before a stage."""
    for provider in _providers.get(target, ()):
        yield from provider(migration, target=target, at=at)


def check(migration: Migration, *, target: Stage, at: datetime) -> Answer:
    """Return the gate's answer: met, unmet with why and how to mend it, passed by two people."""
    passed = Override.objects.filter(
        migration=migration, stage=target, confirmed_at__isnull=False, confirmed_at__lte=at
    ).values_list("requirement", flat=True)
    return decide(requirements(migration, target=target, at=at), overridden=set(passed))
