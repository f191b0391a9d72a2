"""`pulang migrate`, `pulang run`, `pulang worker`: the server and its database."""

import os
import signal
import subprocess
import sys
import time
from typing import Annotated

import typer
from rich.console import Console

console = Console()


def _python(*words: str, owner: bool = False) -> list[str]:
    return [sys.executable, "-m", "pulang.web.cli", *words]


def migrate() -> None:
    """Bring the database to the present shape, as its owner, and install rights and policies."""
    os.environ["PULANG_AS_OWNER"] = "yes"
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    console.print("Database is ready.")


def worker() -> None:
    """Work off the background jobs until stopped."""
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("procrastinate", "worker", "--concurrency", "2")


def run(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    demo: Annotated[bool, typer.Option(help="Build the demo province in an empty database")] = True,
) -> None:
    """Migrate, build the demo province if the database is empty, serve pages and jobs until Ctrl-C."""
    subprocess.run(_python("migrate"), check=True)
    if demo:
        subprocess.run(_python("demo", "build", "--if-empty"), check=True)
    subprocess.run(_python("manage", "collectstatic", "--noinput", "-v", "0"), check=True)
    children = [
        subprocess.Popen(_python("worker")),
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                "--host",
                host,
                "--port",
                str(port),
                "--workers",
                "1",
                "--blocking-threads",
                "8",
                "--no-log",
                "pulang.web.wsgi:application",
            ]
        ),
    ]
    console.print(f"\nPulang: http://{host}:{port}/   (Ctrl-C stops everything)\n")
    stop = {"asked": False}

    def ask(_signal: int, _frame: object) -> None:
        stop["asked"] = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    while not stop["asked"] and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
    if not stop["asked"]:
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command()(migrate)
    app.command()(worker)
    app.command()(run)
