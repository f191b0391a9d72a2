"""A place written in one line: `Oinlasi, Mollo Selatan, TTS`, `Desa Weoe Kec. Wewiku Kab. Belu`."""

import re

from pulang.places.rules.index import PlaceIndex
from pulang.places.rules.matching import Resolution, resolve
from pulang.places.terms import Note

_COMMA = re.compile(r"\s*[,;/\n]\s*")
_MARK = re.compile(
    r"\b(desa/kelurahan|desa/kel|desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota(?=\s+kupang\b))"
    r"(?:[.:]\s*|\s+)",
    re.IGNORECASE,
)
_ASKED = {"kec": 1, "kecamatan": 1, "kab": 2, "kabupaten": 2, "kota": 2}


def _marked(text: str) -> tuple[str, str, str] | None:
    """Read a line whose parts say what they are."""
    marks = list(_MARK.finditer(text))
    if len(marks) < 2:
        return None
    parts = ["", "", ""]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        word = mark.group(1).lower()
        body = text[mark.end() : following.start() if following else len(text)].strip(" ,.;-")
        slot = _ASKED.get(word, 0)
        parts[slot] = f"{mark.group(1)} {body}" if slot == 2 else body
    return parts[0], parts[1], parts[2]


def resolve_text(text: str, *, index: PlaceIndex) -> Resolution:
    """Find the place of one line; the reading that knows most wins, a question before nothing."""
    marked = _marked(text)
    if marked:
        return resolve(*marked, index=index)
    parts = [part for part in _COMMA.split(text.strip()) if part]
    match parts:
        case []:
            return Resolution("")
        case [one]:
            readings = [("", "", one), ("", one, ""), (one, "", "")]
        case [first, second]:
            readings = [(first, "", second), (first, second, ""), ("", first, second)]
        case [*_, first, second, third]:
            readings = [(first, second, third)]
            if len(parts) > 3:
                readings.append((parts[-4], first, second))  # with the province behind
    found = [resolve(*reading, index=index) for reading in readings]
    return max(found, key=_worth)


_LOST = frozenset({Note.REGENCY_UNKNOWN, Note.DISTRICT_UNKNOWN, Note.VILLAGE_UNKNOWN})


def _worth(found: Resolution) -> tuple[bool, int, int]:
    understood = not _LOST.intersection(found.notes)
    return understood, max(len(found.code), bool(found.candidates)), -len(found.notes)
