"""A frame of cells → accepted rows in standard columns, refused rows with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pulang.linkage.standard import values
from pulang.linkage.standard.places import Finder
from pulang.linkage.terms import FIELDS

TEXTS = (
    "full_name", "sex", "birth_precision", "birthplace", "nik", "family_card", "passport", "phone",
    "address", "village", "district", "regency", "place_code", "mother_name", "father_name",
    "spouse_name", "external_id",
)  # fmt: skip
NAMES = ("full_name", "mother_name", "father_name", "spouse_name")
UNREADABLE_DATES = ("DOB_UNREADABLE", "DOB_INVALID", "DOB_IMPLAUSIBLE", "DOB_AGE_ONLY")


@dataclass(frozen=True)
class Standard:
    """What became of some rows.

    `accepted`: row_number, the standard columns (texts never null, dates may be), `warnings` as a list
    of codes. `refused`: row_number and `reasons`, a list of codes.
    """

    accepted: pl.DataFrame
    refused: pl.DataFrame


def standardise(
    frame: pl.DataFrame,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    places: Finder | None = None,
    default_area: str = "",
    month_first: bool = False,
) -> Standard:
    """Return the rows in standard columns.

    `mapping` is heading → field; without it columns already bear the names of `terms.FIELDS`. A frame
    without `row_number` is numbered from 1. Without `places` no code is looked up by name.
    """
    cells = _canonical(frame, mapping)
    cells = _dates(cells, today=today, month_first=month_first)
    cells = _numbers(cells)
    cells = _places(cells, places, default_area)
    cells = _remarks(cells)
    bad_date = pl.col("birth_code").is_in(UNREADABLE_DATES)
    proof = _has("passport", "family_card", "phone") | pl.col("nik_well")
    placed = _has("village", "district", "regency", "place_code")
    more = proof | placed | _has("mother_name", "father_name", "spouse_name", "external_id")
    described = (_has("sex") | pl.col("born_on").is_not_null()) & placed
    nobody = ~_has("full_name") & ~proof & ~described
    judged = cells.with_columns(
        pl.when(nobody)
        .then(pl.lit("NOBODY"))
        .when(bad_date & ~more)
        .then("birth_code")
        .alias("reason")
    )
    if judged["reason"].null_count() == len(judged):
        accepted, lost = judged, judged.clear()
    else:
        accepted = judged.filter(pl.col("reason").is_null())
        lost = judged.filter(pl.col("reason").is_not_null())
    reasons = pl.concat_list(
        "reason", pl.col("warnings").list.set_difference(pl.concat_list("reason"))
    )
    return Standard(
        accepted.select("row_number", *TEXTS[:2], "born_on", *TEXTS[2:], "stated_on", "warnings"),
        lost.select("row_number", reasons.alias("reasons")),
    )


def _has(*names: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(name) != "" for name in names)


def _canonical(frame: pl.DataFrame, mapping: Mapping[str, str] | None) -> pl.DataFrame:
    if mapping is None:
        mapping = {name: name for name in frame.columns if name in FIELDS}
    headings: dict[str, list[str]] = {}
    for heading, field in mapping.items():
        if field in FIELDS and heading in frame.columns:
            headings.setdefault(field, []).append(heading)
    number = "row_number" if "row_number" in frame.columns else pl.int_range(1, pl.len() + 1)
    columns = [pl.col(number) if isinstance(number, str) else number.alias("row_number")]
    columns += [_one_of(headings.get(field, ())).alias(field) for field in FIELDS]
    cells = frame.select(columns)
    present = [name for name in FIELDS if name in headings]
    people = [name for name in present if name in (*NAMES, "first_name", "last_name")]
    cells = cells.with_columns(
        values.told(cells[name], values.NO_NAME if name in people else None) for name in present
    )
    joined = pl.concat_str("first_name", "last_name", separator=" ").str.strip_chars(" ")
    full = pl.col("full_name")
    cells = cells.with_columns(pl.when(full == "").then(joined).otherwise(full).alias("full_name"))
    return cells.with_columns(
        (full.str.len_chars() > values.NAME_LENGTH).alias("long_name"),
        ((full != "") & ~full.str.contains(r"\p{L}")).alias("no_letters"),
    ).with_columns(
        pl.when("no_letters")
        .then(pl.lit(""))
        .otherwise(full.str.slice(0, values.NAME_LENGTH))
        .alias("full_name")
    )


def _one_of(headings: "list[str] | tuple[str, ...]") -> pl.Expr:
    """Return the first column that is filled."""
    if not headings:
        return pl.lit("", dtype=pl.String)
    first, *rest = (pl.col(heading).cast(pl.String).fill_null("") for heading in headings)
    for other in rest:
        first = pl.when(first.str.strip_chars() == "").then(other).otherwise(first)
    return first


def _dates(cells: pl.DataFrame, *, today: date, month_first: bool) -> pl.DataFrame:
    both = pl.col("birthplace_and_date")
    written = cells.select(pl.when(pl.col("born_on") == "").then(both).otherwise("born_on"))
    born = values.birth_dates(written.to_series(), today=today, month_first=month_first)
    stated = values.birth_dates(cells["stated_on"], today=today, month_first=month_first)
    cells = cells.with_columns(
        born["on"].alias("born_on"),
        born["precision"].alias("birth_precision"),
        born["code"].alias("birth_code"),
        born["place"].alias("place_of_date"),
        stated["on"].alias("stated_on"),
        (stated["on"].is_null() & (cells["stated_on"] != "")).alias("stated_bad"),
    )
    # 'Atambua' alone in the column of place and date is a place without a date, not a bad date.
    only_place = (
        (pl.col("birth_code") == "DOB_UNREADABLE") & (both != "") & ~both.str.contains(r"\d")
    )
    return cells.with_columns(
        pl.when(only_place).then(pl.lit("")).otherwise("birth_code").alias("birth_code"),
        pl.when(pl.col("birthplace") != "")
        .then("birthplace")
        .when(only_place)
        .then(both)
        .otherwise("place_of_date")
        .alias("birthplace"),
    )


def _numbers(cells: pl.DataFrame) -> pl.DataFrame:
    nik = values.niks(cells["nik"])
    phone = values.phone_numbers(cells["phone"])
    sex = values.sexes_of(cells["sex"])
    card = (
        pl.col("family_card")
        .str.replace(r"^(\d{10,})[.,]0+$", "$1")
        .str.replace_all(r"[\s.\-']+", "")
    )
    passport = pl.col("passport").str.to_uppercase().str.replace_all(r"[\s.\-/]+", "")
    return cells.with_columns(
        nik["nik"], nik["well"].alias("nik_well"), nik["code"].alias("nik_code"),
        phone.alias("phone"), (phone.eq("") & (cells["phone"] != "")).alias("phone_bad"),
        sex.alias("sex"), (sex.eq("") & (cells["sex"] != "")).alias("sex_bad"),
        card.alias("family_card"), ((card != "") & ~card.str.contains(r"^\d{16}$")).alias("card_bad"),
        pl.when(passport.str.contains(r"\d")).then(passport.str.slice(0, 40)).otherwise(pl.lit("")).alias("passport"),
        ((passport != "") & ~passport.str.contains(r"^[A-Z]{0,3}\d{5,9}[A-Z]?$")).alias("passport_bad"),
    )  # fmt: skip


def _places(cells: pl.DataFrame, places: Finder | None, default_area: str) -> pl.DataFrame:
    if places is None:
        digits = pl.col("place_code").str.replace_all(r"\D", "")
        fits = digits.str.len_chars().is_in([2, 4, 6, 10])
        return cells.with_columns(
            pl.when(fits).then(digits).otherwise(pl.lit("")).alias("place_code"),
            pl.when((pl.col("place_code") != "") & ~fits).then(pl.lit("PLACE_CODE_UNKNOWN")).otherwise(pl.lit("")).alias("code_remark"),
            pl.lit("").alias("name_remark"),
        )  # fmt: skip
    named = places.by_name(cells, default_area)
    cells = cells.with_columns(named.get_columns())
    coded = places.by_code(cells["place_code"], cells["name_code"])
    deeper = coded["coded"].str.len_chars() >= cells["name_code"].str.len_chars()
    return cells.with_columns(
        coded["code_remark"],
        pl.when(deeper & (coded["coded"] != "")).then(coded["coded"]).otherwise("name_code").alias("place_code"),
        # What the code settles need not be picked.
        pl.when(deeper & (coded["coded"] != "")).then(pl.lit("")).otherwise("name_remark").alias("name_remark"),
    )  # fmt: skip


def _remarks(cells: pl.DataFrame) -> pl.DataFrame:
    def flag(name: str, code: str) -> pl.Expr:
        return pl.when(name).then(pl.lit(code)).alias(code)

    def code(name: str) -> pl.Expr:
        return pl.when(pl.col(name) != "").then(name)

    broken = pl.any_horizontal(pl.col(name).str.contains("\ufffd", literal=True) for name in NAMES)
    parts = [
        code("birth_code"), code("nik_code"), *values.nik_remarks(), flag("phone_bad", "PHONE_INVALID"),
        flag("sex_bad", "SEX_UNREADABLE"), flag("card_bad", "FAMILY_CARD_FORM"),
        flag("passport_bad", "PASSPORT_FORM"), flag("stated_bad", "STATED_ON_UNREADABLE"),
        code("code_remark"), code("name_remark"), flag("long_name", "NAME_CUT"),
        flag("no_letters", "NAME_WITHOUT_LETTERS"),
        pl.when(pl.col("full_name") == "").then(pl.lit("NAME_MISSING")),
        pl.when(broken).then(pl.lit("BROKEN_CHARACTERS")),
    ]  # fmt: skip
    line = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    return cells.with_columns(
        pl.when(line != "")
        .then(line.str.split(" "))
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
        .alias("warnings")
    )
