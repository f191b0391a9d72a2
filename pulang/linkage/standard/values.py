"""Single columns made standard: names, dates, numbers, sex.

Fast paths are vectorised; Python reads only distinct values, or what the fast path left over.
"""

from collections.abc import Callable
from datetime import date
from functools import cache

import polars as pl

from pulang.people.rules import births, nik, phones, sexes

NAME_LENGTH = 200
NIK_LENGTH = 40

EMPTY = [
    "", "-", "--", "---", "?", "??", ".", "..", "n/a", "na", "null", "none", "nan", "nil", "n.a.",
    "tidak ada", "tdk ada", "belum ada", "kosong", "tidak tahu", "tdk tahu", "tidak diketahui",
    "unknown", "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!",
]  # fmt: skip
NO_NAME = [*(text for text in EMPTY if text not in {"na", "nil", "nan"}), "tanpa nama", "no name",
           "xxx", "xx", "nn", "n.n.", "anonim", "anonymous", "test", "tes"]  # fmt: skip
_SPACES = r"[\s\p{Z}\p{C}]+"
_ODD = ["  ", "\t", "\n", "\r", "\x0b", "\x0c", "\x00", "\x1f", "\x7f"]


def told(column: pl.Series, nothing: list[str] | None = None) -> pl.Series:
    """Return a text column without outer and doubled spaces or control characters.

    What says 'nothing' becomes ''.
    """
    # The regular expression costs ten times the rest: only where a column needs it.
    odd = column.str.contains_any(_ODD) | (column.str.len_bytes() != column.str.len_chars())
    plain = column.str.replace_all(_SPACES, " ") if odd.any() else column
    plain = plain.str.strip_chars(" ")
    empty = plain.is_in(_written(tuple(nothing or EMPTY)))
    return plain.set(empty, "") if empty.any() else plain


@cache
def _written(words: tuple[str, ...]) -> pl.Series:
    """Return the words as people write them: small, capitals, with a capital."""
    ways = {
        form for word in words for form in (word, word.upper(), word.capitalize(), word.title())
    }
    return pl.Series(sorted(ways - {""}))


