"""Names in slots: the rarest names of each record as numbers, side by side.

Work is done once per distinct name and once per distinct word, never per record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine.blocks import distinct
from pulang.linkage.engine.tokens import SLOTS, Lexicon, numbered, split_names

Ints = npt.NDArray[np.int64]

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Named:
    """The names of several columns of records, read together."""

    owner: Ints
    """Columns x records: which distinct name stands there, -1 for none."""
    text: pl.Series
    """Each distinct name in plain small letters."""
    word_of: Ints
    """One per word of a distinct name, in the order written: the name it belongs to."""
    word: Ints
    """… and which of `words` it is."""
    words: pl.Series

    def word_counts(self) -> Ints:
        """Return in how many names of records each word stands."""
        carried = np.bincount(self.owner[self.owner >= 0].ravel(), minlength=len(self.text))
        return np.bincount(
            self.word, weights=carried[self.word_of], minlength=len(self.words)
        ).astype(np.int64)


def read_names(columns: Sequence[tuple[pl.Series, pl.Series]]) -> Named:
    """Return the names of columns given as (names, sexes F | M | null), one per record."""
    stacked = pl.DataFrame(
        {
            "name": pl.concat([names for names, _ in columns]),
            "sex": pl.concat([sexes for _, sexes in columns]),
        }
    )
    known = stacked["name"].is_not_null().to_numpy()
    seen = stacked.filter(pl.Series(known))
    marks = seen.select(pl.struct("name", "sex").hash(17)).to_series()
    which = marks.rank("dense").to_numpy().astype(np.int64) - 1
    first = np.empty(int(which.max(initial=-1)) + 1, dtype=np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    owner = np.full(len(stacked), _NOBODY, dtype=np.int64)
    owner[known] = which
    once = seen[first]
    split = split_names(once)
    words, word = numbered(split["token"])
    return Named(
        owner=owner.reshape(len(columns), -1),
        text=plain_text(once["name"]),
        word_of=split["which"].to_numpy().astype(np.int64),
        word=word,
        words=words,
    )


def plain_text(names: pl.Series) -> pl.Series:
    """Return names in small letters without marks, for counting letters that differ."""
    text = names.str.to_lowercase()
    # Nine names of ten are plain words already; the regular expressions cost ten times the rest.
    odd = text.str.contains(r"[^a-z0-9 ]|^ |  | $").arg_true()
    mended = text.gather(odd).str.replace_all(r"[^\p{L}\d ]+", " ").str.replace_all(r"\s+", " ")
    return text.scatter(odd, mended.str.strip_chars(" "))


@dataclass(frozen=True, slots=True)
class Slots:
    """Per distinct name: the identities of its rarest names and what goes with them."""

    identity: Ints
    bits: Ints
    count: Ints
    given: Ints
    """First and second given name, in the order written; the first word where none is known."""
    initials: Ints
    letters: Ints

    def columns(self, owner: Ints, prefix: str, *, slots: int) -> list[pl.Series]:
        """Return the slots of records as columns; zeros where there is no name."""
        found = [
            _gathered(
                self.count, owner, f"{prefix if prefix == 'n' else prefix + 'n'}n", np.int16
            ).clip(0, slots)
        ]
        found += [
            _gathered(self.identity[:, at], owner, f"{prefix}{at + 1}", np.int64)
            for at in range(slots)
        ]
        return found

    def more_columns(self, owner: Ints) -> list[pl.Series]:
        """Return rarity, given names and initials of the person's own name."""
        found = [_gathered(self.bits[:, at], owner, f"w{at + 1}", np.int16) for at in range(SLOTS)]
        found += [_gathered(self.given[:, at], owner, f"g{at + 1}", np.int64) for at in range(2)]
        found.append(_gathered(self.initials, owner, "ini", np.int64))
        found.append(_gathered(self.letters, owner, "firsts", np.int64))
        return found


def _gathered(values: Ints, owner: Ints, name: str, kind: type) -> pl.Series:
    # One row of zeros at the end is what -1 points to.
    padded: npt.NDArray[Any] = np.append(values, 0).astype(kind)
    return pl.Series(name, padded[owner])


def slots_of(named: Named, lexicon: Lexicon) -> Slots:
    """Return the slots of every distinct name."""
    table = pl.DataFrame({"token": named.words}).join(
        lexicon.frame, on="token", how="left", maintain_order="left"
    )
    identity, exact = table["identity"].to_numpy(), table["bits"].to_numpy()
    short = (table["token"].str.len_chars() == 1).to_numpy()[named.word]
    letter = _letters(table["key"])[named.word]
    size = len(named.text)
    initials, letters = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.bitwise_or.at(initials, named.word_of[short], letter[short])
    np.bitwise_or.at(letters, named.word_of, letter)
    of, word = named.word_of[~short], named.word[~short]
    rarest, place = _by_rarity(identity, exact)
    # Name and place in the order of rarity travel in one number: numbers sort fast.
    name, at = np.divmod(distinct(of * len(rarest) + place[word]), max(len(rarest), 1))
    rank, count = _ranks(name, size)
    near = rank < SLOTS
    slots = np.zeros((size, SLOTS), dtype=np.int64)
    weights = np.zeros((size, SLOTS), dtype=np.int64)
    slots[name[near], rank[near]] = identity[rarest[at[near]]]
    weights[name[near], rank[near]] = np.rint(exact[rarest[at[near]]])
    known = table["given"].to_numpy()[word]
    return Slots(
        identity=slots,
        bits=weights,
        count=count,
        given=_given(of, identity[word], known, count, size),
        initials=initials,
        letters=letters,
    )


def _by_rarity(identity: Ints, bits: npt.NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Return a word of each identity, the rarest first, and the place of each word in that order."""
    order = np.lexsort((identity, -bits))
    fresh = _first_of(identity[order])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(fresh) - 1
    return order[fresh], place


def _letters(keys: pl.Series) -> Ints:
    """Return a bit for the first letter or digit of each key."""
    place = keys.str.slice(0, 1).str.to_integer(base=36, strict=False).fill_null(0)
    return np.asarray(np.left_shift(np.int64(1), place.to_numpy().astype(np.int64)))


def _first_of(value: Ints) -> npt.NDArray[np.bool_]:
    """Tell which of ordered values are not the one before."""
    fresh = np.ones(len(value), dtype=bool)
    fresh[1:] = value[1:] != value[:-1]
    return fresh


def _ranks(group: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the place of each entry in its group (sorted by group), and the size of each group."""
    count = np.bincount(group, minlength=size)
    start = np.cumsum(count) - count
    return np.arange(len(group)) - start[group], count


def _given(of: Ints, identity: Ints, known: Ints, count: Ints, size: int) -> Ints:
    given = np.zeros((size, 2), dtype=np.int64)
    found, names = of[known.astype(bool)], identity[known.astype(bool)]
    rank, _ = _ranks(found, size)
    for place in (1, 0):
        given[found[rank == place], place] = names[rank == place]
    given[given[:, 1] == given[:, 0], 1] = 0
    rank, _ = _ranks(of, size)
    first = np.zeros(size, dtype=np.int64)
    first[of[rank == 0]] = identity[rank == 0]
    unknown = (given[:, 0] == 0) & (count > 1)
    given[unknown, 0] = first[unknown]
    return given
