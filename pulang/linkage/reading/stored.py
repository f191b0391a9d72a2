"""A list as it lies on the disk: in clear, or sealed by the vault and opened as a stream.

The name says which: what ends in `.sealed` is opened by the vault, whoever asks.
"""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pulang.base import vault

SEALED = ".sealed"


def is_sealed(path: Path) -> bool:
    """Tell whether a file is sealed."""
    return path.suffix == SEALED


def opened(path: Path) -> io.BufferedReader:
    """Open a file for reading in clear; seekable, never whole in memory.

    Raises: CannotOpen, here or while it is read.
    """
    return vault.open_stream(path) if is_sealed(path) else path.open("rb")


def for_arrow(path: Path) -> "io.BufferedReader | Path":
    """Return what Arrow reads: the path itself where it can, which is quicker than our stream."""
    return vault.open_stream(path) if is_sealed(path) else path


def byte_count(path: Path) -> int:
    """Return the size of a file in clear."""
    with opened(path) as file:
        return file.seek(0, os.SEEK_END)


def keep(source: IO[bytes], target: Path) -> None:
    """Write a file, sealed if its name says so, readable by its owner only."""
    with target.open("xb") as sink:
        os.fchmod(sink.fileno(), 0o600)
        if is_sealed(target):
            vault.seal_stream(source, sink)
        else:
            shutil.copyfileobj(source, sink)


@contextmanager
def in_clear(path: Path, folder: Path) -> Iterator[Path]:
    """Lend a file in clear to a program that needs a path: a copy in a private folder, then removed."""
    if not is_sealed(path):
        yield path
        return
    lent = folder / "lent"
    try:
        with opened(path) as file:
            keep(file, lent)
        yield lent
    finally:
        lent.unlink(missing_ok=True)
