"""The shipped lists, read once. Codes are Kemendagri codes without dots."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

VERSION = "3.1.2"
SOURCE = "idn-area-data"
LICENCE = "ODbL-1.0"
HOME_PROVINCE = "53"
FILES = (
    "regions.csv",
    "ntt.csv",
    "regencies.csv",
    "histories.csv",
    "aliases.csv",
    "countries.csv",
    "exits.csv",
    "checks.csv",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One administrative place as the list has it."""

    code: str
    name: str

    @property
    def parent(self) -> str:
        """Return the code one level up, '' for a province."""
        return self.code[: {2: 0, 4: 2, 6: 4, 10: 6}[len(self.code)]]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a place; `ambiguous` ones are asked about, never taken."""

    code: str
    name: str
    kind: str
    starts_on: str
    ends_on: str
    source: str


@dataclass(frozen=True, slots=True)
class Former:
    """`code` was part of `former_code` until `year`: old papers and NIK still say so."""

    code: str
    former_code: str
    year: int
    note: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped file."""
    text = (files("pulang.places.data") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@lru_cache(maxsize=1)
def places() -> tuple[Listed, ...]:
    """Return provinces and regencies of Indonesia, kecamatan and villages of NTT; parents first."""
    listed = [
        Listed(row["code"], row["name"])
        for name in ("regions.csv", "ntt.csv")
        for row in rows(name)
    ]
    return tuple(sorted(listed, key=lambda place: (len(place.code), place.code)))


@lru_cache(maxsize=1)
def aliases() -> tuple[Alias, ...]:
    """Return abbreviations, capitals, former names, and writings that mean two things."""
    return tuple(Alias(**row) for row in rows("aliases.csv"))


@lru_cache(maxsize=1)
def histories() -> tuple[Former, ...]:
    """Return which regency was split from which."""
    return tuple(
        Former(row["code"], row["former_code"], int(row["year"]), row["note"])
        for row in rows("histories.csv")
    )


@lru_cache(maxsize=1)
def bps_codes() -> dict[str, str]:
    """Return Kemendagri code → BPS code of the regencies of NTT."""
    return {row["code"]: row["bps"] for row in rows("regencies.csv")}


def digest() -> str:
    """Return a fingerprint of all shipped lists: another one means loading again."""
    folder = files("pulang.places.data")
    return sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()
