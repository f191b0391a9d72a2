"""The spelling key: two spellings of one name, old or new, Dutch or Portuguese, give one key.

Rules of the handbook, section 7.7. The key is for finding and comparing only; a name as given is
never overwritten by it.
"""

import re
import unicodedata
from functools import lru_cache

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"[^a-z0-9]", ""),
        (r"([bdg])h", r"\1"),
        (r"dj", "j"),
        (r"tj", "c"),
        (r"oe", "u"),
        (r"nj", "ny"),
        (r"sj", "sy"),
        (r"ck", "k"),
        (r"[ck]h", "k"),
        (r"ph", "f"),
        (r"v", "f"),
        (r"th", "t"),
        (r"x", "ks"),
        (r"q", "k"),
        (r"c(?=[ei])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"^y(?=[aeiou])", "j"),
        # Marya and Mariya, Lydia and Lidia, Uly and Uli.
        (r"iy(?=[aeiou])", "i"),
        (r"(?<=[^aeiou])y(?=[^aeiou]|$)", "i"),
        (r"ie|ij", "i"),
        (r"(?<=[aeiou])h(?=[aeiou]|$)", ""),
        (r"h$", ""),
        (r"([a-z])\1+", r"\1"),
    )
)
_ROUNDS = 12
"""Each round shortens the key or leaves it; names need two, nonsense of 60 letters a few more."""


def plain(text: str) -> str:
    """Return the text in lower case without accents: `Théresè` becomes `therese`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=262_144)
def spelling_key(token: str) -> str:
    """Return the key of one token by the rules of 7.7; the key of a key is the key itself."""
    key = plain(token)
    for _ in range(_ROUNDS):
        before = key
        for pattern, put in _STEPS:
            key = pattern.sub(put, key)
        if key == before:
            break
    return key
