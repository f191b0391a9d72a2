"""What the database keeps of a secret that opens a page."""

import hashlib


def hash_of(secret: str) -> bytes:
    """Return the SHA-256 of a secret: it is long and random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).digest()
