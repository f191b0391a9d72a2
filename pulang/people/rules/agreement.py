"""How well a person answers a search: name, birth, place and numbers weighed against each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein

from pulang.people.rules import births
from pulang.people.rules.names import tokens
from pulang.people.rules.search import Terms
from pulang.people.rules.similarity import align


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a person who may be meant."""

    key: int
    names: tuple[str, ...] = ()
    sex: str = ""
    born_on: tuple[date, ...] = ()
    birth_precision: str = ""
    place_codes: tuple[str, ...] = ()
    niks: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a candidate answers the query: a score to sort by, and the reasons in order of weight."""

    score: float
    reasons: tuple[str, ...] = ()
    name: float = 0.0
    """Similarity of the names alone, 0 to 1."""
    is_doubtful: bool = False
    """Year of birth, sex or NIK speak against it."""

    @property
    def is_likely_same(self) -> bool:
        """Tell whether to warn before another person is created."""
        strong = {"nik", "birth", "village", "phone"} & set(self.reasons)
        if "nik" in self.reasons:
            return True
        return self.name >= 0.8 and bool(strong) and not self.is_doubtful


@dataclass(slots=True)
class _Tally:
    score: float = 0.0
    reasons: list[tuple[float, str]] = field(default_factory=list)
    is_doubtful: bool = False

    def add(self, points: float, reason: str = "") -> None:
        self.score += points
        self.is_doubtful = self.is_doubtful or points <= -3.0
        if reason and points > 0:
            self.reasons.append((points, reason))


def agreement(terms: Terms, candidate: Candidate, *, rarity: Callable[[str], float]) -> Agreement:
    """Score a candidate; `rarity` gives the weight of a token (rare names say more than Maria)."""
    tally = _Tally()
    name = _name_points(terms, candidate, rarity, tally)
    _birth_points(terms, candidate, tally)
    _place_points(terms, candidate, tally)
    if terms.nik and candidate.niks:
        slips = min(DamerauLevenshtein.distance(terms.nik, number) for number in candidate.niks)
        tally.add(*((25.0, "nik") if slips == 0 else (12.0, "near_nik") if slips <= 2 else (-4.0,)))
    if terms.phones and set(terms.phones) & set(candidate.phones):
        tally.add(8.0, "phone")
    if terms.sex and candidate.sex and terms.sex != candidate.sex:
        tally.add(-3.0)
    reasons = tuple(reason for _, reason in sorted(tally.reasons, reverse=True))
    return Agreement(round(tally.score, 3), reasons, round(name, 3), tally.is_doubtful)


def _name_points(
    terms: Terms, candidate: Candidate, rarity: Callable[[str], float], tally: _Tally
) -> float:
    asked = terms.tokens
    if not asked or not candidate.names:
        return 0.0
    best, best_share = -99.0, 0.0
    for name in candidate.names:
        borne = tokens(name, candidate.sex)
        pairs = align(asked, borne)
        points = sum(rarity(one) * max(0.0, (score - 0.6) / 0.4) for one, _, score in pairs)
        met = [one for one, _, _ in pairs]
        for token in asked:
            if token in met:
                met.remove(token)
            elif token not in terms.place_tokens:
                points -= 2.5 if len(token) > 1 else 0.5
        points -= 0.7 * (len(borne) - len(pairs))
        if points > best:
            needed = sum(rarity(token) for token in asked if token not in terms.place_tokens)
            whole = min(needed or 1.0, sum(rarity(token) for token in borne) or 1.0)
            best = points
            best_share = sum(rarity(one) * score for one, _, score in pairs) / whole
    tally.score += best
    if best > 0:
        tally.reasons.append((best, "name"))
    return min(1.0, best_share)


def _birth_points(terms: Terms, candidate: Candidate, tally: _Tally) -> None:
    if not (terms.born_on or terms.birth_year) or not candidate.born_on:
        return
    exact = [born for born in terms.born_on if born in candidate.born_on]
    if exact and candidate.birth_precision in {"", births.DAY}:
        tally.add(4.5 if births.is_default_day(exact[0]) else 8.0, "birth")
        return
    apart = min(abs(year - born.year) for year in terms.years for born in candidate.born_on)
    vague = candidate.birth_precision not in {"", births.DAY} or any(
        births.is_default_day(born) for born in (*candidate.born_on, *terms.born_on)
    )
    if apart == 0:
        same_month = any(
            born.month == other.month or born.day == other.day
            for born in terms.born_on
            for other in candidate.born_on
            if born.year == other.year
        )
        tally.add(5.0 if same_month else 3.5 if vague or not terms.born_on else 2.0, "year")
    else:
        same_day = any(
            (born.month, born.day) == (other.month, other.day)
            for born in terms.born_on
            for other in candidate.born_on
        )
        slack = 5 if same_day else 1
        tally.add((3.5 if same_day else 1.0) if apart <= slack else -min(5.0, 1.0 + apart / 2))


def _place_points(terms: Terms, candidate: Candidate, tally: _Tally) -> None:
    if not terms.places or not candidate.place_codes:
        return
    shared = max(_common(one, other) for one in terms.places for other in candidate.place_codes)
    points, reason = {10: (7.0, "village"), 6: (4.5, "district"), 4: (2.5, "regency")}.get(
        shared, (-1.0, "")
    )
    tally.add(points, reason)


def _common(one: str, other: str) -> int:
    """Return the digits of the deepest level on which two codes agree: 10, 6, 4 or 0."""
    for digits in (10, 6, 4):
        if len(one) >= digits and len(other) >= digits and one[:digits] == other[:digits]:
            return digits
    return 0
