"""`pulang accounts …`: the first administrator of a new installation."""

import os
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="Accounts.")
console = Console()


@app.callback()
def _group() -> None:
    """Accounts."""


@app.command("first-administrator")
def first_administrator(
    email: str,
    organisation: Annotated[str, typer.Option(help="Name of the organisation she works for")],
    area: Annotated[str, typer.Option(help="Kemendagri digits; empty for the nation")] = "53",
    name: str = "",
) -> None:
    """Let the first administrator in; she gives all other roles. Refused when there is one."""
    os.environ["PULANG_AS_OWNER"] = "yes"
    import django

    django.setup()
    from pulang.access import actions
    from pulang.base.clock import now
    from pulang.base.errors import Refused

    try:
        path = actions.members.found_first_administrator(
            email=email, name=name, organisation=organisation, area=area, at=now()
        )
    except Refused as refusal:
        console.print(refusal.sentence)
        raise typer.Exit(1) from None
    console.print("She sets her password here, once, within three days:")
    console.print(f"  https://<host>{path}", soft_wrap=True)
