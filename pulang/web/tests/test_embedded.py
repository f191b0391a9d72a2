"""The database that comes with the product: any path, several processes, one of them killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

_HOLD = (
    "import sys, time; from pulang.web import embedded;"
    " print(embedded.ensure_running(), flush=True); time.sleep(float(sys.argv[1]))"
)


def _holder(home: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(seconds)],
        env=os.environ | {"PULANG_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _postmaster(home: Path) -> psutil.Process | None:
    pid_file = home / "postgres" / "postmaster.pid"
    if not pid_file.exists():
        return None
    pid = int(pid_file.read_text().splitlines()[0])
    return psutil.Process(pid) if psutil.pid_exists(pid) else None


def _gone(home: Path) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if _postmaster(home) is None:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose path is longer than a unix socket's may be."""
    folder = tmp_path_factory.mktemp("home") / ("long" * 25) / "deep"
    folder.mkdir(parents=True)
    for parent in (folder, *folder.parents):
        if parent.name.startswith("pytest-"):
            break
        parent.chmod(0o755)
    return folder


def test_it_starts_in_a_long_path_serves_two_and_stops_with_the_last(home: Path) -> None:
    with _holder(home, 1) as first, _holder(home, 2) as second:
        sockets = {_line(first), _line(second)}

        assert len(sockets) == 1
        assert first.wait(20) == second.wait(20) == 0
    assert _gone(home)


def test_a_killed_process_does_not_keep_it_running_for_ever(home: Path) -> None:
    with _holder(home, 60) as killed, _holder(home, 6) as leaver:
        _line(killed)
        _line(leaver)
        killed.send_signal(signal.SIGKILL)
        killed.wait()

        assert leaver.wait(20) == 0
    assert _gone(home)
