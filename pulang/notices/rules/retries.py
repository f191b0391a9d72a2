"""When a message that could not be handed over is tried again. Pure."""

from datetime import datetime, timedelta

MINUTES = (1, 5, 15, 60, 240)
"""After the first, second … failure; after the last of them the message has failed."""


def next_try(attempts: int, *, at: datetime) -> datetime | None:
    """Return when to try again after `attempts` failures; None when it is enough."""
    if attempts > len(MINUTES):
        return None
    return at + timedelta(minutes=MINUTES[max(attempts, 1) - 1])
