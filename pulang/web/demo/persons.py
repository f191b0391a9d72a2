"""Draw persons who never lived: families, names, birth dates, numbers, and the pairs that are hard to tell apart."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from pulang.web.demo.gazetteer import PROCEDURAL, UNPROCEDURAL, Floats, Ints, gazetteer
from pulang.web.demo.names import GRAMMARS, MANGGARAI, SPOKEN, SUMBA, TETUN, grammars, words

Flags = npt.NDArray[np.bool_]
Rng = np.random.Generator

YEAR = 365.2425
TODAY = int(np.datetime64("2026-06-30", "D").astype(np.int64))
DEFAULT_DAYS = ((7, 1, 0.04), (1, 1, 0.03), (12, 31, 0.02), (8, 17, 0.005))
NETWORKS = np.array([811, 812, 813, 821, 822, 823, 852, 853, 857, 859])
FIRST_SERIAL = 9000
"""NIK serials of real people start at 0001 and hardly pass a few dozen; ours start here (handbook 7.1)."""
PASSPORTS = 50_000_000


@dataclass
class Persons:
    """One value per person in every column; a word number of 0 means that the person has no such word."""

    family: Ints
    procedural: Flags
    female: Flags
    village: Ints
    grammar: Ints
    given: Ints
    second: Ints
    adat: Ints
    fam: Ints
    husband: Ints
    born: Ints
    registered: Ints
    father_given: Ints
    father_fam: Ints
    mother_given: Ints
    mother_fam: Ints
    nik: Ints
    nik_of_relative: Ints
    kk: Ints
    phone: Ints
    second_phone: Ints
    passport: Ints
    second_passport: Ints
    travelled: Flags

    def __len__(self) -> int:
        """How many persons there are."""
        return len(self.family)

    def at(self, chosen: Ints) -> "Persons":
        """The persons at these places, in this order, repeated where a place is repeated."""
        return Persons(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def draw_persons(
    *, size: int, first: int, serials: range, rng: Rng, villages: tuple[Ints, ...] | None = None
) -> Persons:
    """Draw `size` persons in families, at home in any of `villages` (per kabupaten) or in all of NTT.

    `first` numbers them; `serials` keeps their NIK apart from those of other draws.
    """
    family = _families(size, rng)
    place = gazetteer()
    procedural = _by_family(family, rng) < 0.45
    female = rng.random(size) < np.where(procedural, 0.92, 0.35)
    village = _villages(family, procedural, villages or place.villages_by_regency, rng)
    grammar = _grammar_of(family, place.regency_of[village], rng)
    found: dict[str, Any] = {"family": family, "procedural": procedural, "female": female}
    found |= {"village": village, "grammar": grammar}
    found |= _names(family, female, grammar, rng)
    _tell_siblings_apart(found, rng)
    found |= _dates(family, rng)
    _make_fathers(found, rng)
    _make_neighbours(found, rng)
    found |= _numbers(found, first, serials, rng)
    return Persons(**found)


def _families(size: int, rng: Rng) -> Ints:
    """The family number of each person; six in ten persons are the only one of their family whom a list knows."""
    sizes = rng.choice([1, 2, 3, 4], p=[0.62, 0.20, 0.12, 0.06], size=size)
    return np.repeat(np.arange(size), sizes)[:size]


def _by_family(family: Ints, rng: Rng) -> Floats:
    chance: Floats = rng.random(int(family[-1]) + 1)[family]
    return chance


def _villages(family: Ints, procedural: Flags, villages: tuple[Ints, ...], rng: Rng) -> Ints:
    place = gazetteer()
    chance = _by_family(family, rng)
    village = np.zeros(len(family), dtype=np.int64)
    for rows, table in ((procedural, PROCEDURAL), (~procedural, UNPROCEDURAL)):
        steps = np.cumsum(place.weights(table))
        regency = np.minimum(np.searchsorted(steps, chance[rows], side="right"), len(steps) - 1)
        village[rows] = _one_of(regency, villages, _by_family(family, rng)[rows])
    return village


def _one_of(group: Ints, members: tuple[Ints, ...], chance: Floats) -> Ints:
    """For each group number one of its members, by chance."""
    sizes = np.array([len(group) for group in members])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    pick = starts[group] + (chance * sizes[group]).astype(np.int64)
    chosen: Ints = np.concatenate(members)[pick]
    return chosen


def _grammar_of(family: Ints, regency: Ints, rng: Rng) -> Ints:
    chance = _by_family(family, rng)
    grammar = np.zeros(len(family), dtype=np.int64)
    for number, code in enumerate(gazetteer().regency_codes):
        rows = regency == number
        areas = np.array(list(SPOKEN[code]))
        steps = np.cumsum(np.array(list(SPOKEN[code].values())) / sum(SPOKEN[code].values()))
        at = np.minimum(np.searchsorted(steps, chance[rows], side="right"), len(areas) - 1)
        grammar[rows] = areas[at]
    return grammar


def _given(female: Flags, grammar: Ints, rng: Rng) -> Ints:
    given = np.zeros(len(female), dtype=np.int64)
    for area in range(GRAMMARS):
        pools = grammars()[area]
        for rows, pool in (
            ((grammar == area) & female, pools.female),
            ((grammar == area) & ~female, pools.male),
        ):
            given[rows] = pool.draw(rng, int(rows.sum()))
    return given


def _from(part: str, grammar: Ints, rng: Rng) -> Ints:
    drawn = np.zeros(len(grammar), dtype=np.int64)
    for area in range(GRAMMARS):
        rows = grammar == area
        drawn[rows] = getattr(grammars()[area], part).draw(rng, int(rows.sum()))
    return drawn


def _names(family: Ints, female: Flags, grammar: Ints, rng: Rng) -> dict[str, Ints]:
    size, share = len(family), grammars()
    maria = np.array([area.maria for area in share])[grammar]
    double = np.array([area.double for area in share])[grammar]
    given, second = _given(female, grammar, rng), _given(female, grammar, rng)
    is_maria = female & (rng.random(size) < maria)
    given[is_maria] = words()["Maria"]
    fransiskus = given == words()["Fransiskus"]
    second[fransiskus & (rng.random(size) < 0.5)] = words()["Xaverius"]
    second[(second == given) | (rng.random(size) >= np.where(is_maria, 0.8, double))] = 0
    adat = np.where(female, _from("adat_female", grammar, rng), _from("adat_male", grammar, rng))
    adat[rng.random(size) >= np.array([area.adat for area in share])[grammar]] = 0
    father = _parents(family, grammar, rng)
    fam = np.where(
        rng.random(size) < _own_last_word(grammar), _from("fam", grammar, rng), father["father_fam"]
    )
    adat[adat == fam] = 0
    married = female & (rng.random(size) < 0.6)
    husband = np.where(married, _from("fam", grammar, rng), 0)
    return {
        "given": given,
        "second": second,
        "adat": adat,
        "fam": fam,
        "husband": husband,
        **father,
    }


def _own_last_word(grammar: Ints) -> Floats:
    """How often a child's last word is its own: surnames say little in Manggarai, Malaka and Sumba."""
    return np.select(
        [grammar == MANGGARAI, grammar == TETUN, grammar == SUMBA], [0.85, 0.4, 0.5], 0.0
    )


