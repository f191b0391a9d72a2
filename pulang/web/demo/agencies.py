"""Nine agencies and their tables: which of our people they know, and under which headings they write them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pulang.web.demo.gazetteer import Ints
from pulang.web.demo.lists import COMPANIES, TRADES, Page, dates, spoken_date
from pulang.web.demo.noise import written_dates

Columns = dict[str, pl.Series | None]

LATIN = {
    "Yohanes": "Ioannes", "Yosef": "Iosephus", "Yakobus": "Iacobus", "Fransiskus": "Franciscus",
    "Katarina": "Catharina", "Yohana": "Ioanna", "Agustinus": "Augustinus", "Markus": "Marcus",
    "Lukas": "Lucas", "Mateus": "Matthaeus", "Nikolaus": "Nicolaus", "Lusia": "Lucia",
    "Sesilia": "Caecilia", "Klara": "Clara", "Filipus": "Philippus", "Benediktus": "Benedictus",
    "Dominikus": "Dominicus", "Theresia": "Teresia", "Elisabet": "Elisabeth", "Marta": "Martha",
}  # fmt: skip
OFFICES = ("Kupang", "Atambua", "Maumere", "Labuan Bajo")
ROUTES = ("KM Lambelu", "KM Bukit Siguntang", "KM Bukit Siguntang", "KM Umsini")


@dataclass(frozen=True)
class Agency:
    """A list's columns, which of our fields they carry (for the cast), and whom the agency tends to know."""

    listed: str
    columns: Callable[[Page], Columns]
    fields: dict[str, str]
    procedural: float
    other: float


def _days(page: Page, first: str, last: str) -> pl.Series:
    """Days on which the agency met people, spread over a period."""
    low, high = (int(np.datetime64(day).astype(np.int64)) for day in (first, last))
    return dates(page.rng.integers(low, high, len(page.persons)))


def _birth_days(page: Page) -> pl.Series:
    return dates(written_dates(page.persons.registered, page.rng, page.noise))


def _upper(values: pl.Series) -> pl.Series:
    return values.str.to_uppercase()


def _placement(page: Page) -> Columns:
    homes = page.homes()
    return {
        "NO": None,
        "ID CPMI": _numbers("CPMI-", 100_000, len(page.persons)),
        "NAMA LENGKAP": page.name(30, capitals=True),
        "NIK": page.nik(0.03),
        "NO PASPOR": page.passport(0.15),
        "TEMPAT LAHIR": _upper(page.regency(page.persons.village, 0.05)),
        "TGL LAHIR": page.birth("%d-%m-%Y"),
        "JK": page.sex("P", "L"),
        "DESA": _upper(page.village(homes)),
        "KECAMATAN": _upper(page.district(homes)),
        "KABUPATEN": _upper(page.regency(homes)),
        "NO HP": page.phone(0.2),
        "P3MI": page.one_of(COMPANIES),
        "NEGARA TUJUAN": page.one_of(
            ("MALAYSIA", "MALAYSIA", "MALAYSIA", "SINGAPURA", "HONG KONG")
        ),
        "TGL PENEMPATAN": _days(page, "2023-01-10", "2025-11-30").dt.strftime("%d-%m-%Y"),
        "KETERANGAN": None,
    }


def _deportee(page: Page) -> Columns:
    homes = page.persons.village
    return {
        "NO": None,
        "NAMA LENGKAP": page.name(30, capitals=True),
        "L/P": page.sex("P", "L"),
        "TEMPAT LAHIR": page.regency(homes, 0.1),
        "TANGGAL LAHIR": page.blanked(_birth_days(page), 0.04),
        "NO. PASPOR / SPLP": page.passport(0.45),
        "NIK": page.nik(0.75),
        "DESA": page.village(homes, 0.3),
        "KECAMATAN": page.district(homes, 0.25),
        "KABUPATEN": _upper(page.regency(homes, 0.02)),
        "NAMA AYAH": page.father(0.5),
        "KONTAK KELUARGA": page.phone(0.5),
        "KAPAL": page.one_of(ROUTES),
        "TGL TIBA": _days(page, "2024-02-01", "2025-12-10"),
        "KET": None,
    }


def _bank(page: Page) -> Columns:
    homes = page.homes()
    return {
        "CIF": _numbers("", 40_100_000, len(page.persons)),
        "NAMA_NASABAH": page.name(24, capitals=True),
        "NO_IDENTITAS": page.nik(0.02),
        "TGL_LAHIR": page.birth("%d/%m/%Y", missing=0.002),
        "JNS_KELAMIN": page.sex("P", "L"),
        "NAMA_IBU_KANDUNG": _upper(page.mother(0.05)),
        "NO_TELEPON": page.phone(0.1),
        "KELURAHAN": _upper(page.village(homes)),
        "KECAMATAN": _upper(page.district(homes)),
        "KAB_KOTA": _upper(page.regency(homes)),
        "TGL_BUKA": _days(page, "2018-01-02", "2025-12-20").dt.strftime("%d/%m/%Y"),
    }


