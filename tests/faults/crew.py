"""Workers against the server: processes that are ready, wait for "go", and may be killed at work."""

import json
import mmap
import os
import select
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.faults.server import Server, kill

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300


class Crew:
    """One process that has loaded everything and forks a worker for each who asks: no cold start."""

    def __init__(self, server: Server) -> None:
        self._path = str(server.folder / "crew")
        self.mark = server.folder / "mark"
        self.mark.write_bytes(bytes(8))
        base = f"postgresql://{{}}@/pulang?host={server.folder}"
        environment = {
            **os.environ,
            "PULANG_HOME": str(server.folder / "home"),
            "DATABASE_URL": base.format("pulang_app"),
            "DATABASE_OWNER_URL": base.format(server.user),
            "DJANGO_SETTINGS_MODULE": "pulang.web.settings",
            "PULANG_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("PULANG_AS_OWNER", None)
        # It ends, and all of its children, when this process lets go of its input.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker", self._path],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def worker(
        self, word: str, *values: Any, owner: bool = False, database: str = "pulang"
    ) -> "Worker":
        """Return a worker that is connected and ready to do what the word says."""
        said = {
            "word": word,
            "values": values,
            "owner": owner,
            "database": database,
            "mark": str(self.mark),
        }
        return Worker(self._connect(), said)

    def ask(self, word: str, *values: Any, owner: bool = False, database: str = "pulang") -> Any:
        """Have something done to its end and return the answer."""
        with self.worker(word, *values, owner=owner, database=database) as worker:
            worker.go()
            said = worker.hear()
        assert said is not None, f"the worker for {word} is gone"
        assert "answer" in said, said
        return said["answer"]

    def dismiss(self) -> None:
        """Let all of them go."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def _connect(self) -> socket.socket:
        until = time.monotonic() + 120
        while True:
            made = socket.socket(socket.AF_UNIX)
            made.settimeout(SECONDS)
            try:
                made.connect(self._path)
            except (FileNotFoundError, ConnectionRefusedError):
                made.close()
                assert self._process.poll() is None, "the crew has died"
                assert time.monotonic() < until, "the crew does not come"
                time.sleep(0.05)
            else:
                return made


class Worker:
    """One process at work."""

    def __init__(self, line: socket.socket, said: dict[str, Any]) -> None:
        self._line, self._file = line, line.makefile("rw", encoding="utf-8")
        self._say(said)
        ready = self.hear()
        assert ready is not None, "the worker died before it was ready"
        assert "pid" in ready, ready
        self.pid: int = ready["pid"]
        self.backend: int = ready["backend"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):
            self._file.close()
        self._line.close()

    def go(self, at: float = 0) -> None:
        """Let it begin, at a moment of the clock when one is given."""
        self._say({"at": at})

    def hear(self) -> dict[str, Any] | None:
        """Return what it says next; None when it is dead."""
        try:
            line = self._file.readline()
        except ConnectionResetError:
            return None
        return json.loads(line) if line.endswith("\n") else None

    def has_spoken(self) -> bool:
        """Tell whether it has said something, or is dead, without waiting."""
        return bool(select.select([self._line], [], [], 0)[0])

    def kill(self) -> bool:
        """Kill -9 it; tell whether it was there."""
        return kill(self.pid)

    def _say(self, said: dict[str, Any]) -> None:
        self._file.write(json.dumps(said) + "\n")
        self._file.flush()


class Mark:
    """What a worker wrote last into memory that outlives it: in a transaction or not, commits."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 8)

    def clear(self) -> None:
        """Begin at nothing."""
        self._memory[:] = bytes(8)

    def begun(self) -> None:
        """A transaction is under way."""
        self._memory[0] = 1

    def ended(self) -> None:
        """It was committed, or it failed."""
        self._memory[0] = 0
        self._memory[4:] = (self.transactions + 1).to_bytes(4, "little")

    @property
    def inside(self) -> bool:
        """Whether a transaction is under way."""
        return self._memory[0] == 1

    @property
    def transactions(self) -> int:
        """How many have ended."""
        return int.from_bytes(self._memory[4:], "little")
