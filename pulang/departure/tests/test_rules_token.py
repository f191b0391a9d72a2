"""A pass is what the clearing office signed, to the letter; anything else is refused."""

import random
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.departure.letters.pass_letter import MOST_VERSION, qr
from pulang.departure.rules import token
from pulang.departure.rules.token import PREFIX, Claims, Verdict

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
PRIVATE, PUBLIC = token.new_key()
OTHER_PRIVATE, OTHER_PUBLIC = token.new_key()
KEYS = {token.kid_of(PUBLIC): PUBLIC}
CLAIMS = Claims(
    pass_id=bytes(range(16)),
    name="MARIA YASINTA TANEO",
    birth_year=1998,
    passport="001",
    destination="MY",
    exit_point="maumere-lorens-say",
    issued_at=AT - timedelta(days=1),
    valid_from=AT - timedelta(hours=6),
    valid_until=AT + timedelta(days=2),
    photo=b"\1\2\3\4\5\6\7\10",
)
GOOD = token.sign(CLAIMS, private=PRIVATE, public=PUBLIC)


def verdict(text: str, *, at: datetime = AT, keys=KEYS, revoked=()) -> Verdict:
    return token.verify(text, keys=keys, revoked=revoked, at=at).verdict


def wrap(data: bytes) -> str:
    return PREFIX + base45.b45encode(data).decode()


def opened(text: str) -> bytes:
    return base45.b45decode(text.removeprefix(PREFIX))


def signed(payload: bytes, *, header: dict | None = None, tag: int = 18) -> str:
    """Sign any payload rightly: what only the holder of the key could do wrong."""
    protected = cbor2.dumps(header or {1: -8, 4: token.kid_of(PUBLIC)}, canonical=True)
    what = cbor2.dumps(["Signature1", protected, b"", payload])
    signature = Ed25519PrivateKey.from_private_bytes(PRIVATE).sign(what)
    return wrap(cbor2.dumps(cbor2.CBORTag(tag, [protected, {}, payload, signature])))


texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=90)
moments = st.integers(0, 4_000_000).map(lambda minutes: AT + timedelta(minutes=minutes))


@given(
    name=texts,
    year=st.integers(0, 2026),
    passport=st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", max_size=3),
    begins=moments,
    days=st.integers(1, 14),
    photo=st.binary(max_size=32),
)
def test_what_was_signed_is_read_as_it_was_said(name, year, passport, begins, days, photo):
    claims = replace(
        CLAIMS,
        name=name,
        birth_year=year,
        passport=passport,
        valid_from=begins,
        valid_until=begins + timedelta(days=days),
        photo=photo,
    )
    text = token.sign(claims, private=PRIVATE, public=PUBLIC)

    found = token.verify(text, keys=KEYS, at=begins)

    assert found.verdict == Verdict.VALID
    assert found.claims == replace(
        claims, name=token.short_name(name), photo=photo[: token.PHOTO_BYTES]
    )
    assert qr(text).version <= MOST_VERSION


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (CLAIMS.valid_from - timedelta(seconds=1), Verdict.NOT_YET),
        (CLAIMS.valid_from, Verdict.VALID),
        (CLAIMS.valid_until - timedelta(seconds=1), Verdict.VALID),
        (CLAIMS.valid_until, Verdict.EXPIRED),
    ],
)
def test_it_holds_from_its_first_to_its_last_moment(moment, said):
    assert verdict(GOOD, at=moment) == said


def test_a_revoked_pass_and_an_unknown_key_are_told_apart():
    assert verdict(GOOD, revoked={CLAIMS.pass_id}) == Verdict.REVOKED
    assert verdict(GOOD, keys={}) == Verdict.UNKNOWN_KEY
    forged = token.sign(CLAIMS, private=OTHER_PRIVATE, public=OTHER_PUBLIC)
    assert verdict(forged) == Verdict.UNKNOWN_KEY


def test_a_key_under_anothers_name_does_not_open():
    stolen = {token.kid_of(OTHER_PUBLIC): PUBLIC}
    forged = token.sign(CLAIMS, private=OTHER_PRIVATE, public=OTHER_PUBLIC)

    assert verdict(forged, keys=stolen) == Verdict.BAD_SIGNATURE
    with pytest.raises(ValueError, match="its own name"):
        token.read_keys(cbor2.dumps(stolen, canonical=True))


def test_nothing_is_told_of_a_token_with_a_wrong_signature():
    data = bytearray(opened(GOOD))
    data[-1] ^= 1

    found = token.verify(wrap(bytes(data)), keys=KEYS, at=AT)

    assert found.verdict == Verdict.BAD_SIGNATURE
    assert found.claims is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        PREFIX,
        GOOD.lower(),
        GOOD + "\n",
        " " + GOOD,
        GOOD + "00",
        GOOD.removeprefix(PREFIX),
        "HC1:" + GOOD.removeprefix(PREFIX),
        PREFIX + "é" * 20,
        PREFIX + "A" * 100_000,
        wrap(zlib.compress(opened(GOOD))),
        wrap(opened(GOOD) + b"\0"),
        wrap(b"\xd2" * 600),
        wrap(b"\x84" * 600),
    ],
)
def test_what_is_not_a_pass_to_the_letter_is_none(text):
    assert verdict(text) == Verdict.MALFORMED


