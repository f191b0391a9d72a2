"""One run of the clock, from the first stage to the last."""

from collections.abc import Callable
from datetime import datetime

from pulang.abroad.actions import clock, escalations
from pulang.access.queries import service_actor


def run(*, at: datetime) -> dict[str, int]:
    """Close, open, ask, escalate; return how many each stage moved. Any stage may be killed."""
    service = service_actor()
    return {
        "laid_down": clock.lay_down(at=at, by=service),
        "opened": clock.open_due(at=at, by=service),
        "asked": until_none(lambda: clock.ask(at=at, by=service)),
        "escalated": escalations.advance(at=at, by=service),
        "acted": until_none(lambda: escalations.act(at=at, by=service)),
    }


def until_none(stage: Callable[[], int]) -> int:
    """Call a stage that works in batches until it finds nothing more."""
    total = 0
    while done := stage():
        total += done
    return total
