"""A test that is killed leaves no server, no worker and no folder behind."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
_TEST = """
import sys, time
from pathlib import Path
from tests.faults.crew import Crew
from tests.faults.server import Server
server = Server(Path(sys.argv[1]))
crew = Crew(server)
server.found()
crew._connect()
print(server._pid(), crew._process.pid, flush=True)
time.sleep(600)
"""


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_whoever_is_killed_leaves_nothing_behind() -> None:
    # Not pytest's own folder: the server runs as nobody where we are root, and may not look there.
    folder = Path(tempfile.mkdtemp(prefix="pulang-faults-"))
    folder.chmod(0o777)
    test = subprocess.Popen(
        [sys.executable, "-c", _TEST, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert test.stdout is not None
    pids = [int(word) for word in test.stdout.readline().split()]
    assert len(pids) == 2
    assert all(map(_lives, pids))

    test.send_signal(signal.SIGKILL)
    test.communicate()

    until = time.monotonic() + 20
    while time.monotonic() < until and (any(map(_lives, pids)) or folder.exists()):
        time.sleep(0.05)
    assert not any(map(_lives, pids))
    assert not folder.exists()
