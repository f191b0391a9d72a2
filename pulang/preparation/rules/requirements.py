"""Which papers are there, which are missing, which is next. Pure: plain values in, frozen out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DONE, EXPIRING, PENDING, MISSING, BLOCKED = "done", "expiring", "pending", "missing", "blocked"


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that one file asks for, as the rules of its day say."""

    code: str
    step: int = 0
    """P02 is 2: the order of the procedure (handbook 1.6)."""
    stage: str = "cleared"
    """The stage before which it must be there."""
    needs: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    """Other papers that serve as well: a baptism record for a birth certificate."""
    months_left: int = 0
    """How many months it must still hold: a passport, the contract and six months."""
    is_mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that was handed in."""

    code: str
    state: str
    valid_until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of a file, and how it stands on a day."""

    asked: Asked
    standing: str
    held: Held | None = None
    blocked_by: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Tell whether it counts today; what expires soon still counts."""
        return self.standing in {DONE, EXPIRING}


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a file stands: every paper in the order of the procedure, and the one next action."""

    lines: tuple[Line, ...]
    next: Line | None = None
    by_code: Mapping[str, Line] = field(default_factory=dict)

    @property
    def done_count(self) -> int:
        """Return how many required papers count today."""
        return sum(line.is_done for line in self.lines if line.asked.is_mandatory)

    @property
    def asked_count(self) -> int:
        """Return how many papers are required."""
        return sum(line.asked.is_mandatory for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Tell whether every required paper counts today."""
        return all(line.is_done for line in self.lines if line.asked.is_mandatory)

    def unmet(self, stages: Iterable[str]) -> tuple[Line, ...]:
        """Return the required papers that some stages ask for and that do not count today."""
        wanted = set(stages)
        return tuple(
            line
            for line in self.lines
            if line.asked.is_mandatory and line.asked.stage in wanted and not line.is_done
        )


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the month's last day when there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def counts(held: Held, asked: Asked, *, on: date) -> bool:
    """Tell whether an accepted paper holds on a day; its last day is the one printed on it."""
    if held.state != "accepted":
        return False
    return held.valid_until is None or held.valid_until >= add_months(on, asked.months_left)


def _best(asked: Asked, held: Iterable[Held], *, on: date) -> Held | None:
    """Return the paper that serves best: one that counts, one that waits, else the last word."""
    serving = [one for one in held if one.code in {asked.code, *asked.alternatives}]
    if not serving:
        return None
    rank = {"submitted": 1, "accepted": 2, "rejected": 3, "expired": 4}

    def order(one: Held) -> tuple[int, int, int, str]:
        counted = counts(one, asked, on=on)
        last_day = one.valid_until or date.max
        return (
            0 if counted else rank.get(one.state, 9),
            one.code != asked.code,
            -last_day.toordinal(),
            one.reason,
        )

    best = min(serving, key=order)
    return best if counts(best, asked, on=on) or best.state in rank else None


def _standing(asked: Asked, held: Held | None, *, on: date, soon_days: int) -> str:
    if held is None:
        return MISSING
    if counts(held, asked, on=on):
        until = held.valid_until
        needed = add_months(on, asked.months_left)
        return (
            EXPIRING if until is not None and until <= needed + timedelta(days=soon_days) else DONE
        )
    return PENDING if held.state == "submitted" else MISSING


def assess(
    asked: Iterable[Asked], held: Iterable[Held], *, on: date, soon_days: int = 30
) -> Readiness:
    """Return how a file stands on a day.

    A missing paper whose own needs are not there yet is blocked; the next action is the first
    missing one in the order of the procedure that nothing blocks. When nothing is missing, the
    paper that expires first. The order in which papers are given does not matter.
    """
    papers = list(held)
    wanted = sorted(set(asked), key=lambda one: (one.step, one.code))
    found = {one.code: _best(one, papers, on=on) for one in wanted}
    standing = {
        one.code: _standing(one, found[one.code], on=on, soon_days=soon_days) for one in wanted
    }
    there = {code for code, how in standing.items() if how in {DONE, EXPIRING}}
    lines = []
    for one in wanted:
        lacking = tuple(code for code in one.needs if code in standing and code not in there)
        how = standing[one.code]
        if how == MISSING and lacking:
            how = BLOCKED
        lines.append(Line(one, how, found[one.code], lacking if how == BLOCKED else ()))
    return Readiness(tuple(lines), _next(lines), {line.asked.code: line for line in lines})


def _next(lines: list[Line]) -> Line | None:
    required = [line for line in lines if line.asked.is_mandatory]
    for line in required:
        if line.standing == MISSING:
            return line
    expiring = [line for line in required if line.standing == EXPIRING and line.held]
    return min(
        expiring,
        key=lambda line: (line.held.valid_until or date.max, line.asked.step),  # type: ignore[union-attr]
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that became another since a file was opened."""

    code: str
    was: str
    now: str


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what differs between two sets of rules, by paper: '' is not asked for."""
    codes = sorted(before.keys() | after.keys())
    return tuple(
        Change(code, before.get(code, ""), after.get(code, ""))
        for code in codes
        if before.get(code, "") != after.get(code, "")
    )
