"""Records to numbers: the table on which blocking and comparison run.

One row per record, in the order given, `idx` from 0. Everything is an integer (0 = unknown for
identities, null = unknown for dates), so that joins and comparisons cost little on any backend.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine.slots import read_names, slots_of
from pulang.linkage.engine.together import both
from pulang.linkage.engine.tokens import SLOTS, Lexicon, extend, learn, numbered

CANONICAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.Int64,
    "source": pl.String,
    "full_name": pl.String,
    "sex": pl.String,
    "born_on": pl.Date,
    "birth_precision": pl.String,
    "birthplace": pl.String,
    "nik": pl.String,
    "family_card": pl.String,
    "passport": pl.String,
    "phone": pl.String,
    "place_code": pl.String,
    "village": pl.String,
    "district": pl.String,
    "regency": pl.String,
    "mother_name": pl.String,
    "father_name": pl.String,
    "spouse_name": pl.String,
}
DEFAULT_DAYS = (101, 701, 1231, 817)
"""Month and day that offices write when they do not know: handbook 7.3."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The prepared records and what was learned on the way."""

    frame: pl.DataFrame
    lexicon: Lexicon
    heaped: tuple[date, ...] = ()
    """Birth dates carried by far more records than others: they say as little as 1 July."""


def canonical_frame(records: pl.DataFrame) -> pl.DataFrame:
    """Return the records with every canonical column present and of its type, others dropped."""
    columns = []
    for name, kind in CANONICAL.items():
        if name in records.columns:
            columns.append(pl.col(name).cast(kind, strict=False))
        else:
            columns.append(pl.lit(None, dtype=kind).alias(name))
    frame = records.select(columns)
    texts = [name for name, kind in CANONICAL.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.len_chars() > 0).then(pl.col(name)).alias(name) for name in texts
    )


def prepare(
    records: pl.DataFrame,
    *,
    lexicon: Lexicon | None = None,
    heaped: tuple[date, ...] | None = None,
) -> Prepared:
    """Return the numbers of the records; with a lexicon, new records are read as the old ones."""
    records = (
        canonical_frame(records).with_row_index("idx").with_columns(pl.col("idx").cast(pl.Int32))
    )
    names, rest = both(lambda: _names(records, lexicon), lambda: _rest(records, heaped))
    frame = pl.concat([rest[0], names[0]], how="horizontal")
    return Prepared(frame=_with_phone_use(frame), lexicon=names[1], heaped=rest[1])


def _names(records: pl.DataFrame, lexicon: Lexicon | None) -> tuple[pl.DataFrame, Lexicon]:
    """Return the columns of the names, and the lexicon learned from them or extended by them."""
    named = read_names(
        [
            (records["full_name"], records["sex"]),
            (records["mother_name"], _all(records, "F")),
            (records["father_name"], _all(records, "M")),
            (records["spouse_name"], _all(records, None)),
        ]
    )
    if lexicon is None:
        seen = max(1, records["full_name"].count())
        lexicon = learn(named.words, named.word_counts().tolist(), names_seen=seen)
    else:
        lexicon = extend(lexicon, named.words)
    slots = slots_of(named, lexicon)
    own, *relatives = named.owner
    columns = [
        *slots.columns(own, "n", slots=SLOTS),
        *slots.more_columns(own),
        *_spelt(named.text, own),
    ]
    for owner, prefix in zip(relatives, ("mo", "fa", "sp"), strict=True):
        columns += slots.columns(owner, prefix, slots=2)
    return pl.DataFrame(columns), lexicon


def _rest(
    records: pl.DataFrame, heaped: tuple[date, ...] | None
) -> tuple[pl.DataFrame, tuple[date, ...]]:
    """Return the columns of everything but names, and the birth dates that say little."""
    frame = records.select("idx", "record_id").with_columns(
        _source(records), _sex(records), *_digits(records), *_texts(records)
    )
    frame = _without_cards(frame)
    heaped = common_days(records) if heaped is None else heaped
    return pl.concat([frame, _dates(records, heaped), _places(records)], how="horizontal"), heaped


def _all(records: pl.DataFrame, sex: str | None) -> pl.Series:
    return pl.Series("sex", [sex], dtype=pl.String).new_from_index(0, len(records))


_CUT_FROM = 14
"""Letters from which a name may be one that a form cut off."""


