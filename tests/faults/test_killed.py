"""Kill -9 in the middle of the end of a day and of a batch of payouts: nothing twice, nothing lost."""

import os
import random
import sys
import time
from typing import Any

import pytest

from tests.faults.crew import Crew
from tests.faults.killing import Killer, kinds
from tests.faults.server import Server
from tests.faults.words import SMALL

# The mark has the test database made, from which the server's tables are copied.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SEED = 20260119
FEW = 5
"""Kills of each work in the normal suite; `test_killed_two_hundred_times` does them all."""
LOANS = 24
ORDERS = 8
"""Payouts that are released before each kill."""
DAYS = 3
"""Days that are to be closed at each kill."""
QUIET = 48
"""Days closed before, until shortly before the first instalments fall due."""

# What must be the same whether the days were closed in peace or under fire. The rows of a day tell
# also how many loans turned in one run; that differs, because a run that was killed does no more.
_FOLLOWS = {
    "entries": "select loan_id, booked_on, debit, credit, amount from lending_entry order by 1, 2, 3, 4, 5",
    "balances": "select * from lending_balance order by loan_id",
    "days": "select day, loans, interest from lending_dayclose order by 1",
    "sums": "select day, account, debit, credit from lending_daybalance order by 1, 2",
    "instalments": "select id, penalty, is_current, is_paid from lending_instalment order by 1",
    "pool": "select capital, committed, outstanding, lost, cash, closed_through from lending_pool",
    "messages": "select key, template from notices_message order by 1",
    "tasks": "select kind, key, urgency, done_at is null from coordination_task order by 1, 2, 3, 4",
}


