"""`pulang link`, `pulang review`, `pulang export`, `pulang explain`: matching at the command line.

Exit codes: 0 done, 3 refused (the reason is said), 4 nothing to do, 5 no such record, pair or account,
130 interrupted (nothing was written; run it again).
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pulang.web.cli.registry import (
    INTERRUPTED,
    NOT_FOUND,
    REFUSED,
    console,
    errors,
    start_django,
    steward,
)

NOTHING_TO_DO = 4
Account = Annotated[str, typer.Option("--as", help="Act as this account (e-mail)")]
Json = Annotated[bool, typer.Option("--json", help="One object for machines")]


def _refused(refusal: Any, as_json: bool) -> typer.Exit:
    from pulang.base.errors import problem

    if as_json:
        typer.echo(json.dumps(problem(refusal), default=str))
    errors.print(f"[bold]Refused:[/bold] {refusal.sentence}", highlight=False)
    return typer.Exit(REFUSED)


def link(
    full: Annotated[
        bool, typer.Option("--full", help="All rows anew, not only the new ones")
    ] = False,
    backend: Annotated[str, typer.Option(help="duckdb or spark (for --full)")] = "duckdb",
    account: Account = "",
    as_json: Json = False,
) -> None:
    """Find which rows are about one person: sure ones are linked, doubtful ones wait for people.

    Exit codes: 0 linked · 3 refused, with the reason · 4 no new row · 5 no such account · 130 interrupted.
    """
    start_django()
    from pulang.access.context import acting
    from pulang.base.clock import now
    from pulang.base.errors import Refused
    from pulang.linkage.actions import runs
    from pulang.linkage.terms import RunScope

    by = steward(account)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        console=errors, disable=as_json or not errors.is_terminal,
    )  # fmt: skip
    try:
        with acting(by, reason="pulang link"), bar:
            task = bar.add_task("link", total=1.0)
            scope = RunScope.FULL if full else RunScope.NEW
            run = runs.request(by=by, at=now(), scope=scope)
            runs.perform(
                run=run,
                by=by,
                at=now(),
                backend=backend,
                progress=lambda step, share: bar.update(task, description=step, completed=share),
            )
    except Refused as refusal:
        raise _refused(refusal, as_json) from None
    except KeyboardInterrupt:
        errors.print("Interrupted; nothing was written. Run the same command again.")
        raise typer.Exit(INTERRUPTED) from None
    report = run.report
    if as_json:
        told = {key: value for key, value in report.items() if key != "engine"}
        engine = report.get("engine", {})
        typer.echo(
            json.dumps(
                {"run": run.public_id, "scope": run.scope, **told, "engine": engine}, default=str
            )
        )
    else:
        console.print(
            f"{report['created']:,} new persons, {report['joined']:,} rows joined to persons,"
            f" {report['proposed']:,} pairs to review; {report['seconds']} s."
        )
    if not report.get("records") and not report["proposed"]:
        raise typer.Exit(NOTHING_TO_DO)


def review(
    next_: Annotated[bool, typer.Option("--next", help="Show the next doubtful pair")] = False,
    pair: Annotated[str, typer.Option(help="Show this pair, or decide it with --decide")] = "",
    decide: Annotated[
        str, typer.Option(help="same, different, unsure or field_visit: decides the pair shown")
    ] = "",
    note: Annotated[str, typer.Option(help="A note for the next reader")] = "",
    account: Account = "",
    as_json: Json = False,
) -> None:
    """Show the next doubtful pair with its evidence; decide it with --decide.

    Exit codes: 0 · 3 refused, with the reason · 4 no pair waits · 5 no such pair or account.
    """
    start_django()
    from pulang.access.context import acting
    from pulang.base.clock import now
    from pulang.base.errors import NotFound, Refused
    from pulang.linkage.actions import reviews
    from pulang.linkage.queries import reviews as queries

    by = steward(account)
    with acting(by, reason="pulang review"):
        try:
            found = queries.pair_for(by, pair) if pair else queries.next_pair(by)
        except NotFound:
            errors.print(f"No pair {pair}.")
            raise typer.Exit(NOT_FOUND) from None
        if found is None:
            errors.print("No pair waits.")
            raise typer.Exit(NOTHING_TO_DO)
        page = queries.page_of(found, by)
        if as_json:
            typer.echo(json.dumps(_pair_as_json(page), default=str))
        else:
            _show_pair(page, counts=queries.counts() if next_ else {})
        if not decide:
            return
        try:
            decided = reviews.decide(pair=found, outcome=decide, note=note, by=by, at=now())
        except Refused as refusal:
            raise _refused(refusal, as_json) from None
        errors.print(f"Decided: {decided.get_state_display()}.")


def _pair_as_json(page: Any) -> dict[str, Any]:
    pair = page.pair
    return {
        "pair": pair.public_id,
        "state": pair.state,
        "probability": pair.probability,
        "weight": pair.weight,
        "fields": [
            {"field": row.label, "left": row.left, "right": row.right, "agreement": row.agreement}
            for row in page.comparisons
        ],
        "evidence": pair.evidence,
        "second_steward": list(page.effect.reasons) if page.effect else [],
    }


def _show_pair(page: Any, *, counts: dict[str, int]) -> None:
    pair = page.pair
    table = Table("", page.left.source.name, page.right.source.name, title=pair.public_id)
    marks = {"same": "=", "alike": "≈", "differs": "≠", "unknown": ""}
    for row in page.comparisons:
        table.add_row(f"{marks[row.agreement]} {row.label}", row.left or "–", row.right or "–")
    console.print(table)
    _show_evidence(
        [(r.label, r.bits, r.level) for r in page.readings], pair.weight, pair.probability
    )
    if counts:
        console.print(
            f"{counts.get('open', 0):,} pairs wait. Decide with --pair {pair.public_id} --decide same"
        )


def _show_evidence(rows: list[tuple[str, float, str]], weight: float, chance: float) -> None:
    table = Table("evidence", "bits", "")
    for label, bits, level in rows:
        table.add_row(label, f"{bits:+.1f}", level)
    table.add_row("total", f"{weight:+.1f}", f"probability {chance:.2%}")
    console.print(table)


def export(
    what: Annotated[str, typer.Argument(help="registry")] = "registry",
    form: Annotated[str, typer.Option("--format", help="parquet, csv or xlsx")] = "parquet",
    purpose: Annotated[
        str, typer.Option(help="For what it will be used (kept in the audit trail)")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file; else named by the moment")
    ] = None,
    account: Account = "",
    as_json: Json = False,
) -> None:
    """Write the registry into a file, for a stated purpose; cells are never live formulas.

    Exit codes: 0 written · 3 refused, with the reason · 5 no such account or thing to export.
    """
    if what != "registry":
        errors.print(f"There is no export of {what}; try: pulang export registry")
        raise typer.Exit(NOT_FOUND)
    start_django()
    from pulang.access.context import acting
    from pulang.base.clock import now
    from pulang.base.errors import Refused
    from pulang.linkage.actions import exports

    by = steward(account)
    target = out or Path(f"pulang-registry.{form}")
    part = target.with_name(target.name + ".part")
    try:
        with acting(by, reason="pulang export"), part.open("wb") as file:
            made = exports.export(form=form, purpose=purpose, target=file, by=by, at=now())
        part.replace(target)
    except Refused as refusal:
        raise _refused(refusal, as_json) from None
    finally:
        part.unlink(missing_ok=True)
    if as_json:
        typer.echo(json.dumps({"file": str(target), "rows": made.rows, "export": made.code}))
    else:
        console.print(f"{made.rows:,} persons in {target} (export {made.code}).")


def explain(
    one: Annotated[str, typer.Argument(help="A row as source/row number, or a person's id")],
    other: Annotated[str, typer.Argument(help="The other one")],
    account: Account = "",
    as_json: Json = False,
) -> None:
    """Say why two rows are, or are not, one person: the evidence of each field in bits.

    Exit codes: 0 linked or to review · 1 apart · 5 no such row or account.
    """
    start_django()
    from pulang.access.context import acting
    from pulang.base.errors import NotFound
    from pulang.linkage.queries import explaining

    by = steward(account)
    with acting(by, reason="pulang explain"):
        try:
            told = explaining.explained(by, one, other)
        except NotFound:
            errors.print("No such row. Name it as source/row number (bank/17) or by a person's id.")
            raise typer.Exit(NOT_FOUND) from None
    if as_json:
        typer.echo(json.dumps(told.as_json()))
    else:
        console.print(f"{told.left}  –  {told.right}: {told.zone}", highlight=False)
        _show_evidence(list(told.rows), told.weight, told.probability)
    if told.zone == "apart":
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command()(link)
    app.command()(review)
    app.command()(export)
    app.command()(explain)
