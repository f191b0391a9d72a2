"""Search before create: under which keys a person is found, what a query asks, how well they agree.

A person is indexed under a handful of exact keys: canonical name tokens and their pairs, birth date
and year, village, kecamatan and regency, NIK, phones, hashes of documents. A query becomes a few
*conjunctions* of keys, each rare enough to fetch whole; what they bring is ranked by agreement.
Corrupted names still share a pair, or one token with the birth year, or year and village.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from pulang.people.rules import births, nik, phones
from pulang.people.rules.dictionary import Book
from pulang.people.rules.names import canonical, canonical_tokens, tokens
from pulang.people.rules.spelling import plain

MOST_TOKENS = 8
FETCH = 200
"""A conjunction is rare enough when about this many persons or fewer stand under it."""
MOST_CONJUNCTIONS = 24
_MOST_GUESSED = 8
_YEARS, _DAYS, _BIRTHDAYS, _REGENCIES, _DISTRICTS, _VILLAGES = 45, 12_000, 366, 22, 315, 3_442
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
        if not births.is_default_day(born):
            # Years are changed to look 18, 21 or 23; day and month are left as they are.
            keys.add(f"b{born:%m%d}")
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
    places, place_tokens, rest = _places_in(rest, find_places, is_name)
    return Terms(
        tokens=tokens(rest)[:MOST_TOKENS],
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
    text: str,
    find_places: Callable[[str], Sequence[str]],
    is_name: Callable[[str], bool],
) -> tuple[tuple[str, ...], frozenset[str], str]:
    """Find place names of up to three words; return codes, words that are names as well, and the rest.

    `Umbu Ratu Nggay` is a place before `Umbu` is a title, so the words are taken as written.
    """
    words = text.split()
    codes: dict[str, None] = {}
    both: set[str] = set()
    only: set[int] = set()
    taken: set[int] = set()
    for length in (3, 2, 1):
        # The place is typed last more often than first.
        for start in range(len(words) - length, -1, -1):
            span = range(start, start + length)
            found = () if taken & set(span) else find_places(" ".join(words[at] for at in span))
            if not found:
                continue
            taken.update(span)
            codes.update(dict.fromkeys(found[:6]))
            spoken = [plain(words[at]).strip(".,") for at in span]
            if all(is_name(word) for word in spoken):
                both.update(spoken)
            else:
                only.update(span)
    rest = " ".join(word for at, word in enumerate(words) if at not in only)
    return tuple(codes), frozenset(both), rest


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
    context = _context(terms, people)
    found = _Expected()
    for key in _numbers(terms):
        found.add(0.0, key)
    keys = list(dict.fromkeys(canonical(token, book) for token in terms.tokens))
    long = [key for key in keys if len(key) > 1][:MOST_TOKENS] or [key for key in keys if key]
    borne = [key for key in long if count(key)]
    for key in long:
        # Nobody bore it when names were last counted; somebody may since.
        found.add(count(key), key)
    for key in borne:
        found.with_context(count(key), key, context, deep=True)
    for one, other in combinations(borne, 2):
        found.with_context(_together(count(one), count(other), people), _pair(one, other), context)
    for (one, first), (other, second) in combinations(context, 2):
        if {one[0], other[0]} in ({"y", "v"}, {"d", "v"}, {"d", "k"}, {"b", "v"}, {"b", "k"}):
            found.add(people * first * second, one, other)
    for key, share in context:
        if key[0] == "d":
            found.add(people * share, key)
    guessed = _Expected()
    for key in long:
        for other in near(key):
            guessed.with_context(count(other), other, context)
            for partner in borne:
                if partner not in (key, other):
                    held = _together(count(other), count(partner), people)
                    guessed.with_context(held, _pair(other, partner), context)
    return _chosen(found.keys, guessed.keys)


def _pair(one: str, other: str) -> str:
    return "+".join(sorted((one, other)))


def _together(one: int, other: int, people: int) -> float:
    return _TOGETHER * max(one, 1) * max(other, 1) / people


class _Expected:
    """Sets of keys, each with the number of persons expected under it."""

    def __init__(self) -> None:
        self.keys: dict[frozenset[str], float] = {}

    def add(self, expected: float, *keys: str) -> None:
        self.keys.setdefault(frozenset(keys), expected)

    def with_context(
        self, held: float, key: str, context: list[tuple[str, float]], *, deep: bool = False
    ) -> None:
        """Add the key alone, with each thing asked beside the name, and with two of them."""
        self.add(held, key)
        for one, share in context:
            self.add(held * share, key, one)
        if deep and held > FETCH:
            for (one, first), (other, second) in combinations(context, 2):
                if {one[0], other[0]} in ({"y", "k"}, {"y", "r"}, {"b", "r"}, {"b", "y"}):
                    self.add(held * first * second, key, one, other)


def _numbers(terms: Terms) -> list[str]:
    keys = [f"n{terms.nik}"] if terms.nik else []
    keys += [f"p{number.lstrip('+')}" for number in terms.phones]
    return keys + [f"h{digest}" for digest in terms.hashes]


def _context(terms: Terms, people: int) -> list[tuple[str, float]]:
    """Return (key, share of all persons) of what is asked beside the name."""
    context = [(f"y{year}", 1 / _YEARS) for year in terms.years]
    context += [(f"d{born:%Y%m%d}", 1 / _DAYS) for born in terms.born_on]
    context += [
        (f"b{born:%m%d}", 1 / _BIRTHDAYS)
        for born in terms.born_on[:1]
        if not births.is_default_day(born)
    ]
    for code in terms.places[:4]:
        if len(code) == 10:
            context.append((f"v{code}", 1 / _VILLAGES))
        if len(code) >= 6:
            context.append((f"k{code[:6]}", 1 / _DISTRICTS))
        elif len(code) == 4:
            context.append((f"r{code}", 1 / _REGENCIES))
    return context


def _chosen(
    asked: dict[frozenset[str], float], guessed: dict[frozenset[str], float]
) -> list[Conjunction]:
    """Keep what is rare enough and not contained in something fetched whole; guesses come last."""
    whole = _rare(asked, [])[:MOST_CONJUNCTIONS]
    if len(whole) < 3:
        known = {frozenset(kept.keys) for kept in whole}
        left = sorted(
            (expected, sorted(keys)) for keys, expected in asked.items() if keys not in known
        )
        whole += [Conjunction(tuple(keys), expected) for expected, keys in left[:3]]
    return whole + _rare(guessed, whole)[:_MOST_GUESSED]


def _rare(found: dict[frozenset[str], float], fetched: list[Conjunction]) -> list[Conjunction]:
    kept: list[Conjunction] = []
    before = [set(conjunction.keys) for conjunction in fetched]
    for keys, expected in sorted(found.items(), key=lambda item: (len(item[0]), item[1])):
        if expected <= FETCH and not any(other <= keys for other in before):
            before.append(set(keys))
            kept.append(Conjunction(tuple(sorted(keys)), expected))
    kept.sort(key=lambda conjunction: conjunction.expected)
    return kept


def key_weights(
    terms: Terms,
    *,
    rarity: Callable[[str], float],
    near: Callable[[str], Sequence[str]] = lambda _token: (),
    book: Book | None = None,
) -> dict[str, float]:
    """Return what each key says for a person who stands under it: a first, quick order of many."""
    weights: dict[str, float] = {}
    for token in terms.tokens:
        key = canonical(token, book)
        for other in near(key):
            weights.setdefault(other, 0.6 * rarity(other))
        weights[key] = rarity(token)
    for born in terms.born_on:
        weights[f"d{born:%Y%m%d}"] = 4.0
        weights[f"b{born:%m%d}"] = 2.5
    weights.update((f"y{year}", 2.5) for year in terms.years)
    for code in terms.places:
        weights.update(zip(reversed(place_keys(code)), (3.0, 2.5, 2.0), strict=False))
    weights.update(dict.fromkeys(_numbers(terms), 20.0))
    return weights


def place_key(name: str) -> str:
    """Return the key of a place name: lower case, `Kab.`, `Desa` and the like away, letters only."""
    words = plain(name).replace(".", " ").split()
    kept = [
        word
        for word in words
        if word not in {"kab", "kabupaten", "kec", "kecamatan", "desa", "kel", "kelurahan", "ds"}
    ]
    return "".join(letter for letter in "".join(kept or words) if letter.isalnum())
