"""The departure pass as a token: signed, compact, verified without any network.

    PLG1:<base45 of COSE_Sign1(EdDSA over Ed25519; CWT claims)>

As the EU Digital COVID Certificate does it (RFC 9052, RFC 8392, RFC 9285), but for one thing: no
zlib. A pass is too small to gain by it, and without it there is exactly one text for one content:
nobody can change a letter and still have a pass, and no small text unpacks to a large one.

Reading is strict: what is not written exactly as this module writes it is malformed, whoever
signed it. No database, no clock, no settings: the moment is handed in.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEKey

PREFIX = "PLG1:"
ISSUER = "ID-NT"
MOST_CHARACTERS = 1200
"""A pass has about 330; nothing longer is even decoded."""
ID_BYTES = 16
KID_BYTES = 8
PHOTO_BYTES = 8
SIGNATURE_BYTES = 64
NAME_BYTES = 60

_ISS, _EXP, _NBF, _IAT, _CTI, _TRAVEL = 1, 4, 5, 6, 7, -70001
_NAME, _YEAR, _PASSPORT, _TO, _FROM, _PHOTO = 1, 2, 3, 4, 5, 6
_ALG, _KID, _EDDSA, _SIGN1_TAG = 1, 4, -8, 18
_HEADER = {_ALG: int, _KID: bytes}
_CLAIMS = {_ISS: str, _EXP: int, _NBF: int, _IAT: int, _CTI: bytes, _TRAVEL: dict}
_TRAVELS = {_NAME: str, _YEAR: int, _PASSPORT: str, _TO: str, _FROM: str, _PHOTO: bytes}
_LATEST = 4_102_444_800  # the year 2100
_FIRST_YEAR, _LAST_YEAR = 0, 2100  # 0: not known


class Verdict(StrEnum):
    """What a checkpoint answers."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    MALFORMED = "malformed"
    USED_ELSEWHERE = "used_elsewhere"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a pass says. As little of the person as an officer needs to hold it against a passport.

    `passport` are the last three characters of its number; `photo` the first bytes of the SHA-256
    of the picture that the clearing officer saw. Moments are aware.
    """

    pass_id: bytes
    name: str
    birth_year: int
    passport: str
    destination: str
    exit_point: str
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime
    photo: bytes = b""


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a token; claims only when its signature is good."""

    verdict: Verdict
    claims: Claims | None = None
    kid: bytes = b""

    @property
    def is_valid(self) -> bool:
        """Tell whether she may pass."""
        return self.verdict == Verdict.VALID


class _Malformed(Exception):
    pass


def kid_of(public: bytes) -> bytes:
    """Return the name of a key: the first bytes of the SHA-256 of its 32 public bytes."""
    return hashlib.sha256(public).digest()[:KID_BYTES]


def new_key() -> tuple[bytes, bytes]:
    """Return a new Ed25519 key: 32 private and 32 public bytes."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _cose_key(private: bytes, public: bytes) -> Any:
    return COSEKey.new({1: 1, -1: 6, -2: public, -4: private, 3: _EDDSA, 2: kid_of(public)})


def short_name(name: str) -> str:
    """Return a name that fits: whole words, at most 60 bytes of UTF-8."""
    words, kept = " ".join(name.split()).upper().split(" "), ""
    for word in words:
        longer = f"{kept} {word}".strip()
        if len(longer.encode()) > NAME_BYTES:
            break
        kept = longer
    return kept


def sign(claims: Claims, *, private: bytes, public: bytes) -> str:
    """Return the token of a pass."""
    payload = _payload(claims)
    encoded = COSE.new(deterministic_header=True).encode(
        payload,
        key=_cose_key(private, public),
        protected={_ALG: _EDDSA, _KID: kid_of(public)},
        unprotected={},
    )
    return PREFIX + str(base45.b45encode(encoded), "ascii")


def _payload(claims: Claims) -> bytes:
    travel = {
        _NAME: short_name(claims.name),
        _YEAR: claims.birth_year,
        _PASSPORT: claims.passport,
        _TO: claims.destination,
        _FROM: claims.exit_point,
        _PHOTO: claims.photo[:PHOTO_BYTES],
    }
    said = {
        _ISS: ISSUER,
        _EXP: _seconds(claims.valid_until),
        _NBF: _seconds(claims.valid_from),
        _IAT: _seconds(claims.issued_at),
        _CTI: claims.pass_id,
        _TRAVEL: travel,
    }
    return bytes(cbor2.dumps(said, canonical=True))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def verify(
    token: str,
    *,
    keys: Mapping[bytes, bytes],
    revoked: Collection[bytes] = (),
    at: datetime,
) -> Checked:
    """Return the verdict on a token: `keys` are kid → 32 public bytes, `revoked` pass ids.

    The order is fixed: form, key, signature, revocation, days. Nothing is told of a token whose
    signature is not good.
    """
    try:
        protected, payload, signature, kid = _opened(token)
        claims = _claims(payload)
    except _Malformed:
        return Checked(Verdict.MALFORMED)
    public = keys.get(kid)
    if public is None:
        return Checked(Verdict.UNKNOWN_KEY, kid=kid)
    if not _is_signed(protected, payload, signature, public):
        return Checked(Verdict.BAD_SIGNATURE, kid=kid)
    if claims.pass_id in revoked:
        return Checked(Verdict.REVOKED, claims, kid)
    if at >= claims.valid_until:
        return Checked(Verdict.EXPIRED, claims, kid)
    if at < claims.valid_from:
        return Checked(Verdict.NOT_YET, claims, kid)
    return Checked(Verdict.VALID, claims, kid)


def _is_signed(protected: bytes, payload: bytes, signature: bytes, public: bytes) -> bool:
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _opened(token: str) -> tuple[bytes, bytes, bytes, bytes]:
    """Return protected header, payload, signature and kid of a token written as we write it."""
    if not token.startswith(PREFIX) or len(token) > MOST_CHARACTERS:
        raise _Malformed
    text = token[len(PREFIX) :]
    try:
        data = base45.b45decode(text)
    except ValueError:
        raise _Malformed from None
    if base45.b45encode(data).decode("ascii") != text:
        raise _Malformed
    return _sealed(data)


def _sealed(data: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the four parts of a COSE_Sign1 written as we write it."""
    try:
        tagged = cbor2.loads(data)
    except (ValueError, cbor2.CBORError, RecursionError):
        raise _Malformed from None
    parts = tagged.value if isinstance(tagged, cbor2.CBORTag) else None
    if not isinstance(parts, list) or tagged.tag != _SIGN1_TAG or len(parts) != 4:
        raise _Malformed
    protected, unprotected, payload, signature = parts
    if unprotected != {} or not all(
        isinstance(one, bytes) for one in (protected, payload, signature)
    ):
        raise _Malformed
    if len(signature) != SIGNATURE_BYTES:
        raise _Malformed
    kid = _kid(protected)
    # One content, one text: whatever was written in another way is not ours.
    if cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature])) != data:
        raise _Malformed
    return protected, payload, signature, kid


