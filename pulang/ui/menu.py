"""The main menu: each package adds its entries when the application starts (`apps.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import TextChoices
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Actor, Permission

MOST_SIDE_BY_SIDE = 6


class Group(TextChoices):
    """Under which word a door stands where somebody has many of them."""

    ALONE = "", ""
    PREPARATION = "preparation", _("Preparation")
    DEPARTURE = "departure", _("Departure")
    ABROAD = "abroad", _("Abroad")
    LENDING = "lending", _("Lending")
    REGISTRY = "registry", _("Registry")
    RULES = "rules", _("Rules and figures")
    OFFICE = "office", _("Office")


@dataclass(frozen=True, slots=True)
class Entry:
    """One door in the menu."""

    label: str | Promise
    url_name: str
    permissions: tuple[Permission, ...]
    icon: str
    order: int
    shown: Callable[[Actor], bool] | None
    exact: bool
    covers: tuple[str, ...]
    group: Group

    def is_for(self, actor: Actor) -> bool:
        """Tell whether the door opens for this actor."""
        if self.permissions and not any(actor.may(one) for one in self.permissions):
            return False
        return self.shown is None or self.shown(actor)

    def depth_at(self, path: str, url: str) -> int:
        """Return how closely the entry fits the page one is on; 0 when not at all."""
        if self.exact or url == "/":
            return len(url) * (path == url)
        return max((len(one) for one in (url, *self.covers) if path.startswith(one)), default=0)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as one page shows it."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Doors that stand together: under their word, or a single one by itself with none."""

    label: str
    lines: tuple[Line, ...]

    @property
    def current(self) -> bool:
        """Tell whether the page one is on is behind one of them."""
        return any(line.current for line in self.lines)


_entries: dict[str, Entry] = {}


def add(
    label: str | Promise,
    url_name: str,
    *,
    permission: Permission | tuple[Permission, ...] | None = None,
    icon: str = "file-text",
    order: int = 50,
    shown: Callable[[Actor], bool] | None = None,
    exact: bool = False,
    covers: tuple[str, ...] = (),
    group: Group = Group.ALONE,
) -> None:
    """Add an entry; `label` is lazy text, any one of the permissions opens it, `shown` may refine.

    The entry is marked on all pages below its address: with `exact` only on its own page, and on
    those below the addresses it `covers` besides.
    """
    wanted = permission if isinstance(permission, tuple) else (permission,) if permission else ()
    _entries[url_name] = Entry(label, url_name, wanted, icon, order, shown, exact, covers, group)


@cache
def _address(url_name: str) -> str | None:
    """Return the address of a door; addresses stand from start to end, a page asks for a dozen."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None  # a package whose pages are not mounted has no door


def blocks(request: HttpRequest, actor: Actor | None) -> list[Block]:
    """Return the actor's menu; the entry with the longest matching address is the current one.

    Up to `MOST_SIDE_BY_SIDE` doors stand side by side; more of them go under the words of their
    groups, a group where its first door would be.
    """
    if actor is None:
        return []
    mine = sorted((e for e in _entries.values() if e.is_for(actor)), key=lambda e: e.order)
    found = [(entry, url) for entry in mine if (url := _address(entry.url_name))]
    fits = [entry.depth_at(request.path, url) for entry, url in found]
    best = max(fits, default=0)
    lines = [
        (entry.group, Line(str(entry.label), url, entry.icon, bool(fit) and fit == best))
        for (entry, url), fit in zip(found, fits, strict=True)
    ]
    if len(lines) <= MOST_SIDE_BY_SIDE:
        return [Block("", (line,)) for _group, line in lines]
    return _grouped(lines)


def _grouped(lines: list[tuple[Group, Line]]) -> list[Block]:
    members: dict[Group | int, list[Line]] = {}
    for place, (group, line) in enumerate(lines):
        members.setdefault(group or place, []).append(line)
    return [
        Block(str(group.label) if isinstance(group, Group) and len(found) > 1 else "", tuple(found))
        for group, found in members.items()
    ]
