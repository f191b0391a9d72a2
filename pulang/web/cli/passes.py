"""`pulang pass …`: issue, verify, revoke, and the keys; made to be attacked from outside."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="Departure passes.")
console = Console()
AsJson = Annotated[bool, typer.Option("--json", help="One object for machines")]

EXIT_CODES = {
    "valid": 0,
    "malformed": 10,
    "unknown_key": 11,
    "bad_signature": 12,
    "revoked": 13,
    "expired": 14,
    "not_yet": 15,
    "used_elsewhere": 16,
}
"""Exit codes of `pulang pass verify`: 0 for a valid pass and for nothing else; 2 is a wrong call."""


def _django() -> None:
    import django

    django.setup()


def _actor() -> Any:
    """Return whoever clears departures: a kabupaten officer, the oldest membership."""
    from pulang.access.queries import first_actor
    from pulang.access.terms import Role

    return first_actor(Role.KABUPATEN_OFFICER)


def _say(found: dict[str, Any], *, as_json: bool, line: str) -> None:
    if as_json:
        typer.echo(json.dumps(found))
    else:
        typer.echo(line)


def _key_file() -> Path:
    from django.conf import settings

    return Path(settings.HOME) / "pass-keys.cbor"


@app.command()
def issue(
    migration: Annotated[str, typer.Option(help="Public id of a cleared migration")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="For a cleared worker of the demo")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the token of the pass of a cleared worker; issue it when there is none."""
    if bool(migration) == demo:
        raise typer.BadParameter("Give either --migration or --demo.")
    _django()
    from pulang.access.context import acting
    from pulang.base.clock import now
    from pulang.base.errors import NotFound
    from pulang.departure.actions import passes
    from pulang.departure.queries import clearances

    try:
        by = _actor()
    except NotFound:
        typer.echo("Nobody here clears departures. `pulang demo build` makes a province.", err=True)
        raise typer.Exit(3) from None
    with acting(by, reason="pulang pass issue"):
        clearance = clearances.standing(migration=migration, at=now())
        if clearance is None:
            typer.echo("No cleared worker was found.", err=True)
            raise typer.Exit(3)
        made = passes.issue(clearance=clearance, by=by, at=now())
    _say(
        {
            "pass": made.public_id,
            "token": made.token,
            "valid_from": made.valid_from.isoformat(),
            "valid_until": made.valid_until.isoformat(),
            "exit_point": made.exit_point_id,
            "key": str(made.key),
        },
        as_json=as_json,
        line=made.token,
    )


@app.command()
def verify(
    keys: Annotated[
        Path | None, typer.Option(help="File of public keys (`pulang pass keys --export`)")
    ] = None,
    revoked: Annotated[
        Path | None, typer.Option(help="Signed list of revoked passes, if you have it")
    ] = None,
    at: Annotated[str, typer.Option(help="Moment, ISO 8601 with zone; now unless given")] = "",
    as_json: AsJson = False,
) -> None:
    """Verify a token from standard input, offline; exit 0 only for a valid one.

    Exit codes: 0 valid, 10 malformed, 11 unknown key, 12 bad signature, 13 revoked, 14 expired,
    15 not yet, 16 used elsewhere, 2 wrong call. Without --keys the file that `pulang pass keys`
    left in PULANG_HOME is read; no database is asked.
    """
    from pulang.departure.rules import token

    moment = _moment(at)
    known = _known_keys(keys)
    gone: frozenset[bytes] = frozenset()
    if revoked is not None:
        try:
            _made, gone = token.read_revocations(revoked.read_bytes(), keys=known)
        except (OSError, ValueError) as wrong:
            typer.echo(f"{revoked}: {wrong}", err=True)
            raise typer.Exit(2) from None
    text = sys.stdin.buffer.read(1 << 16).decode("utf-8", "replace")
    # A pipe ends a line; nothing else of what was given is changed.
    checked = token.verify(text.rstrip("\r\n"), keys=known, revoked=gone, at=moment)
    _say(_told(checked), as_json=as_json, line=str(checked.verdict))
    raise typer.Exit(EXIT_CODES[checked.verdict])


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - refused by the next line
    if moment.tzinfo is None:
        raise typer.BadParameter("expected ISO 8601 with a zone", param_hint="--at")
    return moment


def _known_keys(path: Path | None) -> dict[bytes, bytes]:
    from pulang.departure.rules import token

    file = path or _key_file()
    try:
        return token.read_keys(file.read_bytes())
    except (OSError, ValueError) as wrong:
        typer.echo(f"No keys to verify with: {file}: {wrong}. Run `pulang pass keys`.", err=True)
        raise typer.Exit(2) from None


def _told(checked: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"verdict": str(checked.verdict), "valid": checked.is_valid}
    if checked.claims:
        found |= {
            "name": checked.claims.name,
            "birth_year": checked.claims.birth_year,
            "passport": checked.claims.passport,
            "destination": checked.claims.destination,
            "exit_point": checked.claims.exit_point,
            "valid_from": checked.claims.valid_from.isoformat(),
            "valid_until": checked.claims.valid_until.isoformat(),
        }
    return found


@app.command()
def revoke(
    issued: Annotated[str, typer.Argument(help="Public id of the pass")],
    reason: Annotated[str, typer.Option(help="Why")],
    as_json: AsJson = False,
) -> None:
    """Revoke a pass."""
    _django()
    from pulang.access.context import acting
    from pulang.base.clock import now
    from pulang.base.errors import NotFound, Refused
    from pulang.departure.actions import passes
    from pulang.departure.queries import passes as queries

    try:
        by = _actor()
        with acting(by, reason="pulang pass revoke"):
            found = passes.revoke(
                issued=queries.pass_for(by, issued), because=reason, by=by, at=now()
            )
    except NotFound:
        typer.echo("There is no such pass.", err=True)
        raise typer.Exit(3) from None
    except Refused as refusal:
        typer.echo(refusal.sentence, err=True)
        raise typer.Exit(1) from None
    _say({"pass": found.public_id, "revoked": True}, as_json=as_json, line="revoked")


@app.command()
def keys(
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Sign with a new key from today")
    ] = False,
    export: Annotated[Path | None, typer.Option(help="Write the public keys here")] = None,
    revoked: Annotated[
        Path | None, typer.Option(help="Write the signed list of revoked passes here")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the keys, and leave them in PULANG_HOME for `pulang pass verify`."""
    _django()
    from pulang.access.context import acting
    from pulang.base.clock import now, today
    from pulang.departure.actions import passes
    from pulang.departure.queries import passes as queries
    from pulang.departure.rules import token

    if rotate:
        by = _actor()
        with acting(by, reason="pulang pass keys --rotate"):
            passes.turn_key(by=by, at=now(), starts_on=today())
    known = queries.keys()
    for path in filter(None, (_key_file(), export)):
        path.write_bytes(token.write_keys(known.values()))
    if revoked is not None:
        revoked.write_bytes(passes.signed_revocations(at=now()))
    signing = queries.signing_key(on=today())
    found = {
        "keys": [{"kid": kid.hex(), "public": public.hex()} for kid, public in known.items()],
        "signing": str(signing) if signing else None,
    }
    lines = [
        f"{kid.hex()}{'  signs' if signing and bytes(signing.kid) == kid else ''}" for kid in known
    ]
    _say(found, as_json=as_json, line="\n".join(lines) or "No key yet: the first pass makes one.")
