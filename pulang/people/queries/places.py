"""Names of places for persons: what a word may mean, and how a code is written out."""

from collections.abc import Iterable, Mapping

from pulang.people.rules.search import place_key
from pulang.places.models import PlaceName
from pulang.places.queries import finding

_COLLOQUIAL = {"tts": "5302", "ttu": "5303", "flotim": "5306", "mabar": "5315", "matim": "5319",
               "sbd": "5318", "rote": "5314", "sabu": "5320"}  # fmt: skip


_kept: list[tuple[object, Mapping[str, tuple[str, ...]]]] = []
"""The names of the list last seen: as long as the list is the same, they are."""


def reader() -> Mapping[str, tuple[str, ...]]:
    """Return place key → codes that it can mean, villages last."""
    index = finding.index()
    if not _kept or _kept[0][0] is not index:
        _kept[:] = [(index, _read(index.names, index.home))]
    return _kept[0][1]


def _read(names: Mapping[str, str], home: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {key: [code] for key, code in _COLLOQUIAL.items()}
    named = [(code, name) for code, name in names.items() if len(code) > 2]
    named += list(PlaceName.objects.values_list("place_id", "name"))
    for code, name in sorted(named, key=lambda pair: (len(pair[0]), pair[0])):
        key = place_key(name)
        if len(key) > 1 and code.startswith(home):
            found.setdefault(key, []).append(code)
    return {key: tuple(dict.fromkeys(codes)) for key, codes in found.items()}


def labels(codes: Iterable[str]) -> Mapping[str, str]:
    """Return code → `Kletek, Malaka Tengah, Kabupaten Malaka`, for all codes at once."""
    index = finding.index()
    return {code: index.path(code) or code for code in set(codes) if code}
