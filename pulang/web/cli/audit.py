"""`pulang audit …`: prove the trail, print the register of processing.

Both read as the database's owner, or with `--as ADDRESS` as an auditor may.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True, help="The trail and the register of processing.")
console = Console()

As = Annotated[str, typer.Option("--as", help="Address of the auditor to act as")]
Json = Annotated[bool, typer.Option("--json", help="For machines")]


@contextmanager
def _reading(address: str) -> Iterator[None]:
    if not address:
        os.environ.setdefault("PULANG_AS_OWNER", "yes")
    import django

    django.setup()
    from pulang.access import context, queries
    from pulang.access.terms import Role
    from pulang.base.errors import NotFound

    acting = nullcontext()
    if address:
        try:
            acting = context.acting(queries.actor_by_email(address, role=Role.AUDITOR))  # type: ignore[assignment]
        except NotFound:
            console.print(f"No auditor signs in as {address}.")
            raise typer.Exit(2) from None
    with acting:
        yield


@app.command()
def verify(
    address: As = "",
    expect: Annotated[str, typer.Option(help="POSITION:HASH that was written down elsewhere")] = "",
    as_json: Json = False,
) -> None:
    """Recompute the hash chain of the trail. Exit code 0: whole; 1: broken; 2: cannot be read."""
    position, _, head = expect.partition(":")
    if expect and not (position.isdigit() and head):
        console.print("--expect wants POSITION:HASH, as this command prints them.")
        raise typer.Exit(2)
    with _reading(address):
        from pulang.access import queries
        from pulang.access.actions import audit

        while audit.seal(wait=True):
            pass
        found = queries.trail.verify_chain(expected=(int(position), head) if expect else None)
    if as_json:
        told = {
            "whole": found.is_whole,
            "entries": found.entries,
            "position": found.position,
            "head": found.head,
            "faults": list(found.faults),
        }
        typer.echo(json.dumps(told))
    elif found.is_whole:
        console.print(f"Whole: {found.entries} entries.")
        console.print(f"Write down elsewhere: {found.position}:{found.head}", soft_wrap=True)
    else:
        console.print("The trail is broken:")
        for fault in found.faults:
            console.print(f"  {fault}")
    if not found.is_whole:
        raise typer.Exit(1)


@app.command()
def register(address: As = "", as_json: Json = False) -> None:
    """Print the register of processing and what guards it, read from the running system (DPIA)."""
    with _reading(address):
        from pulang.access import queries

        found = queries.register.register()
        if as_json:
            typer.echo(json.dumps(queries.register.as_plain(found), ensure_ascii=False))
            return
        console.print(f"{found.controller} · {found.authority}")
        console.print(f"Second step required: {'yes' if found.factor_required else 'no'}")
        table = Table("table", "classes", "rows, about", "policies", "history")
        for one in found.holdings:
            guard = str(one.policies) if one.row_security else "-"
            table.add_row(
                one.table, " ".join(one.classes), str(one.rows), guard, " ".join(one.history) or "-"
            )
        console.print(table)
        rights = Table("role", *(str(c) for c, _ in found.sights[0].reaches), "second step")
        for sight in found.sights:
            reaches = (str(reach) if reach.value != "none" else "-" for _, reach in sight.reaches)
            rights.add_row(sight.role, *reaches, "yes" if sight.must_have_factor else "")
        console.print(rights)
        if found.unguarded:
            console.print(f"Without guard: {', '.join(found.unguarded)}")
            raise typer.Exit(1)