class Fight:
    """Rounds of work and kills on one server, and what is proved after them."""

    def __init__(self, server: Server, crew: Crew, kills: int, *, parts: int) -> None:
        self.server, self.crew, self.kills = server, crew, kills
        self.killers: dict[str, Killer] = {}
        self.lent = crew.ask("lend", LOANS, parts, owner=True)

    def killer(self, name: str) -> Killer:
        """Begin to fight over one kind of work."""
        self.killers[name] = Killer(self.server, self.crew, random.Random(SEED))
        return self.killers[name]

    def prove(self) -> dict[str, Any]:
        """The books tie."""
        found: dict[str, Any] = self.crew.ask("prove")
        assert found["faults"] == []
        return found

    def rows(self, statement: str, database: str = "pulang") -> list[tuple[Any, ...]]:
        """Read as the owner, who sees everything."""
        with self.server.connect(database) as connection:
            return connection.execute(statement).fetchall()

    def payouts(self) -> None:
        """Kill at payment files, at the bank's answers and at payouts that are booked by hand."""
        killer = self.killer("payouts")
        for word in ("report", "by_hand"):
            killer.measure(word, units=self.release(ORDERS))
        for number, kind in enumerate(kinds(self.kills, killer.chance)):
            waiting = self.release(ORDERS)
            killer.strike(("report", "by_hand")[number % 2], units=waiting, kind=kind)
            found = self.prove()
            assert found["outstanding"] + found["committed"] == self.lent
            self.progress(number)
        self.pay_all()
        self.all_paid_once()

    def release(self, most: int) -> int:
        """Give the desk fresh work; return how many payouts it has to see to now."""
        return int(self.crew.ask("release", most, owner=True))

    def pay_all(self) -> None:
        """Pay out what is left; what the bank refuses is sent again."""
        while self.release(200):
            self.crew.ask("report")

    def all_paid_once(self) -> None:
        """Each tranche left the bank once and is booked once; told once more, nothing changes."""
        before = self.rows("select * from lending_entry order by id")
        assert self.crew.ask("again") == ["known"]
        assert self.rows("select * from lending_entry order by id") == before
        assert set(self.crew.ask("paid_by_bank").values()) == {1}
        booked = self.rows(
            "select t.public_id, count(*), sum(e.amount) from lending_tranche t"
            " join lending_posting p on p.key = 'tranche:' || t.public_id and p.id = t.posting_id"
            " join lending_entry e on e.posting_id = p.id and e.loan_id = t.loan_id"
            " where t.state = 'paid' group by t.public_id"
        )
        assert len(booked) == self.lent // SMALL
        assert {row[1:] for row in booked} == {(1, SMALL)}
        told = self.rows("select count(*) from access_auditentry where event = 'lending.paid_out'")
        assert told == [(len(booked),)], "each payout stands in the trail once"
        assert self.crew.ask("trail", owner=True) == []
        found = self.prove()
        assert (found["outstanding"], found["committed"]) == (self.lent, 0)
        assert found["principal"] == self.lent

    def days(self) -> None:
        """Kill at the end of days, closed by the desk and by the clock."""
        self.crew.ask("begin")
        self.crew.ask("close", QUIET)
        killer = self.killer("days")
        for word in ("close", "clock_close"):
            killer.measure(word, DAYS, units=DAYS)
        self.server.copy("pulang", to="peace")
        first = self.prove()["closed_through"]
        for number, kind in enumerate(kinds(self.kills, killer.chance)):
            killer.strike(("close", "clock_close")[number % 2], DAYS, units=DAYS, kind=kind)
            self.prove()
            self.progress(number)
        self.crew.ask("close", DAYS)
        self.each_day_once(since=first)

    def each_day_once(self, *, since: str) -> None:
        """Each loan earned each day once, and all is as if nobody had been killed."""
        through = self.prove()["closed_through"]
        (count,) = self.rows(f"select date '{through}' - date '{since}'")[0]
        self.crew.ask("close", count, database="peace")
        for name, statement in _FOLLOWS.items():
            assert self.rows(statement) == self.rows(statement, "peace"), name
        earned = self.rows(
            "select b.loan_id, count(distinct e.booked_on), count(e.id), b.accrued_through::text,"
            " b.accrued_through - min(e.booked_on) + 1"
            " from lending_balance b join lending_entry e using (loan_id)"
            " where e.debit = 'interest' and e.credit = 'interest_income' group by b.loan_id"
        )
        assert len(earned) == LOANS
        for _loan, days, entries, last, lasted in earned:
            assert (days, entries, last) == (lasted, lasted, through)
        assert self.crew.ask("trail", owner=True) == []

    def progress(self, number: int) -> None:
        """Say in a long fight how far it has come; seen with `-s`."""
        if (number + 1) % 10 == 0:
            print(f"{time.strftime('%H:%M:%S')}", self.told(), sep="\n", file=sys.__stderr__)

    def told(self) -> str:
        """Return what was hit, work by work."""
        return "\n".join(f"{name}: {killer.told()}" for name, killer in self.killers.items())

    def half_landed(self) -> None:
        """Kills that come too late prove nothing."""
        for name, killer in self.killers.items():
            assert killer.landed * 2 >= self.kills, (name, killer.told())


def _fight(server: Server, crew: Crew, kills: int, *works: str) -> str:
    parts = 1 + (kills + 2) * ORDERS // LOANS if "payouts" in works else 1
    fight, began = Fight(server, crew, kills, parts=parts), time.monotonic()
    for work in works:
        getattr(fight, work)()
    fight.half_landed()
    return f"\n{fight.told()}\n{time.monotonic() - began:.0f} s"


@pytest.mark.skipif(
    not os.environ.get("PULANG_KILLS"), reason="PULANG_KILLS=200 asks for it; half an hour"
)
def test_killed_two_hundred_times(
    server: Server, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _fight(server, crew, int(os.environ["PULANG_KILLS"]) // 2, "payouts", "days")

    with capsys.disabled():
        print(told)


def test_a_batch_of_payouts_that_is_killed_pays_nothing_twice_and_loses_nothing(
    server: Server, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _fight(server, crew, FEW, "payouts")

    with capsys.disabled():
        print(told)


def test_the_end_of_a_day_that_is_killed_goes_on_and_earns_each_day_once(
    server: Server, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _fight(server, crew, FEW, "pay_all", "days")

    with capsys.disabled():
        print(told)
