"""What became of each loan of the demo: drawn by chance, the same for the same seed.

Pure: who, how much, for what, on which days. `lending.py` writes it down, `lending_books.py` lets
the year pass over it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.law.terms import Component
from pulang.lending.terms import DebtKind, RefusalReason, TrancheStep


class Fate(StrEnum):
    """How far a loan came."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNSIGNED = "unsigned"
    DRAWING = "drawing"
    PAYING = "paying"
    SLOW = "slow"
    LATE = "late"
    RESTRUCTURED = "restructured"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    HALTED = "halted"
    CLAIMED = "claimed"


AT_THE_DESK = frozenset({Fate.WAITING, Fate.PROPOSED, Fate.UNSIGNED})
"""Whoever stands there has passed the gates."""
BEFORE_A_LOAN = (Fate.WAITING, Fate.PROPOSED, Fate.REFUSED, Fate.WITHDRAWN)

WAGES = {
    "MY": (1700, "MYR", 5_814_000),
    "SG": (650, "SGD", 7_718_000),
    "BN": (620, "BND", 7_360_000),
    "HK": (5100, "HKD", 10_120_000),
    "TW": (20_000, "TWD", 9_690_000),
    "JP": (175_000, "JPY", 18_290_000),
}
"""Net wage a month, its currency, and what it is in rupiah after the haircut for exchange risk."""

C = Component
CEILINGS: dict[str, dict[Component, int]] = {
    "MY": {C.LOCAL_TRANSPORT: 1_500_000, C.POCKET_MONEY: 2_500_000, C.FAMILY_START: 4_000_000},
    "BN": {C.LOCAL_TRANSPORT: 1_500_000, C.POCKET_MONEY: 2_500_000, C.FAMILY_START: 4_000_000},
    "SG": {C.TRAINING: 6_000_000, C.LOCAL_TRANSPORT: 1_500_000, C.FAMILY_START: 5_000_000},
    "HK": {C.MEDICAL: 1_100_000, C.TRAINING: 7_000_000, C.FAMILY_START: 5_000_000},
    "TW": {
        C.MEDICAL: 1_020_000,
        C.PSYCHOLOGY: 550_000,
        C.LANGUAGE: 6_000_000,
        C.FAMILY_START: 5_000_000,
    },
    "JP": {
        C.MEDICAL: 1_500_000,
        C.LANGUAGE: 18_000_000,
        C.TRAINING: 8_000_000,
        C.TICKET: 8_500_000,
        C.FAMILY_START: 8_000_000,
    },
    "AU": {C.LANGUAGE: 20_000_000, C.VISA: 15_000_000, C.TICKET: 18_000_000},
}
"""Ceilings per destination within the ranges of handbook 5.2; what the employer bears is not there."""

STEPS = {
    C.MEDICAL: TrancheStep.T1,
    C.PSYCHOLOGY: TrancheStep.T1,
    C.TRAINING: TrancheStep.T2,
    C.LANGUAGE: TrancheStep.T2,
    C.TICKET: TrancheStep.T3,
    C.LOCAL_TRANSPORT: TrancheStep.T3,
    C.VISA: TrancheStep.T3,
    C.POCKET_MONEY: TrancheStep.T4,
    C.FAMILY_START: TrancheStep.T4,
}

_REASONS = (
    RefusalReason.UNAFFORDABLE,
    RefusalReason.UNAFFORDABLE,
    RefusalReason.FORBIDDEN_COST,
    RefusalReason.NOT_ELIGIBLE,
    RefusalReason.INCOMPLETE,
    RefusalReason.OTHER_LOANS,
    RefusalReason.RED_FLAG,
)
MOST_HALTED, MOST_CLAIMED = 9, 4
_DUE_DAYS = (1, 5, 10, 20, 25)
_LATE = (8, 17, 24, 36, 44, 52, 66, 74, 83, 97, 112, 128, 151, 190, 215)
"""Days past due that the demo shows: every class of age and quality."""


