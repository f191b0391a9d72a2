"""The command line: `pulang …`. One module per group of commands."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


# Modules that add single commands, and groups with commands of their own.
_COMMANDS = ("server", "backup", "registry", "matching")
_GROUPS = {
    "bench": "bench",
    "demo": "demo",
    "audit": "audit",
    "accounts": "accounts",
    "places": "places",
    "pass": "passes",
    "lending": "lending",
}
"""Group → the module that has it; `pass` is a word of Python's own."""


def _there(name: str) -> bool:
    return find_spec(f"pulang.web.cli.{name}") is not None


def _mount() -> None:
    for name in filter(_there, _COMMANDS):
        import_module(f"pulang.web.cli.{name}").add_to(app)
    for name, module in _GROUPS.items():
        if _there(module):
            app.add_typer(import_module(f"pulang.web.cli.{module}").app, name=name)


def main() -> None:
    """Run the command line."""
    if len(sys.argv) > 1 and sys.argv[1] == "manage":
        import django
        from django.core.management import execute_from_command_line

        if len(sys.argv) > 2 and sys.argv[2] in {"migrate", "makemigrations"}:
            os.environ.setdefault("PULANG_AS_OWNER", "yes")
        django.setup()
        execute_from_command_line(["pulang manage", *sys.argv[2:]])
        return
    _mount()
    app()
