"""Which messages of a death tell of the same death.

Names differ between a mission's note, a chat of the family and a friend abroad; the day differs by
how fast the news ran; the place is a state, a town or a plantation. Same only when name, day and
circumstance agree; whatever is less sure is shown to a person. Two men are never made one because
a third, vaguer message resembles both. See docs/algorithms/deaths.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from pulang.people.rules.names import tokens
from pulang.people.rules.similarity import align, token_similarity
from pulang.people.rules.spelling import plain, spelling_key

NEAR_DAYS = 3
FAR_DAYS = 14
_ALIKE = 0.9
_ABBREVIATION_LETTERS = 3
_NICKNAME_LETTERS = 4
_PLACE_ALIKE = 0.9
_FILLERS = frozenset({"di", "in", "near", "dekat", "kg", "kampung", "ladang", "sdn", "bhd", "pt"})


@dataclass(frozen=True, slots=True)
class Message:
    """What one message says; anything may be missing."""

    key: str
    name: str = ""
    country: str = ""
    place: str = ""
    died_on: date | None = None
    employer: str = ""


class Fit(IntEnum):
    """How two values agree."""

    DIFFERENT = 0
    UNKNOWN = 1
    DOUBTFUL = 2
    LIKE = 3
    SAME = 4


class Verdict(IntEnum):
    """Whether two messages tell of one death."""

    APART = 0
    UNSURE = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """A verdict with its reasons: codes that the page puts into words."""

    verdict: Verdict
    reasons: tuple[str, ...]


def name_fit(one: str, other: str) -> Fit:
    """Return how two names agree; an abbreviation or a nickname is LIKE, not SAME."""
    first, second = tokens(one), tokens(other)
    if not first or not second:
        return Fit.UNKNOWN
    pairs = [pair for pair in align(first, second, alike=_token_fit) if pair[2] > 0]
    if not pairs:
        return Fit.DIFFERENT
    exact = any(score >= _ALIKE and min(len(a), len(b)) > _ABBREVIATION_LETTERS
                for a, b, score in pairs)  # fmt: skip
    left_first, left_second = len(first) - len(pairs), len(second) - len(pairs)
    if left_first and left_second:
        return Fit.DOUBTFUL if exact and _share_given(pairs, first, second) else Fit.DIFFERENT
    return Fit.SAME if exact and min(len(first), len(second)) > 1 else Fit.LIKE


def _share_given(
    pairs: Sequence[tuple[str, str, float]], first: tuple[str, ...], second: tuple[str, ...]
) -> bool:
    """Tell whether the given name (the first word) of one is a word of the other."""
    return any(a == first[0] or b == second[0] for a, b, _ in pairs)


def _token_fit(one: str, other: str) -> float:
    """Return 1 for the same word, 0.7 for its abbreviation or nickname, else 0."""
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if len(short) <= _ABBREVIATION_LETTERS and len(short) < len(long):
        return 0.7 if _abbreviates(short, long) else 0.0
    if token_similarity(one, other) >= _ALIKE:
        return 1.0
    key_short, key_long = spelling_key(short), spelling_key(long)
    if len(key_short) >= _NICKNAME_LETTERS and key_long.startswith(key_short):
        return 0.7
    return 0.0


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether `nb` may stand for `nabu` or `n` for `nb`: same initial, letters in order."""
    rest = iter(long)
    return short[0] == long[0] and all(letter in rest for letter in short)


