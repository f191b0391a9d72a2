"""The close of a day: interest, the next periods, what is late; set by set, safe to run twice."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission
from pulang.base import log
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.base.ids import new_ulid
from pulang.lending.models import DayClose, Pool
from pulang.lending.rules.arrears import LIMITS as LIMITS_BY_QUALITY
from pulang.lending.rules.restructure import CURE

_log = log.logger(__name__)
BATCH = 20_000
"""Loans in one transaction: who pays in on one of them waits for less than a second."""
LIMITS = tuple(LIMITS_BY_QUALITY[quality] for quality in sorted(LIMITS_BY_QUALITY))
"""Days past due beyond which the quality falls by one (handbook 5.5)."""
PENALTY_MOST = 1000
"""The penalty on an instalment is at most so many basis points of it, however late [P]."""

Step = Callable[[Pool, date, Actor, datetime], int]
before_ageing: list[tuple[str, Step]] = []
"""Steps of other modules between interest and ageing: advances that fall due, capitalised interest."""
after_closing: list[tuple[str, Step]] = []
"""Steps after a day was closed: notices, tasks. Each is safe to run twice."""


class OutOfTurn(Refused):
    """Days are closed one after another."""

    code = "lending.day_out_of_turn"


@dataclass(slots=True)
class Closed:
    """What closing a day did."""

    day: date
    loans: int = 0
    interest: int = 0
    turned: int = 0
    aged: int = 0
    others: dict[str, int] = field(default_factory=dict)


def close_through(
    *, pool: Pool, day: date, by: Actor, at: datetime, batch: int = BATCH
) -> list[Closed]:
    """Close every day that is not closed yet, up to and with `day`; in order, one after another.

    Raises: NotAllowed, OutOfTurn when the day has not ended.
    """
    require(by, Permission.LOAN_WRITE)
    if day >= at.astimezone(WITA).date():
        raise OutOfTurn(
            _("%(day)s has not ended yet; it can be closed from midnight.") % {"day": day}, day=day
        )
    done = []
    pool.refresh_from_db(fields=["closed_through"])
    if pool.closed_through >= pool.opened_on:
        # A run that was killed right after a day's end has told nobody yet; twice is once.
        follow(pool, pool.closed_through, by, at)
    while pool.closed_through < day:
        done.append(_close(pool, pool.closed_through + timedelta(days=1), by, at, batch))
        pool.refresh_from_db(fields=["closed_through"])
    return done


def _close(pool: Pool, day: date, by: Actor, at: datetime, batch: int) -> Closed:
    """Close one day. Each batch is a transaction of its own: a killed run is taken up by the next."""
    done = Closed(day)
    _call("lending_begin_close", pool.pk, day, at, by.membership_id)
    done.turned = _call("lending_turn", pool.pk, day, by.membership_id) or 0
    _accrue(pool, day, by, at, batch)
    done.others["capitalised"] = _call(
        "lending_capitalise", pool.pk, day, new_ulid(), at, by.membership_id
    )
    for name, step in before_ageing:
        done.others[name] = step(pool, day, by, at)
    done.others["penalised"] = _call(
        "lending_penalise", pool.pk, day, PENALTY_MOST, new_ulid(), at, by.membership_id
    )
    done.aged = _call("lending_age", pool.pk, day, list(LIMITS), CURE, by.membership_id) or 0
    facts = {"turned": done.turned, "aged": done.aged, **done.others}
    _call("lending_finish_close", pool.pk, day, json.dumps(facts), at, by.membership_id)
    kept = DayClose.objects.get(pool=pool, day=day)
    done.loans, done.interest = kept.loans, kept.interest
    done.others.update(follow(pool, day, by, at))
    _log.info("lending.closed", pool=pool.public_id, day=str(day), loans=done.loans, **facts)
    return done


def follow(pool: Pool, day: date, by: Actor, at: datetime) -> dict[str, int]:
    """Take the steps that follow the end of a day; return what each did."""
    return {name: step(pool, day, by, at) for name, step in after_closing}


def _accrue(pool: Pool, day: date, by: Actor, at: datetime, batch: int) -> None:
    """Book the day's interest, batch by batch; once more from the start for loans that began meanwhile."""
    for _again in range(2):
        last: int | None = 0
        while last is not None:
            (last,) = _row(
                "select last_loan from lending_accrue(%s, %s, %s, %s, %s, %s, %s)",
                [pool.pk, day, last, batch, new_ulid(), at, by.membership_id],
            )
        if not _call("lending_left", pool.pk, day, by.membership_id):
            return


def _call(function: str, *values: Any) -> Any:
    marks = ", ".join(["%s"] * len(values))
    return _row(f"select {function}({marks})", list(values))[0]


def _row(statement: str, values: list[Any]) -> tuple[Any, ...]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(cursor.fetchone() or ())
