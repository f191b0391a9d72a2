"""Stands beside a test's server: when the test is gone, however it went, so are server and folder."""

import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

SECONDS = 10


def main(folder: Path) -> None:
    """Wait until whoever holds the other end of our input is gone, then clean up after him."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    sys.stdin.buffer.read()
    until = time.monotonic() + SECONDS
    while folder.exists() and time.monotonic() < until:
        _end(folder / "data" / "postmaster.pid")
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05)


def _end(file: Path) -> None:
    """Stop the postmaster at once, and wait until it has gone."""
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        postmaster = psutil.Process(int(file.read_text().split()[0]))
        if postmaster.name() == "postgres":
            postmaster.send_signal(signal.SIGQUIT)
            while postmaster.status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
