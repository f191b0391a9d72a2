"""The villages of NTT as arrays: what the generator draws a home, a birthplace and a NIK prefix from."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# How many of a hundred registered workers come from each kabupaten. Two sources of handbook 6.4 are
# mixed: placements of 2023 (Sumba, Kab. Kupang, Belu) and deaths abroad of 2022 and 2025 (Malaka, Ende).
PROCEDURAL = {
    "53.18": 318, "53.11": 189, "53.01": 158, "53.12": 141, "53.04": 128, "53.02": 70, "53.17": 60,
    "53.21": 50, "53.03": 40, "53.06": 30, "53.07": 25, "53.08": 20, "53.71": 20, "53.10": 15,
    "53.14": 12, "53.13": 10, "53.05": 8, "53.16": 5, "53.09": 4, "53.15": 4, "53.19": 2, "53.20": 2,
}  # fmt: skip
UNPROCEDURAL = {
    "53.21": 33, "53.08": 27, "53.06": 21, "53.02": 18, "53.04": 12, "53.01": 9, "53.16": 9,
    "53.13": 9, "53.03": 8, "53.07": 7, "53.14": 5, "53.05": 4, "53.10": 4, "53.19": 4, "53.18": 4,
    "53.09": 3, "53.15": 3, "53.11": 3, "53.71": 3, "53.12": 2, "53.20": 2, "53.17": 1,
}  # fmt: skip

# Where a kabupaten was split off, the people's papers still carry the older number (handbook 7.1).
FORMER = {
    "53.21": "53.04", "53.18": "53.12", "53.17": "53.12", "53.16": "53.09", "53.13": "53.06",
    "53.20": "53.01", "53.15": "53.10", "53.19": "53.10", "53.14": "53.01",
}  # fmt: skip


@dataclass(frozen=True)
class Gazetteer:
    """Names as polars series, codes as integers; the index of a village is its place in the file."""

    village_names: pl.Series
    district_names: pl.Series
    regency_names: pl.Series
    village_codes: pl.Series
    district_of: Ints
    regency_of: Ints
    district_codes: Ints
    regency_codes: tuple[str, ...]
    villages_by_regency: tuple[Ints, ...]
    districts_by_regency: tuple[Ints, ...]

    def weights(self, table: dict[str, int]) -> Floats:
        """The share of each kabupaten, in the order of `regency_codes`, summing to one."""
        drawn = np.array([table[code] for code in self.regency_codes], dtype=np.float64)
        return np.asarray(drawn / drawn.sum(), dtype=np.float64)

    def former(self) -> Ints:
        """For each kabupaten the index of the one it was split from, or its own."""
        place = {code: index for index, code in enumerate(self.regency_codes)}
        return np.array([place[FORMER.get(code, code)] for code in self.regency_codes])


def _named(file: str) -> dict[str, str]:
    """Codes without dots and the names that `places` ships for them."""
    source = resources.files("pulang.places.data") / file
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["code"]: row["name"] for row in rows}


def _dotted(code: str) -> str:
    return f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"


@cache
def gazetteer() -> Gazetteer:
    """Read NTT's 3,442 villages once per process."""
    named = _named("ntt.csv")
    codes = sorted(code for code in named if len(code) == 10)
    districts = sorted({code[:6] for code in codes})
    regencies = sorted({code[:4] for code in codes})
    named_regency = _named("regions.csv")
    district_place = {code: index for index, code in enumerate(districts)}
    regency_place = {code: index for index, code in enumerate(regencies)}
    regency_of = np.array([regency_place[code[:4]] for code in codes])
    regency_of_district = np.array([regency_place[code[:4]] for code in districts])
    return Gazetteer(
        village_names=pl.Series([named[code] for code in codes]),
        district_names=pl.Series([named[code] for code in districts]),
        regency_names=pl.Series([_plain(named_regency[code]) for code in regencies]),
        village_codes=pl.Series([_dotted(code) for code in codes]),
        district_of=np.array([district_place[code[:6]] for code in codes]),
        regency_of=regency_of,
        district_codes=np.array([int(code) for code in districts]),
        regency_codes=tuple(f"{code[:2]}.{code[2:]}" for code in regencies),
        villages_by_regency=_grouped(regency_of, len(regencies)),
        districts_by_regency=_grouped(regency_of_district, len(regencies)),
    )


def _plain(name: str) -> str:
    return name.removeprefix("Kabupaten ")


def _grouped(of: Ints, size: int) -> tuple[Ints, ...]:
    return tuple(np.flatnonzero(of == index) for index in range(size))
