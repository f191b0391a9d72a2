"""`pulang import` and the commands of the registry.

Exit codes of `import`: 0 the file is in (rows may have been refused: the counts say so), 3 the file,
its columns or your role do not allow it, 4 it is in but not one row could be accepted, 5 no such file,
source or account, 130 interrupted (the same command goes on from there).
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

console = Console()
errors = Console(stderr=True)
REFUSED, NOTHING_ACCEPTED, NOT_FOUND, INTERRUPTED = 3, 4, 5, 130


def start_django() -> None:
    """Load the application: only commands that need it pay for it."""
    import django

    django.setup()


def steward(email: str) -> Any:
    """Return the account a command acts as: the one named, else the first data steward.

    Exits with 5 when there is none.
    """
    from pulang.access import queries
    from pulang.access.terms import Role
    from pulang.base.errors import NotFound

    try:
        return queries.actor_by_email(email) if email else queries.first_actor(Role.DATA_STEWARD)
    except NotFound:
        errors.print(
            f"No account {email}." if email else "No data steward: name an account with --as."
        )
        raise typer.Exit(NOT_FOUND) from None


def _said(mapping: str) -> dict[str, str]:
    """Read `Heading=field,Heading=field` or a JSON file of heading → field."""
    if not mapping:
        return {}
    path = Path(mapping)
    if path.suffix == ".json" and path.exists():
        return {str(name): str(field) for name, field in json.loads(path.read_text()).items()}
    pairs = (part.rsplit("=", 1) for part in mapping.split(",") if "=" in part)
    return {name.strip(): field.strip() for name, field in pairs}


def import_(  # one argument per option
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, XLS, ODS or Parquet")],
    source: Annotated[str, typer.Option(help="Name of the list; registered when it is new")],
    mapping: Annotated[
        str, typer.Option(help="'Heading=field,…' or a .json file; the rest is suggested")
    ] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook")] = "",
    account: Annotated[str, typer.Option("--as", help="Act as this account (e-mail)")] = "",
    area: Annotated[
        str, typer.Option(help="Kabupaten code that the list is about, for a new source")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One object for machines")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only show columns and findings")] = False,
) -> None:
    """Bring a list into the registry. The same file twice changes nothing; a killed import goes on.

    Exit codes: 0 in · 3 refused, with the reason · 4 no row could be accepted · 5 no such file, source
    or account · 130 interrupted, run it again.
    """
    if not file.is_file():
        errors.print(f"No such file: {file}")
        raise typer.Exit(NOT_FOUND)
    start_django()
    from pulang.access.context import acting
    from pulang.base.errors import Refused, problem

    by = steward(account)
    try:
        with acting(by, reason="pulang import"):
            answer = _import(by, file, source, _said(mapping), sheet, area, as_json, dry_run)
    except Refused as refused:
        if as_json:
            typer.echo(json.dumps(problem(refused), default=str))
        errors.print(f"[bold]Refused:[/bold] {refused.sentence}", highlight=False)
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt:
        errors.print(
            "Interrupted. Run the same command again: it goes on behind the last rows that are in."
        )
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        typer.echo(json.dumps(answer))
    if not dry_run and not answer["accepted"] and not answer["repeated"]:
        raise typer.Exit(NOTHING_ACCEPTED)


def _import(
    by: Any,
    file: Path,
    name: str,
    said: dict[str, str],
    sheet: str,
    area: str,
    as_json: bool,
    dry_run: bool,
) -> dict[str, Any]:
    from pulang.base.clock import now, today
    from pulang.linkage.actions import imports, sources, uploads
    from pulang.linkage.queries import intake
    from pulang.linkage.rules.choice import Choice
    from pulang.linkage.terms import BatchState

    source = intake.source_named(by, name) or sources.register(
        name=name, organisation=_organisation(by), default_area=area, by=by, at=now()
    )
    with file.open("rb") as content:
        batch = uploads.upload(
            source=source, file=content, name=file.name, sheet=sheet, by=by, at=now()
        )
    already = batch.state == BatchState.DONE
    if batch.state in (BatchState.UPLOADED, BatchState.MAPPED):
        kept = Choice.of_json(batch.mapping)
        choice = Choice(_with(kept.columns, said), kept.month_first, kept.code_system)
        if not as_json:
            _show(batch, choice)
        if dry_run:
            seen = intake.preview(batch, today=today(), choice=choice)
            _show_preview(seen, as_json)
            return {**_answer(batch, by), "mapping": choice.columns, "findings": dict(seen.codes)}
        batch = uploads.confirm(batch=batch, choice=choice, by=by, at=now())
    if not already:
        batch = _with_progress(imports.perform, batch, by, quiet=as_json)
    answer = {**_answer(batch, by), "already": already}
    if not as_json:
        _show_result(answer)
    return answer


def _organisation(by: Any) -> Any:
    from pulang.access.models import Organisation

    return Organisation.objects.get(pk=by.organisation_id)


def _with(columns: dict[str, str], said: dict[str, str]) -> dict[str, str]:
    """Return the columns with what was said; a field that was said is taken from the suggestion that had it."""
    given = set(said.values())
    left = {
        name: "" if field in given and name not in said else field
        for name, field in columns.items()
    }
    return {**left, **said}


def _with_progress(perform: Any, batch: Any, by: Any, *, quiet: bool) -> Any:
    from pulang.base.clock import now

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=errors, disable=quiet or not errors.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task(batch.file_name, total=batch.row_count, completed=batch.rows_done)

        def tell(running: Any) -> None:
            bar.update(task, total=running.row_count, completed=running.rows_done)

        return perform(batch=batch, by=by, at=now(), progress=tell)


def _answer(batch: Any, by: Any) -> dict[str, Any]:
    del by
    return {
        "batch": batch.public_id,
        "source": batch.source.slug,
        "state": batch.state,
        "rows": batch.rows_done,
        "accepted": batch.accepted_count,
        "repeated": batch.repeated_count,
        "refused": batch.refused_count,
        "set_aside": len(batch.findings.get("aside", ())),
    }


def _show(batch: Any, choice: Any) -> None:
    from pulang.linkage.sentences import WHY, about_file, field_name

    table = Table("column", "is", "why", title=batch.file_name)
    why = {name: reason for name, _field, _sure, reason in batch.findings.get("suggestions", ())}
    for name, field in choice.columns.items():
        table.add_row(
            name, field_name(field) if field else "–", str(WHY.get(why.get(name, ""), ""))
        )
    console.print(table)
    for code, facts in batch.findings.get("file", ()):
        console.print(about_file(code, facts), highlight=False)
    changed = batch.findings.get("difference")
    if changed:
        console.print(
            f"The columns changed since the last file: new {', '.join(changed['added']) or '–'};"
            f" gone {', '.join(changed['missing']) or '–'}.",
            highlight=False,
        )


def _show_preview(seen: Any, quiet: bool) -> None:
    from pulang.linkage.sentences import sentence

    if quiet:
        return
    console.print(f"Of the first {seen.looked_at} rows {seen.refused} would be refused.")
    for code, count in seen.codes:
        console.print(f"  {count:>6}  {sentence(code)}", highlight=False)


def _show_result(answer: dict[str, Any]) -> None:
    if answer["already"]:
        console.print("This file is in already; nothing changed.")
    console.print(
        f"{answer['accepted']:,} rows in, {answer['repeated']:,} were there already,"
        f" {answer['refused']:,} refused."
    )
    if answer["refused"]:
        console.print(
            "The refused rows stand on the file's page, with their reasons, to be mended."
        )


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command("import")(import_)