def _spelt(texts: pl.Series, owner: npt.NDArray[np.int64]) -> list[pl.Series]:
    """Return the name in plain letters, a number for it and one for its beginning, 0 for none."""
    at = np.where(owner < 0, len(texts), owner)
    text = pl.concat([texts, pl.Series([""], dtype=pl.String)])
    number, head = (
        text.hash(7).to_numpy() >> 2,
        text.str.slice(0, _CUT_FROM).hash(7).to_numpy() >> 2,
    )
    number[-1] = 0
    head[(text.str.len_chars() < _CUT_FROM).to_numpy()] = 0
    return [
        text.gather(at).alias("text"),
        pl.Series("raw", number.astype(np.int64)[at]),
        pl.Series("head", head.astype(np.int64)[at]),
    ]


def _source(records: pl.DataFrame) -> pl.Series:
    names = records["source"].drop_nulls().unique().sort()
    numbers = {name: at + 1 for at, name in enumerate(names)}
    return records["source"].replace_strict(numbers, default=0, return_dtype=pl.Int32).alias("src")


def _sex(records: pl.DataFrame) -> pl.Series:
    return (
        records["sex"]
        .str.to_uppercase()
        .replace_strict({"F": 1, "M": 2}, default=0, return_dtype=pl.Int16)
        .alias("sx")
    )


def _digits(records: pl.DataFrame) -> list[pl.Expr]:
    """Return NIK and family card as numbers, 0 when not 16 digits or not possible."""
    digits = {
        name: pl.lit(records[name].str.replace_all(r"[^0-9]", ""))
        for name in ("nik", "family_card")
    }
    nik = digits["nik"]
    day = nik.str.slice(6, 2).cast(pl.Int32, strict=False)
    month = nik.str.slice(8, 2).cast(pl.Int32, strict=False)
    possible = (
        (nik.str.len_chars() == 16)
        & (nik.str.slice(0, 2).cast(pl.Int32, strict=False) >= 11)
        & ((day % 40).is_between(1, 31))
        & (day <= 71)
        & month.is_between(1, 12)
        & (nik.str.slice(12, 4) != "0000")
    )
    card = digits["family_card"]
    whole = (card.str.len_chars() == 16) & ~card.str.contains(r"^(0+|1+|9+)$")
    return [
        pl.when(possible).then(nik.cast(pl.Int64, strict=False)).fill_null(0).alias("nik"),
        pl.when(possible).then(nik).fill_null("").alias("nikt"),
        pl.when(possible)
        .then(nik.str.slice(0, 12).cast(pl.Int64, strict=False))
        .fill_null(0)
        .alias("nik12"),
        pl.when(whole).then(card.cast(pl.Int64, strict=False)).fill_null(0).alias("kk"),
        # The birth date in the NIK as yymmdd, the woman's +40 taken away.
        pl.when(possible)
        .then(nik.str.slice(10, 2).cast(pl.Int32, strict=False) * 10_000 + month * 100 + day % 40)
        .fill_null(0)
        .alias("nd"),
    ]


