"""Many want the pool's row at once: they stand in line, and who came first is served first."""

import threading
import time

import pytest
from django.db import connection, transaction

from pulang.access import context
from pulang.lending.actions import ledger
from pulang.lending.actions.ledger import Move
from pulang.lending.terms import Account, PostingKind
from pulang.lending.tests import factories
from pulang.lending.tests.factories import OPENED, Bank

pytestmark = pytest.mark.django_db(transaction=True)


def _book(bank: Bank, key: str) -> None:
    ledger.post(
        pool=bank.pool,
        kind=PostingKind.SUSPENSE,
        key=key,
        booked_on=OPENED,
        moves=[Move(Account.CASH, Account.SUSPENSE, 500_000)],
        by=bank.officer,
        at=factories.at(OPENED),
    )


def _waiting() -> list[str]:
    """Return what those wait for who wait for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select locktype from pg_locks where not granted and database ="
            " (select oid from pg_database where datname = current_database())"
        )
        return [kind for (kind,) in cursor.fetchall()]


def _until(count: int) -> list[str]:
    until = time.monotonic() + 10
    while len(found := _waiting()) < count and time.monotonic() < until:
        time.sleep(0.01)
    return found


def test_who_wants_the_pool_stands_in_line_and_nobody_is_overtaken(bank):
    held, free, served = threading.Event(), threading.Event(), []

    def hold():
        with context.acting(bank.officer), transaction.atomic():
            _book(bank, "line:0")
            held.set()
            free.wait(20)
        connection.close()

    def want(number):
        with context.acting(bank.officer), transaction.atomic():
            _book(bank, f"line:{number}")
            served.append(number)
        connection.close()

    threads = [threading.Thread(target=hold)]
    threads[0].start()
    assert held.wait(10)
    for number in (1, 2, 3):
        threads.append(threading.Thread(target=want, args=(number,)))
        threads[-1].start()
        kinds = _until(number)

    free.set()
    for one in threads:
        one.join(20)

    assert kinds == ["advisory"] * 3
    assert served == [1, 2, 3]
