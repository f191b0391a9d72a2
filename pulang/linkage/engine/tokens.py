"""Names to numbers: every name becomes a few token identities with their rarity.

The reading of names is `pulang.people.rules.names`; it is applied once per distinct token, and
once per distinct name where a name needs reading as a whole (titles, dots, commas). A rare
spelling one letter away from a frequent name is read as that name (`Nahk` → `Nahak`): the data
correct themselves, and two frequent neighbours (`Mali`, `Malu`) stay apart.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from pulang.people.rules import names
from pulang.people.rules.dictionary import (
    abbreviations,
    abbreviations_by_sex,
    glued_fams,
    shipped_book,
)

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


def _needs_reading() -> str:
    """Return the pattern of names that must be read as a whole, not word by word."""
    words = {*names.LEADING_TITLES, *names.ANYWHERE_TITLES, *names._PARTICLES}
    words |= {
        *abbreviations(),
        *(short for one in abbreviations_by_sex().values() for short in one),
    }
    words |= {*glued_fams(), "nur"}
    plain = sorted(word for word in words if word.isalpha())
    return r"[^a-z ]|\b(?:" + "|".join(plain) + r")\b"


def split_names(distinct: pl.DataFrame) -> pl.DataFrame:
    """Return the tokens of distinct (name, sex): columns name, sex, tokens (list of str)."""
    lowered = distinct.with_columns(
        pl.col("name")
        .str.to_lowercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" ")
        .alias("low")
    ).with_columns(pl.col("low").str.contains(_needs_reading()).alias("hard"))
    easy = lowered.filter(~pl.col("hard")).with_columns(
        pl.col("low").str.split(" ").alias("tokens")
    )
    hard = lowered.filter(pl.col("hard"))
    read = [
        list(names.tokens(name, (sex or "").lower()))
        for name, sex in hard.select("name", "sex").iter_rows()
    ]
    hard = hard.with_columns(pl.Series("tokens", read, dtype=pl.List(pl.String)))
    columns = ["name", "sex", "tokens"]
    return pl.concat([easy.select(columns), hard.select(columns)])


def learn(tokens: pl.Series, *, names_seen: int) -> Lexicon:
    """Return the lexicon of all tokens as they occur (one entry per occurrence)."""
    counts = tokens.rename("token").drop_nulls().value_counts(name="count").sort("token")
    counts = counts.with_columns(pl.col("count").cast(pl.Int64))
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
            for near in _deletions(key):
                reach.setdefault(near, []).append(key)
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
