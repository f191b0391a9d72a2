"""The next action in one message: plain letters, at most 160, no name (shared phones)."""

import unicodedata

LENGTH = 160


def plain(text: str) -> str:
    """Write a text with the letters every phone can send."""
    swapped = text.replace("–", "-").replace("’", "'").replace("“", '"').replace("”", '"')
    folded = unicodedata.normalize("NFKD", swapped)
    return " ".join("".join(c for c in folded if c.isascii() and c.isprintable()).split())


def shorten(text: str, *, length: int = LENGTH) -> str:
    """Return a text of at most `length` letters, cut between words."""
    words = plain(text)
    if len(words) <= length:
        return words
    cut = words[: length - 2].rsplit(" ", 1)[0].rstrip(" ,.;:")
    return f"{cut} .."
