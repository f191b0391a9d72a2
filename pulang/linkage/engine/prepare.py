"""Records to numbers: the table on which blocking and comparison run.

One row per record, in the order given, `idx` from 0. Everything is an integer (0 = unknown for
identities, null = unknown for dates), so that joins and comparisons cost little on any backend.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pulang.linkage.engine.tokens import SLOTS, Lexicon, identity, learn, split_names

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
RELATIVES = ("mother_name", "father_name", "spouse_name")
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
    people = _name_tokens(records, "full_name")
    relatives = {name: _name_tokens(records, name) for name in RELATIVES}
    if lexicon is None:
        seen = pl.concat([people["token"], *(relatives[name]["token"] for name in RELATIVES)])
        lexicon = learn(seen, names_seen=max(1, records["full_name"].count()))
    else:
        lexicon = extend(
            lexicon, pl.concat([people["token"], *(r["token"] for r in relatives.values())])
        )
    frame = records.select("idx", "record_id").with_columns(
        _source(records), _sex(records), *_digits(records), *_texts(records)
    )
    heaped = common_days(records) if heaped is None else heaped
    frame = pl.concat([frame, _dates(records, heaped), _places(records)], how="horizontal")
    frame = frame.join(_slots(people, lexicon), on="idx", how="left", maintain_order="left")
    for name, prefix in zip(RELATIVES, ("mo", "fa", "sp"), strict=True):
        few = _slots(relatives[name], lexicon, slots=2, prefix=prefix)
        frame = frame.join(few, on="idx", how="left", maintain_order="left")
    zeros = [name for name in frame.columns if name[:-1] in ("n", "w", "g", "mo", "fa", "sp")]
    zeros += ["nn", "raw", "ini", "firsts", "monn", "fann", "spnn"]
    frame = frame.with_columns(pl.col(zeros).fill_null(0))
    return Prepared(frame=_with_phone_use(frame), lexicon=lexicon, heaped=heaped)


def extend(lexicon: Lexicon, tokens: pl.Series) -> Lexicon:
    """Return the lexicon with new tokens added as rare ones; what was known keeps its identity."""
    known = lexicon.frame
    fresh = tokens.drop_nulls().unique().to_frame("token").join(known, on="token", how="anti")
    if fresh.is_empty():
        return lexicon
    learned = learn(fresh["token"], names_seen=lexicon.names_seen).frame
    old = known.unique("key", keep="first", maintain_order=True).select(
        "key", pl.col("bits").alias("old_bits"), pl.col("given").alias("old_given")
    )
    from pulang.linkage.engine.tokens import corrections

    totals = dict(known.group_by("key").agg(pl.col("count").sum()).sort("key").iter_rows())
    sure = set(known.filter("given")["key"])
    asked = {key: 1 for key in learned["key"] if key not in totals}
    mend = corrections({**totals, **asked}, sure=sure)
    mend = {key: name for key, name in mend.items() if key in asked}
    learned = learned.with_columns(pl.col("key").replace(mend) if mend else pl.col("key"))
    learned = learned.with_columns(
        pl.Series("identity", [identity(key) for key in learned["key"]], dtype=pl.Int64)
    ).join(old, on="key", how="left")
    learned = learned.with_columns(
        pl.coalesce("old_bits", "bits").alias("bits"),
        pl.coalesce("old_given", "given").alias("given"),
    ).select(known.columns)
    return Lexicon(frame=pl.concat([known, learned]), names_seen=lexicon.names_seen)


def _name_tokens(records: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return one row per record and token of a name column: idx, token, place in the name."""
    named = records.select("idx", pl.col(column).alias("name"), "sex").drop_nulls("name")
    if column != "full_name":
        named = named.with_columns(pl.lit("M" if column == "father_name" else "F").alias("sex"))
    distinct = named.select("name", "sex").unique(maintain_order=True)
    split = split_names(distinct).with_row_index("which")
    which = named.join(split.select("name", "sex", "which"), on=["name", "sex"], nulls_equal=True)
    tokens = split.select("which", "tokens").explode("tokens").rename({"tokens": "token"})
    tokens = tokens.drop_nulls("token").filter(pl.col("token") != "")
    return which.select("idx", "which").join(tokens, on="which")


