"""`pulang lending pool`, `close-day`, `verify`: the pool, the close of a day, the proof of the books.

Exit codes: 0 done; 1 the books do not tie; 3 refused, and the reason is said; 4 no pool here; 2 wrong call.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

console = Console()

FAULTY, REFUSED, NO_POOL = 1, 3, 4

Json = Annotated[bool, typer.Option("--json", help="One object for machines")]


def pool(as_json: Json = False) -> None:
    """Show each pool: allocated, committed, disbursed, outstanding, repaid, available, and its arrears.

    Available is allocated and capitalised, less what is committed, outstanding or lost.
    """
    with _service():
        from pulang.base.clock import today
        from pulang.lending.queries import pool as queries

        found = [queries.as_plain(queries.state_of(one, on=today())) for one in _pools()]
    if as_json:
        typer.echo(json.dumps(found))
        return
    for one in found:
        table = Table("", title=one["name"], title_justify="left", show_header=False)
        table.add_column("", justify="right")
        for key, value in one.items():
            shown = _written(value) if isinstance(value, int) and key not in _COUNTS else value
            table.add_row(key.replace("_", " "), str(shown))
        console.print(table)


_COUNTS = frozenset({"loans", "borrowers", "npl_bp", "halted"})


def close_day(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="Through this day; yesterday unless given"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Close every day that is still open: interest, arrears, notices. Safe to run twice, or again after a kill."""
    with _service() as by:
        from pulang.base.clock import now, today
        from pulang.lending.actions import closing

        through = day.date() if day else today() - timedelta(days=1)
        closed = [
            {"pool": one.name, "day": each.day.isoformat(), "loans": each.loans}
            | {"interest": each.interest, "aged": each.aged, **each.others}
            for one in _pools()
            for each in closing.close_through(pool=one, day=through, by=by, at=now())
        ]
    if as_json:
        typer.echo(json.dumps(closed))
        return
    for each in closed:
        console.print(
            f"{each['pool']}: {each['day']} closed, {each['loans']:,} loans,"
            f" interest {_written(each['interest'])}."
        )
    if not closed:
        console.print(f"Every day through {through} is closed already.")


def verify(as_json: Json = False) -> None:
    """Prove the books of each pool: every check counts what does not tie. Exit 1 when something does not."""
    with _service():
        from pulang.lending.queries import ledger

        found = {
            one.name: {check.name: check.faults for check in ledger.prove(one)} for one in _pools()
        }
    whole = not any(faults for checks in found.values() for faults in checks.values())
    if as_json:
        typer.echo(json.dumps({"whole": whole, "pools": found}))
    else:
        for name, checks in found.items():
            table = Table("check", title=name, title_justify="left")
            table.add_column("faults", justify="right")
            for check, faults in checks.items():
                table.add_row(check, str(faults))
            console.print(table)
        console.print("Everything ties." if whole else "The books do not tie.")
    if not whole:
        raise typer.Exit(FAULTY)


def _written(amount: int) -> str:
    from pulang.base.money import format_rupiah

    return format_rupiah(amount)


@contextmanager
def _service() -> Iterator[Any]:
    """Act as the automatic service, which reads all pools and closes their days."""
    import django

    django.setup()
    from pulang.access import context
    from pulang.access.queries import service_actor
    from pulang.base.errors import Refused

    by = service_actor()
    with context.acting(by, reason="pulang lending"):
        try:
            yield by
        except Refused as refusal:
            typer.echo(refusal.sentence, err=True)
            raise typer.Exit(REFUSED) from None


def _pools() -> list[Any]:
    from pulang.lending.models import Pool

    found = list(Pool.objects.order_by("pk"))
    if not found:
        typer.echo("No pool was founded here yet.", err=True)
        raise typer.Exit(NO_POOL)
    return found


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command()(pool)
    app.command("close-day")(close_day)
    app.command()(verify)
