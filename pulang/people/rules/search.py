"""Search before create: under which keys a person is found, what a query asks, how well they agree.

A person is indexed under a handful of exact keys: canonical name tokens and their pairs, birth date
and year, village, kecamatan and regency, NIK, phones, hashes of documents. A query becomes a few
*conjunctions* of keys, each rare enough to fetch whole; what they bring is ranked by agreement.
Corrupted names still share a pair, or one token with the birth year, or year and village.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from pulang.people.rules import births, nik, phones
from pulang.people.rules.dictionary import Book
from pulang.people.rules.names import canonical, canonical_tokens, tokens
from pulang.people.rules.similarity import align
from pulang.people.rules.spelling import plain

MOST_TOKENS = 8
FETCH = 200
"""A conjunction is rare enough when about this many persons or fewer stand under it."""
MOST_CONJUNCTIONS = 24
_YEARS, _DAYS, _REGENCIES, _DISTRICTS, _VILLAGES = 45, 12_000, 22, 315, 3_442
_TOGETHER = 4.0
"""Names of one island stand together more often than chance: measured on the demo province."""


def index_keys(
    names: Iterable[str],
    *,
    sex: str = "",
    born_on: Iterable[date] = (),
    place_codes: Iterable[str] = (),
    niks: Iterable[str] = (),
    phone_numbers: Iterable[str] = (),
    hashes: Iterable[str] = (),
    book: Book | None = None,
) -> list[str]:
    """Return the sorted keys under which a person is found; every claim counts, not only golden values."""
    keys: set[str] = set()
    for name in names:
        found = sorted(set(canonical_tokens(name, sex, book)))
        long = [token for token in found if len(token) > 1][:MOST_TOKENS] or found
        keys.update(long)
        keys.update(f"{one}+{other}" for one, other in combinations(long, 2))
    for born in born_on:
        keys.add(f"y{born.year}")
        keys.add(f"d{born:%Y%m%d}")
    for code in place_codes:
        keys.update(place_keys(code))
    keys.update(f"n{number}" for number in niks if number)
    keys.update(f"p{number.lstrip('+')}" for number in phone_numbers if number)
    keys.update(f"h{digest}" for digest in hashes if digest)
    return sorted(keys)


def place_keys(code: str) -> list[str]:
    """Return the keys of a Kemendagri code: regency, kecamatan, village, as far as it goes."""
    keys = [f"r{code[:4]}"] if len(code) >= 4 else []
    if len(code) >= 6:
        keys.append(f"k{code[:6]}")
    if len(code) == 10:
        keys.append(f"v{code}")
    return keys


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked: any part may be missing. `places` are codes that the words can mean."""

    tokens: tuple[str, ...] = ()
    sex: str = ""
    born_on: tuple[date, ...] = ()
    birth_year: int = 0
    places: tuple[str, ...] = ()
    place_tokens: frozenset[str] = frozenset()
    """Tokens that are also the name of one of the places: no harm when no name matches them."""
    nik: str = ""
    phones: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked."""
        return not (
            self.tokens or self.born_on or self.birth_year or self.places or self.nik
            or self.phones or self.hashes
        )  # fmt: skip

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years of birth asked for."""
        years = dict.fromkeys(born.year for born in self.born_on)
        if self.birth_year:
            years[self.birth_year] = None
        return tuple(years)


_DATE = re.compile(
    r"\b(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,2}[ -][a-z]{3,9}[ -]\d{4})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(19[2-9]\d|20[0-2]\d)\b")
_LONG_NUMBER = re.compile(r"\+?\d[\d .\-]{6,}\d")


def read_query(
    text: str,
    *,
    find_places: Callable[[str], Sequence[str]],
    is_name: Callable[[str], bool],
    hash_of: Callable[[str], str] | None = None,
    today: date | None = None,
) -> Terms:
    """Return what the words typed into the search field ask for, in any order. Never raises.

    `find_places` gives the codes of a place name, `is_name` tells whether a token is borne as name,
    `hash_of` the keyed hash of a document number.
    """
    rest = " ".join(text.split())[:200]
    found_dates: list[date] = []
    for match in _DATE.finditer(rest):
        reading = births.parse_date(match.group(), today=today)
        if reading.on:
            found_dates.extend([reading.on, *reading.alternatives[:1]])
            rest = rest.replace(match.group(), " ", 1)
    nik_digits = ""
    numbers: list[str] = []
    hashes: list[str] = []
    for match in _LONG_NUMBER.finditer(rest):
        raw = match.group()
        digits = nik.digits_of(raw)
        phone = phones.parse(raw).e164
        if digits and raw.strip()[0] != "+":
            nik_digits = digits
        elif phone:
            numbers.append(phone)
        rest = rest.replace(raw, " ", 1)
    if hash_of:
        hashes.extend(hash_of(word.upper()) for word in rest.split() if _is_document(word))
    year = _YEAR.search(rest)
    if year:
        rest = rest.replace(year.group(), " ", 1)
    words = tokens(rest)
    places, place_tokens, only_place = _places_in(words, find_places, is_name)
    return Terms(
        tokens=tuple(word for at, word in enumerate(words) if at not in only_place)[:MOST_TOKENS],
        born_on=tuple(dict.fromkeys(found_dates)),
        birth_year=int(year.group()) if year else 0,
        places=places,
        place_tokens=place_tokens,
        nik=nik_digits,
        phones=tuple(numbers),
        hashes=tuple(hashes),
    )


