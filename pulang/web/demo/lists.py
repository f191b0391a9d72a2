"""The seven lists as tables: which columns an agency keeps, how it heads them and how it writes a value."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pulang.web.demo.gazetteer import Ints, gazetteer
from pulang.web.demo.lexicon import lexicon
from pulang.web.demo.noise import Noise, written_dates, written_names, written_niks
from pulang.web.demo.persons import Persons, Rng

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")  # fmt: skip
TRADES = ("Tata Boga", "Menjahit", "Caregiver", "Tata Graha", "Las", "Bangunan", "Bahasa Mandarin")
COMPANIES = (
    "PT Sumba Karya Contoh",
    "PT Flobamora Contoh Mandiri",
    "PT Citra Contoh Nusa",
    "PT Timor Contoh Abadi",
)


@dataclass(frozen=True)
class Page:
    """The persons of one list in row order, with the shared means to write their columns."""

    persons: Persons
    rng: Rng
    noise: Noise

    def name(self, width: int | None = None, *, capitals: bool = False) -> pl.Series:
        """The name column, cut at the width of the agency's form."""
        names = written_names(self.persons, self.rng, self.noise)
        names = names.str.to_uppercase() if capitals else names
        return names if width is None else names.str.slice(0, width).str.strip_chars_end()

    def nik(self, missing: float) -> pl.Series:
        """The NIK column as text."""
        return written_niks(self.persons, self.rng, self.noise, missing)

    def birth(self, form: str, *, missing: float = 0.01, true: bool = False) -> pl.Series:
        """The birth date as text in one format; a parish knows the true day, an office what the papers say."""
        days = written_dates(
            self.persons.born if true else self.persons.registered, self.rng, self.noise
        )
        text = spoken_date(days) if form == "%d %B %Y" else dates(days).dt.strftime(form)
        return self.blanked(text, missing)

    def sex(self, woman: str, man: str) -> pl.Series:
        """One letter or word per sex."""
        words = pl.Series([man, woman])
        return words.gather(pl.Series(self.persons.female.astype(np.int64)))

    def blanked(self, values: pl.Series, missing: float) -> pl.Series:
        """The column with some cells empty."""
        return values.set(pl.Series(self.rng.random(len(values)) < missing), None)

    def parent(self, given: Ints, fam: Ints, missing: float) -> pl.Series:
        """A parent's name, a third of the time without the last word."""
        rng, table = self.rng, lexicon()
        rows = rng.random(len(given)) < self.noise.variant
        given = np.where(rows, table.variants.swap(given, rng.random(len(given))), given)
        rows = rng.random(len(given)) < self.noise.spelling
        given = np.where(rows, table.spellings.swap(given, rng.random(len(given))), given)
        short = rng.random(len(given)) < 0.33 * (self.noise.drop_fam / 0.08)
        frame = pl.DataFrame(
            {"given": table.write(given), "fam": table.write(np.where(short, 0, fam))}
        )
        whole = pl.concat_str(["given", "fam"], separator=" ", ignore_nulls=True)
        return self.blanked(frame.select(whole.alias("parent"))["parent"], missing)

    def father(self, missing: float) -> pl.Series:
        """The father's name."""
        return self.parent(self.persons.father_given, self.persons.father_fam, missing)

    def mother(self, missing: float) -> pl.Series:
        """The mother's name, with the fam she was born to."""
        return self.parent(self.persons.mother_given, self.persons.mother_fam, missing)

    def phone(self, missing: float) -> pl.Series:
        """Indonesian mobile numbers in the five ways that people write them."""
        rng, size = self.rng, len(self.persons)
        number = np.where(rng.random(size) < 0.8, self.persons.phone, self.persons.second_phone)
        digits = pl.Series("digits", number).cast(pl.String)
        kind = pl.Series("kind", rng.choice(5, p=[0.55, 0.15, 0.1, 0.1, 0.1], size=size))
        a, b, c = (pl.col("digits").str.slice(*cut) for cut in ((0, 3), (3, 4), (7, 4)))
        written = (
            pl.when(pl.col("kind") == 0).then(pl.format("0{}", "digits"))
            .when(pl.col("kind") == 1).then(pl.format("+62{}", "digits"))
            .when(pl.col("kind") == 2).then(pl.format("0{}-{}-{}", a, b, c))
            .when(pl.col("kind") == 3).then(pl.format("62{}", "digits"))
            .otherwise(pl.format("0{} {} {}", a, b, c))
        )  # fmt: skip
        text = pl.DataFrame([digits, kind]).select(written.alias("phone"))["phone"]
        return self.blanked(text.set(pl.Series(number == 0), None), missing)

    def passport(self, missing: float, *, issued: bool = False) -> pl.Series:
        """A passport number; who renewed hers may stand there with the older or the newer one."""
        persons, rng = self.persons, self.rng
        newer = (rng.random(len(persons)) < 0.5) & (persons.second_passport > 0)
        number = np.where(newer, persons.second_passport, persons.passport)
        letters = pl.Series(["A", "B", "C", "E", "X"]).gather(pl.Series(number // 10_000_000))
        text = letters + pl.Series(number % 10_000_000).cast(pl.String).str.zfill(7)
        text = text if issued else text.set(pl.Series(~persons.travelled), None)
        return self.blanked(text, missing)

    def homes(self) -> Ints:
        """The village of each person as this list has it: one in nine has moved within the kabupaten."""
        place, rng, village = gazetteer(), self.rng, self.persons.village
        group = place.villages_by_regency
        moved = np.flatnonzero(rng.random(len(village)) < 0.10)
        chance = rng.random(len(moved))
        regency = place.regency_of[village[moved]]
        homes = village.copy()
        homes[moved] = [
            group[r][int(c * len(group[r]))] for r, c in zip(regency, chance, strict=True)
        ]
        return homes

    def village(self, homes: Ints, missing: float = 0.0) -> pl.Series:
        """The village's name; one row in seven names only the kecamatan."""
        names = gazetteer().village_names.gather(pl.Series(homes))
        return self.blanked(names, 1 - (1 - self.noise.no_village) * (1 - missing))

    def district(self, homes: Ints, missing: float = 0.0) -> pl.Series:
        """The kecamatan's name."""
        place = gazetteer()
        return self.blanked(
            place.district_names.gather(pl.Series(place.district_of[homes])), missing
        )

    def regency(self, homes: Ints, missing: float = 0.0) -> pl.Series:
        """The kabupaten's name."""
        place = gazetteer()
        return self.blanked(place.regency_names.gather(pl.Series(place.regency_of[homes])), missing)

    def one_of(self, words: tuple[str, ...]) -> pl.Series:
        """Any of these words."""
        return pl.Series(words).gather(
            pl.Series(self.rng.integers(0, len(words), len(self.persons)))
        )


def dates(days: Ints) -> pl.Series:
    """Days since 1970 as dates."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def spoken_date(days: Ints) -> pl.Series:
    """Dates as a clerk says them: 12 Maret 1985."""
    frame = pl.DataFrame({"date": dates(days)})
    month = pl.lit(pl.Series(MONTHS)).gather(pl.col("date").dt.month() - 1)
    written = pl.format("{} {} {}", pl.col("date").dt.day(), month, pl.col("date").dt.year())
    return frame.select(written.alias("date"))["date"]


def _placement(page: Page) -> dict[str, pl.Series]:
    homes = page.homes()
    return {
        "NAMA_CPMI": page.name(30, capitals=True),
        "NIK": page.nik(0.03),
        "NO_PASPOR": page.passport(0.15),
        "TGL_LAHIR": page.birth("%d-%m-%Y"),
        "JK": page.sex("P", "L"),
        "DESA": page.village(homes).str.to_uppercase(),
        "KECAMATAN": page.district(homes).str.to_uppercase(),
        "KABUPATEN": page.regency(homes).str.to_uppercase(),
        "NO_HP": page.phone(0.2),
        "P3MI": page.one_of(COMPANIES),
        "NEGARA_TUJUAN": page.one_of(
            ("MALAYSIA", "MALAYSIA", "MALAYSIA", "SINGAPURA", "HONG KONG")
        ),
    }


def _bank(page: Page) -> dict[str, pl.Series]:
    homes = page.homes()
    return {
        "CIF": pl.Series(page.rng.integers(10_000_000, 99_999_999, len(page.persons))).cast(
            pl.String
        ),
        "NAMA_NASABAH": page.name(24, capitals=True),
        "NO_IDENTITAS": page.nik(0.01),
        "TGL_LAHIR": page.birth("%d/%m/%Y", missing=0.002),
        "JNS_KELAMIN": page.sex("F", "M"),
        "NAMA_GADIS_IBU_KANDUNG": page.mother(0.05).str.to_uppercase(),
        "NO_TELEPON": page.phone(0.1),
        "KELURAHAN": page.village(homes).str.to_uppercase(),
        "KECAMATAN": page.district(homes).str.to_uppercase(),
        "KOTA_KAB": page.regency(homes).str.to_uppercase(),
    }


def _training(page: Page) -> dict[str, pl.Series]:
    homes = page.homes()
    return {
        "Nama Peserta": page.name(),
        "NIK": page.nik(0.10),
        "Tanggal Lahir": page.birth("%d %B %Y"),
        "L/P": page.sex("P", "L"),
        "Desa/Kelurahan": page.village(homes),
        "Kecamatan": page.district(homes, 0.05),
        "Kabupaten/Kota": page.regency(homes),
        "No. HP": page.phone(0.1),
        "Kejuruan": page.one_of(TRADES),
    }


def _parish(page: Page) -> dict[str, pl.Series]:
    homes = page.homes()
    return {
        "Nama Baptis dan Nama Keluarga": page.name(),
        "Lahir": page.birth("%d.%m.%Y", missing=0.02, true=True),
        "Jenis": page.sex("Pr", "Lk"),
        "Nama Ayah": page.father(0.08),
        "Nama Ibu": page.mother(0.05),
        "Stasi": page.village(homes),
        "Paroki/Kecamatan": page.district(homes, 0.1),
    }


def _passport(page: Page) -> dict[str, pl.Series]:
    return {
        "Nama Lengkap": page.name(30, capitals=True),
        "No Paspor": page.passport(0.0, issued=True),
        "NIK": page.nik(0.2),
        "Tempat Lahir": page.blanked(page.regency(page.persons.village), 0.03),
        "Tanggal Lahir": page.birth("%Y-%m-%d", missing=0.0),
        "Jenis Kelamin": page.sex("PEREMPUAN", "LAKI-LAKI"),
    }


def _village(page: Page) -> dict[str, pl.Series]:
    homes, place = page.persons.village, gazetteer()
    return {
        "NO_KK": page.blanked(pl.Series(page.persons.kk).cast(pl.String), 0.1),
        "NIK": page.nik(0.08),
        "NAMA LENGKAP": page.name(),
        "JK": page.sex("P", "L"),
        "TGL LAHIR": page.birth("%d/%m/%Y"),
        "NAMA AYAH": page.father(0.1),
        "NAMA IBU": page.mother(0.1),
        "KODE DESA": page.blanked(
            place.village_codes.gather(pl.Series(homes)), page.noise.no_village
        ),
        "DESA": page.village(homes),
        "KECAMATAN": page.district(homes),
        "KABUPATEN": page.regency(homes),
        "HP": page.phone(0.3),
    }


def _deportee(page: Page) -> dict[str, pl.Series]:
    homes = page.persons.village
    return {
        "NAME": page.name(30, capitals=True),
        "SEX": page.sex("F", "M"),
        "DATE OF BIRTH": page.birth("%d/%m/%Y", missing=0.05),
        "PASSPORT / SPLP": page.passport(0.4),
        "NIK": page.nik(0.75),
        "FATHER": page.father(0.6),
        "VILLAGE": page.village(homes, 0.4),
        "DISTRICT": page.district(homes, 0.35),
        "REGENCY": page.regency(homes, 0.03).str.to_uppercase(),
        "FAMILY CONTACT": page.phone(0.5),
    }


@dataclass(frozen=True)
class Kind:
    """A list: its columns, and how readily it takes in those who go by the rules and those who do not."""

    name: str
    columns: Callable[[Page], dict[str, pl.Series]]
    procedural: float
    other: float


KINDS = (
    Kind("placement", _placement, 1.6, 0.15),
    Kind("bank", _bank, 0.9, 0.3),
    Kind("training", _training, 0.7, 0.25),
    Kind("parish", _parish, 0.8, 0.9),
    Kind("passport", _passport, 1.0, 0.6),
    Kind("village", _village, 1.2, 1.2),
    Kind("deportee", _deportee, 0.1, 1.3),
)
