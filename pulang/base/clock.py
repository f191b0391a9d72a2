"""The only place that reads the clock. Doors call it once and pass `at` or `today` inward."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(tz=UTC)


def today() -> date:
    """Return the present day in NTT (WITA)."""
    return datetime.now(tz=WITA).date()
