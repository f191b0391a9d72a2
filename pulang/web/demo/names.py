"""How people of NTT are named: one vocabulary of words and, per area, the words each part is drawn from."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from pulang.web.demo.gazetteer import Floats, Ints

MUSLIM_MALE = ("Muhamad", "Abdulah", "Ahmad", "Ibrahim", "Ismail", "Umar", "Usman", "Bahrun", "Kasim", "Yusuf", "Arifin")  # fmt: skip
MUSLIM_FEMALE = ("Siti", "Fatima", "Halima", "Nurhayati", "Aisyah", "Saida", "Rohani")

DAWAN, TETUN, ROTE, SABU, SUMBA, LAMAHOLOT, LEMBATA, SIKKA, ENDE, MANGGARAI, ALOR, MUSLIM = range(
    12
)
GRAMMARS = 12

FAM_OF = {
    DAWAN: "Timor-Dawan", TETUN: "Timor-Tetun", ROTE: "Rote-Ndao", SABU: "Sabu-Raijua", SUMBA: "Sumba",
    LAMAHOLOT: "Flores Timur", LEMBATA: "Lembata", SIKKA: "Sikka", ENDE: "Ende-Lio",
    MANGGARAI: "Manggarai", ALOR: "Alor-Pantar",
}  # fmt: skip

# Per kabupaten: which naming grammar, out of a hundred people (handbook 6.1 and 7.2).
SPOKEN: dict[str, dict[int, int]] = {
    "53.01": {DAWAN: 60, ROTE: 22, SABU: 13, TETUN: 5},
    "53.02": {DAWAN: 96, ROTE: 2, SABU: 2},
    "53.03": {DAWAN: 88, TETUN: 12},
    "53.04": {TETUN: 85, DAWAN: 15},
    "53.05": {ALOR: 78, MUSLIM: 22},
    "53.06": {LAMAHOLOT: 82, MUSLIM: 18},
    "53.07": {SIKKA: 80, ENDE: 13, MUSLIM: 7},
    "53.08": {ENDE: 75, MUSLIM: 25},
    "53.09": {ENDE: 95, MUSLIM: 5},
    "53.10": {MANGGARAI: 95, MUSLIM: 5},
    "53.11": {SUMBA: 85, SABU: 15},
    "53.12": {SUMBA: 97, SABU: 3},
    "53.13": {LEMBATA: 60, LAMAHOLOT: 30, MUSLIM: 10},
    "53.14": {ROTE: 97, SABU: 3},
    "53.15": {MANGGARAI: 82, MUSLIM: 18},
    "53.16": {ENDE: 90, MUSLIM: 10},
    "53.17": {SUMBA: 100},
    "53.18": {SUMBA: 100},
    "53.19": {MANGGARAI: 92, MUSLIM: 8},
    "53.20": {SABU: 100},
    "53.21": {TETUN: 80, DAWAN: 20},
    "53.71": {DAWAN: 35, ROTE: 25, SABU: 20, TETUN: 8, ENDE: 6, LAMAHOLOT: 6},
}

# The same fam, written two ways; press and registers disagree about them (handbook 7.2, 7.8).
DOUBLETS = (
    ("Sanae", "Snae"), ("Bria", "Baria"), ("Mali", "Malu"), ("Tao", "Toh"), ("Missa", "Misa"),
    ("Radja", "Raja"), ("Djawa", "Jawa"), ("Ludji", "Luji"), ("Mangngi", "Manggi"), ("Messakh", "Mesah"),
    ("Mooy", "Moy"), ("Ndun", "Ndoen"), ("Nunuhitu", "Nunuhitoe"), ("Foeh", "Foenay"), ("Bili", "Mbili"),
    ("Loghe", "Loge"), ("Njurumana", "Ndjurumana"), ("Riberu", "Ribeiro"), ("Pareira", "Pereira"),
    ("de Ornai", "de Ornay"), ("Diaz", "Dias"), ("Fernandez", "Fernandes"), ("Hurint", "Hurit"),
    ("Sogen", "Soge"), ("Blikololong", "Blikollo"), ("Tanahkrofa", "Tanakrofa"), ("Lefotuka", "Lewotuka"),
    ("Oleona", "Lelaona"), ("da Gomez", "da Gomes"), ("de Rosari", "de Rosario"),
    ("Konterius", "Conterius"), ("Nenohai", "Nenoliu"), ("Banunaek", "Banamtuan"),
)  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """Word numbers to draw from, with the odds of each."""

    words: Ints
    odds: Floats

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Draw `size` words, popular ones more often."""
        steps = np.cumsum(self.odds)
        at = np.searchsorted(steps, rng.random(size) * steps[-1], side="right")
        drawn: Ints = self.words[np.minimum(at, len(self.words) - 1)]
        return drawn


