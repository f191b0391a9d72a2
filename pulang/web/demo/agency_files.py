"""Write the demo province as the agencies' own files, each with its headers, its date format and its dirt."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from pulang.web.demo.agencies import AGENCIES, Agency, register
from pulang.web.demo.cast import FIRST_DRAWN, said_in
from pulang.web.demo.gazetteer import Ints, gazetteer
from pulang.web.demo.lists import Page, spoken_date
from pulang.web.demo.noise import Noise
from pulang.web.demo.persons import FIRST_SERIAL, Persons, Rng, draw_persons
from pulang.web.demo.population import MEAN, dealt
from pulang.web.demo.sheaf import (
    Manner,
    Row,
    Sheaf,
    add_cast,
    quoted_nik,
    rounded_nik,
    scientific_nik,
    serial_day,
    sheaf,
    spelled_day,
)
from pulang.web.demo.sheets import Cell, Sheet, delimited, ods, xlsx

SIZE = 6_000
TRUTH = "truth.csv"
NOTE = "Data contoh (sintetis): tidak ada orang sungguhan di daftar ini."
CAST_SERIALS = 9_900
"""NIK serials from here on belong to the cast."""

# Village registers: list name, village, which of three home-made forms.
REGISTERS = (
    ("village_dirun", "53.04.01.2008", 0),
    ("village_kateri", "53.21.01.2003", 1),
    ("village_oinlasi", "53.02.08.2001", 2),
    ("village_wano_talla", "53.18.02.2002", 0),
)
REGISTER_FIELDS: tuple[dict[str, str], ...] = (
    {"full_name": "NAMA", "nik": "NIK", "family_card": "NO KK", "sex": "JK", "born_on": "TGL LAHIR",
     "father_name": "AYAH", "mother_name": "IBU", "phone": "HP"},
    {"full_name": "Nama Warga", "nik": "No. KTP", "family_card": "No. KK", "sex": "L/P",
     "born_on": "Tanggal Lahir", "mother_name": "Nama Ibu", "phone": "Telepon"},
    {"full_name": "Nama Lengkap", "nik": "NIK", "sex": "Kelamin", "born_on": "Lahir",
     "father_name": "Nama Ayah", "mother_name": "Nama Ibu", "phone": "HP"},
)  # fmt: skip
_HOME = {"village": "Desa", "district": "Kecamatan", "regency": "Kabupaten"}


@dataclass(frozen=True)
class Written:
    """A file of one list: where it goes, what is in it, and for each physical row whom it is about."""

    listed: str
    path: str
    content: bytes
    about: tuple[tuple[int, int], ...]


def write_agency_files(
    directory: Path | str, *, size: int = SIZE, seed: int = 2026
) -> list[Written]:
    """Write all files below `directory`, about `size` rows together, and the truth beside them.

    The same size and seed give the same bytes. Truth rows count as a spreadsheet does: the first line is 1.
    """
    directory = Path(directory)
    made = agency_files(size=size, seed=seed)
    for file in made:
        target = directory / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
    (directory / TRUTH).write_bytes(_truth(made))
    return made


def _truth(made: Sequence[Written]) -> bytes:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(["list", "row", "person"])
    for file in made:
        writer.writerows([file.listed, row, person] for row, person in file.about)
    return told.getvalue().encode()


def agency_files(*, size: int, seed: int) -> list[Written]:
    """Draw the people of the demo province, deal them to the agencies, and write each agency's file."""
    rng = np.random.default_rng([seed, size])
    persons = draw_persons(
        size=int(size / (MEAN + 0.1)),
        first=FIRST_DRAWN,
        serials=range(FIRST_SERIAL, CAST_SERIALS),
        rng=rng,
        villages=_villages(),
    )
    pulls = np.array([(agency.procedural, agency.other) for agency in AGENCIES])
    person, kind = dealt(persons, int(len(persons) * MEAN * 1.01), pulls, rng)
    made = []
    for number, agency in enumerate(AGENCIES):
        rows = rng.permutation(person[kind == number])
        page = Page(persons.at(rows), rng, Noise())
        made.append(_agency_file(agency, page, rows + FIRST_DRAWN, rng))
    return made + [_register_file(*spec, persons, rng) for spec in REGISTERS]


@cache
def _villages() -> tuple[Ints, ...]:
    """Three villages of each kabupaten, so that neighbours meet; those with a register are among them."""
    place, rng = gazetteer(), np.random.default_rng(53)
    codes = place.village_codes.to_list()
    kept = {codes.index(code) for _, code, _ in REGISTERS}
    chosen = []
    for members in place.villages_by_regency:
        first = [village for village in members.tolist() if village in kept]
        others = [int(village) for village in rng.permutation(members) if village not in kept]
        chosen.append(np.array(sorted([*first, *others][:3])))
    return tuple(chosen)


