"""Sixty-four sessions want money at the same moment from a pool that has enough for ten."""

import os
import re
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from typing import Any

import pytest

from tests.faults.crew import Crew
from tests.faults.server import Server

# The mark has the test database made, from which the server's tables are copied.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SESSIONS = 64
_WAITED = re.compile(r"\[(\d+)\] (\S+) LOG:  process \d+ acquired \w+ on .* after ([\d.]+) ms")


class Waits:
    """Who waited how long for locks, in seconds, as the server itself measured."""

    def __init__(self, log: str) -> None:
        self.by_session: defaultdict[str, float] = defaultdict(float)
        self.by_transaction: defaultdict[tuple[str, str], float] = defaultdict(float)
        for process, transaction, milliseconds in _WAITED.findall(log):
            self.by_session[process] += float(milliseconds) / 1000
            self.by_transaction[process, transaction] += float(milliseconds) / 1000

    @property
    def longest(self) -> float:
        """Return how long somebody waited in one transaction, all of its waits together."""
        return max(self.by_transaction.values())

    @property
    def of_a_session(self) -> float:
        """Return how long somebody waited in all of her transactions together."""
        return max(self.by_session.values())


def _rush(crew: Crew) -> list[dict[str, Any]]:
    """Let all begin at the same moment; return what each tells of itself."""
    with ExitStack() as stack:
        workers = [
            stack.enter_context(crew.worker("session", number)) for number in range(SESSIONS)
        ]
        start = time.time() + 0.5
        for worker in workers:
            worker.go(at=start)
        told = [worker.hear() or {} for worker in workers]
    assert all("answer" in one for one in told), told
    return [one["answer"] for one in told]


def test_not_one_rupiah_over_no_deadlock_and_nobody_waits_more_than_a_second(
    server: Server, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    before, load = len(server.log.read_bytes()), os.getloadavg()[0]

    sessions = _rush(crew)

    log = server.log.read_bytes()[before:].decode()
    waits = Waits(log)
    assert waits.by_session, "nobody waited: this was no crowd"
    slowest = max(sessions, key=lambda one: one["longest"])
    answers = Counter(one["answer"] for one in sessions)
    with capsys.disabled():
        # A statement waits for locks and for the processor; a session is many statements.
        print(
            f"\n{SESSIONS} sessions, load {load:.1f} before: {dict(answers)}; waited for locks"
            f" longer than 20 ms: {len(waits.by_session)}, longest {waits.longest:.3f} s, in all"
            f" transactions of a session {waits.of_a_session:.3f} s; longest statement"
            f" {slowest['longest']:.3f} s ({slowest['what']}), longest session"
            f" {max(one['took'] for one in sessions):.1f} s"
        )
    assert answers == {"paid": 10, "exhausted": 54}
    found = crew.ask("prove")
    assert found["outstanding"] == 100_000_000
    assert (found["committed"], found["available"], found["faults"]) == (0, 5_000_000, [])
    assert "deadlock detected" not in log
    assert waits.longest < 1
