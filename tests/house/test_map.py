"""The floor plan, executed: who may lean on whom."""

import re
import subprocess
import sys
from configparser import ConfigParser
from functools import cache
from pathlib import Path

import grimp
from django.apps import apps

from tests.house.source import CODE, ROOT, name, sources

MEETING_PLACES = {"actions", "queries", "models", "terms", "rules"}
"""Modules through which packages meet; rules, because they are pure."""

OPEN_TO_ALL = {"base", "ui"}

FRONT_DOORS = {
    # What a package offers beyond these, and why.
    "access": {"doors", "middleware", "context", "guard"},  # who acts, and the role that acts
    "places": {"forms"},  # the field by which every form asks for a village
}


@cache
def layers() -> list[set[str]]:
    """Read the floor plan of .importlinter, top first."""
    plan = ConfigParser()
    plan.read(ROOT / ".importlinter")
    lines = plan["importlinter:contract:map"]["layers"].split("\n")
    return [{re.sub(r"[()\s]", "", part) for part in line.split("|")} for line in lines if line]


def height(package: str) -> int:
    """Return on which floor a package stands; the cellar is 0."""
    for floor, packages in enumerate(reversed(layers())):
        if package in packages:
            return floor
    raise AssertionError(f"{package} is not on the map in .importlinter: draw it there")


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    found = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-1000:]


def test_packages_meet_only_through_actions_queries_models_and_terms() -> None:
    graph = grimp.build_graph("pulang", cache_dir=None)
    wrong = []
    for importer in sorted(graph.modules):
        mine = importer.split(".")[1:2]
        if not mine or mine[0] == "web" or ".tests" in importer:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            theirs = imported.split(".")[1:]
            if not theirs or theirs[0] in {mine[0], *OPEN_TO_ALL} or ".tests" in imported:
                continue
            allowed = MEETING_PLACES | FRONT_DOORS.get(theirs[0], set())
            if len(theirs) > 1 and theirs[1] not in allowed:
                wrong.append(f"{importer} → {imported}")

    assert not wrong, (
        "A package is entered by its actions, queries, models, terms or rules; ask its owner for "
        "what is missing there:\n" + "\n".join(wrong)
    )


def test_foreign_keys_point_down_the_map() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("pulang."):
            continue
        mine = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if target is None or not target.__module__.startswith("pulang."):
                continue
            theirs = target.__module__.split(".")[1]
            if theirs != mine and height(theirs) >= height(mine):
                wrong.append(f"{model.__name__}.{field.name} → {target.__name__}")

    assert not wrong, (
        "A foreign key written as text leans upward where no import would be allowed:\n"
        + "\n".join(wrong)
    )


def _is_door(path: Path) -> bool:
    parts = path.relative_to(CODE).parts[1:]
    return bool(parts) and parts[0] in {"views.py", "api.py", "views", "api"}


def test_doors_never_touch_tables() -> None:
    touch = re.compile(r"\.objects\b|\.save\(|\.delete\(|\.bulk_create\(|cursor\(")
    wrong = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in sources(".py")
        if _is_door(path) and path.relative_to(CODE).parts[0] != "web"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if touch.search(line)
    ]

    assert not wrong, (
        "A door translates: one call to an action or a query, one answer.\n" + "\n".join(wrong)
    )


def test_every_package_is_an_application_or_the_ground() -> None:
    installed = {config.name.removeprefix("pulang.") for config in apps.get_app_configs()}
    packages = {path.parent.name for path in CODE.glob("*/__init__.py")}

    assert packages - installed == {"base"}
