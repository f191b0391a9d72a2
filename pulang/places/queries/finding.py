"""The finder over what is in the database."""

from functools import lru_cache

import polars as pl
from django.db import connection

from pulang.places.models import Place, PlaceName, RegionHistory
from pulang.places.rules import codes, frames, listing, matching, text
from pulang.places.rules.codes import CodeReading, System
from pulang.places.rules.index import PlaceIndex, build_index
from pulang.places.rules.keys import key, loose
from pulang.places.rules.matching import Resolution

_VERSION = "select coalesce(string_agg(digest, ',' order by id), '') from places_listing"


@lru_cache(maxsize=2)
def _index(_version: str) -> PlaceIndex:
    """Build the index over NTT's villages and all regencies (others' villages are not searched)."""
    near = Place.objects.filter(level__lte=Place.Level.REGENCY) | Place.objects.filter(
        code__startswith=listing.HOME_PROVINCE
    )
    return build_index(
        near.order_by("level", "code").values_list("code", "name"),
        aliases=PlaceName.objects.values_list("place_id", "name", "kind"),
        histories=RegionHistory.objects.values_list("place_id", "former_id"),
    )


def index() -> PlaceIndex:
    """Return the index; kept until another list is loaded."""
    # Every page with a place on it asks this: written by hand, for the database answers sooner than
    # the ORM has put the question.
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        return _index(cursor.fetchone()[0])


def resolve(village: str = "", district: str = "", regency: str = "") -> Resolution:
    """Find the place a person wrote; see rules.matching.resolve."""
    return matching.resolve(village, district, regency, index=index())


def resolve_frame(triples: pl.DataFrame, *, within: PlaceIndex | None = None) -> pl.DataFrame:
    """Find the places of a whole list; see rules.frames.resolve_frame.

    With an index taken before (`within`) the database is not asked: for other threads.
    """
    return frames.resolve_frame(triples, index=within or index())


def read_code(
    code: str, *, system: System | None = None, within: PlaceIndex | None = None
) -> CodeReading:
    """Read a Kemendagri or BPS code; see rules.codes.read_code."""
    known = within or index()
    return codes.read_code(code, index=known, bps=listing.bps_codes(), system=system)


def path(code: str) -> str:
    """Write a code as `Oinlasi, Mollo Selatan, Kabupaten Timor Tengah Selatan`; '' stays ''."""
    return index().path(code) if code else ""


def search_villages(begun: str, *, scope: str = "", limit: int = 12) -> list[tuple[str, str]]:
    """Return (code, path) of villages whose name begins with or holds the text, nearest first."""
    wanted = key(begun)
    if len(wanted) < 2:
        return []
    known = index()
    ranked: list[tuple[int, str, str]] = []
    for code in known.within(scope or known.home, 10):
        own = known.keys[code][0]
        if own.startswith(wanted):
            ranked.append((0 if own == wanted else 1, own, code))
        elif loose(own).startswith(loose(wanted)):
            ranked.append((2, own, code))
        elif len(wanted) > 2 and wanted in own:
            ranked.append((3, own, code))
    ranked.sort()
    return [(code, known.path(code)) for _, _, code in ranked[:limit]]


def resolve_text(line: str) -> Resolution:
    """Find a place written in one line; see rules.text.resolve_text."""
    return text.resolve_text(line, index=index())