def by_distinct(
    column: pl.Series, read: Callable[[str], tuple[object, ...]], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    """Return what `read` says of each value, reading each distinct value once."""
    distinct = column.unique().drop_nulls()
    rows = [(value, *read(value)) for value in distinct]
    table = pl.DataFrame(rows, schema={"value": pl.String(), **schema}, orient="row")
    joined = column.to_frame("value").join(table, on="value", how="left", maintain_order="left")
    return joined.drop("value")


_DATE = {"on": pl.Date(), "precision": pl.String(), "place": pl.String(), "code": pl.String()}


def birth_dates(column: pl.Series, *, today: date, month_first: bool) -> pl.DataFrame:
    """Return on, precision, place and code (the remark, '' when none) of birth dates."""

    def read(value: str) -> tuple[object, ...]:
        if not value:
            return None, "", "", ""
        reading = births.parse_date(value, today=today, day_first=not month_first)
        code = next((found.code for found in reading.findings if found.severity != "note"), "")
        return reading.on, reading.precision, reading.place, code

    distinct = column.unique().drop_nulls().to_frame("value")
    plain = distinct.with_columns(_plain_date(month_first=month_first).alias("on"))
    first = date(today.year - births.OLDEST, 1, 1)
    easy = pl.col("on").is_between(first, today).fill_null(value=False)
    left = plain.filter(~easy)["value"]
    table = pl.concat(
        [
            plain.filter(easy).with_columns(
                pl.lit(births.DAY).alias("precision"),
                pl.lit("").alias("place"),
                pl.when(_default_day(pl.col("on")))
                .then(pl.lit("DOB_DEFAULT_DAY"))
                .otherwise(pl.lit(""))
                .alias("code"),
            ),
            pl.DataFrame(
                [(value, *read(value)) for value in left],
                schema={"value": pl.String(), **_DATE},
                orient="row",
            ),
        ]
    )
    joined = column.to_frame("value").join(table, on="value", how="left", maintain_order="left")
    return joined.drop("value")


def _plain_date(*, month_first: bool) -> pl.Expr:
    """Return the date of texts such as 1985-03-12 and 12-03-1985 (or with / or .), else null.

    What the rules for birth dates say of these forms, without asking them thousands of times.
    """
    value = pl.col("value")
    iso = value.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    ours = value.str.contains(r"^[0-9]{2}(?:-[0-9]{2}-|/[0-9]{2}/|\.[0-9]{2}\.)[0-9]{4}$")
    day_first = pl.concat_str(
        value.str.slice(6, 4), value.str.slice(3, 2), value.str.slice(0, 2), separator="-"
    )
    text = pl.when(iso).then(value)
    return (text if month_first else text.when(ours).then(day_first)).str.to_date(
        "%Y-%m-%d", strict=False
    )


def _default_day(on: pl.Expr) -> pl.Expr:
    days = [month * 100 + day for day, month in births.DEFAULT_DAYS]
    return (on.dt.month().cast(pl.Int32) * 100 + on.dt.day()).is_in(days)


def sexes_of(column: pl.Series) -> pl.Series:
    """Return F, M or ''."""
    return by_distinct(column, lambda value: (sexes.read(value),), {"sex": pl.String()})["sex"]


def phone_numbers(column: pl.Series) -> pl.Series:
    """Return E.164, '' when none can be read."""
    compact = pl.col("p").str.replace_all(r"[\s.\-()_']+", "")
    home = compact.str.extract(r"^(?:\+?62|0062)?0?(8[1-9]\d{7,10})$")
    frame = column.to_frame("p").with_columns(
        pl.when(pl.col("p") == "").then(pl.lit("")).otherwise(pl.lit("+62") + home).alias("e")
    )
    left = frame.filter(pl.col("e").is_null())["p"].unique()
    if left.is_empty():
        return frame["e"]
    found = {text: _phone(text) for text in left}
    rest = frame["p"].replace_strict(found, default="", return_dtype=pl.String)
    return frame["e"].fill_null(rest)


def _phone(text: str) -> str:
    # A list that lost the leading 0 to a spreadsheet: 8123456789.0 or 812-3456-789.
    return next((reading.e164 for reading in phones.parse_all(text[:60].removesuffix(".0"))), "")


def niks(column: pl.Series) -> pl.DataFrame:
    """Return nik (16 digits, or as found when it is none), `well` and the remark on its form."""
    compact = (
        pl.col("n").str.replace(r"^(\d{10,})[.,]0+$", "$1").str.replace_all(r"[\s.\-_'’:]+", "")
    )
    well = compact.str.contains(r"^[0-9]{16}$") & ~compact.str.contains(
        r"^(?:0{16}|1{16}|2{16}|3{16}|4{16}|5{16}|6{16}|7{16}|8{16}|9{16})$"
    )
    frame = column.to_frame("n").with_columns(compact.alias("c"), well.alias("well"))
    odd = frame.filter(~pl.col("well") & (pl.col("n") != ""))["n"].unique()
    codes = {text: _nik_code(text) for text in odd}
    code = (
        frame["n"].replace_strict(codes, default="", return_dtype=pl.String)
        if codes
        else pl.repeat("", len(frame), eager=True)
    )
    return frame.select(
        pl.when("well").then("c").otherwise(pl.col("n").str.slice(0, NIK_LENGTH)).alias("nik"),
        "well",
        code.alias("code"),
    )


def _nik_code(text: str) -> str:
    return next((found.code for found in nik.parse(text).findings), "NIK_LENGTH")


def nik_remarks() -> list[pl.Expr]:
    """Return columns of remarks on well-formed NIKs beside born_on, precision and sex: null or a code.

    The region is that of first registration and a corrected birth date leaves the old number: none of
    these refuses a row (handbook 7.1).
    """
    digits = pl.col("nik")
    well = pl.col("nik_well")
    day = digits.str.slice(6, 2).cast(pl.Int32, strict=False)
    real_day = pl.when(day > nik.WOMAN_DAYS).then(day - nik.WOMAN_DAYS).otherwise(day)
    month = digits.str.slice(8, 2).cast(pl.Int32, strict=False)
    year = digits.str.slice(10, 2).cast(pl.Int32, strict=False)
    valid = real_day.is_between(1, 31) & month.is_between(1, 12)
    born = pl.col("born_on")
    whole = born.is_not_null() & (pl.col("birth_precision") == births.DAY)
    differs = (
        (real_day != born.dt.day()) | (month != born.dt.month()) | (year != born.dt.year() % 100)
    )
    said = pl.when(day > nik.WOMAN_DAYS).then(pl.lit("F")).otherwise(pl.lit("M"))
    province, regency = digits.str.slice(0, 2), digits.str.slice(0, 4)
    provinces = [*nik.PROVINCES, *nik.FORMER_PROVINCES]
    known = province.is_in(provinces) & (
        (province != "53") | regency.is_in(list(nik.NTT_REGENCIES))
    )

    def remark(condition: pl.Expr, code: str) -> pl.Expr:
        return pl.when(well & condition).then(pl.lit(code)).alias(code)

    return [
        remark(~known, "NIK_REGION_UNKNOWN"),
        remark(~valid, "NIK_DATE_INVALID"),
        remark(valid & whole & differs, "NIK_DOB_MISMATCH"),
        remark(valid & (pl.col("sex") != "") & (pl.col("sex") != said), "NIK_SEX_MISMATCH"),
        remark(digits.str.ends_with("0000"), "NIK_SERIAL_ZERO"),
        remark(digits == pl.col("family_card"), "NIK_IS_FAMILY_CARD"),
    ]
