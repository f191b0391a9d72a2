"""Reading what she wrote: "1", "baik", "tolong", "help", "hubungi" … Pure.

A cry for help wins over everything else in the same text; what cannot be read is never taken for
"fine": somebody calls her. A word takes a cry back only within the same sentence, and a plea
("tolong") only together with a word of need: "tidak, tolong!" is a cry, "tidak perlu tolong" is none.
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
# Nobody says that she is "not, please help": a "no" before these answers something else.
_PLEA = frozenset(["tolong", "tulun", "sos", "help", "ajuda", "selamatkan", "rescue"])
_SENTENCE_END = re.compile(r"[.,;:!?\n]+")
_WORD = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says; `is_sure` is False when somebody has to ask her."""

    answer: str
    is_sure: bool


def read(text: str) -> Reading:
    """Return what a message says."""
    found = _found(_sentences(text))
    if HELP in found:
        return Reading(HELP, is_sure=True)
    if CALL in found:
        return Reading(CALL, is_sure=True)
    if FINE in found:
        return Reading(FINE, is_sure=True)
    return Reading(CALL, is_sure=False)


def _sentences(text: str) -> list[list[str]]:
    """Return the words of each part of a text between two stops."""
    for sign, word in _KEYCAPS.items():
        text = text.replace(sign, f" {word} ")
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return [_WORD.findall(part) for part in _SENTENCE_END.split(plain)]


def _found(sentences: list[list[str]]) -> set[str]:
    count = sum(len(sentence) for sentence in sentences)
    found: set[str] = set()
    seen: list[str] = []
    for sentence in sentences:
        for place, word in enumerate(sentence):
            before = seen[-2:]
            seen.append(word)
            # "1" alone, or first: "jam 2" and "sudah 3 bulan" are no answers.
            if word.isdigit() and (before or count > 3):
                continue
            negated = bool(_NOT.intersection(before))
            if word in _HELP:
                if not _takes_back(word, sentence[max(0, place - 2) : place]):
                    found.add(HELP)
            elif word in _CALL:
                if not negated:
                    found.add(CALL)
            elif word in _FINE:
                found.add(HELP if negated and not _NEED.intersection(before) else FINE)
    return found


def _takes_back(word: str, before: list[str]) -> bool:
    """Tell whether the words before a cry, in its sentence, take it back.

    "tidak perlu bantuan" asks for none; "tidak sakit" tells of none; "jangan pukul" does.
    """
    if "jangan" in before or not _NOT.intersection(before):
        return False
    return word not in _PLEA or bool(_NEED.intersection(before))
