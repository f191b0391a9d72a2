"""Find the place a person wrote, to the deepest level that is *known*: never by a guess.

Sixteen village names stand twice within one kabupaten and 76 twice in the province (Oinlasi three
times in Timor Tengah Selatan alone), so a village is taken only where its kecamatan or kabupaten
leaves one (handbook 6.1). What is left open comes back as candidates for a person to pick.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pulang.places.rules.index import PlaceIndex
from pulang.places.rules.keys import (
    key,
    loose,
    marks,
    regency_kind,
    regency_stem,
    without_level,
)
from pulang.places.terms import Note

_PROVINCE = re.compile(r"^prov(?:insi|\.)?\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")

LIKE_ENOUGH = 82.0
"""Least likeness (0-100) of a misspelt name within a known scope."""
CLEARLY_BETTER = 6.0
"""A misspelt name is taken only when the next one is less like by this much."""
MOST_CANDIDATES = 12


OPEN = frozenset(
    {
        Note.REGENCY_AMBIGUOUS,
        Note.DISTRICT_AMBIGUOUS,
        Note.VILLAGE_AMBIGUOUS,
        Note.DISTRICT_ELSEWHERE,
        Note.VILLAGE_ELSEWHERE,
    }
)
"""Notes after which a person picks."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A place as far as it is known. `code` has 0, 2, 4, 6 or 10 digits."""

    code: str
    candidates: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def must_be_picked(self) -> bool:
        """Tell whether a person should choose among the candidates."""
        return bool(OPEN.intersection(self.notes))


@dataclass(frozen=True, slots=True)
class _Found:
    codes: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


_NOTHING = _Found()


def _under(codes: Iterable[str], scopes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if code.startswith(scopes))


def _alike(wanted: str, scopes: tuple[str, ...], length: int, index: PlaceIndex) -> tuple[str, ...]:
    """Return the one place whose name is like the wanted one, or nothing when two are nearly so."""
    if len(wanted) < 4:
        return ()
    best: dict[str, float] = {}
    for scope in scopes:
        choices = index.choices(scope, length)
        for name, score, _ in process.extract(
            wanted,
            choices.keys(),
            scorer=fuzz.ratio,
            score_cutoff=LIKE_ENOUGH - CLEARLY_BETTER,
            limit=5,
        ):
            if marks(name) == marks(wanted):
                best[choices[name]] = max(score, best.get(choices[name], 0.0))
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < LIKE_ENOUGH:
        return ()
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < CLEARLY_BETTER:
        return ()
    return (ranked[0][0],)


def _search(
    text: str, length: int, scopes: tuple[str, ...], index: PlaceIndex, *, by_likeness: bool
) -> _Found:
    wanted = key(text)
    if not wanted:
        return _NOTHING
    exact = _under(index.by_key.get((length, wanted), ()), scopes)
    if exact:
        return _Found(exact)
    spelt = _under(index.by_loose.get((length, loose(wanted)), ()), scopes)
    spelt = tuple(c for c in spelt if any(marks(each) == marks(wanted) for each in index.keys[c]))
    if not spelt and by_likeness:
        spelt = _alike(wanted, scopes, length, index)
    return _Found(spelt, (Note.SPELLING,)) if spelt else _NOTHING


def _of_kind(codes: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Keep cities or kabupaten as the writing says; a city's third digit is 7."""
    if kind == "kota":
        return tuple(code for code in codes if code[2] == "7") or codes
    if kind == "kabupaten":
        return tuple(code for code in codes if code[2] != "7") or codes
    return codes


def find_regency(text: str, *, index: PlaceIndex) -> _Found:
    """Find the kabupaten or kota a text names; several when the text leaves it open."""
    text = without_level(text, 0)
    for writing in dict.fromkeys((text, _IN_BRACKETS.sub("", text))):
        stem = without_level(regency_stem(writing), 4)
        if key(stem) in index.ambiguous:
            literal = index.by_key.get((4, key(stem)), ())
            meant = tuple(dict.fromkeys((*index.ambiguous[key(stem)], *literal)))
            return _Found(meant, (Note.REGENCY_AMBIGUOUS,))
        found = _search(stem, 4, (index.home,), index, by_likeness=True)
        if not found.codes:
            found = _search(stem, 4, ("",), index, by_likeness=False)
        codes = _of_kind(found.codes, regency_kind(writing))
        if codes:
            return _Found(
                codes, found.notes + ((Note.REGENCY_AMBIGUOUS,) if len(codes) > 1 else ())
            )
        province = index.by_key.get((2, key(_PROVINCE.sub("", writing))), ())
        if province:
            return _Found(province)
    return _Found((), (Note.REGENCY_UNKNOWN,) if key(text) else ())


def _one_level(text: str, length: int, scopes: tuple[str, ...], index: PlaceIndex) -> _Found:
    """Find in the scopes; else in regencies split from them since."""
    found = _search(text, length, scopes, index, by_likeness=scopes != (index.home,))
    if found.codes:
        return found
    heirs = tuple(heir for scope in scopes for heir in index.heirs.get(scope, ()))
    if not heirs:
        return _NOTHING
    found = _search(text, length, heirs, index, by_likeness=False)
    return _Found(found.codes, (*found.notes, Note.FORMER_REGENCY)) if found.codes else _NOTHING


def _regency_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code[:4] for code in codes))


