"""Public identifiers: ULIDs, 26 characters of Crockford base 32, sortable by time.

Integer keys never leave the database.
"""

import os
import re
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
_ULID = re.compile(PATTERN)


def new_ulid() -> str:
    """Return a new ULID: 48 bits of milliseconds, 80 bits of randomness."""
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -5, -5))


def is_ulid(text: str) -> bool:
    """Tell whether the text has the form of a ULID."""
    return _ULID.fullmatch(text) is not None


class UlidConverter:
    """URL converter: `<ulid:person>`."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        """Return the id as it stands in the URL."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id as it will stand in the URL."""
        return value