@dataclass(frozen=True)
class Story:
    """One application and what followed."""

    migration: Migration
    fate: Fate
    scheme: str
    months: int
    parts: tuple[tuple[TrancheStep, Component, int], ...]
    asked_on: date
    decided_on: date
    signed_on: date | None = None
    paid_on: dict[TrancheStep, date] = field(default_factory=dict)
    begins_on: date | None = None
    first_due: date | None = None
    debts: tuple[tuple[DebtKind, int], ...] = ()
    reason: RefusalReason | None = None
    late_days: int = 0
    delay: int = 0

    @property
    def principal(self) -> int:
        """Return the sum of its parts."""
        return sum(amount for _step, _component, amount in self.parts)

    @property
    def wage(self) -> tuple[int, str, int]:
        """Return wage, currency, and rupiah."""
        return WAGES[self.migration.destination_id or "MY"]


def draw(
    migrations: Sequence[Migration], *, today: date, opened: date, rng: np.random.Generator
) -> Iterator[Story]:
    """Yield a story for each migration to which the pool could mean something."""
    late, wanted = [*_LATE] * 3, [Fate.RESTRUCTURED, Fate.SETTLED] * 4
    hard = {Stage.DISTRESSED: MOST_HALTED, Stage.DECEASED: MOST_CLAIMED}
    for number, migration in enumerate(migrations):
        if migration.destination_id not in WAGES:
            continue
        stage = Stage(migration.stage)
        if stage in {Stage.REGISTERED, Stage.PREPARING}:
            if rng.uniform() < 0.35:
                yield _at_the_desk(migration, number, today=today, rng=rng)
        elif stage in {Stage.CLEARED, Stage.DEPARTED}:
            if rng.uniform() < 0.7:
                yield _drawing(migration, today=today, opened=opened, rng=rng)
        elif stage in {Stage.WORKING, Stage.DISTRESSED, Stage.DECEASED}:
            began = migration.stage_since.date()
            if stage != Stage.WORKING:
                hard[stage] -= 1
                if hard[stage] < 0:
                    continue
                began = today - timedelta(days=int(rng.integers(150, 240)))
            if began >= opened + timedelta(days=30) and rng.uniform() < 0.9:
                story = _running(migration, began=began, today=today, opened=opened, rng=rng)
                yield _with_fate(story, stage, today=today, late=late, wanted=wanted, rng=rng)


def without(story: Story, barred: frozenset[str]) -> Story:
    """Return the story without the costs that the rules put on the employer."""
    parts = tuple(part for part in story.parts if part[1].value not in barred)
    steps = {step for step, _component, _amount in parts}
    days = {step: day for step, day in story.paid_on.items() if step in steps}
    return replace(story, parts=parts, paid_on=days)


def not_eligible(story: Story) -> Story:
    """Return the story of somebody who was refused, for no contract was checked."""
    return replace(
        story,
        fate=Fate.REFUSED,
        reason=RefusalReason.NOT_ELIGIBLE,
        asked_on=story.asked_on - timedelta(days=9),
        decided_on=story.decided_on - timedelta(days=9),
    )