def _parents(family: Ints, grammar: Ints, rng: Rng) -> dict[str, Ints]:
    """Parents, drawn once per family and given to each of its children."""
    first = np.searchsorted(family, np.arange(int(family[-1]) + 1))
    area = grammar[first]
    nobody, everybody = np.zeros(len(area), dtype=bool), np.ones(len(area), dtype=bool)
    mother = _given(everybody, area, rng)
    maria = np.array([pools.maria for pools in grammars()])[area]
    mother[rng.random(len(area)) < maria] = words()["Maria"]
    return {
        "father_given": _given(nobody, area, rng)[family],
        "father_fam": _from("fam", area, rng)[family],
        "mother_given": mother[family],
        "mother_fam": _from("fam", area, rng)[family],
    }


def _dates(family: Ints, rng: Rng) -> dict[str, Ints]:
    """The day of birth and the day that the papers say, which a clerk's default or a broker's wish may have moved."""
    size = len(family)
    age = 18 + 37 * rng.beta(1.6, 2.6, int(family[-1]) + 1)[family]
    age = np.clip(age + rng.uniform(-6, 6, size), 17, 56)
    born = (TODAY - age * YEAR).astype(np.int64)
    twins = np.flatnonzero((family[1:] == family[:-1]) & (rng.random(size - 1) < 0.06)) + 1
    twins = twins[np.diff(twins, prepend=-2) > 1]  # never three in a row
    born[twins] = born[twins - 1]
    year, month, day = split_days(born)
    heaped = rng.random(size) < 0.06
    year = np.where(heaped, (year + 2) // 5 * 5, year)
    raised = rng.random(size) < 0.05
    year = np.where(raised, year - rng.integers(1, 6, size), year)
    chance, low = rng.random(size), 0.0
    for default_month, default_day, share in DEFAULT_DAYS:
        rows = (chance >= low) & (chance < low + share)
        month, day = np.where(rows, default_month, month), np.where(rows, default_day, day)
        low += share
    registered = join_days(year, month, day)
    registered[twins] = registered[twins - 1]
    return {"born": born, "registered": registered}


def split_days(days: Ints) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of days since 1970."""
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    years = month.astype("datetime64[Y]").astype(np.int64) + 1970
    months = month.astype(np.int64) % 12 + 1
    return years, months, (date - month.astype("datetime64[D]")).astype(np.int64) + 1


def join_days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970; a day that the month does not have becomes the 28th."""
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    starts = months.astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[D]").astype(np.int64) - starts
    return np.asarray(starts + np.where(day > length, 28, day) - 1, dtype=np.int64)


def _tell_siblings_apart(found: dict[str, Any], rng: Rng) -> None:
    """No parents give two children one name: two sisters Maria have a second name each, and not the same."""
    family, given, second = found["family"], found["given"], found["second"]
    alike = np.flatnonzero((family[1:] == family[:-1]) & (given[1:] == given[:-1])) + 1
    for rows in (alike - 1, alike):
        bare = rows[second[rows] == 0]
        second[bare] = _given(found["female"][bare], found["grammar"][bare], rng)
    second[alike[second[alike] == second[alike - 1]]] = 0


def _make_fathers(found: dict[str, Any], rng: Rng) -> None:
    """Some families send father and child; a quarter of the sons carry the father's whole name."""
    family = found["family"]
    pairs = np.flatnonzero((family[1:] == family[:-1]) & (np.diff(family, prepend=-1)[:-1] > 0))
    fathers = pairs[rng.random(len(pairs)) < 0.12]
    children = fathers + 1
    gap = rng.integers(int(21 * YEAR), int(34 * YEAR), len(fathers))
    for column in ("born", "registered"):
        found[column][fathers] = found[column][children] - gap
    found["female"][fathers] = False
    found["husband"][fathers] = 0
    found["given"][fathers] = found["father_given"][children]
    found["fam"][fathers] = found["father_fam"][children]
    found["second"][fathers] = found["adat"][fathers] = 0
    nobody = np.zeros(len(fathers), dtype=bool)
    found["father_given"][fathers] = _given(nobody, found["grammar"][fathers], rng)
    found["mother_given"][fathers] = _given(~nobody, found["grammar"][fathers], rng)
    found["mother_fam"][fathers] = _from("fam", found["grammar"][fathers], rng)
    named = rng.random(len(fathers)) < 0.25
    sons = children[named]
    found["female"][sons], found["husband"][sons] = False, 0
    found["given"][sons] = found["given"][fathers[named]]
    found["fam"][sons] = found["fam"][fathers[named]]
    found["second"][sons] = found["adat"][sons] = 0


def _make_neighbours(found: dict[str, Any], rng: Rng) -> None:
    """One person in seventy has a namesake in the village, a few years older or younger and of other parents."""
    size = len(found["family"])
    twice = np.flatnonzero(rng.random(size) < 0.015)
    twice = twice[twice > 0]
    models = (rng.random(len(twice)) * twice).astype(np.int64)
    for column in ("female", "village", "grammar", "given", "second", "adat", "fam", "husband"):
        found[column][twice] = found[column][models]
    near = (rng.uniform(-4, 4, len(twice)) * YEAR).astype(np.int64)
    found["born"][twice] = found["registered"][twice] = found["born"][models] + near


def _numbers(found: dict[str, Any], first: int, serials: range, rng: Rng) -> dict[str, Ints]:
    size = len(found["family"])
    nik = _niks(found, serials, rng)
    near = np.flatnonzero(found["family"][1:] == found["family"][:-1]) + 1
    relative = np.zeros(size, dtype=np.int64)
    relative[near] = nik[near - 1]
    relative[near - 1] = nik[near]
    phone, second = _phones(found["family"], rng)
    wanted = 2 * (np.arange(size) + first)
    holds, renewed = rng.random(size) < 0.6, rng.random(size) < 0.25
    return {
        "nik": nik,
        "nik_of_relative": relative,
        "kk": _family_cards(found, rng),
        "phone": phone,
        "second_phone": second,
        "passport": _passport(wanted),
        "second_passport": np.where(renewed, _passport(wanted + 1), 0),
        "travelled": holds,
    }


def _passport(number: Ints) -> Ints:
    """A number of letter and seven digits that no other person has: multiplying by a prime mixes without collisions."""
    return number * 15_485_863 % (PASSPORTS - 1) + 1


def _niks(found: dict[str, Any], serials: range, rng: Rng) -> Ints:
    """NIK by rule 7.1: district of first registration, date of the papers with +40 for women, serial from 9000."""
    place, size = gazetteer(), len(found["family"])
    regency = place.regency_of[found["village"]]
    moved = _one_of(regency, place.districts_by_regency, rng.random(size))
    older = _one_of(place.former()[regency], place.districts_by_regency, rng.random(size))
    district = np.where(rng.random(size) < 0.92, place.district_of[found["village"]], moved)
    district = np.where(
        (rng.random(size) < 0.3) & (place.former()[regency] != regency), older, district
    )
    stale = rng.random(size) < 0.02
    shifted = found["registered"] + rng.integers(-1500, 1500, size)
    year, month, day = split_days(np.where(stale, shifted, found["registered"]))
    head = place.district_codes[district] * 1_000_000
    head += (day + 40 * found["female"]) * 10_000 + month * 100 + year % 100
    rank = _rank_within(head)
    nik = head * 10_000 + serials.start + rank
    missing = rng.random(size) < np.where(found["procedural"], 0.06, 0.25)
    return np.where(missing | (rank >= len(serials)), 0, nik)


def _rank_within(key: Ints) -> Ints:
    """For each value how many equal ones stand before it."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.r_[0, np.flatnonzero(np.diff(ordered)) + 1]
    lengths = np.diff(np.r_[starts, len(key)])
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - np.repeat(starts, lengths)
    return rank


def _family_cards(found: dict[str, Any], rng: Rng) -> Ints:
    family = found["family"]
    count = int(family[-1]) + 1
    year, month, day = split_days(rng.integers(14_000, TODAY - 400, count))
    tail = (day * 10_000 + month * 100 + year % 100) * 10_000 + rng.integers(9000, 10_000, count)
    return np.asarray(
        gazetteer().district_codes[gazetteer().district_of[found["village"]]] * 10_000_000_000
        + tail[family]
    )


def _phones(family: Ints, rng: Rng) -> tuple[Ints, Ints]:
    """Own phones, the family's shared one, and the forty recruiters whose numbers stand beside many names."""
    size = len(family)
    own, second = _subscriber(size, rng), _subscriber(size, rng)
    shared = _subscriber(int(family[-1]) + 1, rng)[family]
    recruiters = _subscriber(40, np.random.default_rng(40))
    busy = np.minimum((rng.pareto(0.9, size)).astype(np.int64), 39)
    chance = rng.random(size)
    phone = np.select(
        [chance < 0.12, chance < 0.14, chance < 0.29], [shared, recruiters[busy], 0], own
    )
    return phone, np.where(rng.random(size) < 0.3, second, phone)


def _subscriber(size: int, rng: Rng) -> Ints:
    return NETWORKS[rng.integers(0, len(NETWORKS), size)] * 100_000_000 + rng.integers(
        10_000_000, 100_000_000, size
    )
