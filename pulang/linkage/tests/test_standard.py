"""Cells as written become standard columns; what is odd is said, and only what names nobody is refused."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.linkage.standard import Finder, standardise
from pulang.places.rules import codes, frames, listing
from pulang.places.rules.index import shipped_index

TODAY = date(2026, 11, 24)
MARIA = {"full_name": "Maria Seran", "nik": "5304014107850001", "born_on": "01/07/1985", "sex": "P"}


@pytest.fixture(scope="module")
def places() -> Finder:
    index = shipped_index()
    bps = listing.bps_codes()
    return Finder(
        resolve_frame=lambda triples: frames.resolve_frame(triples, index=index),
        read_code=lambda text: codes.read_code(text, index=index, bps=bps),
        area_name=lambda code: index.names.get(code[:4], ""),
    )


def done(*rows: dict[str, str], **how):
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame(
        [[row.get(name, "") for name in names] for row in rows],
        schema=dict.fromkeys(names, pl.String),
        orient="row",
    )
    return standardise(frame, today=TODAY, **how)


def one(row: dict[str, str], **how) -> dict[str, object]:
    (found,) = done(row, **how).accepted.to_dicts()
    return found


@pytest.mark.parametrize(
    "written", ["01/07/1985", "1-7-1985", "1985-07-01", "1 Juli 1985", "01.07.1985", "31229"]
)
def test_a_birth_date_is_read_in_any_form(written):
    found = one(MARIA | {"born_on": written})

    assert found["born_on"] == date(1985, 7, 1)
    assert "DOB_DEFAULT_DAY" in found["warnings"]


def test_place_and_date_in_one_column_are_parted():
    found = one({"full_name": "Maria", "birthplace_and_date": "Atambua, 12 Maret 1985"})

    assert (found["birthplace"], found["born_on"]) == ("Atambua", date(1985, 3, 12))


def test_months_first_is_read_so_when_said():
    assert one(MARIA | {"born_on": "03/04/1985"}, month_first=True)["born_on"] == date(1985, 3, 4)


@pytest.mark.parametrize(
    ("written", "stored"),
    [("0812 3456-7890", "+6281234567890"), ("+62 812 34567890", "+6281234567890"), ("81234567890", "+6281234567890"),
     ("+60 12-345 6789", "+60123456789"), ("0812345678/0813", "+62812345678"), ("abc", "")],
)  # fmt: skip
def test_phones_become_e164(written, stored):
    found = one(MARIA | {"phone": written})

    assert found["phone"] == stored
    assert ("PHONE_INVALID" in found["warnings"]) == (not stored)


def test_names_in_parts_are_joined_and_nothing_said_stays_nothing():
    assert (
        one({"first_name": " Maria  Yasinta ", "last_name": "Taneo", "nik": "-"})["full_name"]
        == "Maria Yasinta Taneo"
    )
    assert one(MARIA | {"mother_name": "Tidak Ada", "birthplace": "N/A"})["mother_name"] == ""


@pytest.mark.parametrize(
    ("nik", "code"),
    [("530401410785001", "NIK_LENGTH"), ("5.30401410785E+15", "NIK_SPREADSHEET"), ("53O4014107850001", "NIK_LETTERS"),
     ("1111111111111111", "NIK_PLACEHOLDER"), ("5304014110850001", "NIK_DOB_MISMATCH"), ("5304010107850001", "NIK_SEX_MISMATCH"),
     ("5304017913850001", "NIK_DATE_INVALID"), ("9904014107850001", "NIK_REGION_UNKNOWN"), ("5304014107850000", "NIK_SERIAL_ZERO")],
)  # fmt: skip
def test_an_odd_nik_is_kept_as_found_and_told(nik, code):
    found = one(MARIA | {"nik": nik})

    assert found["nik"] == nik
    assert code in found["warnings"]


def test_a_nik_written_with_dots_and_spaces_is_the_same_nik():
    found = one(MARIA | {"nik": " 5304.0141 0785-0001 "})

    assert found["nik"] == "5304014107850001"
    assert not [code for code in found["warnings"] if code.startswith("NIK")]


def test_a_village_is_found_within_its_kecamatan_and_never_by_its_name_alone(places):
    known = one(
        MARIA | {"village": "OINLASI", "district": "Mollo Selatan", "regency": "TTS"}, places=places
    )
    alone = one(MARIA | {"village": "Oinlasi"}, places=places)
    unique = one(MARIA | {"village": "Manulai I"}, places=places)

    assert known["place_code"].startswith("5302")
    assert len(known["place_code"]) == 10
    assert alone["place_code"] == unique["place_code"] == ""
    assert "PLACE_TO_PICK" in alone["warnings"]
    assert "PLACE_VILLAGE_ALONE" in unique["warnings"]


def test_a_list_of_one_kabupaten_says_so_once(places):
    assert one(MARIA | {"village": "Manulai I"}, places=places, default_area="5301")[
        "place_code"
    ].startswith("5301")


def test_a_code_that_means_two_places_is_asked_unless_the_row_names_the_kabupaten(places):
    asked = one(MARIA | {"place_code": "5304"}, places=places)
    named = one(MARIA | {"place_code": "5304", "regency": "Belu"}, places=places)
    told = Finder(places.resolve_frame, places.read_code, places.area_name, code_system="bps")

    assert "PLACE_CODE_TO_ASK" in asked["warnings"]
    assert named["place_code"] == "5304"
    assert one(MARIA | {"place_code": "5304"}, places=told)["place_code"] != "5304"


def test_a_woman_of_whom_only_sex_age_and_place_are_known_is_a_person():
    found = one(
        {"sex": "P", "born_on": "±20 th", "regency": "Sumba Barat Daya", "district": "Kodi"}
    )

    assert (found["sex"], found["birth_precision"]) == ("F", "estimated")
    assert "NAME_MISSING" in found["warnings"]


def test_a_row_that_names_nobody_is_refused():
    refused = done({"sex": "P", "address": "Jalan El Tari"}, {"nik": "53"}).refused

    assert [reasons[0] for reasons in refused["reasons"]] == ["NOBODY", "NOBODY"]


def test_a_bad_date_refuses_a_row_of_which_nothing_but_the_name_is_left():
    both = done({"full_name": "Ana", "born_on": "31/02/1990"}, MARIA | {"born_on": "31/02/1990"})

    assert both.refused.rows() == [(1, ["DOB_INVALID"])]
    assert both.accepted["row_number"].to_list() == [2]


cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)
row = st.fixed_dictionaries(
    dict.fromkeys(
        (
            "full_name",
            "nik",
            "born_on",
            "birthplace_and_date",
            "phone",
            "sex",
            "village",
            "passport",
            "family_card",
            "place_code",
            "stated_on",
        ),
        cell,
    )
)


@given(st.lists(row, min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_any_cells_at_all_are_accepted_or_refused_and_none_is_lost(places, rows):
    found = done(*rows, places=places)

    numbers = [*found.accepted["row_number"], *found.refused["row_number"]]
    assert sorted(numbers) == list(range(1, len(rows) + 1))
    assert all(found.refused["reasons"].to_list())
    assert not any(found.accepted.drop("born_on", "stated_on").null_count().row(0))
