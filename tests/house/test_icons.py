"""Every icon that somebody names is drawn: one that is not in the list leaves a hole, and says nothing."""

import json
import re
from pathlib import Path

import pytest

from pulang.coordination.queries import kinds as tasks
from pulang.journey.queries import kinds as events
from pulang.ui import menu
from tests.house.source import sources

ROOT = Path(__file__).resolve().parents[2]
DRAWN = frozenset(json.loads((ROOT / "pulang/ui/icons.json").read_text(encoding="utf-8")))
_NAMED = re.compile(r"""\{%\s*icon\s+"([a-z0-9-]+)"|\bicon="([a-z0-9-]+)\"""")


def test_icons_named_in_pages_and_code_are_drawn() -> None:
    named = {
        (found[1] or found[2], path.relative_to(ROOT))
        for path in sources(".html", ".py")
        for found in _NAMED.finditer(path.read_text(encoding="utf-8"))
    }

    assert len(named) > 50
    assert not sorted(f"{icon} in {path}" for icon, path in named if icon not in DRAWN)


@pytest.mark.parametrize("shelf", [menu._entries, tasks._kinds, events._kinds])
def test_icons_of_doors_tasks_and_events_are_drawn(shelf: dict[str, object]) -> None:
    assert shelf
    assert not {
        key: icon
        for key, one in shelf.items()
        if (icon := getattr(one, "icon", "")) and icon not in DRAWN
    }