def _training(page: Page) -> Columns:
    homes = page.homes()
    days = spoken_date(written_dates(page.persons.registered, page.rng, page.noise))
    return {
        "No": None,
        "Nama Peserta": page.name(),
        "Tempat, Tanggal Lahir": page.regency(homes) + ", " + days,
        "NIK": page.nik(0.10),
        "L/P": page.sex("P", "L"),
        "Desa/Kelurahan": page.village(homes),
        "Kecamatan": page.district(homes, 0.05),
        "Kabupaten/Kota": page.regency(homes),
        "No. HP/WA": page.phone(0.1),
        "Kejuruan": page.one_of(TRADES),
        "Angkatan": page.one_of(("I/2024", "II/2024", "I/2025", "II/2025")),
        "Keterangan": None,
    }


def _parish(page: Page) -> Columns:
    homes = page.homes()
    names = _in_latin(page, page.name())
    split = pl.DataFrame({"name": names}).select(
        pl.col("name").str.extract(r"^(.*?)(?: \S+)?$", 1).alias("given"),
        pl.col("name").str.extract(r" (\S+)$", 1).alias("fam"),
    )
    born = written_dates(page.persons.born, page.rng, page.noise)
    return {
        "Lib. Bapt.": _numbers("LB/", 1_000, len(page.persons)),
        "Nama Baptis": split["given"],
        "Nama Keluarga": split["fam"],
        "Lahir": page.blanked(dates(born).dt.strftime("%d.%m.%Y"), 0.02),
        "Dibaptis": dates(born + page.rng.integers(5, 240, len(born))).dt.strftime("%d.%m.%Y"),
        "L/P": page.sex("P", "L"),
        "Nama Ayah": page.father(0.08),
        "Nama Ibu": page.mother(0.05),
        "Stasi/Desa": page.village(homes),
        "Kecamatan": page.district(homes, 0.1),
        "Catatan": None,
    }


def _in_latin(page: Page, names: pl.Series) -> pl.Series:
    """One priest in four kept the book in Latin."""
    latin = pl.Series("latin", page.rng.random(len(names)) < 0.25)
    written = pl.col("name").str.replace_many(list(LATIN), list(LATIN.values()))
    chosen = pl.when("latin").then(written).otherwise(pl.col("name"))
    return pl.DataFrame([names.alias("name"), latin]).select(chosen.alias("name"))["name"]


def _passport(page: Page) -> Columns:
    return {
        "Passport No": page.passport(0.0, issued=True),
        "Full Name": page.name(30, capitals=True),
        "NIK": page.nik(0.2),
        "Place of Birth": page.regency(page.persons.village, 0.03),
        "Date of Birth": page.birth("%Y-%m-%d", missing=0.0),
        "Sex": page.sex("F", "M"),
        "Date of Issue": _days(page, "2019-03-01", "2025-12-01").dt.strftime("%Y-%m-%d"),
        "Issuing Office": page.one_of(OFFICES),
    }


def _shelter(page: Page) -> Columns:
    homes = page.persons.village
    name = page.name().str.split(" ").list.slice(0, 2).list.join(" ")
    return {
        "Nama": name,
        "Jenis Kelamin": page.sex("Perempuan", "Laki-laki"),
        "Lahir / Umur": page.blanked(page.birth("%d/%m/%Y"), 0.25),
        "Asal Kampung/Desa": page.village(homes, 0.3),
        "Kec.": page.district(homes, 0.2),
        "Kab.": page.regency(homes),
        "Telp Keluarga": page.phone(0.6),
        "Masuk": _days(page, "2024-01-05", "2025-12-20"),
        "Catatan": None,
    }


def _police(page: Page) -> Columns:
    homes = page.homes()
    return {
        "NO LP": _numbers("LP/B/", 200, len(page.persons)),
        "NAMA KORBAN": page.name(None, capitals=True),
        "TGL LAHIR": page.birth("%d/%m/%y", missing=0.1),
        "JENIS KELAMIN": page.sex("PEREMPUAN", "LAKI-LAKI"),
        "NIK": page.nik(0.4),
        "ALAMAT DESA": _upper(page.village(homes)),
        "KECAMATAN": _upper(page.district(homes)),
        "KABUPATEN": _upper(page.regency(homes)),
        "NO TELP": page.phone(0.3),
        "TGL LAPORAN": _days(page, "2023-02-01", "2025-12-01").dt.strftime("%d/%m/%y"),
    }


def _arrivals(page: Page) -> Columns:
    homes = page.persons.village
    return {
        "No": None,
        "Full Name / Nama Lengkap": page.name(30, capitals=True),
        "Sex / JK": page.sex("F", "M"),
        "Date of Birth / Tgl Lahir": page.blanked(_birth_days(page), 0.03),
        "Passport or SPLP No": page.passport(0.35),
        "NIK": page.nik(0.7),
        "Kabupaten Asal": page.regency(homes, 0.05),
        "Desa": page.village(homes, 0.4),
        "Phone / HP": page.phone(0.5),
        "Arrived on / Tiba": _days(page, "2026-03-02", "2026-03-05"),
    }