def _agency_file(agency: Agency, page: Page, persons: Ints, rng: Rng) -> Written:
    made = sheaf(agency.columns(page), persons)
    add_cast(made, said_in(agency.listed), agency.fields, MANNERS[agency.listed], rng)
    path, layout = LAYOUTS[agency.listed]
    top, content = layout(made, rng)
    return Written(agency.listed, path, content, _about(made, top))


def _about(made: Sheaf, top: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (top + number, person)
        for number, (_, person) in enumerate(made.rows, start=1)
        if person is not None
    )


def _register_file(listed: str, code: str, form: int, persons: Persons, rng: Rng) -> Written:
    place = gazetteer()
    at_home = persons.village == place.village_codes.to_list().index(code)
    rows = np.flatnonzero(at_home & (rng.random(len(persons)) < 0.8))
    made = sheaf(register(Page(persons.at(rows), rng, Noise()), form), rows + FIRST_DRAWN)
    add_cast(made, said_in(listed), {**REGISTER_FIELDS[form], **_HOME}, REGISTER_MANNERS[form], rng)
    made.change(REGISTER_FIELDS[form]["nik"], made.some(rng, 0.03), quoted_nik)
    if form == 0:
        made.change("TGL LAHIR", made.some(rng, 0.1), serial_day)
    made.insert(rng, [])
    made.number(made.header[0])
    title = f"REGISTER PENDUDUK DESA {made_name(listed).upper()}"
    rows_out: list[Row] = [[title], [], [*made.header], *made.cells(), [], [NOTE]]
    merge = f"A1:{'ABCDEFGHIJKLMNOP'[len(made.header) - 1]}1"
    content = xlsx([Sheet("Penduduk", rows_out, merges=[merge], bold=[1, 3])])
    return Written(listed, f"desa_{listed.removeprefix('village_')}.xlsx", content, _about(made, 3))


def made_name(listed: str) -> str:
    """The village's name from the list's name."""
    return listed.removeprefix("village_").replace("_", " ").title()


def _dashed(day: date) -> Cell:
    return day.strftime("%d-%m-%Y")


def _slashed(day: date) -> Cell:
    return day.strftime("%d/%m/%Y")


def _dotted(day: date) -> Cell:
    return day.strftime("%d.%m.%Y")


def _itself(day: date) -> Cell:
    return day


def _spoken(day: date) -> Cell:
    days = (day - date(1970, 1, 1)).days
    return str(spoken_date(np.array([days]))[0])


def _spoken_with_place(day: date) -> Cell:
    return f"Atambua, {_spoken(day)}"


MANNERS = {
    "placement": Manner(_dashed, capitals=True),
    "deportee": Manner(_itself, capitals=True),
    "bank": Manner(_slashed, capitals=True),
    "training": Manner(_spoken_with_place),
    "parish": Manner(_dotted),
    "passport": Manner(date.isoformat, "F", "M"),
    "shelter": Manner(_slashed, "Perempuan", "Laki-laki"),
    "police": Manner(_slashed, "PEREMPUAN", "LAKI-LAKI"),
    "arrivals": Manner(_itself, "F", "M", capitals=True),
}
REGISTER_MANNERS = (Manner(_itself), Manner(_spoken), Manner(_dashed, "Perempuan", "Laki-laki"))