def _kid(protected: bytes) -> bytes:
    header = _typed(_map(protected), _HEADER)
    kid = header[_KID]
    if header[_ALG] != _EDDSA:
        raise _Malformed
    if len(kid) != KID_BYTES:
        raise _Malformed
    return bytes(kid)


def _map(data: bytes) -> dict[Any, Any]:
    try:
        found = cbor2.loads(data)
        # A key given twice, a longer way to write a number, bytes after the end: none survives this.
        is_plain = isinstance(found, dict) and cbor2.dumps(found, canonical=True) == data
    except (ValueError, TypeError, cbor2.CBORError, RecursionError):
        raise _Malformed from None
    if not is_plain:
        raise _Malformed
    return dict(found)


def _typed(found: dict[Any, Any], kinds: Mapping[int, type]) -> dict[int, Any]:
    # For Python 1, 1.0 and True are one key; for another reader they are not.
    if found.keys() != kinds.keys() or any(type(key) is not int for key in found):
        raise _Malformed
    for key, kind in kinds.items():
        if type(found[key]) is not kind:
            raise _Malformed
    return found


def _claims(payload: bytes) -> Claims:
    said = _typed(_map(payload), _CLAIMS)
    travel = _typed(said[_TRAVEL], _TRAVELS)
    moments = (said[_NBF], said[_EXP], said[_IAT])
    if said[_ISS] != ISSUER or len(said[_CTI]) != ID_BYTES or len(travel[_PHOTO]) > PHOTO_BYTES:
        raise _Malformed
    if not all(0 < moment < _LATEST for moment in moments) or said[_NBF] >= said[_EXP]:
        raise _Malformed
    if not _FIRST_YEAR <= travel[_YEAR] <= _LAST_YEAR:
        raise _Malformed
    valid_from, valid_until, issued_at = (datetime.fromtimestamp(one, UTC) for one in moments)
    return Claims(
        pass_id=said[_CTI],
        name=travel[_NAME],
        birth_year=travel[_YEAR],
        passport=travel[_PASSPORT],
        destination=travel[_TO],
        exit_point=travel[_FROM],
        issued_at=issued_at,
        valid_from=valid_from,
        valid_until=valid_until,
        photo=travel[_PHOTO],
    )


# --- the list of revoked passes, and the list of keys: small files for a checkpoint's device ---


def sign_revocations(
    pass_ids: Collection[bytes], *, at: datetime, private: bytes, public: bytes
) -> bytes:
    """Return the signed list of revoked passes."""
    payload = cbor2.dumps({1: _seconds(at), 2: sorted(pass_ids)}, canonical=True)
    encoded: bytes = COSE.new(deterministic_header=True).encode(
        payload,
        key=_cose_key(private, public),
        protected={_ALG: _EDDSA, _KID: kid_of(public)},
        unprotected={},
    )
    return encoded


def read_revocations(
    data: bytes, *, keys: Mapping[bytes, bytes]
) -> tuple[datetime, frozenset[bytes]]:
    """Return when the list was made, and the revoked passes.

    Raises: ValueError when it is not ours.
    """
    try:
        protected, payload, signature, kid = _sealed(data)
        public, found = keys[kid], _map(payload)
        made, ids = found[1], found[2]
    except (KeyError, _Malformed):
        raise ValueError("not a list of revoked passes") from None
    if not _is_signed(protected, payload, signature, public):
        raise ValueError("the list of revoked passes is not signed by a known key")
    return datetime.fromtimestamp(made, UTC), frozenset(ids)


def write_keys(keys: Collection[bytes]) -> bytes:
    """Return the public keys as a CBOR map kid → 32 bytes."""
    return cbor2.dumps({kid_of(public): public for public in keys}, canonical=True)


def read_keys(data: bytes) -> dict[bytes, bytes]:
    """Return kid → public bytes of a file of keys.

    Raises: ValueError when a key does not bear its own name.
    """
    try:
        found = _map(data)
    except _Malformed:
        raise ValueError("not a file of keys") from None
    for kid, public in found.items():
        if not isinstance(public, bytes) or len(public) != 32 or kid_of(public) != kid:
            raise ValueError("a key does not bear its own name")
    return found
