"""The main menu: each package adds its entries when the application starts (`apps.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from pulang.access.terms import Actor, Permission


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
) -> None:
    """Add an entry; `label` is lazy text, any one of the permissions opens it, `shown` may refine.

    The entry is marked on all pages below its address: with `exact` only on its own page, and on
    those below the addresses it `covers` besides.
    """
    wanted = permission if isinstance(permission, tuple) else (permission,) if permission else ()
    _entries[url_name] = Entry(label, url_name, wanted, icon, order, shown, exact, covers)


@cache
def _address(url_name: str) -> str | None:
    """Return the address of a door; addresses stand from start to end, a page asks for a dozen."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None  # a package whose pages are not mounted has no door


def lines(request: HttpRequest, actor: Actor | None) -> list[Line]:
    """Return the actor's menu; the entry with the longest matching address is the current one."""
    if actor is None:
        return []
    mine = sorted((e for e in _entries.values() if e.is_for(actor)), key=lambda e: e.order)
    found = [(entry, url) for entry in mine if (url := _address(entry.url_name))]
    fits = [entry.depth_at(request.path, url) for entry, url in found]
    best = max(fits, default=0)
    return [
        Line(str(entry.label), url, entry.icon, bool(fit) and fit == best)
        for (entry, url), fit in zip(found, fits, strict=True)
    ]
