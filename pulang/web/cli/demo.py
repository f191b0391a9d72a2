"""`pulang demo`: the synthetic province."""

import json
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
) -> None:
    """Build the demo province: organisations, accounts, and the agencies' files brought in."""
    if files_only is not None:
        made = write_agency_files(files_only, size=size, seed=seed)
        rows = sum(len(file.about) for file in made)
        console.print(f"{len(made)} files with {rows:,} rows in {files_only}.")
        return
    console.print("The demo province cannot be built into the database yet.")
    raise typer.Exit(2)
