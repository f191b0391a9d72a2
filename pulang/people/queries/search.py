"""Search before create: the right person first, whatever was typed and however it is spelled."""

import math
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pulang.access.terms import Actor, Permission
from pulang.base.crypto import keyed_hash
from pulang.people.models import NameCount
from pulang.people.queries import dictionary, places
from pulang.people.rules import births
from pulang.people.rules import search as rules
from pulang.people.rules.agreement import Agreement, Candidate, agreement
from pulang.people.rules.dictionary import Book
from pulang.people.rules.search import Terms
from pulang.people.terms import REASONS

PER_CONJUNCTION = 300
FETCHED = 150
COMPARED = 40
"""So many of those fetched are compared in full; their keys tell which."""
_KEEP_SECONDS = 600
_NEAR = 3
_RARELY = 40
"""A token borne by fewer persons may be a slip of a commoner one."""

_DETAILS = """
select p.id, p.public_id, p.full_name, p.sex, p.born_on, p.birth_precision, p.place_code, p.nik,
       p.phone, p.birthplace, p.mother_name, p.description, p.search_keys,
       array(select n.full_name from people_personname n
             where n.person_id = p.id and n.withdrawn_at is null)
from people_person p where p.id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found, with what an officer needs to recognise her and why she was found."""

    key: int
    public_id: str
    full_name: str
    other_names: tuple[str, ...]
    sex: str
    born_on: date | None
    birth_precision: str
    birthplace: str
    place_code: str
    place: str
    nik: str
    mother_name: str
    description: str
    score: float
    reasons: tuple[str, ...]
    is_likely_same: bool

    @property
    def born(self) -> str:
        """Return the birth date as far as it is known."""
        return births.in_words(self.born_on, self.birth_precision)

    @property
    def why(self) -> tuple[str, ...]:
        """Return the reasons in words, weightiest first."""
        return tuple(str(REASONS[reason]) for reason in self.reasons if reason in REASONS)


class _Vocabulary:
    """How many persons bear each name, kept for ten minutes in the process."""

    def __init__(self) -> None:
        self.loaded_at = 0.0
        self.counts: dict[str, int] = {}
        self.words: list[str] = []
        self.sorted_words: list[str] = []
        self.total = 1
        self._near: dict[str, tuple[str, ...]] = {}
        self._weights: dict[str, float] = {}

    def fresh(self) -> "_Vocabulary":
        """Return itself, read anew when old or empty."""
        now = time.monotonic()
        if now - self.loaded_at > (_KEEP_SECONDS if self.counts else 5):
            counts = dict(NameCount.objects.values_list("key", "persons"))
            self.total = counts.pop("", 1) or 1
            self.counts, self.words = counts, list(counts)
            self.sorted_words = sorted(counts)
            self._near, self._weights = {}, {}
            self.loaded_at = now
        return self

    def count(self, key: str) -> int:
        """Return how many persons bear the key."""
        return self.counts.get(key, 0)

    def near(self, key: str) -> tuple[str, ...]:
        """Return keys which the word may mean: a slip of the hand away, cut short, or written out."""
        if len(key) < 3:
            return ()
        known = self._near.get(key)
        if known is None:
            known = tuple(dict.fromkeys([*self._short(key), *self._slips(key), *self._long(key)]))
            if len(self._near) < 50_000:
                self._near[key] = known
        return known

    def _short(self, key: str) -> list[str]:
        """Return its own beginnings that stand as names: `imel` for imelda."""
        return [key[:at] for at in range(len(key) - 1, 2, -1) if key[:at] in self.counts][:_NEAR]

    def _slips(self, key: str) -> list[str]:
        if len(key) < 4 or self.count(key) > _RARELY:
            return []
        most = 1 if len(key) < 8 else 2
        found = process.extract(key, self.words, scorer=OSA.distance, score_cutoff=most, limit=12)
        words = [word for word, *_ in found if word != key]
        return sorted(words, key=lambda word: -self.count(word))[:_NEAR]

    def _long(self, key: str) -> list[str]:
        """Return the commonest names that a rare short form begins: konstantinus for `kons`."""
        if self.count(key) > _RARELY:
            return []
        at = bisect_left(self.sorted_words, key)
        begun = []
        while at < len(self.sorted_words) and self.sorted_words[at].startswith(key):
            begun.append(self.sorted_words[at])
            at += 1
        return sorted(begun, key=lambda word: -self.count(word))[:2]

    def rarity(self, canonical: Callable[[str], str]) -> Callable[[str], float]:
        """Return the weight of a token as written: 0.7 for a name everybody has, 9 at most."""
        weights = self._weights

        def weigh(token: str) -> float:
            weight = weights.get(token)
            if weight is None:
                held = self.count(canonical(token)) if len(token) > 1 else self.total / 20
                weight = min(9.0, max(0.7, math.log((self.total + 1) / (held + 1))))
                if len(weights) < 200_000:
                    weights[token] = weight
            return weight

        return weigh


_vocabulary = _Vocabulary()


