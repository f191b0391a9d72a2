"""What clerks, printers and years do to a person's data between her papers and a list."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from pulang.web.demo.gazetteer import Ints
from pulang.web.demo.lexicon import Alternatives, lexicon
from pulang.web.demo.persons import Flags, Persons, Rng, join_days, split_days

LETTERS = "abcdefghijklmnoprstuvwy"
MISREAD = {
    "o": "0",
    "l": "1",
    "i": "l",
    "s": "5",
    "b": "8",
    "e": "c",
    "m": "rn",
    "u": "v",
    "n": "m",
    "g": "9",
}


@dataclass(frozen=True)
class Noise:
    """How often each thing happens to one row of a list; the defaults are those of handbook 7.5."""

    variant: float = 0.18
    abbreviation: float = 0.10
    spelling: float = 0.12
    drop_middle: float = 0.20
    swap_order: float = 0.05
    typo: float = 0.06
    misread: float = 0.02
    title: float = 0.04
    drop_fam: float = 0.08
    alias: float = 0.03
    married: float = 0.04
    birth: float = 0.09
    no_village: float = 0.15
    nik_typed_wrong: float = 0.02
    nik_of_relative: float = 0.005
    nik_short: float = 0.005
    nik_letter: float = 0.003

    def times(self, factor: float) -> "Noise":
        """The same profile, stronger or weaker."""
        return Noise(
            **{field.name: min(1.0, getattr(self, field.name) * factor) for field in fields(self)}
        )


def written_names(persons: Persons, rng: Rng, noise: Noise) -> pl.Series:
    """The whole name of each person as one list writes it, before capitals and column widths."""
    size = len(persons)
    given, second = persons.given.copy(), persons.second.copy()
    adat, fam = persons.adat.copy(), persons.fam.copy()
    _drop_words(given, second, adat, rng, noise)
    husband = _married(persons, fam, rng, noise)
    fam[(rng.random(size) < noise.drop_fam) & (husband == 0) & (given > 0)] = 0
    tables = lexicon()
    nick = (rng.random(size) < noise.alias) & (given > 0)
    given = np.where(nick, tables.nicknames.swap(given, rng.random(size)), given)
    _rewrite((given, second, fam), tables.variants, noise.variant, (0.65, 0.15, 0.20), rng)
    _abbreviate(given, second, adat, rng, noise)
    _rewrite((given, second, fam), tables.spellings, noise.spelling, (0.5, 0.2, 0.3), rng)
    return _assembled((given, second, adat, husband, fam), persons.female, rng, noise)


def _drop_words(given: Ints, second: Ints, adat: Ints, rng: Rng, noise: Noise) -> None:
    """A middle word is left out, or the first of two baptismal names: Maria Yasinta is Yasinta at home."""
    middle = (second > 0) | (adat > 0)
    dropped = middle & (rng.random(len(given)) < noise.drop_middle)
    kind = rng.random(len(given))
    at_home = dropped & (second > 0) & (kind < 0.25)
    given[at_home] = 0
    rest = dropped & ~at_home
    both = rest & (second > 0) & (adat > 0) & (kind > 0.6)
    adat[rest & ((second == 0) | ~both)] = 0
    second[rest & ((adat == 0) | both) & (kind > 0.4)] = 0


def _married(persons: Persons, fam: Ints, rng: Rng, noise: Noise) -> Ints:
    """A married woman stands under husband's and own name, or under his alone."""
    married = persons.female & (persons.husband > 0) & (rng.random(len(fam)) < noise.married / 0.6)
    alone = married & (rng.random(len(fam)) < 0.5)
    fam[alone] = persons.husband[alone]
    return np.where(married & ~alone, persons.husband, 0)