def resolve(village: str, district: str, regency: str, *, index: PlaceIndex) -> Resolution:
    """Return the place to the deepest level known, what is open, and why.

    Any of the three may be empty. A regency written as before a split (Belu for Malaka) is
    understood when the kecamatan or village lies in its heir.
    """
    village, district = without_level(village, 10), without_level(district, 6)
    above = find_regency(regency, index=index)
    notes: list[Note] = [note for note in above.notes if note is not Note.REGENCY_AMBIGUOUS]
    scopes = above.codes or (index.home,)
    known = above.codes[0] if len(above.codes) == 1 else ""
    open_codes = above.codes if len(above.codes) > 1 else ()

    if key(district):
        found = _one_level(district, 6, scopes, index)
        if found.codes:
            notes += found.notes
            scopes = found.codes
            open_codes = found.codes if len(found.codes) > 1 else ()
            known = found.codes[0] if len(found.codes) == 1 else _shared(found.codes, known)
        else:
            elsewhere = index.by_key.get((6, key(district)), ()) if above.codes else ()
            if elsewhere:
                return Resolution(
                    known, elsewhere[:MOST_CANDIDATES], (*notes, Note.DISTRICT_ELSEWHERE)
                )
            notes.append(Note.DISTRICT_UNKNOWN)

    if key(village):
        return _village(village, scopes, known, notes, index)
    if open_codes:
        why = Note.REGENCY_AMBIGUOUS if len(open_codes[0]) == 4 else Note.DISTRICT_AMBIGUOUS
        return Resolution(known, open_codes[:MOST_CANDIDATES], (*notes, why))
    return Resolution(known, (), tuple(notes))


def _shared(codes: tuple[str, ...], known: str) -> str:
    """Return the regency when all candidates lie in one, else what was known before."""
    regencies = _regency_of(codes)
    return regencies[0] if len(regencies) == 1 else known


def _village(
    village: str, scopes: tuple[str, ...], known: str, notes: list[Note], index: PlaceIndex
) -> Resolution:
    if scopes[0][:2] != index.home:
        return Resolution(known, (), tuple(notes))  # villages outside are loaded on wish only
    unscoped = scopes == (index.home,)
    found = _one_level(village, 10, scopes, index)
    if len(found.codes) == 1:
        alone = (Note.BY_VILLAGE_ALONE,) if unscoped else ()
        if unscoped and Note.SPELLING in found.notes:
            return Resolution(known, found.codes, (*notes, *found.notes, Note.VILLAGE_AMBIGUOUS))
        return Resolution(found.codes[0], (), (*notes, *found.notes, *alone))
    if found.codes:
        return Resolution(
            known, found.codes[:MOST_CANDIDATES], (*notes, *found.notes, Note.VILLAGE_AMBIGUOUS)
        )
    if len(scopes[0]) == 6:
        # Kecamatan are split more often than lists are renewed: the village may stand next door.
        near = _search(village, 10, _regency_of(scopes), index, by_likeness=False)
        if near.codes:
            return Resolution(known, near.codes[:MOST_CANDIDATES], (*notes, Note.VILLAGE_ELSEWHERE))
    if len(scopes) > 1 and len(scopes[0]) == 4:
        notes = [*notes, Note.REGENCY_AMBIGUOUS]
        return Resolution(known, scopes, (*notes, Note.VILLAGE_UNKNOWN))
    return Resolution(known, (), (*notes, Note.VILLAGE_UNKNOWN))


def resolve_many(
    triples: Iterable[tuple[str, str, str]], *, index: PlaceIndex
) -> dict[tuple[str, str, str], Resolution]:
    """Return the resolution of each distinct (village, district, regency)."""
    return {triple: resolve(*triple, index=index) for triple in dict.fromkeys(triples)}