def forget() -> None:
    """Forget counts and place names kept in the process: for tests and after large imports."""
    _vocabulary.loaded_at = 0.0
    _vocabulary.counts = {}


def document_hash(number: str) -> str:
    """Return the keyed hash by which a sealed document number is found."""
    compact = "".join(letter for letter in number.upper() if letter.isalnum())
    return keyed_hash(compact, purpose="people.document")


def read_query(text: str, *, today: date | None = None) -> Terms:
    """Return what the typed words ask for."""
    return _read(text, dictionary.book(), today)


def _read(text: str, book: Book, today: date | None) -> Terms:
    words, named = _vocabulary.fresh(), places.reader()
    return rules.read_query(
        text,
        find_places=lambda name: named.get(rules.place_key(name), ()),
        is_name=lambda token: words.count(book.canonical(token)) > words.total / 20_000,
        hash_of=document_hash,
        today=today,
    )


def search(
    actor: Actor, asked: str | Terms, *, limit: int = 10, today: date | None = None
) -> list[Hit]:
    """Return the persons who may be meant, likeliest first, among those the actor may see."""
    if not actor.may(Permission.PERSON_SEARCH):
        return []
    book = dictionary.book()
    terms = _read(asked, book, today) if isinstance(asked, str) else asked
    if terms.is_empty:
        return []
    return _with_places(_ranked(terms, _candidate_ids(terms, book), book, limit))


def _candidate_ids(terms: Terms, book: Book) -> list[int]:
    words = _vocabulary.fresh()
    chosen = rules.conjunctions(
        terms,
        total=words.total,
        count=words.count,
        near=words.near,
        book=book,
    )
    if not chosen:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, search_keys from people_candidates(%s::text[], %s::real[], %s, %s)",
            [
                [" ".join(found.keys) for found in chosen],
                [found.weight(words.total) for found in chosen],
                PER_CONJUNCTION,
                FETCHED,
            ],
        )
        rows = cursor.fetchall()
    if len(rows) <= COMPARED:
        return [row[0] for row in rows]
    worth = rules.key_weights(
        terms, rarity=words.rarity(book.canonical), near=words.near, book=book
    ).get
    scored = [(-sum([worth(key, 0.0) for key in keys]), number) for number, keys in rows]
    return [number for _, number in sorted(scored)[:COMPARED]]


def _ranked(terms: Terms, ids: Sequence[int], book: Book, limit: int) -> list[Hit]:
    if not ids:
        return []
    rarity = _vocabulary.rarity(book.canonical)
    with connection.cursor() as cursor:
        cursor.execute(_DETAILS, [list(ids)])
        rows = cursor.fetchall()
    agreed = [(agreement(terms, _candidate(row), rarity=rarity), row) for row in rows]
    agreed.sort(key=lambda pair: (-pair[0].score, pair[1][0]))
    return [_hit(row, found) for found, row in agreed[:limit]]


def _candidate(row: tuple[object, ...]) -> Candidate:
    keys: Iterable[str] = row[12]  # type: ignore[assignment]
    by_kind: dict[str, list[str]] = {"d": [], "n": [], "p": [], "v": [], "k": [], "r": []}
    for key in keys:
        if key[1:].isdigit() and key[0] in by_kind:
            by_kind[key[0]].append(key[1:])
    names = tuple(dict.fromkeys(name for name in (row[2], *row[13]) if name))  # type: ignore[misc]
    born = {day: None for text in by_kind["d"] if (day := _day(text))}
    return Candidate(
        key=row[0],  # type: ignore[arg-type]
        names=names,
        sex=row[3],  # type: ignore[arg-type]
        born_on=tuple(born),
        birth_precision=row[5],  # type: ignore[arg-type]
        place_codes=tuple(by_kind["v"] or by_kind["k"] or by_kind["r"]),
        niks=tuple(by_kind["n"]),
        phones=tuple(f"+{number}" for number in by_kind["p"]),
    )


def _day(text: str) -> date | None:
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 else None


def _hit(row: tuple[object, ...], agreed: Agreement) -> Hit:
    full_name = str(row[2])
    others = tuple(dict.fromkeys(name for name in row[13] if name != full_name))  # type: ignore[attr-defined]
    return Hit(
        key=row[0],  # type: ignore[arg-type]
        public_id=str(row[1]),
        full_name=full_name,
        other_names=others[:3],
        sex=str(row[3]),
        born_on=row[4],  # type: ignore[arg-type]
        birth_precision=str(row[5]),
        birthplace=str(row[9]),
        place_code=str(row[6]),
        place="",
        nik=str(row[7]),
        mother_name=str(row[10]),
        description=str(row[11]),
        score=agreed.score,
        reasons=agreed.reasons,
        is_likely_same=agreed.is_likely_same,
    )


def _with_places(hits: list[Hit]) -> list[Hit]:
    names: Mapping[str, str] = places.labels(hit.place_code for hit in hits)
    return [replace(hit, place=names.get(hit.place_code, "")) for hit in hits]
