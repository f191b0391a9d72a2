"""Templates: used, without inline script or style, with words that can be translated."""

import ast
import re
from pathlib import Path

from tests.house.source import CODE, name, sources

# Overrides of other libraries' templates: they are named by those libraries.
FOREIGN = ("account/", "mfa/", "socialaccount/", "allauth/", "django/", "admin/", "usersessions/")
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def _templates() -> list[Path]:
    return [path for path in sources(".html", ".txt") if "templates" in path.parts]


def _known_as(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


def _composed() -> list[re.Pattern[str]]:
    """Return patterns of the names that code puts together: f"access/letter_{kind}.html"."""
    found = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                ]
                if parts[-1].endswith(r"\.html"):
                    found.append(re.compile("".join(parts)))
    return found


def test_no_template_is_unused() -> None:
    composed = _composed()
    everything = "\n".join(path.read_text() for path in sources(".py", ".html", ".txt"))
    unused = [
        _known_as(path)
        for path in _templates()
        if not _known_as(path).startswith(FOREIGN)
        and _known_as(path) not in BY_NAME
        and f'"{_known_as(path)}"' not in everything
        and f"'{_known_as(path)}'" not in everything
        and not any(pattern.fullmatch(_known_as(path)) for pattern in composed)
    ]

    assert not unused, f"Delete what no page draws: {unused}"


def test_no_template_carries_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:|\bhx-on\b",
        re.IGNORECASE,
    )
    found = [
        f"{name(path)}:{number}: {line.strip()[:90]}"
        for path in _templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]

    assert not found, "The pages' policy forbids inline code:\n" + "\n".join(found)


def test_no_page_asks_another_host() -> None:
    foreign = re.compile(
        r"(?:src|href|action|srcset|hx-get|hx-post)=[\"'](?:https?:)?//", re.IGNORECASE
    )
    files = [*_templates(), *sources(".css", ".js")]
    loads = re.compile(
        r"@import|url\(\s*[\"']?(?:https?:)?//|fetch\(\s*[\"']https?:", re.IGNORECASE
    )
    found = [
        f"{name(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (foreign.search(line) and 'rel="noopener' not in line) or loads.search(line)
    ]

    assert not found, f"Everything a page needs comes from its own host: {found}"


def test_templates_stand_in_a_folder_of_their_packages_name() -> None:
    lost = [
        name(path)
        for path in CODE.glob("*/templates/*")
        if path.name != path.parents[1].name
        and not f"{path.name}/".startswith(FOREIGN)
        and path.name not in BY_NAME
    ]

    assert not lost, f"Two packages must not fight for a template's name: {lost}"
