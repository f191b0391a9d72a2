"""Names as people of NTT carry them: titles, abbreviations, particles, mononyms, married names.

A name as given is never changed; these functions read it. `tokens` is what everything else
compares: lower case, titles and particles away, abbreviations written out, order kept.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pulang.people.rules.dictionary import (
    Book,
    abbreviations,
    abbreviations_by_sex,
    glued_fams,
    shipped_book,
)
from pulang.people.rules.sexes import FEMALE, MALE
from pulang.people.rules.spelling import plain, spelling_key

__all__ = [
    "NameReading",
    "canonical",
    "canonical_tokens",
    "clean",
    "name_keys",
    "read",
    "spelling_key",
    "split_titles",
    "tokens",
]

MAX_LENGTH = 200

LEADING_TITLES = frozenset(
    [
        "ibu",
        "bapak",
        "bpk",
        "bp",
        "sdr",
        "sdri",
        "sdra",
        "alm",
        "almh",
        "almarhum",
        "almarhumah",
        "pdt",
        "rm",
        "romo",
        "sr",
        "suster",
        "br",
        "bruder",
        "pater",
        "h",
        "hj",
        "haji",
        "hajah",
        "ny",
        "nyonya",
        "nn",
        "tn",
        "tuan",
        "dr",
        "drs",
        "dra",
        "ir",
        "prof",
        "nona",
        "mama",
    ]
)
ANYWHERE_TITLES = frozenset(["umbu", "rambu", "nong", "moat", "du'a", "dua", "nona"])
"""Titles of Sumba and Sikka, which also stand between two names; the last word is a name."""

_DEGREE = re.compile(
    r"(?:[,\s]|^)(?:s\.?\s?pd(?:\.?\s?k)?|a\.?\s?md(?:\.?\s?(?:kep|keb))?|s\.h|sh|s\.e|se|s\.sos|"
    r"s\.kom|s\.kep|s\.ip|s\.t|s\.ag|s\.th|s\.fil|s\.p|m\.pd|m\.si|m\.h|m\.m|m\.kes|amd|spd|mpd)"
    r"\.?(?=$|[,\s])"
)
_DEGREE_WORDS = ("sh", "se", "amd", "spd", "mpd")
_DEGREE_NEEDS_COMMA = frozenset({"sh", "se"})
_PARTICLES = frozenset(
    [
        "da",
        "de",
        "dos",
        "do",
        "d",
        "van",
        "von",
        "el",
        "al",
        "bin",
        "binti",
        "bt",
        "bte",
        "bti",
        "ibn",
    ]
)
_PATRONYM = frozenset(["bin", "binti", "bt", "bte", "bti", "ibn"])
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?\.?")
_FX = re.compile(r"\bf\s?\.\s?x\b\.?")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"'})
_ALWAYS_SHORT = frozenset(
    [
        "yoh",
        "fx",
        "moh",
        "muh",
        "abd",
        "ign",
        "agt",
        "greg",
        "laur",
        "lud",
        "steph",
        "wilh",
        "marg",
        "ther",
    ]
)
"""Abbreviations that are no word of their own: written out even without a dot, anywhere."""
_PHRASES = {("nur", "hayati"): "nurhayati"}


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a name says: its tokens, and what was set aside."""

    given: str
    tokens: tuple[str, ...]
    titles: tuple[str, ...] = ()
    child_of: tuple[str, ...] = ()
    """Tokens after bin or binti: the father's name."""
    husband_own: tuple[str, ...] = ()
    """`husband-own` of a married woman (Dawan): both family names, in the order written."""

    @property
    def is_mononym(self) -> bool:
        """Tell whether the person carries a single name, or wrote one name twice (passports)."""
        return len(set(self.tokens)) == 1


def clean(name: str) -> str:
    """Return the name without control characters, odd quotes or doubled spaces; letters stay."""
    if not name.isprintable() or not name.isascii():
        name = unicodedata.normalize("NFKC", name).translate(_QUOTES)
        name = "".join(
            " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in name
        )
    return " ".join(name.split())[:MAX_LENGTH].strip()


def split_titles(name: str) -> tuple[str, str]:
    """Return (titles, name without them): `Pdt. Yohanis Nahak, S.Pd` → (`Pdt. S.Pd`, `Yohanis Nahak`)."""
    text = clean(name)
    degrees = [found.group().strip(" ,") for found in _DEGREE.finditer(text.lower())]
    without = _without_degrees(text)
    titles: list[str] = []
    kept: list[str] = []
    words = without.split()
    for place, word in enumerate(words):
        bare = plain(word).strip(".,")
        is_last = place == len(words) - 1
        leads = not kept and bare in LEADING_TITLES
        if not is_last and (leads or bare in ANYWHERE_TITLES):
            titles.append(word)
        else:
            kept.append(word)
    return " ".join(titles + degrees), " ".join(kept).strip(" ,")


