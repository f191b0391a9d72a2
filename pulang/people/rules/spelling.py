"""The spelling key: two spellings of one name, old or new, Dutch or Portuguese, give one key.

Rules of the handbook, section 7.7. The key is for finding and comparing only; a name as given is
never overwritten by it.
"""

import re
import unicodedata
from functools import lru_cache

_NO_LETTER = re.compile(r"[^a-z0-9]")
_STEPS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (needed, re.compile(pattern), put)
    for needed, pattern, put in (
        ("h", r"([bdg])h", r"\1"),
        ("dj", r"dj", "j"),
        ("tj", r"tj", "c"),
        ("oe", r"oe", "u"),
        ("nj", r"nj", "ny"),
        ("sj", r"sj", "sy"),
        ("ck", r"ck", "k"),
        ("h", r"[ck]h", "k"),
        ("ph", r"ph", "f"),
        ("v", r"v", "f"),
        ("th", r"th", "t"),
        ("x", r"x", "ks"),
        ("q", r"q", "k"),
        ("c", r"c(?=[ei])", "s"),
        ("c", r"c", "k"),
        ("z", r"z", "s"),
        ("y", r"^y(?=[aeiou])", "j"),
        # Marya and Mariya, Lydia and Lidia, Uly and Uli.
        ("iy", r"iy(?=[aeiou])", "i"),
        ("y", r"(?<=[^aeiou])y(?=[^aeiou]|$)", "i"),
        ("i", r"ie|ij", "i"),
        ("h", r"(?<=[aeiou])h(?=[aeiou]|$)", ""),
        ("h", r"h$", ""),
        ("", r"([a-z])\1+", r"\1"),
    )
)
_ROUNDS = 12
"""Each round shortens the key or leaves it; names need two, nonsense of 60 letters a few more."""


def plain(text: str) -> str:
    """Return the text in lower case without accents: `Théresè` becomes `therese`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # Folding makes capitals of some small letters, and so does taking signs apart.
    return letters.casefold().lower()


@lru_cache(maxsize=262_144)
def spelling_key(token: str) -> str:
    """Return the key of one token by the rules of 7.7; the key of a key is the key itself."""
    key = _NO_LETTER.sub("", plain(token))
    for _ in range(_ROUNDS):
        before = key
        for needed, pattern, put in _STEPS:
            # Most words need few of the steps; looking for a letter costs a tenth of a pattern.
            if needed in key:
                key = pattern.sub(put, key)
        if key == before:
            break
    return key