def _without_cards(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with family cards that were typed as a NIK put where they belong (7.1)."""
    cards = frame.filter(pl.col("kk") != 0)["kk"].unique()
    typed = pl.col("nik").is_in(cards.implode()) & (pl.col("nik") != 0)
    return frame.with_columns(
        pl.when(typed & (pl.col("kk") == 0)).then("nik").otherwise("kk").alias("kk"),
        *(pl.when(typed).then(0).otherwise(name).alias(name) for name in ("nik", "nik12", "nd")),
        pl.when(typed).then(pl.lit("")).otherwise("nikt").alias("nikt"),
    )


def _texts(records: pl.DataFrame) -> list[pl.Series]:
    """Return identities of passport, phone and birthplace; 0 when unknown."""
    cleaned = {
        "pp": records["passport"].str.to_uppercase().str.replace_all(r"[^A-Z0-9]", ""),
        "ph": records["phone"].str.replace_all(r"[^0-9]", ""),
        "bp": _once_each(records["birthplace"], _letters_only)["text"],
    }
    ppt = cleaned["pp"].fill_null("").alias("ppt")
    shortest = {"pp": 5, "ph": 7, "bp": 3}
    found = [_identities(series, shortest[name]).alias(name) for name, series in cleaned.items()]
    return [*found, ppt]


def _identities(texts: pl.Series, shortest: int) -> pl.Series:
    """Return a number for each text, 0 for none and for those too short to say anything."""
    number = (texts.hash(7) // 4).cast(pl.Int64)
    long = (texts.str.len_chars() >= shortest).fill_null(value=False)
    return number.to_frame("n").select(pl.when(long).then("n").otherwise(0)).to_series()


def common_days(records: pl.DataFrame) -> tuple[date, ...]:
    """Return the birth dates on which far more people were "born" than on the days around them."""
    counts = records["born_on"].drop_nulls().value_counts(name="count").sort("born_on")
    if counts.is_empty():
        return ()
    usual = pl.max_horizontal(pl.col("count").median().over(pl.col("born_on").dt.year()), 1.0)
    return tuple(counts.filter(pl.col("count") >= 5 + 5 * usual)["born_on"])


def _dates(records: pl.DataFrame, heaped: tuple[date, ...]) -> pl.DataFrame:
    """Return year, month, day, whether the day is an office default, and the date in the NIK."""
    born, precision = pl.col("born_on"), pl.col("birth_precision").fill_null("day")
    has_month = precision.is_in(["day", "month"])
    has_day = precision == "day"
    month_day = born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    return records.select(
        born.dt.year().cast(pl.Int16).alias("y"),
        pl.when(has_month).then(born.dt.month().cast(pl.Int16)).alias("m"),
        pl.when(has_day).then(born.dt.day().cast(pl.Int16)).alias("d"),
        pl.when(has_day)
        .then((born.dt.year().cast(pl.Int32) % 100) * 10_000 + month_day)
        .fill_null(0)
        .alias("b6"),
        (month_day.is_in(DEFAULT_DAYS) | ~has_day | born.is_in(heaped))
        .fill_null(value=False)
        .cast(pl.Int16)
        .alias("dd"),
    )


_LEVELS = (("regency", "pr", 4), ("district", "pd", 6), ("village", "pv", 10))
_KIND = r"^(?:kabupaten|kab|kota|kecamatan|kec|kelurahan|kel|desa|ds)\b[. ]*"


def _places(records: pl.DataFrame) -> pl.DataFrame:
    """Return regency, district and village as numbers: the code, else what the words say.

    A list with words only must meet one with codes only: rows that have both teach which code the
    words mean. Words that no row explains are a number of their own.
    """
    told = pl.concat(
        [
            _once_each(records["place_code"], _codes),
            *(
                _once_each(records[name], _place_words).rename(
                    {"meaning": name, "number": f"{name}_words"}
                )
                for name, _, _ in _LEVELS
            ),
        ],
        how="horizontal",
    )
    found = []
    for name, short, _ in _LEVELS:
        within = ["district", "village"] if name == "village" else [name]
        told = told.join(
            _meaning(told, within, short), on=within, how="left", maintain_order="left"
        )
        found.append(
            pl.coalesce(f"{short}_code", f"{short}_meant", f"{name}_words")
            .fill_null(0)
            .alias(short)
        )
    return told.select(found)


def _codes(codes: pl.Series) -> pl.DataFrame:
    digits = codes.str.replace_all(r"[^0-9]", "").alias("digits")
    code = pl.col("digits")
    return digits.to_frame().select(
        pl.when(code.str.len_chars() >= length)
        .then(code.str.slice(0, length).cast(pl.Int64, strict=False))
        .alias(f"{short}_code")
        for _, short, length in _LEVELS
    )


def _place_words(words: pl.Series) -> pl.DataFrame:
    """Return a number for the words of a place (null for none), and the one that stands for a code."""
    plain = words.str.to_lowercase().str.replace(_KIND, "").str.replace_all(r"[^a-z0-9]", "")
    number = _identities(plain, 1)
    return pl.DataFrame({"meaning": number.replace(0, None), "number": _identities(plain, 3)})


def _letters_only(texts: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"text": texts.str.to_lowercase().str.replace_all(r"[^a-z]", "")})


def _once_each(texts: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Return what `read` says of each text, each distinct one (null is '') read once."""
    distinct, which = numbered(texts.fill_null("").cast(pl.Categorical))
    return read(distinct)[which]


def _meaning(told: pl.DataFrame, within: list[str], short: str) -> pl.DataFrame:
    """Return the code that words of a place mostly stand beside."""
    known = told.select(*within, f"{short}_code").drop_nulls()
    counted = (
        known.group_by(*within, f"{short}_code")
        .len()
        .sort("len", f"{short}_code", descending=[True, False])
    )
    best = counted.with_columns((pl.col("len") / pl.col("len").sum().over(within)).alias("share"))
    best = best.unique(within, keep="first", maintain_order=True).filter(pl.col("share") >= 0.8)
    return best.select(*within, pl.col(f"{short}_code").alias(f"{short}_meant"))


def _with_phone_use(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with `phn`: how many records carry the phone (a shared one says little)."""
    used = pl.len().over("ph")
    return frame.with_columns(
        pl.when(pl.col("ph") != 0)
        .then(used)
        .otherwise(0)
        .clip(0, 30_000)
        .cast(pl.Int16)
        .alias("phn")
    )
