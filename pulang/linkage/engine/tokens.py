"""Names to numbers: every name becomes a few token identities with their rarity.

The reading of names is `pulang.people.rules.names`; it is applied once per distinct token, and
once per distinct name where a name needs reading as a whole (titles, dots, commas). A rare
spelling one letter away from a frequent name is read as that name (`Nahk` → `Nahak`): the data
correct themselves, and two frequent neighbours (`Mali`, `Malu`) stay apart.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.people.rules import names
from pulang.people.rules.dictionary import (
    abbreviations,
    abbreviations_by_sex,
    glued_fams,
    shipped_book,
)
from pulang.people.rules.sexes import FEMALE, MALE

SLOTS = 4
"""Tokens of a name that are compared; the rarest are kept."""

RARE_AT_MOST = 0.05
"""A spelling is read as its neighbour when it is seen at most this often beside it."""

_SHORTEST_CORRECTED = 5
_SHORTEST_CUT = 4
_SCHEMA = {
    "token": pl.String,
    "key": pl.String,
    "identity": pl.Int64,
    "bits": pl.Float64,
    "given": pl.Boolean,
    "count": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a set of lists taught about its names: token → identity, rarity, kind."""

    frame: pl.DataFrame
    """One row per distinct token: token, key, identity, bits (rarity, log2), given, count."""
    names_seen: int


