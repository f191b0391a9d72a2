"""Keys under which two writings of a place's name meet.

`key` forgives case, apostrophes, spaces, hyphens, abbreviated directions and Roman numerals;
`loose` also forgives old spelling (oe/u, dj/j, tj/c), doubled letters and silent h.
"""

import re
import unicodedata
from functools import lru_cache

_KIND = re.compile(
    r"^(?:(kota)\s+(?:administrasi\s+|adm\.?\s+)?|(kabupaten|kab)(?:\.\s*|\s+|\s*:\s*)"
    r"|(?:kotamadya|kodya)\s+)",
    re.IGNORECASE,
)
_LEVEL_WORDS = {
    4: re.compile(r"^(?:kabupaten|kab|regency)(?:[.:]+\s*|\s+)(?=\S)", re.IGNORECASE),
    6: re.compile(r"^(?:kecamatan|kec|distrik|district)(?:[.:]+\s*|\s+)(?=\S)", re.IGNORECASE),
    10: re.compile(
        r"^(?:desa|ds|kelurahan|kel|village|d/k|desa/kel|desa/kelurahan)(?:[.:]+\s*|\s+)(?=\S)",
        re.IGNORECASE,
    ),
}
_PROVINCE_TAIL = re.compile(
    r"[\s,\-–]*(?:prov(?:insi)?\.?\s*)?(?:nusa tenggara timur|n\.?t\.?t\.?)\s*$", re.IGNORECASE
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}
_SHORT = {
    "bar": "barat",
    "brt": "barat",
    "tim": "timur",
    "tmr": "timur",
    "sel": "selatan",
    "slt": "selatan",
    "ut": "utara",
    "utr": "utara",
    "teng": "tengah",
    "tgh": "tengah",
    "tngh": "tengah",
}
DIRECTIONS = ("barat", "timur", "selatan", "utara", "tengah", "daya", "laut")
_OLD = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("sy", "s"),
    ("nj", "n"),
    ("ny", "n"),
    ("ph", "f"),
    ("th", "t"),
    ("kh", "k"),
    ("dh", "d"),
    ("bh", "b"),
    ("v", "f"),
    ("z", "s"),
    ("y", "i"),
    ("w", "u"),
)
_DOUBLED = re.compile(r"(.)\1+")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


@lru_cache(maxsize=200_000)
def key(text: str) -> str:
    """Return the name's letters and digits without anything between them: `KI'E` → `kie`."""
    words = re.findall(r"[a-z]+|\d+", re.sub(r"['\"’`‘ʼ]", "", _plain(text)))
    if not words:
        return ""
    tail = [_SHORT.get(word, word) for word in words[1:]]
    if tail and tail[-1] in _ROMAN:
        tail[-1] = _ROMAN[tail[-1]]
    return "".join([words[0], *tail])


@lru_cache(maxsize=200_000)
def loose(plain_key: str) -> str:
    """Return the key with old and new spelling unified: `oelamasi` and `ulamasi` meet."""
    text = plain_key
    for old, new in _OLD:
        text = text.replace(old, new)
    return _DOUBLED.sub(r"\1", text).rstrip("h")


def marks(plain_key: str) -> tuple[str, frozenset[str]]:
    """Return what a mere likeness may never bridge: the number and the directions in a name."""
    digits = "".join(sign for sign in plain_key if sign.isdigit())
    return digits, frozenset(word for word in DIRECTIONS if word in plain_key)


def without_level(text: str, level: int) -> str:
    """Return the text without `Kec.`, `Desa`, `Kab.` in front and `NTT` behind."""
    text = " ".join(text.split()).strip(" ,.;:-–")
    shorter = _PROVINCE_TAIL.sub("", text)
    text = shorter or text
    return _LEVEL_WORDS[level].sub("", text).strip(" ,.;:-–") if level in _LEVEL_WORDS else text


def regency_kind(text: str) -> str:
    """Return 'kota', 'kabupaten' or '' as the writing says."""
    found = _KIND.match(" ".join(text.split()))
    if not found:
        return ""
    return "kabupaten" if found.group(2) else "kota"


def regency_stem(text: str) -> str:
    """Return a regency's name without `Kabupaten` and `Kota`."""
    return _KIND.sub("", " ".join(text.split())).strip()