def place_fit(one: str, other: str) -> Fit:
    """Return how two places agree: `Shah Alam, Selangor` and `Selangor` share a word."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return Fit.UNKNOWN
    shared = any(token_similarity(a, b) >= _PLACE_ALIKE for a in first for b in second)
    return Fit.SAME if shared else Fit.DOUBTFUL


def _words(text: str) -> frozenset[str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in plain(text))
    return frozenset(word for word in letters.split() if len(word) > 1) - _FILLERS


def day_fit(one: date | None, other: date | None) -> Fit:
    """Return how two days of death agree: news travels, so three days apart are the same."""
    if one is None or other is None:
        return Fit.UNKNOWN
    apart = abs((one - other).days)
    if apart <= NEAR_DAYS:
        return Fit.SAME
    return Fit.DOUBTFUL if apart <= FAR_DAYS else Fit.DIFFERENT


def agreement(one: Message, other: Message) -> Agreement:
    """Return whether two messages tell of one death, with reasons. Symmetric."""
    if one.country and other.country and one.country != other.country:
        return Agreement(Verdict.APART, ("other_country",))
    name, day = name_fit(one.name, other.name), day_fit(one.died_on, other.died_on)
    place, employer = place_fit(one.place, other.place), place_fit(one.employer, other.employer)
    reasons = (f"name_{name.name.lower()}", f"day_{day.name.lower()}",
               f"place_{place.name.lower()}", f"employer_{employer.name.lower()}")  # fmt: skip
    return Agreement(_verdict(name=name, day=day, place=place, employer=employer), reasons)


def _verdict(*, name: Fit, day: Fit, place: Fit, employer: Fit) -> Verdict:
    if day == Fit.DIFFERENT:
        return Verdict.APART
    is_near = day == Fit.SAME
    is_there = Fit.SAME in (place, employer)
    if name >= Fit.LIKE:
        if is_near and is_there:
            return Verdict.SAME
        # A common given name alone, days or places apart, is no sign of one death.
        vague = name == Fit.LIKE and not is_there and place != Fit.UNKNOWN
        return Verdict.APART if vague else Verdict.UNSURE
    if name in (Fit.DOUBTFUL, Fit.UNKNOWN):
        return Verdict.UNSURE if is_near and is_there else Verdict.APART
    # A false passport carries another name: same day, same place and same employer are enough to ask.
    every = is_near and place == Fit.SAME and employer == Fit.SAME
    return Verdict.UNSURE if every else Verdict.APART


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of message keys that tell of one death, and pairs that a person must look at."""

    groups: frozenset[frozenset[str]]
    doubts: frozenset[frozenset[str]]

    def group_of(self, key: str) -> frozenset[str]:
        """Return the group a message is in."""
        return next(group for group in self.groups if key in group)


def group(messages: Iterable[Message], *, apart: Iterable[frozenset[str]] = ()) -> Grouping:
    """Group messages; the order in which they came plays no part.

    A message that agrees with two which cannot be one is left alone and becomes a doubt with both.
    `apart`: pairs that a person has decided are not the same.
    """
    every = {message.key: message for message in messages}
    verdicts = _verdicts(every, frozenset(apart))
    same = {pair for pair, verdict in verdicts.items() if verdict == Verdict.SAME}
    while conflicts := _between(every, same, verdicts):
        same = {pair for pair in same if not pair & conflicts}
    groups = _connected(every, same)
    doubts = {
        pair
        for pair, verdict in verdicts.items()
        if verdict != Verdict.APART and not any(pair <= group for group in groups)
    }
    return Grouping(frozenset(groups), frozenset(doubts))


def _verdicts(
    every: dict[str, Message], apart: frozenset[frozenset[str]]
) -> dict[frozenset[str], Verdict]:
    keys = sorted(every)
    return {
        frozenset({a, b}): (
            Verdict.APART if frozenset({a, b}) in apart else agreement(every[a], every[b]).verdict
        )
        for place, a in enumerate(keys)
        for b in keys[place + 1 :]
    }


def _between(
    every: dict[str, Message],
    same: set[frozenset[str]],
    verdicts: dict[frozenset[str], Verdict],
) -> set[str]:
    """Return the messages that tie together what cannot be one; a whole group if none stands out."""
    found: set[str] = set()
    for group in _connected(every, same):
        clashes = [
            pair for pair, verdict in verdicts.items() if pair <= group and verdict == Verdict.APART
        ]
        if not clashes:
            continue
        ties = {
            key
            for key in group
            for pair in clashes
            if key not in pair and all(frozenset({key, end}) in same for end in pair)
        }
        found |= ties or group
    return found


def _connected(every: Iterable[str], same: set[frozenset[str]]) -> set[frozenset[str]]:
    group_of = {key: frozenset({key}) for key in every}
    for pair in same:
        a, b = pair
        whole = group_of[a] | group_of[b]
        for key in whole:
            group_of[key] = whole
    return set(group_of.values())
