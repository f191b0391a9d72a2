"""Files sealed at rest: encrypted in chunks as they come, opened as a stream that can be searched.

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: each chunk's nonce holds the
file's random prefix, the chunk's number and whether it is the last one; the header is bound to
each chunk. So a byte that was flipped, a chunk left out, moved or taken from another file, and an end
that was cut off are all refused. Keys come from `PULANG_FIELD_KEYS`: the first writes, all read.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from pulang.base.crypto import CannotOpen, derived_key

_MAGIC = b"PLV1"
_PREFIX_BYTES = 7
_ID_BYTES = 8
_HEADER_BYTES = len(_MAGIC) + _ID_BYTES + _PREFIX_BYTES
_TAG_BYTES = 16
_CHUNK = 1 << 18


def _key(master: str) -> bytes:
    return derived_key(master, "vault")


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"pulang.vault.id" + key).digest()[:_ID_BYTES]


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\1" if is_last else b"\0")


def _chunks(source: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield chunks of the full size, the last one with True; an empty file is one empty chunk."""
    chunk = _exactly(source, _CHUNK)
    while True:
        following = _exactly(source, _CHUNK) if len(chunk) == _CHUNK else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _exactly(source: IO[bytes], count: int) -> bytes:
    """Read `count` bytes, fewer only at the end: pipes and uploads answer in pieces."""
    parts, missing = [], count
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def seal_stream(source: IO[bytes], target: IO[bytes]) -> int:
    """Seal all of `source` into `target`, a chunk at a time; return how many bytes were read."""
    key = _key(settings.PULANG_FIELD_KEYS[0])
    cipher, prefix, size = AESGCM(key), os.urandom(_PREFIX_BYTES), 0
    header = _MAGIC + _key_id(key) + prefix
    target.write(header)
    for number, (chunk, is_last) in enumerate(_chunks(source)):
        size += len(chunk)
        target.write(cipher.encrypt(_nonce(prefix, number, is_last=is_last), chunk, header))
    return size


def open_stream(path: Path) -> io.BufferedReader:
    """Open a sealed file for reading; seekable, a chunk in memory at a time.

    Raises: CannotOpen, here or while it is read, when the key is not configured or the file was
    altered or cut.
    """
    return io.BufferedReader(_Opened(path), buffer_size=_CHUNK)


def seal_bytes(data: bytes) -> bytes:
    """Seal a small file held in memory."""
    target = io.BytesIO()
    seal_stream(io.BytesIO(data), target)
    return target.getvalue()


def open_bytes(data: bytes) -> bytes:
    """Open what `seal_bytes` or `seal_stream` wrote.

    Raises: CannotOpen.
    """
    return _Sealed(io.BytesIO(data), len(data)).everything()


class _Sealed:
    """The chunks of one sealed file."""

    def __init__(self, file: IO[bytes], byte_count: int) -> None:
        self._file = file
        header = file.read(_HEADER_BYTES)
        if len(header) != _HEADER_BYTES or not header.startswith(_MAGIC):
            raise CannotOpen("This is not a sealed file.")
        self._header, self._prefix = header, header[-_PREFIX_BYTES:]
        self._cipher = AESGCM(_key_named(header[len(_MAGIC) : -_PREFIX_BYTES]))
        body = byte_count - _HEADER_BYTES
        self.count = max(1, -(-body // (_CHUNK + _TAG_BYTES)))
        self.byte_count = body - self.count * _TAG_BYTES
        if self.byte_count < 0:
            raise CannotOpen("The end of this file is missing.")

    def chunk(self, number: int) -> bytes:
        """Return chunk `number` in clear."""
        self._file.seek(_HEADER_BYTES + number * (_CHUNK + _TAG_BYTES))
        sealed = self._file.read(_CHUNK + _TAG_BYTES)
        nonce = _nonce(self._prefix, number, is_last=number == self.count - 1)
        try:
            return self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag:
            raise CannotOpen("This file was altered, or its end is missing.") from None

    def everything(self) -> bytes:
        """Return the whole file in clear."""
        return b"".join(self.chunk(number) for number in range(self.count))


def _key_named(key_id: bytes) -> bytes:
    for master in settings.PULANG_FIELD_KEYS:
        key = _key(master)
        if _key_id(key) == key_id:
            return key
    raise CannotOpen("This file was sealed with a key that is not configured.")


class _Opened(io.RawIOBase):
    """A sealed file as a raw stream."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            self._sealed = _Sealed(self._file, path.stat().st_size)
            # The end first: a file that was cut is refused before a byte of it is read.
            self._sealed.chunk(self._sealed.count - 1)
        except BaseException:
            self._file.close()
            raise
        self._at = 0
        self._kept: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._sealed.byte_count}
        at = start[whence] + offset
        if at < 0:
            raise ValueError("before the beginning of the file")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._sealed.byte_count:
            return 0
        number, offset = divmod(self._at, _CHUNK)
        if self._kept[0] != number:
            self._kept = (number, self._sealed.chunk(number))
        part = self._kept[1][offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
