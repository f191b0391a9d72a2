"""Write regions.csv and ntt.csv from an unpacked `idn-area-data`, countries.csv from `i18n-iso-countries`.

Run when a new listing is published: `python -m pulang.places.data.build node_modules`. The files
are small text, so that a reviewer reads in the difference which village changed.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
HOME_PROVINCE = "53"
DESTINATIONS = {
    # Countries to which people of NTT go or went, with the zone shown beside WITA.
    "MY": "Asia/Kuala_Lumpur",
    "SG": "Asia/Singapore",
    "HK": "Asia/Hong_Kong",
    "TW": "Asia/Taipei",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "BN": "Asia/Brunei",
    "SA": "Asia/Riyadh",
    "AE": "Asia/Dubai",
    "QA": "Asia/Qatar",
    "KW": "Asia/Kuwait",
    "OM": "Asia/Muscat",
    "BH": "Asia/Bahrain",
    "JO": "Asia/Amman",
    "AU": "Australia/Sydney",
    "NZ": "Pacific/Auckland",
    "TL": "Asia/Dili",
    "DE": "Europe/Berlin",
    "PL": "Europe/Warsaw",
    "TR": "Europe/Istanbul",
    "TH": "Asia/Bangkok",
    "KH": "Asia/Phnom_Penh",
    "MM": "Asia/Yangon",
    "PH": "Asia/Manila",
    "FJ": "Pacific/Fiji",
}
_KEPT_CAPITALS = {"Dki": "DKI", "Ii": "II", "Iii": "III", "Iv": "IV", "Vi": "VI"}


def _title(text: str) -> str:
    words = [word.capitalize() for word in text.split()]
    return " ".join(_KEPT_CAPITALS.get(word, word) for word in words)


def _tidy(text: str) -> str:
    """Apostrophes as one sign, one space, no capitals in the middle of a word, each word capital."""
    text = re.sub(r"[\"’`]", "'", " ".join(text.split()))
    if text.isupper() and len(text) > 3:
        text = text.capitalize()
    return " ".join(
        word if word[0].isupper() else word[0].upper() + word[1:] for word in text.split()
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (HERE / name).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(packages: Path) -> None:
    """Write the three files."""
    source = packages / "idn-area-data" / "data"
    regions = [(row["code"], _title(row["name"])) for row in _read(source / "provinces.csv")]
    regions += [
        (row["code"].replace(".", ""), _title(row["name"]))
        for row in _read(source / "regencies.csv")
    ]
    _write("regions.csv", ("code", "name"), sorted(regions))
    home = [
        (row["code"].replace(".", ""), _tidy(row["name"]))
        for level in ("districts", "villages")
        for row in _read(source / f"{level}.csv")
        if row["code"].startswith(HOME_PROVINCE)
    ]
    _write("ntt.csv", ("code", "name"), sorted(home))
    words = packages / "i18n-iso-countries"
    names = {
        language: json.loads((words / "langs" / f"{language}.json").read_text())["countries"]
        for language in ("id", "en")
    }
    first = {
        key: {k: v if isinstance(v, str) else v[0] for k, v in each.items()}
        for key, each in names.items()
    }
    first["en"]["TW"] = "Taiwan"
    _write(
        "countries.csv",
        ("alpha2", "alpha3", "numeric", "name_id", "name_en", "destination_zone"),
        (
            (
                two,
                three,
                number,
                first["id"].get(two, first["en"][two]),
                first["en"][two],
                DESTINATIONS.get(two, ""),
            )
            for two, three, number, _ in sorted(json.loads((words / "codes.json").read_text()))
        ),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