def basic(migration: Migration, *, asked_on: date, rng: np.random.Generator) -> Story:
    """Return who asked for what and when, by the ceilings of the destination."""
    destination = migration.destination_id or "MY"
    parts = []
    for component, most in CEILINGS[destination].items():
        share = float(rng.uniform(0.55, 1.0))
        parts.append((STEPS[component], component, int(most * share) // 50_000 * 50_000))
    kinds = (DebtKind.RECRUITER, DebtKind.MONEYLENDER, DebtKind.COOPERATIVE, DebtKind.FAMILY)
    debts: tuple[tuple[DebtKind, int], ...] = ()
    if rng.uniform() < 0.38:
        debts = ((kinds[int(rng.integers(0, 4))], int(rng.integers(5, 60)) * 100_000),)
    # The instalment takes at most 35 % of the wage, as the gate would have it.
    principal = sum(amount for _step, _component, amount in parts)
    least = -(-principal * 106 // (35 * WAGES[destination][2]))
    is_kur = destination in {"JP", "TW", "HK"} and rng.uniform() < 0.5
    return Story(
        migration=migration,
        fate=Fate.WAITING,
        scheme="kur_pmi" if is_kur else "kpm_bank_ntt",
        months=max(least, 18 if is_kur else int(rng.choice([6, 8, 10, 12, 12]))),
        parts=tuple(parts),
        asked_on=asked_on,
        decided_on=asked_on + timedelta(days=int(rng.integers(2, 6))),
        debts=debts,
        delay=int(rng.integers(0, 3)),
    )


def _at_the_desk(
    migration: Migration, number: int, *, today: date, rng: np.random.Generator
) -> Story:
    fates = (Fate.WAITING, Fate.REFUSED, Fate.PROPOSED, Fate.UNSIGNED, Fate.REFUSED)
    fate = Fate.WITHDRAWN if number % 17 == 0 else fates[int(rng.integers(0, 5))]
    most = {Fate.REFUSED: 180, Fate.WITHDRAWN: 120, Fate.UNSIGNED: 12}.get(fate, 6)
    asked = today - timedelta(days=int(rng.integers(6 if most > 6 else 1, most + 1)))
    story = basic(migration, asked_on=asked, rng=rng)
    reason = _REASONS[int(rng.integers(0, len(_REASONS)))] if fate == Fate.REFUSED else None
    return replace(story, fate=fate, reason=reason)


def _drawing(migration: Migration, *, today: date, opened: date, rng: np.random.Generator) -> Story:
    signed = max(opened + timedelta(days=4), today - timedelta(days=int(rng.integers(9, 45))))
    story = basic(migration, asked_on=signed - timedelta(days=8), rng=rng)
    return replace(
        story, fate=Fate.DRAWING, signed_on=signed, paid_on=paid_days(story, signed, today=today)
    )


def _running(
    migration: Migration, *, began: date, today: date, opened: date, rng: np.random.Generator
) -> Story:
    signed = max(opened + timedelta(days=3), began - timedelta(days=int(rng.integers(20, 70))))
    story = basic(migration, asked_on=max(opened, signed - timedelta(days=9)), rng=rng)
    begins = max(began, signed + timedelta(days=16)) + timedelta(days=int(rng.integers(12, 30)))
    first_due = begins + timedelta(days=16)
    while first_due.day not in _DUE_DAYS:
        first_due += timedelta(days=1)
    return replace(
        story,
        fate=Fate.PAYING,
        signed_on=signed,
        decided_on=min(story.decided_on, signed),
        paid_on=paid_days(story, signed, today=today),
        begins_on=begins,
        first_due=first_due,
    )


def paid_days(story: Story, signed: date, *, today: date) -> dict[TrancheStep, date]:
    """Let the steps be paid two, seven, eleven, fourteen days after signing; never in the future."""
    days = dict(zip(TrancheStep, (2, 7, 11, 14), strict=True))
    wanted = {step for step, _component, _amount in story.parts}
    found = {step: signed + timedelta(days=days[step]) for step in TrancheStep if step in wanted}
    return {step: day for step, day in found.items() if day < today}


def _with_fate(
    story: Story,
    stage: Stage,
    *,
    today: date,
    late: list[int],
    wanted: list[Fate],
    rng: np.random.Generator,
) -> Story:
    """Return what becomes of a loan in repayment; `late` and `wanted` are used up."""
    begins, first = story.begins_on, story.first_due
    if begins is None or first is None or begins >= today - timedelta(days=1):
        return replace(story, fate=Fate.DRAWING, begins_on=None, first_due=None)
    if stage != Stage.WORKING:
        return replace(story, fate=Fate.HALTED if stage == Stage.DISTRESSED else Fate.CLAIMED)
    age, chance = (today - first).days, float(rng.uniform())
    if age > 272 and chance < 0.5:
        return replace(story, fate=Fate.WRITTEN_OFF)
    if chance < 0.15:
        fitting = next((days for days in reversed(late) if days <= age), 0)
        if fitting:
            late.remove(fitting)
            return replace(story, fate=Fate.LATE, late_days=fitting)
    if wanted and chance < 0.55 and age > 105:
        return replace(story, fate=wanted.pop())
    if chance > 0.90:
        return replace(story, fate=Fate.SLOW, delay=int(rng.integers(3, 24)))
    return story
