"""What the worker may be charged and what she was charged: anything above is a flag with its amount.

Source: UU 18/2017 Pasal 30; the dated rule sets of handbook 1.7 (Peraturan BP2MI 9/2020, Permen P2MI
17/2025). Worked table: docs/algorithms/costs.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pulang.departure.terms import Charge, Payer, Review


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule set says about an item; empty occupation or destination means every one.

    Without a component it caps all that she is charged together.
    """

    component: str
    charge: Charge
    occupation: str = ""
    destination: str = ""
    cap: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One amount somebody was charged, in whole rupiah; `refunded` was paid back to the worker."""

    key: int
    component: str
    amount: int
    payer: Payer
    review: Review | None = None
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say about one line: amount = allowed + too much + undecided + refunded."""

    key: int
    charge: Charge
    allowed: int
    too_much: int
    undecided: int
    refunded: int
    source: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """All lines of one migration under one rule set; sums in rupiah."""

    verdicts: tuple[Verdict, ...]
    charged: int
    allowed: int
    too_much: int
    undecided: int
    refunded: int

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is too much and nothing waits for an officer."""
        return not self.too_much and not self.undecided

    def of(self, key: int) -> Verdict | None:
        """Return the verdict of a line; None for one that others paid."""
        return next((one for one in self.verdicts if one.key == key), None)


_STRICTEST = (Charge.FORBIDDEN, Charge.REVIEW, Charge.CAPPED, Charge.ALLOWED)


def rule_for(
    component: str,
    rules: Iterable[Rule],
    *,
    occupation: str,
    destination: str,
    default: Charge,
) -> Rule:
    """Return the most specific rule; between equals the stricter one protects her."""
    fitting = [
        rule
        for rule in rules
        if rule.component == component
        and rule.occupation in ("", occupation)
        and rule.destination in ("", destination)
    ]
    if not fitting:
        return Rule(component, default)
    return min(fitting, key=lambda rule: (-_specificity(rule), _STRICTEST.index(rule.charge)))


def _specificity(rule: Rule) -> int:
    return bool(rule.occupation) + bool(rule.destination)


def judge(
    lines: Iterable[Line],
    rules: Sequence[Rule],
    *,
    occupation: str,
    destination: str,
    default: Charge,
) -> Judgement:
    """Return what was charged to the worker, split into in order, too much and undecided.

    What others paid is no charge of hers. A cap holds for all lines of its item together, in the
    order of their keys; the cap without an item holds for all that is in order.
    """

    def ruled(component: str) -> Rule:
        return rule_for(
            component, rules, occupation=occupation, destination=destination, default=default
        )

    hers = sorted((one for one in lines if one.payer == Payer.WORKER), key=lambda one: one.key)
    room: dict[str, int] = {}
    verdicts = [_verdict(line, ruled(line.component), room) for line in hers]
    whole = rule_for("", rules, occupation=occupation, destination=destination, default=default)
    if whole.charge == Charge.CAPPED:
        verdicts = _under_whole_cap(verdicts, whole)
    return Judgement(
        tuple(verdicts),
        charged=sum(one.amount for one in hers),
        allowed=sum(one.allowed for one in verdicts),
        too_much=sum(one.too_much for one in verdicts),
        undecided=sum(one.undecided for one in verdicts),
        refunded=sum(one.refunded for one in verdicts),
    )


def _verdict(line: Line, rule: Rule, room: dict[str, int]) -> Verdict:
    paid = line.amount - line.refunded
    allowed = too_much = undecided = 0
    if rule.charge == Charge.FORBIDDEN:
        too_much = paid
    elif rule.charge == Charge.ALLOWED:
        allowed = paid
    elif rule.charge == Charge.CAPPED:
        left = room.setdefault(line.component, rule.cap)
        allowed = min(paid, left)
        room[line.component] = left - allowed
        too_much = paid - allowed
    elif line.review == Review.ALLOWED:
        allowed = paid
    elif line.review == Review.FORBIDDEN:
        too_much = paid
    else:
        undecided = paid
    return Verdict(line.key, rule.charge, allowed, too_much, undecided, line.refunded, rule.source)


def _under_whole_cap(verdicts: list[Verdict], whole: Rule) -> list[Verdict]:
    left, capped = whole.cap, []
    for one in verdicts:
        allowed = min(one.allowed, left)
        left -= allowed
        above = one.allowed - allowed
        capped.append(
            Verdict(
                one.key,
                one.charge,
                allowed,
                one.too_much + above,
                one.undecided,
                one.refunded,
                whole.source if above else one.source,
            )
        )
    return capped
