"""Codes of certificates: short enough to copy from paper, with letters that nobody mistakes."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
"""31 letters to the 11th are 57 bits; the last letter is a check on the others."""


def _check(body: str) -> str:
    total = sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def new_code() -> str:
    """Return a code that nobody can guess."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))
    return body + _check(body)


def normalise(text: str) -> str:
    """Read a code as people copy it: small letters, spaces, hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def is_well_formed(code: str) -> bool:
    """Tell whether a code can have been issued: no question to the database for a typing error."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _check(code[:-1]) == code[-1]


def shown(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def initials(name: str) -> str:
    """Return the initials of a name: M. T."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word)
