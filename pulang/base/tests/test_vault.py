"""A sealed file opens as it was, or not at all."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.base import vault
from pulang.base.crypto import CannotOpen


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch, settings):
    """Chunks of 16 bytes, so that small examples have many of them."""
    monkeypatch.setattr(vault, "_CHUNK", 16)
    settings.PULANG_FIELD_KEYS = ["new key", "old key"]


relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@relaxed
@given(st.binary(max_size=100))
def test_what_was_sealed_opens_as_it_was(data):
    sealed = vault.seal_bytes(data)

    assert vault.open_bytes(sealed) == data
    # A long run of her bytes; fewer may stand in random bytes, or in the header, by chance.
    assert len(data) < 16 or data not in sealed


@relaxed
@given(st.binary(max_size=80), st.data())
def test_any_flipped_byte_is_refused(data, draw):
    sealed = bytearray(vault.seal_bytes(data))
    at = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= draw.draw(st.integers(1, 255))

    with pytest.raises(CannotOpen):
        vault.open_bytes(bytes(sealed))


@relaxed
@given(st.binary(min_size=1, max_size=80), st.data())
def test_a_cut_or_lengthened_file_is_refused(data, draw):
    sealed = vault.seal_bytes(data)
    cut = draw.draw(st.integers(0, len(sealed) - 1))

    with pytest.raises(CannotOpen):
        vault.open_bytes(sealed[:cut])
    with pytest.raises(CannotOpen):
        vault.open_bytes(sealed + b"x")


def test_chunks_in_another_order_are_refused():
    sealed = vault.seal_bytes(b"a" * 16 + b"b" * 16 + b"c" * 16)
    head, body = sealed[: vault._HEADER_BYTES], sealed[vault._HEADER_BYTES :]
    one, two, three = body[:32], body[32:64], body[64:]

    with pytest.raises(CannotOpen):
        vault.open_bytes(head + two + one + three)
    with pytest.raises(CannotOpen):
        vault.open_bytes(head + one + two)


def test_an_older_key_still_opens_and_an_unknown_one_does_not(settings):
    settings.PULANG_FIELD_KEYS = ["old key"]
    sealed = vault.seal_bytes(b"passport")
    settings.PULANG_FIELD_KEYS = ["new key", "old key"]
    assert vault.open_bytes(sealed) == b"passport"
    settings.PULANG_FIELD_KEYS = ["new key"]

    with pytest.raises(CannotOpen):
        vault.open_bytes(sealed)


def test_a_stream_can_be_searched_and_read_in_pieces(tmp_path):
    data = bytes(range(256)) * 3
    path = tmp_path / "sealed"
    with path.open("wb") as target:
        assert vault.seal_stream(io.BytesIO(data), target) == len(data)

    with vault.open_stream(path) as opened:
        opened.seek(-5, io.SEEK_END)
        assert opened.read() == data[-5:]
        opened.seek(100)
        assert opened.read(50) == data[100:150]
        opened.seek(0)
        assert opened.read() == data


def test_a_cut_file_is_refused_before_a_byte_of_it_is_read(tmp_path):
    path = tmp_path / "sealed"
    path.write_bytes(vault.seal_bytes(b"x" * 100)[:-20])

    with pytest.raises(CannotOpen):
        vault.open_stream(path)
