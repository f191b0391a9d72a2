"""Brings the published lists into the database; only its owner may (policy: nobody writes)."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.places.models import (
    Country,
    ExitCheck,
    ExitPoint,
    Listing,
    Place,
    PlaceName,
    RegencyProfile,
    RegionHistory,
)
from pulang.places.rules import listing

COUNTS_OF_INDONESIA = {2: 38, 4: 514, 6: 7277, 10: 83763}
"""Provinces, regencies, kecamatan, villages of `idn-area-data` 3.1.2."""


_SHIPPED_AT = datetime(2026, 11, 24, tzinfo=UTC)


class ListingIncomplete(Refused):
    """The folder does not hold the list that was promised."""

    code = "places.listing_incomplete"


def _upsert(model: type[models.Model], rows: Sequence[models.Model], key_field: str) -> None:
    columns = [each.name for each in model._meta.concrete_fields if each.name != key_field]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[key_field],
        update_fields=columns,
        batch_size=5000,
    )


def _write_places(places: Iterable[tuple[str, str]]) -> Counter[int]:
    """Write places in one COPY and one merge: 92,000 in about a second."""
    bps = listing.bps_codes()
    counts: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table fresh_place (code text, level int, name text, parent text,"
            " bps text) on commit drop"
        )
        with cursor.copy("copy fresh_place from stdin") as copy:
            for code, name in places:
                counts[len(code)] += 1
                parent = listing.Listed(code, name).parent or None
                copy.write_row((code, len(code), name, parent, bps.get(code, "")))
        cursor.execute(
            "insert into places_place (code, level, name, parent_id, bps_code)"
            " select code, level, name, parent, bps from fresh_place order by level, code"
            " on conflict (code) do update set name = excluded.name, bps_code = excluded.bps_code"
            " where (places_place.name, places_place.bps_code)"
            " is distinct from (excluded.name, excluded.bps_code)"
        )
        cursor.execute("drop table fresh_place")
    return counts


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _write_names() -> None:
    PlaceName.objects.all().delete()
    PlaceName.objects.bulk_create(
        PlaceName(
            place_id=alias.code,
            name=alias.name,
            kind=alias.kind,
            starts_on=_day(alias.starts_on),
            ends_on=_day(alias.ends_on),
            source=alias.source,
        )
        for alias in listing.aliases()
    )
    RegionHistory.objects.all().delete()
    RegionHistory.objects.bulk_create(
        RegionHistory(
            place_id=past.code, former_id=past.former_code, year=past.year, note=past.note
        )
        for past in listing.histories()
    )


def _write_profiles() -> None:
    source = "Kepmendagri 300.2.2-2138/2025 [V S84]; island, capital, languages [K]"
    rows = [
        RegencyProfile(
            place_id=row["code"],
            short_name=row["short"],
            island=row["island"],
            capital=row["capital"],
            population=int(row["population"]),
            district_count=int(row["districts"]),
            desa_count=int(row["desa"]),
            kelurahan_count=int(row["kelurahan"]),
            area_km2=int(row["km2"]),
            languages=row["languages"],
            source=source,
        )
        for row in listing.rows("regencies.csv")
    ]
    _upsert(RegencyProfile, rows, "place")


def _write_countries_and_exits() -> None:
    countries = [
        Country(
            alpha2=row["alpha2"],
            alpha3=row["alpha3"],
            numeric=row["numeric"],
            name_id=row["name_id"],
            name_en=row["name_en"],
            zone=row["destination_zone"],
            is_destination=bool(row["destination_zone"]),
        )
        for row in listing.rows("countries.csv")
    ]
    _upsert(Country, countries, "alpha2")
    exits = [
        ExitPoint(
            code=row["code"].lower(),
            name=row["name"],
            kind=row["kind"],
            regency_id=row["regency"],
            is_international=row["international"] == "yes",
            leads_to=[each.strip() for each in row["leads_to"].split(";")],
            source=row["source"],
        )
        for row in listing.rows("exits.csv")
    ]
    _upsert(ExitPoint, exits, "code")


def _write_checks() -> None:
    """Give each exit point a checklist to start from; one that was ever touched is left alone."""
    shipped = list(listing.rows("checks.csv"))
    ExitCheck.objects.bulk_create(
        ExitCheck(
            exit_point=exit_point,
            position=int(row["position"]),
            text=row["text"],
            created_at=_SHIPPED_AT,
        )
        for exit_point in ExitPoint.objects.filter(checks=None)
        for row in shipped
        if row["kind"] == exit_point.kind
    )


def _note(digest: str, version: str, counts: Counter[int]) -> Listing:
    names = {str(level): count for level, count in sorted(counts.items())}
    note: Any = {"version": version, "counts": names}
    note |= {"source": listing.SOURCE, "licence": listing.LICENCE}
    return Listing.objects.update_or_create(digest=digest, defaults=note)[0]


@transaction.atomic
def load_shipped() -> Listing | None:
    """Load what is shipped: all regencies of Indonesia, the villages of NTT. None when unchanged."""
    digest = listing.digest()
    if Listing.objects.filter(digest=digest).exists() and Place.objects.exists():
        return None
    counts = _write_places((place.code, place.name) for place in listing.places())
    _write_names()
    _write_profiles()
    _write_countries_and_exits()
    _write_checks()
    return _note(digest, listing.VERSION, counts)


def _read(path: Path) -> Iterable[tuple[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield row["code"].replace(".", ""), " ".join(row["name"].split())


@transaction.atomic
def load_all(*, folder: Path) -> Listing:
    """Load all kecamatan and villages of Indonesia from an unpacked `idn-area-data`.

    What is shipped keeps its own writing. Raises: ListingIncomplete when a file is missing or the
    counts are not those of the published list.
    """
    data = folder / "data" if (folder / "data").is_dir() else folder
    missing = [name for name in ("districts.csv", "villages.csv") if not (data / name).is_file()]
    if missing:
        raise ListingIncomplete(
            _("%(files)s not found in %(folder)s.") % {"files": ", ".join(missing), "folder": data},
            missing=missing,
        )
    load_shipped()
    shipped = {place.code: place.name for place in listing.places()}
    merged = shipped | {
        code: name
        for level in ("districts", "villages")
        for code, name in _read(data / f"{level}.csv")
        if code not in shipped
    }
    counts = Counter(len(code) for code in merged)
    if dict(counts) != COUNTS_OF_INDONESIA:
        raise ListingIncomplete(
            _("The list has %(found)s places per level; %(expected)s were expected.")
            % {"found": dict(sorted(counts.items())), "expected": COUNTS_OF_INDONESIA},
            found=dict(counts),
        )
    _write_places(sorted(merged.items(), key=lambda place: (len(place[0]), place[0])))
    return _note(f"all-{listing.VERSION}", listing.VERSION, counts)