def _payload(**changed) -> bytes:
    said = cbor2.loads(cbor2.loads(opened(GOOD)).value[2])
    said.update(changed.get("claims", {}))
    for key in changed.get("without", ()):
        del said[key]
    return cbor2.dumps(said, canonical=True)


@pytest.mark.parametrize(
    "text",
    [
        signed(_payload(claims={1: "ID-XX"})),
        signed(_payload(claims={99: "more"})),
        signed(_payload(without=[6])),
        signed(_payload(claims={4: True})),
        signed(_payload(claims={4: 1.5e9})),
        signed(_payload(claims={7: b"short"})),
        signed(_payload(claims={4: -1})),
        signed(_payload(claims={5: 4_000_000_000, 4: 3_999_999_999})),
        signed(b"\xa0"),
        signed(cbor2.dumps([1])),
        signed(_payload(), header={1: -7, 4: token.kid_of(PUBLIC)}),
        signed(_payload(), header={1: -8}),
        signed(_payload(), header={1: -8, 4: token.kid_of(PUBLIC), 2: [99]}),
        signed(_payload(), header={1: -8, 4: "text"}),
        signed(_payload(), tag=98),
        # The issuer twice: a reader who takes the first, another who takes the last.
        signed(b"\xa7\x01\x65ID-NT" + _payload()[1:]),
    ],
)
def test_even_the_holder_of_the_key_signs_nothing_but_a_pass(text):
    assert verdict(text) == Verdict.MALFORMED


def test_a_sign_that_ends_nothing_is_refused():
    """A break where no list is open can be read and not be written again."""
    assert verdict(GOOD[:53] + "9" + GOOD[54:]) != Verdict.VALID


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.characters(codec="ascii"))
def test_no_letter_can_be_changed(at, letter):
    text = GOOD[:at] + letter + GOOD[at + 1 :]

    assert (verdict(text) == Verdict.VALID) == (text == GOOD)


def _attacks(count: int) -> list[str]:
    """Forged, altered, cut, spliced and expired tokens, none of which the office signed so."""
    dice = random.Random(53)
    forger_private, forger_public = token.new_key()
    good = [
        token.sign(replace(CLAIMS, pass_id=dice.randbytes(16)), private=PRIVATE, public=PUBLIC)
        for _ in range(20)
    ]
    expired = [
        token.sign(
            replace(
                CLAIMS,
                pass_id=dice.randbytes(16),
                valid_from=AT - timedelta(days=9),
                valid_until=AT - timedelta(days=dice.randrange(1, 8)),
            ),
            private=PRIVATE,
            public=PUBLIC,
        )
        for _ in range(20)
    ]
    made: list[str] = []
    for number in range(count):
        one, two = dice.sample(good, 2)
        data = bytearray(opened(one))
        kind = number % 8
        if kind == 0:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        elif kind == 1:
            data = data[: dice.randrange(len(data))]
        elif kind == 2:
            at = dice.randrange(1, len(data))
            data = data[:at] + bytearray(opened(two))[at:]
        elif kind == 3:
            data = bytearray(dice.randbytes(dice.randrange(1, 400)))
        elif kind == 4:
            made.append(token.sign(CLAIMS, private=forger_private, public=forger_public))
            continue
        elif kind == 5:
            # The forger's signature under the office's name.
            parts = cbor2.loads(opened(one)).value
            what = cbor2.dumps(["Signature1", parts[0], b"", parts[2]])
            parts[3] = Ed25519PrivateKey.from_private_bytes(forger_private).sign(what)
            data = bytearray(cbor2.dumps(cbor2.CBORTag(18, parts)))
        elif kind == 6:
            made.append(dice.choice(expired))
            continue
        else:
            # Longer days under the old signature.
            parts = cbor2.loads(opened(one)).value
            said = cbor2.loads(parts[2])
            said[4] += dice.randrange(1, 10**6)
            parts[2] = cbor2.dumps(said, canonical=True)
            data = bytearray(cbor2.dumps(cbor2.CBORTag(18, parts)))
        text = wrap(bytes(data))
        if text not in good:
            made.append(text)
    return made


def test_of_ten_thousand_attacks_none_is_accepted():
    attacks = _attacks(10_600)

    accepted = [text for text in attacks if verdict(text) == Verdict.VALID]

    assert len(attacks) >= 10_000
    assert accepted == []


def test_the_list_of_revoked_passes_is_signed_too():
    listed = token.sign_revocations([CLAIMS.pass_id], at=AT, private=PRIVATE, public=PUBLIC)

    assert token.read_revocations(listed, keys=KEYS) == (AT, frozenset({CLAIMS.pass_id}))
    for at in range(len(listed)):
        broken = bytearray(listed)
        broken[at] ^= 4
        with pytest.raises(ValueError, match="revoked passes"):
            token.read_revocations(bytes(broken), keys=KEYS)


def test_a_long_name_keeps_its_whole_words():
    assert token.short_name("  maria  yasinta ") == "MARIA YASINTA"
    assert len(token.short_name("Yosefina " * 20).encode()) <= token.NAME_BYTES