def _without_degrees(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):
        return text
    pieces, start = [], 0
    for found in _DEGREE.finditer(lowered):
        word = found.group().strip(" ,.")
        if found.start() == 0 or (word in _DEGREE_NEEDS_COMMA and "," not in text[: found.end()]):
            continue
        pieces.append(text[start : found.start()])
        start = found.end()
    return "".join([*pieces, text[start:]]).strip(" ,")


@lru_cache(maxsize=65_536)
def read(name: str, sex: str = "") -> NameReading:
    """Return the reading of one name. Never raises, whatever the text."""
    titles, bare = split_titles(name)
    text = _FX.sub("fx. ", plain(bare))
    hyphened = tuple(
        word.strip(".") for part in text.split() if "-" in part for word in part.split("-") if word
    )
    found = _expand(_WORD.findall(text.replace("-", " ")), sex)
    patronym = next((at for at, word in enumerate(found) if word in _PATRONYM), None)
    father = tuple(found[patronym + 1 :]) if patronym else ()
    kept = tuple(glued_fams().get(word, word) for word in found if word not in _PARTICLES)
    return NameReading(
        given=name,
        tokens=_join_phrases(kept or tuple(found)),
        titles=tuple(titles.split()),
        child_of=father,
        husband_own=hyphened if len(hyphened) == 2 else (),
    )


def tokens(name: str, sex: str = "") -> tuple[str, ...]:
    """Return the lower-case tokens of a name, titles and particles away, abbreviations written out."""
    if name.isascii():
        words = name.lower().split()
        # Nine names of ten are plain words: no reading needed, ten times faster for long lists.
        if len(name) <= MAX_LENGTH and "".join(words).isalpha() and _special().isdisjoint(words):
            return tuple(words)
    return read(name, sex).tokens


@lru_cache(maxsize=1)
def _special() -> frozenset[str]:
    """Return the words that need a reading: titles, particles, abbreviations, glued fams, phrases."""
    by_sex = {short for table in abbreviations_by_sex().values() for short in table}
    phrases = {word for phrase in _PHRASES for word in phrase}
    return frozenset(
        LEADING_TITLES
        | ANYWHERE_TITLES
        | _PARTICLES
        | abbreviations().keys()
        | by_sex
        | glued_fams().keys()
        | phrases
        | set(_DEGREE_WORDS)
    )


def _expand(words: Iterable[str], sex: str) -> list[str]:
    short, by_sex = abbreviations(), abbreviations_by_sex().get(sex, {})
    expanded: list[str] = []
    whole = list(words)
    for place, word in enumerate(whole):
        bare = word.rstrip(".'")
        dotted = word.endswith(".")
        may_be_short = (dotted or place == 0 or bare in _ALWAYS_SHORT) and len(whole) > 1
        if bare == "m" and place > 0:
            may_be_short = False
        meaning: tuple[str, ...] | None = None
        if may_be_short:
            meaning = by_sex.get(bare) or short.get(bare)
            if meaning is None and bare == "th":
                meaning = ("th",)
        expanded.extend(meaning or (bare,))
    return [word for word in expanded if word]


def _join_phrases(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) < 2:
        return words
    joined: list[str] = []
    for word in words:
        if joined and (joined[-1], word) in _PHRASES:
            joined[-1] = _PHRASES[joined[-1], word]
        else:
            joined.append(word)
    return tuple(joined)


def canonical(token: str, book: Book | None = None) -> str:
    """Return the key of the group of names the token belongs to, else its spelling key."""
    return (book or shipped_book()).canonical(token)


def canonical_tokens(name: str, sex: str = "", book: Book | None = None) -> tuple[str, ...]:
    """Return the canonical key of each token, in the order written; empty keys left out."""
    group = (book or shipped_book()).canonical
    return tuple(key for key in map(group, tokens(name, sex)) if key)


def name_keys(name: str, sex: str = "", book: Book | None = None) -> frozenset[str]:
    """Return the keys under which a name is found: canonical keys, initials left out if others stand."""
    keys = frozenset(canonical_tokens(name, sex, book))
    return frozenset(key for key in keys if len(key) > 1) or keys


def sex_of_title(name: str) -> str:
    """Return the sex that a title tells (Ibu, Rambu, Tn., Hj., …), '' when none does."""
    said = {plain(title).strip(".,") for title in read(name).titles}
    if said & {"ibu", "rambu", "ny", "nn", "nona", "hj", "almh", "sdri", "dua", "du'a", "suster"}:
        return FEMALE
    if said & {"bapak", "bpk", "umbu", "tn", "nong", "moat", "romo", "rm", "br"}:
        return MALE
    return ""
