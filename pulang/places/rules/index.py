"""The index the finder searches: places by code, by parent and by key."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulang.places.rules import listing
from pulang.places.rules.keys import key, loose, regency_stem

PARENT_DIGITS = {2: 0, 4: 2, 6: 4, 10: 6}


@dataclass(frozen=True)
class PlaceIndex:
    """Places by code, by parent and by key, ready to be searched."""

    names: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]
    """Code → keys of its name and aliases."""
    by_key: Mapping[tuple[int, str], tuple[str, ...]]
    by_loose: Mapping[tuple[int, str], tuple[str, ...]]
    ambiguous: Mapping[str, tuple[str, ...]]
    """Keys of writings that mean two things → the places meant."""
    heirs: Mapping[str, tuple[str, ...]]
    """Regency → regencies split from it since: old papers name the former one."""
    home: str = listing.HOME_PROVINCE
    _choices: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict, compare=False)

    def within(self, scope: str, length: int) -> tuple[str, ...]:
        """Return the codes of a length under a scope."""
        level: tuple[str, ...] = (scope,)
        while level and len(level[0]) < length:
            level = tuple(child for code in level for child in self.children.get(code, ()))
        return level

    def choices(self, scope: str, length: int) -> dict[str, str]:
        """Return key → code of a level under a scope, for likeness; of two of one key the first."""
        if (scope, length) not in self._choices:
            pairs = (
                (each, code) for code in self.within(scope, length) for each in self.keys[code]
            )
            found: dict[str, str] = {}
            for each, code in pairs:
                found.setdefault(each, code)
            self._choices[scope, length] = found
        return self._choices[scope, length]

    def path(self, code: str) -> str:
        """Write a place with all that it lies in: `Oinlasi, Mollo Selatan, Kabupaten …`."""
        steps = [code[:length] for length in (10, 6, 4) if len(code) >= length]
        return ", ".join(
            self.names[step] for step in steps if step in self.names
        ) or self.names.get(code, code)


def build_index(
    places: Iterable[tuple[str, str]],
    *,
    aliases: Iterable[tuple[str, str, str]] = (),
    histories: Iterable[tuple[str, str]] = (),
) -> PlaceIndex:
    """Build the index from (code, name), (code, alias, kind) and (code, former code)."""
    names = dict(places)
    children: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, list[str]] = {}
    ambiguous: dict[str, list[str]] = defaultdict(list)
    for code, name in names.items():
        children[code[: PARENT_DIGITS[len(code)]]].append(code)
        keys[code] = [key(regency_stem(name) if len(code) == 4 else name)]
    for code, name, kind in aliases:
        if code not in keys:
            continue
        if kind == "ambiguous":
            ambiguous[key(name)].append(code)
        elif key(name) not in keys[code]:
            keys[code].append(key(name))
    by_key: dict[tuple[int, str], list[str]] = defaultdict(list)
    by_loose: dict[tuple[int, str], list[str]] = defaultdict(list)
    for code, own in keys.items():
        for each in own:
            by_key[len(code), each].append(code)
            if code not in by_loose[len(code), loose(each)]:
                by_loose[len(code), loose(each)].append(code)
    heirs: dict[str, list[str]] = defaultdict(list)
    for code, former in histories:
        heirs[former].append(code)

    def frozen(mapping: Mapping[Any, list[str]]) -> dict[Any, tuple[str, ...]]:
        return {one: tuple(many) for one, many in mapping.items()}

    return PlaceIndex(
        names=names,
        children=frozen(children),
        keys=frozen(keys),
        by_key=frozen(by_key),
        by_loose=frozen(by_loose),
        ambiguous=frozen(ambiguous),
        heirs=frozen(heirs),
    )


def shipped_index() -> PlaceIndex:
    """Return the index of the shipped lists, without a database."""
    return build_index(
        ((place.code, place.name) for place in listing.places()),
        aliases=((alias.code, alias.name, alias.kind) for alias in listing.aliases()),
        histories=((past.code, past.former_code) for past in listing.histories()),
    )
