"""Which step of the way a borrower has reached, as far as money may follow it (handbook 5.6).

The stage of her file says it alone for the first and the last step. Packages above know earlier
than the stage that training has begun or a contract was verified: they register a provider.
"""

from collections.abc import Callable, Iterable

from pulang.journey.models import Migration
from pulang.journey.terms import PATH, Stage
from pulang.lending.terms import TrancheStep

Provider = Callable[[Migration], Iterable[TrancheStep]]
"""provider(migration) yields steps that its package knows to be reached."""

_FROM_STAGE = {
    TrancheStep.T1: Stage.REGISTERED,
    TrancheStep.T2: Stage.PREPARING,
    TrancheStep.T3: Stage.CLEARED,
    TrancheStep.T4: Stage.DEPARTED,
}
"""At this stage a step is reached, whoever has said nothing."""

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let a package tell of milestones; registering twice is once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def reached(migration: Migration) -> frozenset[TrancheStep]:
    """Return the steps that money may follow. Who left the way, or is in distress, has reached none."""
    stage = Stage(migration.stage)
    if stage not in PATH or stage == Stage.INTERESTED:
        return frozenset()
    place = PATH.index(stage)
    known = {step for step, first in _FROM_STAGE.items() if PATH.index(first) <= place}
    for provider in _providers:
        known |= set(provider(migration))
    return frozenset(known)
