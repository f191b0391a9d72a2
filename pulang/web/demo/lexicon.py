"""For each word the other ways it is written: variants, abbreviations, old and new spelling."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pulang.web.demo.gazetteer import Floats, Ints
from pulang.web.demo.names import DOUBLETS, dictionary, words

# Old spelling to new and back; each pair was seen on papers of one and the same person (handbook 7.7).
SPELLINGS = (
    ("j", "dj"), ("c", "tj"), ("u", "oe"), ("ny", "nj"), ("k", "c"), ("k", "kh"), ("f", "ph"), ("f", "v"),
    ("v", "f"), ("t", "th"), ("ks", "x"), ("s", "z"), ("s", "c"), ("i", "ie"), ("y", "j"), ("l", "ll"),
    ("n", "nn"), ("dj", "j"), ("oe", "u"), ("th", "t"), ("ph", "f"), ("ll", "l"), ("nn", "n"), ("ss", "s"),
    ("tt", "t"), ("bh", "b"), ("dh", "d"), ("x", "ks"), ("oo", "o"), ("aa", "a"), ("ei", "e"), ("ia", "iya"),
)  # fmt: skip


@dataclass(frozen=True)
class Alternatives:
    """Lists of word numbers, one after another, with where each word's list starts and how long it is."""

    starts: Ints
    counts: Ints
    numbers: Ints

    def swap(self, given: Ints, chance: Floats) -> Ints:
        """Each word replaced by one of its alternatives; a word without any stays."""
        counts = self.counts[given]
        pick = self.starts[given] + (chance * counts).astype(np.int64)
        pick = np.minimum(pick, len(self.numbers) - 1)
        return np.where(counts > 0, self.numbers[pick], given)


@dataclass(frozen=True)
class Lexicon:
    """All words ever written, and the three tables of alternatives plus initials."""

    text: pl.Series
    variants: Alternatives
    nicknames: Alternatives
    abbreviations: Alternatives
    spellings: Alternatives
    initials: Alternatives

    def write(self, numbers: Ints) -> pl.Series:
        """The words of these numbers; number 0 gives a null."""
        return self.text.gather(pl.Series(numbers))


@cache
def lexicon() -> Lexicon:
    """Build the tables once per process, about four thousand words."""
    names = dictionary()
    number = dict(words())

    def known(word: str) -> int:
        return number.setdefault(word, len(number) + 1)

    given = {**names["given_male"], **names["given_female"]}
    longer = {k: [v for v in vs if not v.endswith(".")] for k, vs in given.items()}
    for one, other in DOUBLETS:
        longer.setdefault(one, []).append(other)
        longer.setdefault(other, []).append(one)
    short = {k: [min(vs, key=len)] for k, vs in longer.items() if vs}
    abbreviated: dict[str, list[str]] = {}
    for short_form, full in names["abbreviations"].items():
        for word in _meant(full):
            abbreviated.setdefault(word, []).append(short_form)
    for word in given:
        abbreviated.setdefault(word, [shortened(word)])
    base = list(number)
    tables: list[Mapping[str, Iterable[str]]] = [longer, short, abbreviated]
    for table in tables:
        for found in table.values():
            for word in found:
                known(word)
    respelled = {word: respellings(word) for word in list(number) if not word.endswith(".")}
    initial = {word: [f"{word[0].upper()}."] for word in base}
    for table in (respelled, initial):
        for found in table.values():
            for word in found:
                known(word)
    made: list[Alternatives] = [
        _alternatives(table, number, known)
        for table in (longer, short, abbreviated, respelled, initial)
    ]
    text = pl.Series([None, *number], dtype=pl.String)
    return Lexicon(text, made[0], made[1], made[2], made[3], made[4])


def _meant(full: str) -> list[str]:
    """The words for which an abbreviation stands; `Fx.` is one of Fransiskus, whoever else it names."""
    if " or " in full:
        return [full.split()[0], full.split()[2]]
    return [full.split()[0]]


def shortened(word: str) -> str:
    """The first syllables and a full stop, as in Pask. or Emer., for a name without an abbreviation of its own."""
    end = next((at for at in range(3, len(word)) if word[at] not in "aeiou"), len(word) - 1)
    return word[: end + 1] + "." if end + 1 < len(word) else word[:3] + "."


def respellings(word: str) -> list[str]:
    """Every way to write the word with one rule of spelling applied once."""
    low, found = word.lower(), []
    for old, new in SPELLINGS:
        at = low.find(old)
        if at < 0 or low[at : at + len(new)] == new:
            continue
        changed = low[:at] + new + low[at + len(old) :]
        if changed != low:
            found.append(" ".join(_cased(part, word) for part in changed.split(" ")))
    return list(dict.fromkeys(found))


def _cased(part: str, word: str) -> str:
    return part if part in word.split(" ") and part.islower() else part.capitalize()


def _alternatives(
    table: Mapping[str, Iterable[str]], number: Mapping[str, int], known: Callable[[str], int]
) -> Alternatives:
    found = [
        [] if word not in table else [known(other) for other in table[word]] for word in number
    ]
    counts = np.array([0, *(len(numbers) for numbers in found)], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return Alternatives(
        starts, counts, np.array([n for numbers in found for n in numbers], dtype=np.int64)
    )
