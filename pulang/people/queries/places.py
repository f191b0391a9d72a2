"""Names of places for persons: what a word may mean, and how a code is written out."""

import time
from collections.abc import Iterable, Mapping
from threading import Lock

from pulang.people.rules.search import place_key
from pulang.places.models import Place

HOME = "53"
_ALIASES = {
    "tts": "5302", "ttu": "5303", "flotim": "5306", "mabar": "5315", "matim": "5319",
    "sbd": "5318", "kotakupang": "5371", "rote": "5314", "sabu": "5320",
}  # fmt: skip
_KEEP_SECONDS = 900
_kept: tuple[float, dict[str, tuple[str, ...]]] = (0.0, {})
_lock = Lock()


def codes_of(name: str) -> tuple[str, ...]:
    """Return the codes that a place name of the province can mean, villages last; () for none."""
    return _names().get(place_key(name), ())


def _names() -> dict[str, tuple[str, ...]]:
    global _kept
    loaded_at, names = _kept
    if names and time.monotonic() - loaded_at < _KEEP_SECONDS:
        return names
    with _lock:
        found: dict[str, list[str]] = {alias: [code] for alias, code in _ALIASES.items()}
        rows = Place.objects.filter(code__startswith=HOME, level__gt=2).order_by("level", "code")
        for code, name in rows.values_list("code", "name"):
            key = place_key(name)
            if len(key) > 1:
                found.setdefault(key, []).append(code)
        names = {key: tuple(dict.fromkeys(codes)) for key, codes in found.items()}
        if len(names) > len(_ALIASES):
            _kept = (time.monotonic(), names)
        return names


def labels(codes: Iterable[str]) -> Mapping[str, str]:
    """Return code → `Kletek, Malaka Tengah, Malaka`, for all codes with one query."""
    wanted = {code for code in codes if code}
    parts = {code[:length] for code in wanted for length in (4, 6, 10) if len(code) >= length}
    parts |= {code for code in wanted if len(code) == 2}
    names = dict(Place.objects.filter(code__in=parts).values_list("code", "name"))
    return {
        code: ", ".join(
            names[code[:length]]
            for length in (10, 6, 4, 2)
            if len(code) >= length and code[:length] in names and (length > 2 or len(code) == 2)
        )
        or code
        for code in wanted
    }
