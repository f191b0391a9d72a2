"""Sealing of single fields, and keyed hashes for looking a sealed value up.

AES-256-GCM with random nonces: the misuse-resistant SIV mode would need OpenSSL 3.2.

Keys are derived from `PULANG_FIELD_KEYS` (first one writes, all of them read), one per data class,
so that a leaked key of documents does not open medical records.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from pulang.base.errors import Refused

_NONCE_BYTES = 12


class CannotOpen(Refused):
    """The sealed value was written with a key that is no longer configured, or was altered."""

    code = "base.cannot_open"


@lru_cache(maxsize=64)
def derived_key(master: str, purpose: str) -> bytes:
    """Return the 32-byte key of a purpose, derived from a configured key."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=b"pulang", info=purpose.encode())
    return derived.derive(master.encode())


def seal(text: str, *, data_class: str) -> str:
    """Encrypt a text for a data class; the class is bound to the ciphertext."""
    key = derived_key(settings.PULANG_FIELD_KEYS[0], f"seal:{data_class}")
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(
        nonce + AESGCM(key).encrypt(nonce, text.encode(), data_class.encode())
    ).decode()


def unseal(sealed: str, *, data_class: str) -> str:
    """Decrypt a text sealed for the same data class.

    Raises: CannotOpen.
    """
    blob = base64.b64decode(sealed)
    nonce, body = blob[:_NONCE_BYTES], blob[_NONCE_BYTES:]
    for master in settings.PULANG_FIELD_KEYS:
        try:
            key = derived_key(master, f"seal:{data_class}")
            return AESGCM(key).decrypt(nonce, body, data_class.encode()).decode()
        except InvalidTag:
            continue
    raise CannotOpen("This value was sealed with a key that is not configured.")


def keyed_hash(text: str, *, purpose: str) -> str:
    """Return a keyed hash (HMAC-SHA-256, 32 hex digits) by which a sealed value can be found."""
    key = derived_key(settings.PULANG_FIELD_KEYS[0], f"hash:{purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
