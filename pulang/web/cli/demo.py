"""`pulang demo`: the synthetic province."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pulang.web.demo.agency_files import SIZE, write_agency_files
from pulang.web.demo.population import write_lists

app = typer.Typer(no_args_is_help=True, help="The synthetic province: people who never lived.")
console = Console()


@app.command("lists")
def lists(
    directory: Annotated[Path, typer.Argument(help="Where the files go")],
    records: Annotated[int, typer.Option(min=1, help="Rows of all lists together")] = 100_000,
    seed: Annotated[int, typer.Option(help="Another seed, another province")] = 2026,
    as_json: Annotated[bool, typer.Option("--json", help="One object for machines")] = False,
) -> None:
    """Write seven lists of any size as parquet, with the truth beside them."""
    started = time.perf_counter()
    write_lists(directory, records, seed)
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        typer.echo(
            json.dumps({"directory": str(directory), "records": records, "seconds": seconds})
        )
        return
    console.print(f"{records:,} rows of people who never lived, in {directory} after {seconds} s.")


@app.command("build")
def build(
    size: Annotated[int, typer.Option(min=100, help="Rows of all files together")] = SIZE,
    seed: Annotated[int, typer.Option(help="Another seed, another province")] = 2026,
    files_only: Annotated[
        Path | None, typer.Option("--files-only", help="Only write the agencies' files, here")
    ] = None,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Say nothing where somebody else works")
    ] = False,
) -> None:
    """Build the demo province: organisations, accounts, and the agencies' files brought in."""
    if files_only is not None:
        made = write_agency_files(files_only, size=size, seed=seed)
        rows = sum(len(file.about) for file in made)
        console.print(f"{len(made)} files with {rows:,} rows in {files_only}.")
        return
    _django()
    from pulang.base.clock import now
    from pulang.web.demo import build as province
    from pulang.web.demo import founding

    if founding.is_taken():
        if if_empty:
            return
        console.print("Somebody works in this database already; no demo is built into it.")
        raise typer.Exit(2)
    if founding.is_founded() and province.is_built():
        if not if_empty:
            console.print(
                "The demo province is there. `pulang demo accounts` shows who may sign in."
            )
        return
    started = time.perf_counter()
    _as_owner("found")
    with console.status("The demo province: organisations and accounts") as status:
        built = province.build(
            size=size,
            seed=seed,
            at=now(),
            tell=lambda step: status.update(f"The demo province: {step}"),
        )
        status.update("The demo province: people on their way")
        _as_owner("journeys")
    console.print(
        f"The demo province stands after {time.perf_counter() - started:.0f} s: {built.records:,} rows,"
        f" {built.created:,} persons, {built.proposed:,} doubtful pairs, {built.households} households."
    )


@app.command("accounts")
def accounts() -> None:
    """Show the demo's accounts and their password."""
    _django()
    from rich.table import Table

    from pulang.access.terms import Role
    from pulang.web.demo import build as province
    from pulang.web.demo import founding
    from pulang.web.demo.roster import ACCOUNTS, ORGANISATIONS

    if not founding.is_founded():
        return
    offices = {row.key: row.name for row in ORGANISATIONS}
    table = Table("sign in as", "who", "role", "at", title="Demo accounts", title_justify="left")
    for row in ACCOUNTS:
        table.add_row(row.email, row.name, str(Role(row.role).label), offices[row.organisation])
    console.print(table)
    console.print(f"Password of all of them: [bold]{founding.password()}[/bold]")
    console.print(f"A list to bring in yourself: {province.newcomers_file()}")


@app.command("found", hidden=True)
def found() -> None:
    """Found organisations and accounts, as the owner of the database; `build` calls it."""
    _django()
    from pulang.base.clock import now
    from pulang.web.demo import founding

    founding.found(at=now())


@app.command("journeys", hidden=True)
def journeys(seed: Annotated[int, typer.Option()] = 2026) -> None:
    """Put the registry's persons on their way, as the owner of the database; `build` calls it."""
    _django()
    from pulang.base.clock import now
    from pulang.web.demo import cycle, lending
    from pulang.web.demo import journeys as ways

    ways.build(at=now(), seed=seed)
    cycle.build(at=now(), seed=seed)
    lending.build(at=now(), seed=seed)


def _django() -> None:
    import django

    django.setup()


def _as_owner(step: str) -> None:
    """Run a step in a process that connects as the owner: this one never does."""
    environment = {"PULANG_LOG_LEVEL": "WARNING", **os.environ, "PULANG_AS_OWNER": "yes"}
    command = [sys.executable, "-m", "pulang.web.cli", "demo", step]
    subprocess.run(command, env=environment, check=True)