def _is_document(word: str) -> bool:
    return 6 <= len(word) <= 20 and any(letter.isdigit() for letter in word)


def _places_in(
    words: tuple[str, ...],
    find_places: Callable[[str], Sequence[str]],
    is_name: Callable[[str], bool],
) -> tuple[tuple[str, ...], frozenset[str], frozenset[int]]:
    """Find place names of up to three words; a word that is also a name stays a name as well."""
    codes: dict[str, None] = {}
    both: set[str] = set()
    only: set[int] = set()
    taken: set[int] = set()
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            span = range(start, start + length)
            if taken & set(span):
                continue
            found = find_places(" ".join(words[start : start + length]))
            if not found:
                continue
            taken.update(span)
            codes.update(dict.fromkeys(found[:6]))
            both.update(words[at] for at in span)
            only.update(at for at in span if not is_name(words[at]))
    if len(only) == len(words) and not codes:
        only = set()
    return tuple(codes), frozenset(both), frozenset(only)


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Keys that must all be there, and how many persons are expected under them."""

    keys: tuple[str, ...]
    expected: float

    def weight(self, total: int) -> float:
        """Return the evidence of standing under these keys: rarer says more."""
        return math.log((total + 1) / (self.expected + 1)) + 0.1


def conjunctions(
    terms: Terms,
    *,
    total: int,
    count: Callable[[str], int],
    near: Callable[[str], Sequence[str]] = lambda _token: (),
    book: Book | None = None,
) -> list[Conjunction]:
    """Return the conjunctions to fetch, rarest first.

    `total` is the number of persons, `count` how many carry a canonical token, `near` the known
    tokens that a mistyped one may mean.
    """
    people = max(total, 1)
    found: dict[frozenset[str], float] = {}

    def add(expected: float, *keys: str) -> None:
        found.setdefault(frozenset(keys), expected)

    for key in _numbers(terms):
        add(0.0, key)
    context = _context(terms, people)
    spelled = [
        [key, *(other for other in near(key) if other != key)]
        for key in dict.fromkeys(canonical(token, book) for token in terms.tokens)
        if key
    ]
    spelled.sort(key=lambda group: (len(group[0]) == 1, count(group[0])))
    groups = [group for group in spelled if len(group[0]) > 1][:MOST_TOKENS] or spelled
    for group in groups:
        for token in group:
            held: float = max(count(token), 1)
            add(held, token)
            for (one, share), *_ in ((pair,) for pair in context):
                add(held * share, token, one)
            for (one, first), (other, second) in combinations(context, 2):
                if one[0] != other[0]:
                    add(held * first * second, token, one, other)
    for first_group, second_group in combinations(groups, 2):
        for one in first_group:
            for other in second_group:
                held = _TOGETHER * max(count(one), 1) * max(count(other), 1) / people
                pair = "+".join(sorted((one, other)))
                add(held, pair)
                for key, share in context:
                    add(held * share, pair, key)
    for (one, first), (other, second) in combinations(context, 2):
        if one[0] != other[0] and not {one[0], other[0]} <= set("rkv"):
            add(people * first * second, one, other)
    return _chosen(found)


def _numbers(terms: Terms) -> list[str]:
    keys = [f"n{terms.nik}"] if terms.nik else []
    keys += [f"p{number.lstrip('+')}" for number in terms.phones]
    return keys + [f"h{digest}" for digest in terms.hashes]


def _context(terms: Terms, people: int) -> list[tuple[str, float]]:
    """Return (key, share of all persons) of what is asked beside the name."""
    context = [(f"y{year}", 1 / _YEARS) for year in terms.years]
    context += [(f"d{born:%Y%m%d}", 1 / _DAYS) for born in terms.born_on]
    for code in terms.places[:4]:
        if len(code) == 10:
            context.append((f"v{code}", 1 / _VILLAGES))
        if len(code) >= 6:
            context.append((f"k{code[:6]}", 1 / _DISTRICTS))
        elif len(code) == 4:
            context.append((f"r{code}", 1 / _REGENCIES))
    return context


def _chosen(found: dict[frozenset[str], float]) -> list[Conjunction]:
    """Keep what is rare enough and not contained in something already fetched whole."""
    ranked = sorted(found.items(), key=lambda item: (len(item[0]), item[1]))
    whole: list[Conjunction] = []
    for keys, expected in ranked:
        if expected <= FETCH and not any(set(kept.keys) < keys for kept in whole):
            whole.append(Conjunction(tuple(sorted(keys)), expected))
    if len(whole) < 3:
        known = {frozenset(kept.keys) for kept in whole}
        rarest = sorted(
            ((expected, keys) for keys, expected in found.items() if keys not in known),
            key=lambda item: item[0],
        )
        whole += [Conjunction(tuple(sorted(keys)), expected) for expected, keys in rarest[:3]]
    whole.sort(key=lambda kept: kept.expected)
    return whole[:MOST_CONJUNCTIONS]


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


def place_key(name: str) -> str:
    """Return the key of a place name: lower case, `Kab.`, `Desa` and the like away, letters only."""
    words = plain(name).replace(".", " ").split()
    kept = [
        word
        for word in words
        if word not in {"kab", "kabupaten", "kec", "kecamatan", "desa", "kel", "kelurahan", "ds"}
    ]
    return "".join(letter for letter in "".join(kept or words) if letter.isalnum())
