"""`pulang places load --all`: every kecamatan and village of Indonesia."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True, help="Lists of places.")
console = Console()

_LEVELS = {
    "2": "provinces",
    "4": "kabupaten and kota",
    "6": "kecamatan",
    "10": "desa and kelurahan",
}


@app.callback()
def places() -> None:
    """Lists of places."""


@app.command()
def load(
    whole: Annotated[
        bool, typer.Option("--all", help="All of Indonesia instead of only what is shipped")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="An unpacked idn-area-data; else the one set-up installed")
    ] = None,
) -> None:
    """Load the lists as the database's owner and say what is there. Exit 1 when the list is incomplete."""
    os.environ["PULANG_AS_OWNER"] = "yes"
    import django

    django.setup()
    from django.conf import settings

    from pulang.base.errors import Refused
    from pulang.places.actions import listing
    from pulang.places.queries import last_listing

    try:
        listing.load_shipped()
        if whole:
            listing.load_all(folder=folder or Path(settings.ASSETS) / "idn-area-data")
    except Refused as refusal:
        console.print(refusal.sentence)
        raise typer.Exit(1) from refusal
    loaded = last_listing()
    table = Table("level", "places", title=str(loaded))
    for level, count in (loaded.counts if loaded else {}).items():
        table.add_row(_LEVELS[level], f"{count:,}")
    console.print(table)
