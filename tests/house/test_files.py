"""Files a tired developer can read: short, finished, about the product only."""

import re
import subprocess

import pytest

from tests.house.source import CODE, ROOT, name, sources

MOST_LINES = 500


def test_no_file_needs_scrolling_to_find_its_end() -> None:
    long = {
        name(path): count
        for path in sources(".py", ".html", ".css", ".js", ".sql", tests=True)
        if (count := len(path.read_text().splitlines())) > MOST_LINES
    }

    assert not long, f"Split by noun into a folder of the same name (house style 5, 16): {long}"


def test_nothing_is_left_to_do_in_a_comment() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{name(path)}:{number}"
        for path in sources(".py", ".html", ".css", ".js", ".sql", tests=True)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if mark.search(line)
    ]

    assert not found, f"Finish it, or write an issue: {found}"


def test_a_cascade_says_why() -> None:
    found = []
    for path in sources(".py"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if "models.CASCADE" in line and "#" not in "".join(lines[number - 2 : number + 1]):
                found.append(f"{name(path)}:{number}")

    assert not found, f"Whoever lets rows vanish says why beside on_delete: {found}"


def test_nothing_is_called_utils_or_helpers() -> None:
    banned = {"utils", "helpers", "common", "manager", "misc"}

    assert not [name(path) for path in CODE.rglob("*.py") if path.stem in banned]


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.split("\n")


def test_no_text_names_a_machine_or_a_registry_host() -> None:
    banned = re.compile(
        r"(?<![\w.])/(?:work|root|home)/\w|files\.pythonhosted|registry\.npmjs|registry\.yarnpkg|//pypi\."
    )
    texts = {".py", ".md", ".html", ".toml", ".json", ".lock", ".txt", ".cfg", ".sh", ".yml", ".po"}
    found = []
    for each in _tracked():
        path = ROOT / each
        if path.suffix in texts and path.is_file() and path != ROOT / "tests/house/test_files.py":
            found += [
                f"{each}:{number}"
                for number, line in enumerate(path.read_text().splitlines(), 1)
                if banned.search(line)
            ]

    assert not found, f"The project runs anywhere; these lines name one place: {found[:20]}"


def test_nothing_third_party_or_compiled_is_committed() -> None:
    banned = (".mo", ".pyc", ".min.js", ".min.css", ".woff", ".woff2", ".sqlite3")

    assert not [each for each in _tracked() if each.endswith(banned)]