@dataclass(frozen=True)
class Grammar:
    """The pools of one area; a part that the area does not use is an empty chance."""

    male: Pool
    female: Pool
    adat_male: Pool
    adat_female: Pool
    fam: Pool
    maria: float
    adat: float
    double: float


def dictionary() -> dict[str, Any]:
    """The name dictionary that ships with `people`."""
    source = resources.files("pulang.people") / "data" / "names.json"
    loaded: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return loaded


@cache
def words() -> dict[str, int]:
    """Every word of the grammars and its number; 0 is left for "no word"."""
    names = dictionary()
    found = [*names["given_male"], *names["given_female"], "Abdul", "Xaverius"]
    for pool in names["adat"].values():
        found += [word for word in pool if "(" not in word]
    for pool in names["fam"].values():
        found += pool
    return {word: number for number, word in enumerate(dict.fromkeys(found), start=1)}


@cache
def grammars() -> tuple[Grammar, ...]:
    """One grammar per area, in the order of the constants above."""
    return tuple(_grammar(area) for area in range(GRAMMARS))


def _grammar(area: int) -> Grammar:
    names = dictionary()
    male = [n for n in names["given_male"] if n not in MUSLIM_MALE]
    female = [n for n in names["given_female"] if n not in MUSLIM_FEMALE]
    fam: list[str] = next(
        (v for k, v in names["fam"].items() if k.startswith(FAM_OF.get(area, "?"))), []
    )
    if area == MUSLIM:
        male, female = list(MUSLIM_MALE), list(MUSLIM_FEMALE)
        fam = [*names["fam"]["Alor-Pantar"], *names["fam"]["Ende-Lio / Ngada / Nagekeo"]]
    adat_male, adat_female, adat = _adat(area, names, fam)
    return Grammar(
        male=_pool(male, area=area, steep=0.75),
        female=_pool(female, area=area, steep=0.75),
        adat_male=_pool(adat_male, area=area, steep=0.5),
        adat_female=_pool(adat_female, area=area, steep=0.5),
        fam=_pool(fam, area=area, steep=0.6),
        maria={ROTE: 0.12, SABU: 0.12, ALOR: 0.15, SUMBA: 0.25, MUSLIM: 0.0}.get(area, 0.55),
        adat=adat,
        double={MUSLIM: 0.6, SUMBA: 0.15}.get(area, 0.30),
    )


def _adat(area: int, names: dict[str, Any], fam: list[str]) -> tuple[list[str], list[str], float]:
    """The middle words of an area for men and women, and how many people carry one."""
    table = names["adat"]
    if area == SUMBA:
        return _plain(table["sumba_male"]), _plain(table["sumba_female"]), 0.85
    if area in (LAMAHOLOT, LEMBATA):
        return table["lamaholot_male"], table["lamaholot_female"], 0.6
    if area == TETUN:
        return table["tetun_male"], table["tetun_female"], 0.55
    if area == SABU:
        return table["sabu"], table["sabu"], 0.3
    if area == SIKKA:
        return ["Nong"], fam, 0.08
    return fam, fam, 0.1


def _plain(pool: list[str]) -> list[str]:
    return [word for word in pool if "(" not in word]


def _pool(chosen: list[str], *, area: int, steep: float) -> Pool:
    """Zipf-like odds; which word is popular differs by area, so the order is mixed per area."""
    numbers = np.array([words()[word] for word in chosen], dtype=np.int64)
    order = np.random.default_rng([area, len(chosen)]).permutation(len(numbers))
    odds = 1.0 / np.power(np.arange(1, len(numbers) + 1), steep)
    return Pool(words=numbers[order], odds=odds)
