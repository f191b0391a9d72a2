"""Which time limit holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """Hours for one code from a day on."""

    code: str
    hours: int
    starts_on: date


def allowed(limits: Iterable[Limit], *, codes: tuple[str, ...], on: date) -> timedelta:
    """Return the time allowed: the shortest of the codes' own limits, else that of `*`.

    Of several rows for one code the latest that has begun holds; before the first, the first.
    """
    rows = sorted(limits, key=lambda limit: limit.starts_on)
    own = [held for code in codes if (held := _held(rows, code, on))]
    general = _held(rows, "*", on)
    found = own or ([general] if general else [])
    if not found:
        raise LookupError(f"no time limit for {', '.join(codes)}")
    return timedelta(hours=min(limit.hours for limit in found))


def _held(rows: list[Limit], code: str, on: date) -> Limit | None:
    of_code = [row for row in rows if row.code == code]
    begun = [row for row in of_code if row.starts_on <= on]
    return begun[-1] if begun else (of_code[0] if of_code else None)