def _placement(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.change("NIK", made.some(rng, 0.02), quoted_nik)
    made.change("NIK", made.some(rng, 0.03), scientific_nik)
    made.change(
        "KETERANGAN", made.some(rng, 0.01), lambda _: '=HYPERLINK("http://contoh.invalid","klik")'
    )
    made.number()
    bad = ("=1+1", "MARIA TANPA BULAN", "ORANG DARI MASA DEPAN")
    for name, born in zip(bad, ("01-01-1990", "31-02-1990", "12-05-2999"), strict=True):
        made.insert(rng, [None, None, name, None, None, None, born, "P"])
    made.insert(rng, [None, None, None, None, None, None, "05-06-1991", "P", "DIRUN"])
    for _ in range(3):
        made.insert(rng, [])
    made.repeat_header(600)
    tail: list[Row] = [["TOTAL", None, len(made.rows)], [], ["Dicetak 05-01-2026"], [NOTE]]
    rows: list[Row] = [[*made.header], *made.cells(), *tail]
    return 1, delimited(rows, delimiter=";", encoding="utf-8-sig")


def _deportee(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.change("TANGGAL LAHIR", made.some(rng, 0.35), spelled_day)
    made.change("TANGGAL LAHIR", made.some(rng, 0.05), serial_day)
    made.change("NIK", made.some(rng, 0.2), rounded_nik)
    made.change(
        "KET", made.some(rng, 0.02), lambda _: '=HYPERLINK("http://contoh.invalid","berkas")'
    )
    made.number()
    made.insert(rng, [None, None, "L", "Sikka", date(1990, 5, 5)])
    made.insert(rng, [None, "JUMLAH GELOMBANG I"])
    made.insert(rng, [])
    groups: list[Cell] = [
        "NO", "IDENTITAS", None, None, None, "DOKUMEN", None, "ALAMAT ASAL", None, None,
        "KELUARGA", None, "KEDATANGAN", None, "KET",
    ]  # fmt: skip
    counted: list[Cell] = [f"({number})" for number in range(1, len(made.header) + 1)]
    top: list[Row] = [
        ["DAFTAR DEPORTAN PEKERJA MIGRAN INDONESIA ASAL NUSA TENGGARA TIMUR"],
        ["Melalui Nunukan, Februari 2024 s.d. Desember 2025"],
        [],
        groups,
        [None, *made.header[1:-1], None],
        counted,
    ]
    tail: list[Row] = [
        [],
        ["Catatan: daftar dari tiga gelombang."],
        [None, None, "Mengetahui,"],
        [NOTE],
    ]
    merges = ("A1:O1", "A2:O2", "A4:A5", "B4:E4", "F4:G4", "H4:J4", "K4:L4", "M4:N4", "O4:O5")
    rows: list[Row] = [*top, *made.cells(), *tail]
    main = Sheet("MANIFES", rows, merges=merges, bold=(1, 2, 4, 5))
    return len(top), xlsx([main, Sheet("Petunjuk", [["Isi kolom sesuai paspor atau SPLP."]])])


def _bank(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.insert(rng, ["40000000", "TEST NASABAH DUMMY", "1234567890123456", "00/00/0000"])
    tail: list[Row] = [["TRAILER", len(made.rows)]]
    rows: list[Row] = [[*made.header], *made.cells(), *tail]
    return 1, delimited(rows, delimiter="|", encoding="ascii")


def _training(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.change("NIK", made.some(rng, 0.06), rounded_nik)
    made.change("Keterangan", made.some(rng, 0.03), lambda _: "+62 hubungi keluarga")
    made.number("No")
    made.insert(rng, [])
    made.insert(rng, [None, "Ibu Tanpa Tanggal", "Soe, 30 Februari 1988", None, "P"])
    rows: list[Row] = [
        ["DAFTAR PESERTA PELATIHAN BLK"],
        [*made.header],
        *made.cells(),
        ["Jumlah peserta", None, len(made.rows)],
        [NOTE],
    ]
    return 2, xlsx([Sheet("Peserta 2024-2025", rows, merges=["A1:L1"], bold=(1, 2))])


def _parish(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.change("Catatan", made.some(rng, 0.05), lambda _: "menikah, lihat Lib. Matr.")
    made.insert(rng, [None, None, None, None, None, None, "Yohanes"])
    rows: list[Row] = [["LIBER BAPTIZATORUM"], [], [*made.header], *made.cells(), [NOTE]]
    return 3, ods([Sheet("Buku Baptis", rows)])


def _passport(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.insert(rng, ["C9999999", "", "", "", "2999-01-01", "F"])
    rows: list[Row] = [[*made.header], *made.cells()]
    return 1, delimited(rows, delimiter=",", encoding="cp1252")


def _shelter(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    rows: list[Row] = [[*made.header], *made.cells(), [NOTE]]
    return 1, delimited(rows, delimiter=";", encoding="utf-8")


def _police(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    rows: list[Row] = [[*made.header], *made.cells()]
    return 1, delimited(rows, delimiter="\t", encoding="utf-16")


def _arrivals(made: Sheaf, rng: Rng) -> tuple[int, bytes]:
    made.number("No")
    made.insert(rng, [None, None, "F", date(1995, 3, 3)])
    title: Row = ["KEDATANGAN PELABUHAN TENAU DAN BANDARA EL TARI, MARET 2026"]
    rows: list[Row] = [title, [], [*made.header], *made.cells(), [NOTE]]
    return 3, xlsx([Sheet("Kedatangan", rows, merges=["A1:J1"], bold=(1, 3))])


Layout = Callable[[Sheaf, Rng], tuple[int, bytes]]
LAYOUTS: dict[str, tuple[str, Layout]] = {
    "placement": ("p3mi_penempatan_2023-2025.csv", _placement),
    "deportee": ("manifes_deportan_nunukan.xlsx", _deportee),
    "bank": ("bank_nasabah_pmi.txt", _bank),
    "training": ("blk_peserta_pelatihan.xlsx", _training),
    "parish": ("buku_baptis_paroki.ods", _parish),
    "passport": ("imigrasi_paspor.csv", _passport),
    "shelter": ("rumah_aman_penghuni.csv", _shelter),
    "police": ("polda_laporan_tppo.txt", _police),
    "arrivals": ("baru/kedatangan_maret_2026.xlsx", _arrivals),
}
