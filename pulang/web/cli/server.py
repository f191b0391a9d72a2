"""`pulang migrate`, `pulang run`, `pulang worker`: the server and its database."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from typing import Annotated

import typer
from rich.console import Console

console = Console()
_READY_SECONDS = 30


def _python(*words: str) -> list[str]:
    return [sys.executable, "-m", "pulang.web.cli", *words]


def _django() -> None:
    import django

    django.setup()


def migrate() -> None:
    """Bring the database to the present shape, as its owner, and install rights and policies."""
    os.environ["PULANG_AS_OWNER"] = "yes"
    _django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from pulang.access.actions import organisations

    organisations.load_known()
    console.print("Database is ready.")


def worker() -> None:
    """Work off the background jobs until stopped."""
    _django()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "2")


def _server(host: str, port: int) -> list[str]:
    threads = os.environ.get("PULANG_THREADS", "8")
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": os.environ.get("PULANG_PROCESSES", "1"),
        "--blocking-threads": threads,
    }
    words = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *words, "--no-log", "pulang.web.wsgi:application"]


def _wait_until_ready(url: str, child: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until and child.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}health/", timeout=2):  # noqa: S310 - our own address
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()


def run(
    port: Annotated[int, typer.Option(help="Port")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    demo: Annotated[bool, typer.Option(help="Build the demo province in an empty database")] = True,
) -> None:
    """Migrate, build the demo province if the database is empty, serve pages and jobs until Ctrl-C."""
    if not os.environ.get("DATABASE_URL"):
        from pulang.web import embedded

        # Held here, the database outlives each step below and stops with this process.
        embedded.ensure_running()
    subprocess.run(_python("migrate"), check=True)
    subprocess.run(_python("manage", "collectstatic", "--noinput", "-v", "0"), check=True)
    if demo:
        subprocess.run(_python("demo", "build", "--if-empty"), check=True)
    stop = {"asked": False}

    def ask(_signal: int, _frame: object) -> None:
        stop["asked"] = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    # Children in sessions of their own: Ctrl-C reaches this process, which stops them in order.
    children = [
        subprocess.Popen(_server(host, port), start_new_session=True),
        subprocess.Popen(_python("worker"), start_new_session=True),
    ]
    url = f"http://{host}:{port}/"
    if _wait_until_ready(url, children[0]):
        if demo:
            subprocess.run(_python("demo", "accounts"), check=False)
        console.print(f"\n[bold]Pulang: {url}[/bold]   (Ctrl-C stops everything)\n")
    while not stop["asked"] and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _stop(children)
    if not stop["asked"]:
        console.print("A process ended by itself; its last words stand above.")
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command()(migrate)
    app.command()(worker)
    app.command()(run)
