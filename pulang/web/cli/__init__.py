"""The command line: `pulang …`. One module per group of commands."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _mount() -> None:
    from pulang.web.cli import server

    server.add_to(app)
    if find_spec("pulang.web.cli.registry"):
        import_module("pulang.web.cli.registry").add_to(app)
    for group in ("bench", "demo"):
        if find_spec(f"pulang.web.cli.{group}"):
            app.add_typer(import_module(f"pulang.web.cli.{group}").app, name=group)


def main() -> None:
    """Run the command line."""
    if len(sys.argv) > 1 and sys.argv[1] == "manage":
        import django
        from django.core.management import execute_from_command_line

        if len(sys.argv) > 2 and sys.argv[2] in {"migrate", "makemigrations", "shell"}:
            os.environ.setdefault("PULANG_AS_OWNER", "yes")
        django.setup()
        execute_from_command_line(["pulang manage", *sys.argv[2:]])
        return
    _mount()
    app()
