"""Kills at a random moment of a piece of work, and the count of those that really landed in it."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from tests.faults.crew import Crew, Mark, Worker
from tests.faults.server import Server, kill

KINDS = ("worker", "backend", "server")
"""Kill -9 of the worker, of the PostgreSQL process that serves it, of the whole PostgreSQL."""


@dataclass
class Tally:
    """What became of the kills of one kind."""

    tried: int = 0
    landed: int = 0
    """The work was not done when they came."""
    inside: int = 0
    """Of these, a transaction was under way."""
    between: int = 0
    """Of these, some of the work was done already."""


@dataclass(frozen=True)
class Pace:
    """What a unit of some work takes when nobody kills it."""

    seconds: float
    transactions: float


@dataclass
class Killer:
    """Kills work that it has measured: after any of its transactions with the same chance.

    Told by transactions, because a busy machine is slower now and then: told by the clock, kills
    would all come early, or too late.
    """

    server: Server
    crew: Crew
    chance: random.Random
    paces: dict[str, Pace] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})

    def __post_init__(self) -> None:
        self._mark = Mark(self.crew.mark)

    def measure(self, word: str, *values: object, units: int) -> None:
        """Let the work be done, and remember how long it takes."""
        with self.crew.worker(word, *values) as worker:
            self._mark.clear()
            began = time.monotonic()
            worker.go()
            said = worker.hear()
            took = time.monotonic() - began
        assert said is not None
        assert "answer" in said, said
        self.paces[word] = Pace(took / units, self._mark.transactions / units)

    def strike(self, word: str, *values: object, units: int, kind: str) -> None:
        """Kill -9 at some moment of the work, let the server recover, and count what was hit."""
        with self.crew.worker(word, *values) as worker:
            self._mark.clear()
            worker.go()
            self._wait(worker, self.paces[word], units)
            inside, done = self._mark.inside, self._mark.transactions
            self._kill(worker, kind)
            said = worker.hear()
        self._count(kind, landed=not (said and "answer" in said), inside=inside, done=done)
        self.server.wait_until_up()

    def _wait(self, worker: Worker, pace: Pace, units: int) -> None:
        """Wait until so many transactions are done, then for any part of the next one."""
        began, each = time.monotonic(), pace.seconds / pace.transactions
        whole, part = divmod(self.chance.uniform(0, pace.transactions * units), 1)
        while self._mark.transactions < whole and not worker.has_spoken():
            time.sleep(0.0005)
        if whole:
            each = min(each, (time.monotonic() - began) / whole)
        time.sleep(part * each)

    def _kill(self, worker: Worker, kind: str) -> None:
        if kind == "worker":
            worker.kill()
            self._wait_until_nobody(worker.backend)
        elif kind == "server":
            self.server.kill()
            self.server.start()
        else:
            # The server ends all other connections before it recovers: this one tells when.
            with self.server.connect(database="postgres") as witness:
                if kill(worker.backend):
                    _until_it_breaks(lambda: witness.execute("select pg_sleep(10)"))

    def _wait_until_nobody(self, backend: int) -> None:
        """What its statement still does ends before anybody proves anything."""
        with self.server.connect(database="postgres") as connection:
            while connection.execute(
                "select 1 from pg_stat_activity where pid = %s", [backend]
            ).fetchone():
                time.sleep(0.005)

    def _count(self, kind: str, *, landed: bool, inside: bool, done: int) -> None:
        tally = self.tallies[kind]
        tally.tried += 1
        tally.landed += landed
        tally.inside += landed and inside
        tally.between += landed and done > 0

    @property
    def landed(self) -> int:
        """Return how many kills hit work that was not done."""
        return sum(one.landed for one in self.tallies.values())

    def told(self) -> str:
        """Return what was hit, kind by kind."""
        return "; ".join(
            f"{kind}: {one.tried} kills, {one.landed} landed, {one.inside} within a transaction,"
            f" {one.between} after part of the work"
            for kind, one in self.tallies.items()
        )


def kinds(count: int, chance: random.Random) -> list[str]:
    """Return as many of each kind, in a random order."""
    drawn = [KINDS[number % len(KINDS)] for number in range(count)]
    chance.shuffle(drawn)
    return drawn


def _until_it_breaks(call: Callable[[], object]) -> None:
    try:
        call()
    except psycopg.OperationalError:
        return
    raise AssertionError("a backend was killed and the server has not noticed")