def _slots(
    tokens: pl.DataFrame, lexicon: Lexicon, *, slots: int = SLOTS, prefix: str = "n"
) -> pl.DataFrame:
    """Return per record its rarest distinct tokens in slots, with rarity, kind and initials."""
    distinct = (
        tokens.unique(["which", "token"], maintain_order=True).drop("idx").with_row_index("at")
    )
    known = distinct.join(lexicon.frame, on="token")
    short = pl.col("token").str.len_chars() == 1
    letter = pl.lit(1, dtype=pl.Int64) * 2 ** (
        pl.col("key").str.slice(0, 1).str.to_integer(base=36, strict=False).fill_null(0)
    )
    whole = known.filter(~short).sort("which", "at")
    raw = whole.group_by("which", maintain_order=True).agg(
        pl.col("token").str.join(" ").alias("text")
    )
    named = (
        whole.unique(["which", "identity"], maintain_order=True, keep="first")
        .sort(["which", "bits", "identity"], descending=[False, True, False])
        .group_by("which", maintain_order=True)
        .agg(
            pl.col("identity"),
            pl.col("bits").round().cast(pl.Int16),
            pl.col("identity").filter(pl.col("given")).alias("givens"),
            pl.col("identity").sort_by("at").first().alias("first"),
            pl.len().clip(0, slots).cast(pl.Int16).alias(f"{prefix}n"),
        )
    )
    columns = [pl.col("which"), f"{prefix}n"]
    columns += [
        pl.col("identity").list.get(i, null_on_oob=True).alias(f"{prefix}{i + 1}")
        for i in range(slots)
    ]
    if prefix != "n":
        wide = named.select(columns).rename({f"{prefix}n": f"{prefix}nn"})
        return tokens.select("idx", "which").unique("idx").join(wide, on="which").drop("which")
    columns += [
        pl.col("bits").list.get(i, null_on_oob=True).alias(f"w{i + 1}") for i in range(slots)
    ]
    has_given = pl.col("givens").list.len() > 0
    columns += [
        pl.when(has_given)
        .then(pl.col("givens").list.get(0, null_on_oob=True))
        .when(pl.col("nn") > 1)
        .then("first")
        .alias("g1"),
        pl.col("givens").list.get(1, null_on_oob=True).alias("g2"),
    ]
    wide = named.select(columns)
    letters = known.group_by("which").agg(
        letter.filter(short).unique().sum().alias("ini"), letter.unique().sum().alias("firsts")
    )
    wide = letters.join(wide, on="which", how="left").join(raw, on="which", how="left")
    texts = wide["text"].fill_null("").to_list()
    wide = wide.with_columns(
        pl.Series("raw", [identity(text) if text else 0 for text in texts], dtype=pl.Int64)
    )
    return tokens.select("idx", "which").unique("idx").join(wide, on="which").drop("which")


def _source(records: pl.DataFrame) -> pl.Series:
    names = sorted(set(records["source"].drop_nulls()))
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


def _texts(records: pl.DataFrame) -> list[pl.Series]:
    """Return identities of passport, phone and birthplace; 0 when unknown."""
    cleaned = {
        "pp": records["passport"].str.to_uppercase().str.replace_all(r"[^A-Z0-9]", ""),
        "ph": records["phone"].str.replace_all(r"[^0-9]", ""),
        "bp": records["birthplace"].str.to_lowercase().str.replace_all(r"[^a-z]", ""),
    }
    shortest = {"pp": 5, "ph": 7, "bp": 3}
    return [_identities(series, shortest[name]).alias(name) for name, series in cleaned.items()]


def _identities(texts: pl.Series, shortest: int) -> pl.Series:
    long = texts.to_frame("text").with_columns(
        pl.when(pl.col("text").str.len_chars() >= shortest).then("text").alias("text")
    )
    distinct = long["text"].drop_nulls().unique()
    table = pl.DataFrame(
        {"text": distinct, "id": pl.Series([identity(t) for t in distinct], dtype=pl.Int64)}
    )
    return long.join(table, on="text", how="left", maintain_order="left")["id"].fill_null(0)


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


def _places(records: pl.DataFrame) -> pl.DataFrame:
    """Return regency, district and village: from the code, else from the words."""
    code = pl.col("place_code").str.replace_all(r"[^0-9]", "")
    length = code.str.len_chars()
    from_code = records.select(
        pl.when(length >= 4).then(code.str.slice(0, 4).cast(pl.Int64, strict=False)).alias("pr"),
        pl.when(length >= 6).then(code.str.slice(0, 6).cast(pl.Int64, strict=False)).alias("pd"),
        pl.when(length >= 10).then(code.str.slice(0, 10).cast(pl.Int64, strict=False)).alias("pv"),
    )
    words = [
        _identities(records[name].str.to_lowercase().str.replace_all(r"[^a-z]", ""), 3)
        for name in ("regency", "district", "village")
    ]
    return from_code.select(
        pl.coalesce(pl.col(short), pl.when(length_of > 0).then(length_of)).fill_null(0).alias(short)
        for short, length_of in zip(("pr", "pd", "pv"), map(pl.lit, words), strict=True)
    )


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
