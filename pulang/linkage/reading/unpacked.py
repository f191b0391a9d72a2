"""Where the unpacked form of a stored list is kept between preview, import and resuming."""

import shutil
from pathlib import Path


def folder_for(stored: Path) -> Path:
    """Return the folder beside a stored file in which it is unpacked."""
    return stored.with_name(f"{stored.name}.unpacked")


def follow(stored: Path, target: Path) -> None:
    """Let the unpacked form move with its file, so that preview and import need not unpack again."""
    try:
        folder_for(stored).rename(folder_for(target))
    except OSError:  # nothing was unpacked, or the same file has been unpacked there before
        forget(stored)


def forget(stored: Path) -> None:
    """Remove what was unpacked: it can be made again from the file."""
    shutil.rmtree(folder_for(stored), ignore_errors=True)
