"""What the clock does without anybody's hand: closes days in order, begins repayment in the end."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import connection

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base import log
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.lending.actions import closing, contracts
from pulang.lending.models import Loan, Pool
from pulang.lending.rules.dates import month_later
from pulang.lending.terms import LoanState

_log = log.logger(__name__)
Thing = TypeVar("Thing", Pool, Loan)


class LeftUndone(Exception):
    """What failed for some, after it was done for all others: the job fails, so that somebody looks."""


def close_days(*, at: datetime) -> int:
    """Close every day through yesterday in every pool; return how many days.

    One pool that cannot be closed does not keep the others from it.

    Raises: LeftUndone in the end, with the names of the pools that are not closed.
    """
    with context.acting(service_actor(), reason="close of the day"):
        pools = list(Pool.objects.order_by("pk"))
    yesterday = at.astimezone(WITA).date() - timedelta(days=1)
    return _each(pools, partial(_close, day=yesterday, at=at), failing="days not closed")


def begin_due(*, at: datetime) -> int:
    """Begin repayment of loans whose latest day has come, a month before the first instalment.

    Halted loans wait; so do those on which nothing was paid out.

    Raises: LeftUndone in the end, with the numbers of the loans on which it failed.
    """
    with context.acting(service_actor(), reason="latest begin of repayment"):
        due = Loan.objects.filter(
            state=LoanState.SIGNED,
            start_latest_on__lte=at.astimezone(WITA).date(),
            balance__principal__gt=0,
            balance__halted_since=None,
        )
        loans = list(due.order_by("pk"))
    return _each(loans, partial(_begin, at=at), failing="repayment not begun")


def _each(things: Sequence[Thing], act: Callable[[Thing], int], *, failing: str) -> int:
    """Do it for each, whatever became of the one before. What it does is transactions of its own."""
    done, failed = 0, []
    for one in things:
        try:
            done += act(one)
        except Refused as refusal:
            _log.warning("lending.refused", about=one.public_id, reason=refusal.code)
            failed.append(str(one))
        except Exception:  # noqa: BLE001 - whatever breaks one must not hold up all the others
            _log.exception("lending.failed", about=one.public_id)
            if not connection.is_usable():
                connection.close()  # the next one opens its own
            failed.append(str(one))
    if failed:
        raise LeftUndone(f"{failing}: {', '.join(failed)}")
    return done


def _close(pool: Pool, *, day: date, at: datetime) -> int:
    service = service_actor()
    with context.acting(service, reason="close of the day"):
        return len(closing.close_through(pool=pool, day=day, by=service, at=at))


def _begin(loan: Loan, *, at: datetime) -> int:
    service, today = service_actor(), at.astimezone(WITA).date()
    with context.acting(service, reason="latest begin of repayment"):
        contracts.begin(
            loan=loan,
            starts_on=today,
            first_due_on=month_later(today, 1),
            by=service,
            at=at,
        )
    return 1
