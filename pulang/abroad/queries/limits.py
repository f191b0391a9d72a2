"""How much time there is, on a day."""

from datetime import date, timedelta

from pulang.abroad.models import TimeLimit
from pulang.abroad.rules import limits
from pulang.abroad.rules.limits import Limit
from pulang.abroad.terms import LimitOf


def allowed(limit_of: LimitOf, *codes: str, on: date) -> timedelta:
    """Return the time allowed on a day: of several codes the shortest."""
    rows = TimeLimit.objects.filter(limit_of=limit_of, code__in=[*codes, "*"])
    return limits.allowed(
        (Limit(row.code, row.hours, row.starts_on) for row in rows), codes=codes, on=on
    )