def _rewrite(
    parts: tuple[Ints, ...], table: Alternatives, rate: float, odds: tuple[float, ...], rng: Rng
) -> None:
    """One word of the name is replaced by another way to write it; a part that is not there leaves it to the first."""
    size = len(parts[0])
    chosen = rng.choice(len(parts), p=odds, size=size)
    hit = rng.random(size) < rate
    for number, part in enumerate(parts[1:], start=1):
        chosen[(chosen == number) & (part == 0)] = 0
    for number, part in enumerate(parts):
        rows = np.flatnonzero(hit & (chosen == number))
        part[rows] = table.swap(part[rows], rng.random(len(rows)))


def _abbreviate(given: Ints, second: Ints, adat: Ints, rng: Rng, noise: Noise) -> None:
    size, tables = len(given), lexicon()
    hit, kind = rng.random(size) < noise.abbreviation, rng.random(size)
    first = np.flatnonzero(hit & ((kind < 0.5) | ((second == 0) & (adat == 0))) & (given > 0))
    before = given[first]
    given[first] = tables.abbreviations.swap(before, rng.random(len(first)))
    fx = tables.text.is_in(["Fx.", "F.X.", "FX"]).to_numpy()
    second[first] = np.where(fx[given[first]], 0, second[first])
    for part, rows in ((second, second > 0), (adat, (second == 0) & (adat > 0))):
        middle = np.flatnonzero(hit & (kind >= 0.5) & rows)
        part[middle] = tables.initials.swap(part[middle], rng.random(len(middle)))


def _assembled(parts: tuple[Ints, ...], female: Flags, rng: Rng, noise: Noise) -> pl.Series:
    size, write = len(female), lexicon().write
    given, second, adat, husband, fam = (write(part) for part in parts)
    frame = pl.DataFrame(
        {
            "given": given,
            "second": second,
            "adat": adat,
            "husband": husband,
            "fam": fam,
            "swap": rng.random(size) < noise.swap_order,
            "title": _titles(female, rng, noise),
        }
    )
    last = pl.concat_str(
        [pl.col("husband"), pl.col("fam")], separator="-", ignore_nulls=True
    ).replace("", None)
    front = ["given", "second", "adat"]
    straight = pl.concat_str([*front, last], separator=" ", ignore_nulls=True)
    turned = pl.concat_str([last, *front], separator=" ", ignore_nulls=True)
    name = pl.when("swap").then(turned).otherwise(straight)
    name = pl.when(name == "").then(pl.lit(None)).otherwise(name)
    titled = pl.concat_str([pl.col("title"), name], separator=" ", ignore_nulls=True)
    names = frame.select(titled.alias("name"))["name"]
    return _misread(_mistyped(names, rng, noise.typo), rng, noise.misread)


def _titles(female: Flags, rng: Rng, noise: Noise) -> pl.Series:
    hers, his = ["Sdri.", "Ibu", "Nona", "Ny."], ["Sdr.", "Bapak", "Bpk.", "Moat"]
    words = pl.Series([None, *hers, *his], dtype=pl.String)
    pick = 1 + rng.integers(0, 4, len(female)) + np.where(female, 0, 4)
    return words.gather(pl.Series(np.where(rng.random(len(female)) < noise.title, pick, 0)))


def _mistyped(names: pl.Series, rng: Rng, rate: float) -> pl.Series:
    rows = np.flatnonzero(rng.random(len(names)) < rate)
    chances = rng.random((len(rows), 3))
    changed = [
        slip(name, *chance)
        for name, chance in zip(names.gather(rows), chances.tolist(), strict=True)
    ]
    return _replaced(names, rows, changed)


def _misread(names: pl.Series, rng: Rng, rate: float) -> pl.Series:
    rows = np.flatnonzero(rng.random(len(names)) < rate)
    chances = rng.random(len(rows)).tolist()
    changed = [
        misread(name, chance) for name, chance in zip(names.gather(rows), chances, strict=True)
    ]
    return _replaced(names, rows, changed)


