"""`pulang bench …`: the benchmarks of a checkout, as tables for people and JSON for machines."""

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import pulang

app = typer.Typer(no_args_is_help=True, help="Measure: speed, memory and accuracy.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")]


def _bench(name: str) -> ModuleType:
    """Return a module of `benchmarks/`, which stands beside the package in a checkout."""
    folder = Path(pulang.__file__).resolve().parent.parent / "benchmarks"
    if not (folder / f"{name}.py").exists():
        typer.echo(
            f"There is no benchmark {name!r} here: benchmarks run from a checkout of the source, "
            f"where {folder} exists.",
            err=True,
        )
        raise typer.Exit(2)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return importlib.import_module(name)


def show(found: dict[str, Any], *, as_json: bool) -> None:
    """Print what a bench found."""
    if as_json:
        typer.echo(json.dumps(found))
        return
    sides = [side for side in ("ours", "yardstick", "ratio") if found.get(side)]
    table = Table(title=f"{found['bench']}: {found['size']:,}")
    table.add_column("")
    for side in sides:
        table.add_column(side, justify="right")
    for key in found["ours"]:
        table.add_row(key, *(_cell(key, found[side].get(key)) for side in sides))
    Console().print(table)


def _cell(key: str, value: object) -> str:
    if value is None:
        return ""
    if key == "peak_rss_bytes" and isinstance(value, int):
        return f"{value / 2**30:.2f} GiB"
    if isinstance(value, dict):
        return "\n".join(f"{name} {number}" for name, number in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)


@app.command()
def unify(
    records: Annotated[int, typer.Option(help="Rows of the synthetic lists.")] = 100_000,
    against: Annotated[str, typer.Option(help="`splink`: measure the yardstick too.")] = "",
    lists: Annotated[
        Path | None, typer.Option(help="A folder of lists that somebody made.")
    ] = None,
    truth: Annotated[Path | None, typer.Option(help="Their truth: list, row, person.")] = None,
    as_json: AsJson = False,
) -> None:
    """Link lists from files to persons."""
    if against not in ("", "splink"):
        raise typer.BadParameter("There is one yardstick: splink.", param_hint="--against")
    found = _bench("unify").run(records=records, lists=lists, truth=truth, against=against)
    show(found, as_json=as_json)


@app.command()
def febrl(as_json: AsJson = False) -> None:
    """Link the FEBRL data sets 1 to 4, which nobody here made."""
    show(_bench("febrl").run(), as_json=as_json)


@app.command()
def incremental(
    records: Annotated[int, typer.Option(help="Rows of the registry.")] = 1_000_000,
    new: Annotated[int, typer.Option(help="Rows of the new file.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Link a new file to the registry, beside linking everything again."""
    show(_bench("incremental").run(records=records, new=new), as_json=as_json)


@app.command()
def search(
    persons: Annotated[int, typer.Option(help="Persons in the registry.")] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """Search before create: time and recall."""
    bench = _bench("search")
    found = bench.run(records=persons)
    typer.echo(json.dumps(found) if as_json else bench.table(found))


@app.command(name="import")
def import_rate(
    rows: Annotated[int, typer.Option(help="Rows of the file.")] = 100_000,
    as_json: AsJson = False,
) -> None:
    """Import a file, beside a bare COPY of the same rows."""
    show(_bench("import_rate").run(rows=rows), as_json=as_json)


@app.command()
def pages(
    migrations: Annotated[
        int, typer.Option(help="Migrations, with thirty events each.")
    ] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """Worklist and timeline, beside a bare page that reads one row."""
    bench = _bench("pages")
    found = bench.run(records=migrations)
    typer.echo(json.dumps(found) if as_json else bench.table(found))


@app.command(name="pass")
def pass_token(
    count: Annotated[int, typer.Option(help="Passes to sign and verify.")] = 3_000,
    as_json: AsJson = False,
) -> None:
    """Sign and verify departure passes; in the browser too."""
    show(_bench("pass_token").run(count), as_json=as_json)


@app.command()
def checkins(
    placements: Annotated[int, typer.Option(help="Placements abroad.")] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """One night of all check-in schedules: close, open, ask, escalate."""
    bench = _bench("checkins")
    found = bench.run(placements=placements)
    typer.echo(json.dumps(found) if as_json else bench.table(found))


@app.command()
def lending(
    loans: Annotated[int, typer.Option(help="Active loans.")] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """The end of a day of all loans, beside the barest SQL that could do its writing."""
    bench = _bench("lending")
    found = bench.run(loans=loans)
    typer.echo(json.dumps(found) if as_json else bench.table(found))