def register(page: Page, form: int) -> Columns:
    """A village register; each village made its own form."""
    homes = page.persons.village
    card = page.blanked(pl.Series(page.persons.kk).cast(pl.String), 0.1)
    place = {
        "Desa": page.village(homes),
        "Kecamatan": page.district(homes),
        "Kabupaten": page.regency(homes),
    }
    if form == 0:
        shown: dict[str, Any] = {
            "NO": None,
            "NO KK": card,
            "NIK": page.nik(0.06),
            "NAMA": page.name(),
        }
        shown |= {
            "JK": page.sex("P", "L"),
            "TGL LAHIR": _birth_days(page),
            "AYAH": page.father(0.1),
        }
        return shown | {"IBU": page.mother(0.1), "HP": page.phone(0.3)} | place
    if form == 1:
        shown = {"No.": None, "Nama Warga": page.name(), "L/P": page.sex("P", "L")}
        shown |= {
            "Tanggal Lahir": page.birth("%d %B %Y"),
            "No. KTP": page.nik(0.12),
            "No. KK": card,
        }
        return shown | {"Nama Ibu": page.mother(0.1), "Telepon": page.phone(0.4)} | place
    shown = {"No": None, "NIK": page.nik(0.08), "Nama Lengkap": page.name(capitals=True)}
    shown |= {"Lahir": page.birth("%d-%m-%Y"), "Kelamin": page.sex("Perempuan", "Laki-laki")}
    return (
        shown
        | {"Nama Ayah": page.father(0.1), "Nama Ibu": page.mother(0.1), "HP": page.phone(0.3)}
        | place
    )


_HOME = {"village": "DESA", "district": "KECAMATAN", "regency": "KABUPATEN"}

AGENCIES = (
    Agency("placement", _placement, {
        "full_name": "NAMA LENGKAP", "nik": "NIK", "passport": "NO PASPOR", "born_on": "TGL LAHIR",
        "sex": "JK", "phone": "NO HP", **_HOME,
    }, 1.6, 0.15),
    Agency("deportee", _deportee, {
        "full_name": "NAMA LENGKAP", "sex": "L/P", "birthplace": "TEMPAT LAHIR", "born_on": "TANGGAL LAHIR",
        "passport": "NO. PASPOR / SPLP", "nik": "NIK", "father_name": "NAMA AYAH", "phone": "KONTAK KELUARGA",
        **_HOME,
    }, 0.1, 1.3),
    Agency("bank", _bank, {
        "full_name": "NAMA_NASABAH", "nik": "NO_IDENTITAS", "born_on": "TGL_LAHIR", "sex": "JNS_KELAMIN",
        "mother_name": "NAMA_IBU_KANDUNG", "phone": "NO_TELEPON", "village": "KELURAHAN",
        "district": "KECAMATAN", "regency": "KAB_KOTA",
    }, 0.9, 0.3),
    Agency("training", _training, {
        "full_name": "Nama Peserta", "nik": "NIK", "born_on": "Tempat, Tanggal Lahir", "sex": "L/P",
        "phone": "No. HP/WA", "village": "Desa/Kelurahan", "district": "Kecamatan",
        "regency": "Kabupaten/Kota",
    }, 0.7, 0.25),
    Agency("parish", _parish, {
        "full_name": "Nama Baptis", "born_on": "Lahir", "sex": "L/P", "father_name": "Nama Ayah",
        "mother_name": "Nama Ibu", "village": "Stasi/Desa", "district": "Kecamatan",
    }, 0.8, 0.9),
    Agency("passport", _passport, {
        "passport": "Passport No", "full_name": "Full Name", "nik": "NIK", "birthplace": "Place of Birth",
        "born_on": "Date of Birth", "sex": "Sex",
    }, 1.0, 0.6),
    Agency("shelter", _shelter, {
        "full_name": "Nama", "sex": "Jenis Kelamin", "born_on": "Lahir / Umur", "village": "Asal Kampung/Desa",
        "district": "Kec.", "regency": "Kab.", "note": "Catatan",
    }, 0.01, 0.10),
    Agency("police", _police, {}, 0.01, 0.10),
    Agency("arrivals", _arrivals, {
        "full_name": "Full Name / Nama Lengkap", "sex": "Sex / JK", "born_on": "Date of Birth / Tgl Lahir",
        "passport": "Passport or SPLP No", "regency": "Kabupaten Asal",
    }, 0.03, 0.30),
)  # fmt: skip


def _numbers(head: str, first: int, size: int) -> pl.Series:
    """The agency's own running numbers."""
    return head + pl.Series(np.arange(first, first + size)).cast(pl.String)


def villages_shown(village: Ints) -> list[int]:
    """The villages in the order of how many of the people live there."""
    return [int(found) for found in np.argsort(-np.bincount(village), kind="stable")]