def _replaced(values: pl.Series, rows: Ints, changed: Sequence[str | None]) -> pl.Series:
    if not len(rows):
        return values
    return values.scatter(pl.Series(rows), pl.Series(changed, dtype=pl.String))


def slip(name: str | None, kind: float, where: float, letter: float) -> str | None:
    """One slip of the fingers: a letter lost, doubled, changed, added or two letters turned."""
    if name is None or len(name) < 3:
        return name
    at = 1 + int(where * (len(name) - 2))
    if kind < 0.25:
        return name[:at] + name[at + 1 :]
    if kind < 0.45:
        return name[:at] + name[at] + name[at:]
    if kind < 0.70:
        return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    other = LETTERS[int(letter * len(LETTERS))]
    return name[:at] + other + name[at + (kind < 0.9) :]


def misread(name: str | None, where: float) -> str | None:
    """One letter as a scanner reads it."""
    if name is None:
        return name
    places = [at for at, letter in enumerate(name.lower()) if letter in MISREAD]
    if not places:
        return name
    at = places[int(where * len(places))]
    read = MISREAD[name[at].lower()]
    return name[:at] + (read.upper() if name[at].isupper() else read) + name[at + 1 :]


def written_dates(days: Ints, rng: Rng, noise: Noise) -> Ints:
    """The birth date as a list has it: day and month turned, the year moved, a clerk's default, a wrong digit."""
    size = len(days)
    hit, kind = rng.random(size) < noise.birth, rng.random(size)
    year, month, day = split_days(days)
    turned = hit & (kind < 0.30) & (day <= 12)
    moved = hit & (kind >= 0.30) & (kind < 0.55)
    default = hit & (kind >= 0.55) & (kind < 0.80)
    wrong = hit & (kind >= 0.80)
    month, day = np.where(turned, day, month), np.where(turned, month, day)
    year = np.where(moved, year + rng.choice([-3, -2, -1, -1, 1, 1, 2, 3], size), year)
    month = np.where(default, rng.choice([7, 7, 1, 12], size), month)
    day = np.where(default, np.where(month == 12, 31, 1), day)
    day = np.where(wrong, np.clip(day + rng.choice([-10, -2, -1, 1, 2, 10], size), 1, 28), day)
    return join_days(year, month, day)


def written_niks(persons: Persons, rng: Rng, noise: Noise, missing: float) -> pl.Series:
    """The NIK column of a list: often empty, sometimes mistyped, a relative's, or a digit short."""
    size = len(persons)
    relative = (rng.random(size) < noise.nik_of_relative) & (persons.nik_of_relative > 0)
    number = np.where(relative, persons.nik_of_relative, persons.nik)
    number = np.where(rng.random(size) < missing, 0, number)
    text = pl.Series(number).cast(pl.String)
    text = text.set(pl.Series(number == 0), None)
    chance = rng.random(size)
    steps = np.cumsum([noise.nik_typed_wrong, noise.nik_short, noise.nik_letter])
    rows = np.flatnonzero((chance < steps[-1]) & (number > 0))
    kinds = np.searchsorted(steps, chance[rows], side="right").tolist()
    where = rng.random((len(rows), 2)).tolist()
    spoiled = [
        spoil(nik, k, *at) for nik, k, at in zip(text.gather(rows), kinds, where, strict=True)
    ]
    return _replaced(text, rows, spoiled)


def spoil(nik: str, kind: int, where: float, digit: float) -> str:
    """A NIK with one digit wrong or two turned (kind 0), one lost (1), or the letter O for a nought (2)."""
    at = int(where * 15)
    if kind == 1:
        return nik[:at] + nik[at + 1 :]
    if kind == 2:
        return nik.replace("0", "O", 1)
    if digit < 0.4 and nik[at] != nik[at + 1]:
        return nik[:at] + nik[at + 1] + nik[at] + nik[at + 2 :]
    other = (int(nik[at]) + 1 + int(digit * 8)) % 10
    return nik[:at] + str(other) + nik[at + 1 :]
