"""Where the unpacked form of a stored list is kept between preview, import and resuming."""

import shutil
from pathlib import Path


def folder_for(stored: Path) -> Path:
    """Return the folder beside a stored file in which it is unpacked."""
    return stored.with_name(f"{stored.name}.unpacked")


def forget(stored: Path) -> None:
    """Remove what was unpacked: it can be made again from the file."""
    shutil.rmtree(folder_for(stored), ignore_errors=True)
