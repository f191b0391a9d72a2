"""Reading what she wrote: "1", "baik", "tolong", "help", "hubungi" … Pure.

A cry for help wins over everything else in the same text; what cannot be read is never taken for
"fine": somebody calls her.
"""

import re
import unicodedata
from dataclasses import dataclass

FINE, HELP, CALL = "fine", "help", "call"

_FINE = frozenset(
    [
        "1",
        "baik",
        "baek",
        "bae",
        "aman",
        "sehat",
        "oke",
        "ok",
        "okay",
        "okey",
        "good",
        "fine",
        "safe",
        "well",
        "selamat",
        "lancar",
        "senang",
        "sip",
        "mantap",
        "diak",
        "bagus",
    ]
)
_HELP = frozenset(
    [
        "2",
        "tolong",
        "bantu",
        "bantuan",
        "help",
        "sos",
        "bahaya",
        "darurat",
        "takut",
        "pukul",
        "dipukul",
        "siksa",
        "disiksa",
        "aniaya",
        "kabur",
        "lari",
        "sakit",
        "celaka",
        "emergency",
        "danger",
        "hurt",
        "beaten",
        "scared",
        "afraid",
        "sick",
        "lapar",
        "kurung",
        "dikurung",
        "perkosa",
        "diperkosa",
        "ancam",
        "diancam",
        "locked",
        "raped",
        "mati",
        "bunuh",
        "tulun",
        "rescue",
        "selamatkan",
        "ajuda",
    ]
)
_CALL = frozenset(
    [
        "3",
        "hubungi",
        "telepon",
        "telpon",
        "telfon",
        "telp",
        "tlp",
        "hp",
        "call",
        "phone",
        "ring",
        "kontak",
        "contact",
        "bicara",
        "talk",
        "ngobrol",
    ]
)
_NOT = frozenset(
    [
        "tidak",
        "tdk",
        "tak",
        "tra",
        "son",
        "sonde",
        "bukan",
        "belum",
        "kurang",
        "jangan",
        "not",
        "no",
        "never",
        "don't",
        "dont",
        "cannot",
        "can't",
        "isn't",
        "la",
        "lae",
    ]
)
_NEED = frozenset(["perlu", "butuh", "usah", "need", "want"])
_KEYCAPS = {"👍": "1", "👌": "1", "🙏": "", "🆘": "2", "📞": "3", "☎": "3"}
_WORD = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says; `is_sure` is False when somebody has to ask her."""

    answer: str
    is_sure: bool


def read(text: str) -> Reading:
    """Return what a message says."""
    words = _words(text)
    found = _found(words)
    if HELP in found:
        return Reading(HELP, is_sure=True)
    if CALL in found:
        return Reading(CALL, is_sure=True)
    if FINE in found:
        return Reading(FINE, is_sure=True)
    return Reading(CALL, is_sure=False)


def _words(text: str) -> list[str]:
    for sign, word in _KEYCAPS.items():
        text = text.replace(sign, f" {word} ")
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return _WORD.findall(plain)


def _found(words: list[str]) -> set[str]:
    found = set()
    for place, word in enumerate(words):
        # "1" alone, or first: "jam 2" and "sudah 3 bulan" are no answers.
        if word.isdigit() and not (place == 0 and len(words) <= 3):
            continue
        before = words[max(0, place - 2) : place]
        negated = bool(_NOT.intersection(before))
        if word in _HELP:
            # "tidak perlu bantuan" asks for none; "tidak sakit" tells of none; "jangan pukul" does.
            if not negated or "jangan" in before:
                found.add(HELP)
        elif word in _CALL:
            if not negated:
                found.add(CALL)
        elif word in _FINE:
            found.add(HELP if negated and not _NEED.intersection(before) else FINE)
    return found