def identity(text: str) -> int:
    """Return a stable positive 62-bit number for a text; the same on every machine and day."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 2


_PAD = "zzzz"
"""A word that no reading of names changes: holds the place of the other words."""


@lru_cache(maxsize=1)
def _special_words() -> frozenset[str]:
    """Return the words that mean something else as part of a name: titles, particles, short forms."""
    words = {*names.LEADING_TITLES, *names.ANYWHERE_TITLES, *names._PARTICLES}
    words |= {
        *abbreviations(),
        *(short for one in abbreviations_by_sex().values() for short in one),
    }
    return frozenset(words | {*glued_fams()})


def split_names(distinct: pl.DataFrame) -> pl.DataFrame:
    """Return the words of distinct names (name, sex): which (row of `distinct`) and token, in order.

    Only names with marks in them are read one by one. Of the others a word that may be a title, a
    particle or a short form is read once for each place it can have (alone, first, between, last).
    """
    low = distinct["name"].str.to_lowercase().str.strip_chars(" ")
    marked = low.str.contains(_marks())
    plain = low.filter(~marked).str.replace(_leading_titles(), "")
    plain = plain.str.replace_all("-", " ", literal=True).str.split(" ")
    words = _placed(plain, np.flatnonzero(~marked.to_numpy()))
    special = pl.Series(_is_special(words["token"]))
    few = words.filter(special)
    few = few.with_columns(distinct["sex"].gather(few["which"]).alias("sex"))
    odd = distinct.with_row_index("which").filter(marked)
    told = [words.filter(~special).drop("place"), _read_words(few), _read_whole(odd)]
    return pl.concat(told).sort("which", "at", maintain_order=True).drop("at")


def _placed(names: pl.Series, which: npt.NDArray[np.int64]) -> pl.DataFrame:
    """Return the words of names: which name, at which place, and what kind of place (see `_word`)."""
    count = names.list.len().to_numpy().astype(np.int64)
    whole, first = np.repeat(count, count), np.repeat(np.cumsum(count) - count, count)
    at = np.arange(len(whole)) - first
    kinds = [whole == 1, at == 0, at == whole - 1]
    return pl.DataFrame(
        {
            "which": np.repeat(which, count).astype(np.uint32),
            "at": at.astype(np.uint32),
            "token": names.explode(),
            "place": np.select(kinds, [0, 1, 3], default=2).astype(np.int8),
        }
        # A number for each word: what a word is is asked once.
    ).with_columns(pl.col("token").cast(pl.Categorical))


def numbered(words: pl.Series) -> tuple[pl.Series, npt.NDArray[np.int64]]:
    """Return the distinct words of a column of categories in order, and which of them stands where."""
    code = words.to_physical().to_numpy()
    known = np.flatnonzero(np.bincount(code)) if len(code) else code
    first = np.zeros(int(code.max(initial=0)) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    distinct = words.gather(first[known]).cast(pl.String)
    order = distinct.arg_sort().to_numpy()
    place = np.empty_like(first)
    place[known[order]] = np.arange(len(order))
    return distinct.gather(order), place[code]


def _is_special(words: pl.Series) -> npt.NDArray[np.bool_]:
    distinct, which = numbered(words)
    special = (
        distinct.is_in(list(_special_words())) | distinct.str.ends_with(".") | (distinct == "")
    )
    return np.asarray(special.to_numpy()[which])


def _read_words(few: pl.DataFrame) -> pl.DataFrame:
    """Return what words stand for that mean something else as part of a name."""
    few = few.with_columns(pl.col("token").cast(pl.String), sexes_as_rules(pl.col("sex")))
    asked = few.select("token", "place", "sex").unique()
    meant = pl.Series("meant", [_word(*row) for row in asked.iter_rows()], dtype=pl.List(pl.String))
    few = few.join(asked.with_columns(meant), on=["token", "place", "sex"])
    return _words_of(few.select("which", "at", pl.col("meant").alias("token")))


def _read_whole(odd: pl.DataFrame) -> pl.DataFrame:
    """Return the words of names that have to be read as a whole."""
    asked = odd.select("name", sexes_as_rules(pl.col("sex")))
    told = [list(names.tokens(name, sex)) for name, sex in asked.iter_rows()]
    return _words_of(
        odd.select(
            "which",
            pl.lit(0, dtype=pl.UInt32).alias("at"),
            pl.Series("token", told, dtype=pl.List(pl.String)),
        )
    )


def _words_of(lists: pl.DataFrame) -> pl.DataFrame:
    told = lists.explode("token").filter(pl.col("token") != "")
    return told.with_columns(pl.col("token").cast(pl.Categorical))


def sexes_as_rules(sex: pl.Expr) -> pl.Expr:
    """Return sexes as the rules of names write them."""
    upper = sex.str.to_uppercase()
    return (
        pl.when(upper == "F")
        .then(pl.lit(FEMALE))
        .when(upper == "M")
        .then(pl.lit(MALE))
        .otherwise(pl.lit(""))
    )


@lru_cache(maxsize=1)
def _marks() -> str:
    """Return what a name bears that has to be read as a whole: a hyphen only beside a title."""
    titles = "|".join(sorted({*names.LEADING_TITLES, *names.ANYWHERE_TITLES}))
    odd = r"[^a-z0-9 .-]|\.[^ ]|  |\bnur[ -]|(?:^|[^a-z0-9])-|-(?:$|[^a-z0-9])"
    return rf"{odd}|\b(?:{titles})-|-(?:{titles})\b"


@lru_cache(maxsize=1)
def _leading_titles() -> str:
    titles = "|".join(sorted(names.LEADING_TITLES, key=len, reverse=True))
    return rf"^(?:(?:{titles})\.? )+"


def _word(token: str, place: int, sex: str) -> list[str]:
    """Return what a word stands for where it is the only one (0), first (1), between (2), last (3)."""
    if place == 0:
        return list(names.tokens(token, sex))
    if place == 1:
        return list(names.tokens(f"{token} {_PAD}", sex))[:-1]
    if place == 2:
        return list(names.tokens(f"{_PAD} {token} {_PAD}", sex))[1:-1]
    return list(names.tokens(f"{_PAD} {token}", sex))[1:]


def learn(words: pl.Series, times: Sequence[int], *, names_seen: int) -> Lexicon:
    """Return the lexicon of distinct words, each seen some times."""
    counts = pl.DataFrame({"token": words, "count": pl.Series(times, dtype=pl.Int64)}).sort("token")
    found = counts["token"].to_list()
    keys = [names.canonical(token) or token for token in found]
    book = shipped_book()
    counts = counts.with_columns(
        pl.Series("key", keys, dtype=pl.String),
        pl.Series("given", [book.is_known(token) for token in found], dtype=pl.Boolean),
    )
    groups = counts.group_by("key").agg(pl.col("count").sum(), pl.col("given").any()).sort("key")
    mend = corrections(
        dict(groups.select("key", "count").iter_rows()),
        sure=set(groups.filter("given")["key"]),
    )
    counts = counts.with_columns(pl.col("key").replace(mend) if mend else pl.col("key"))
    return Lexicon(frame=_rated(counts, names_seen), names_seen=names_seen)


def extend(lexicon: Lexicon, words: pl.Series) -> Lexicon:
    """Return the lexicon with new words added as rare ones; what was known keeps its identity."""
    known = lexicon.frame
    fresh = pl.DataFrame({"token": words}).join(known, on="token", how="anti")["token"].sort()
    if fresh.is_empty():
        return lexicon
    learned = learn(fresh, [1] * len(fresh), names_seen=lexicon.names_seen).frame
    totals = dict(known.group_by("key").agg(pl.col("count").sum()).sort("key").iter_rows())
    asked = {key: 1 for key in learned["key"] if key not in totals}
    mend = corrections({**totals, **asked}, sure=set(known.filter("given")["key"]))
    mend = {key: name for key, name in mend.items() if key in asked}
    learned = learned.with_columns(pl.col("key").replace(mend) if mend else pl.col("key"))
    old = known.unique("key", keep="first", maintain_order=True).select(
        "key", pl.col("bits").alias("old_bits"), pl.col("given").alias("old_given")
    )
    learned = learned.join(old, on="key", how="left", maintain_order="left").with_columns(
        pl.Series("identity", [identity(key) for key in learned["key"]], dtype=pl.Int64),
        pl.coalesce("old_bits", "bits").alias("bits"),
        pl.coalesce("old_given", "given").alias("given"),
    )
    return Lexicon(pl.concat([known, learned.select(known.columns)]), lexicon.names_seen)


def _rated(counts: pl.DataFrame, names_seen: int) -> pl.DataFrame:
    totals = (
        counts.group_by("key")
        .agg(pl.col("count").sum().alias("total"), pl.col("given").any().alias("given"))
        .sort("key")
    )
    bits = [max(0.0, math.log2((names_seen + 1) / (total + 0.5))) for total in totals["total"]]
    totals = totals.with_columns(
        pl.Series("identity", [identity(key) for key in totals["key"]], dtype=pl.Int64),
        pl.Series("bits", bits, dtype=pl.Float64),
    )
    return (
        counts.drop("given")
        .join(totals.drop("total"), on="key")
        .select(list(_SCHEMA))
        .sort("token")
    )


def corrections(counts: Mapping[str, int], *, sure: set[str]) -> dict[str, str]:
    """Return rare spelling → frequent name one edit away (letter more, less, other, or swapped).

    `sure` are names of the book: corrected to even when they are not frequent here, never away.
    """
    reach: dict[str, list[str]] = {}
    for key, count in counts.items():
        if len(key) >= _SHORTEST_CORRECTED - 1 and (count >= 20 or key in sure):
            for cut in _deletions(key):
                reach.setdefault(cut, []).append(key)
    mended = {}
    for key, count in counts.items():
        if len(key) < _SHORTEST_CORRECTED or key in sure:
            continue
        near = {name for cut in _deletions(key) for name in reach.get(cut, ()) if name != key}
        fits = [
            (counts[name], name)
            for name in near
            if count <= RARE_AT_MOST * max(counts[name], 20) and _one_edit(key, name)
        ]
        if fits:
            mended[key] = max(fits)[1]
    return {**_written_out(counts, mended, sure=sure), **mended}


def _written_out(
    counts: Mapping[str, int], mended: Mapping[str, str], *, sure: set[str]
) -> dict[str, str]:
    """Return rare cut-off name → the most frequent name that starts so (`Debor.`, `Apolin`)."""
    starts: dict[str, tuple[int, str]] = {}
    for key, count in counts.items():
        if key not in mended and (count >= 20 or key in sure):
            for end in range(_SHORTEST_CUT, len(key)):
                starts[key[:end]] = max(starts.get(key[:end], (0, "")), (count, key))
    return {
        key: starts[key][1]
        for key, count in counts.items()
        if key not in sure and key in starts and count <= RARE_AT_MOST * max(starts[key][0], 20)
    }


def _deletions(word: str) -> Iterable[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _one_edit(one: str, other: str) -> bool:
    """Tell whether one letter more, less or other, or two neighbours swapped, makes them equal."""
    if abs(len(one) - len(other)) > 1:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    left, right = one[head:], other[head:]
    if len(left) == len(right):
        swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
        return left[1:] == right[1:] or swapped
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[1:] == shorter


def lexicon_of(rarity: Mapping[str, float], *, names_seen: int) -> Lexicon:
    """Return a lexicon from the rarity of canonical keys, as a model keeps it."""
    book = shipped_book()
    keys = sorted(rarity)
    frame = pl.DataFrame(
        {
            "token": keys,
            "key": keys,
            "identity": [identity(key) for key in keys],
            "bits": [rarity[key] for key in keys],
            "given": [book.is_known(key) for key in keys],
            "count": [max(1, round(names_seen / 2 ** rarity[key])) for key in keys],
        },
        schema=_SCHEMA,
    )
    return Lexicon(frame=frame, names_seen=names_seen)
