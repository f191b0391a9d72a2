"""Reading of sex as agencies write it. Unknown stays unknown: nothing is ever assumed."""

from functools import lru_cache

MALE, FEMALE, UNKNOWN = "M", "F", ""

_MALE = frozenset(
    [
        "m",
        "male",
        "man",
        "pria",
        "l",
        "lk",
        "lk2",
        "laki",
        "lakilaki",
        "laki2",
        "lakilaki2",
        "cowok",
        "jantan",
        "putra",
        "tn",
        "bapak",
    ]
)
_FEMALE = frozenset(
    [
        "f",
        "female",
        "woman",
        "wanita",
        "p",
        "pr",
        "prp",
        "perempuan",
        "cewek",
        "putri",
        "ny",
        "nn",
        "ibu",
        "w",
    ]
)


@lru_cache(maxsize=4096)
def read(text: str) -> str:
    """Return "M", "F" or '' for what a form or a list says: L/P, Laki-laki, Female, Pria and so on."""
    word = "".join(character for character in text.casefold() if character.isalnum())
    if word in _MALE:
        return MALE
    if word in _FEMALE:
        return FEMALE
    return UNKNOWN
