"""What a column holds, by its heading and by what stands in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.linkage.rules import mapping
from pulang.linkage.rules.choice import Choice, suggested
from pulang.linkage.terms import FIELDS

NAMES = ["Maria Seran", "Yohanis Nahak Bria", "Ana Bete", "Petrus Klau"]
NIKS = ["5304014107850001", "5304011203850002", "5321015508900001", "5302010101990003"]
DAYS = ["01/07/1985", "12/03/1985", "15/08/1990", "01/01/1999"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NAMA LENGKAP", "full_name"), ("Nama CPMI", "full_name"), ("Nama Calon PMI", "full_name"),
        ("NAMA_NASABAH", "full_name"), ("Surname", "last_name"), ("Given Names", "first_name"),
        ("TGL LAHIR", "born_on"), ("tglLahir", "born_on"), ("Tanggal Lahr", "born_on"),
        ("TTL", "birthplace_and_date"), ("Tempat/Tgl Lahir", "birthplace_and_date"),
        ("L/P", "sex"), ("JK", "sex"), ("Jenis Kelamin (L/P)", "sex"),
        ("No. KTP", "nik"), ("Nomor Induk Kependudukan (16 digit)", "nik"), ("IDENTITAS / NIK", "nik"),
        ("No. Paspor", "passport"), ("PASSPORT / SPLP", "passport"), ("NO_KK", "family_card"),
        ("Desa/Kel", "village"), ("Kec.", "district"), ("Kab/Kota", "regency"),
        ("KODE DESA", "place_code"), ("Nama Ibu Kandung", "mother_name"),
        ("NAMA_GADIS_IBU_KANDUNG", "mother_name"), ("FATHER", "father_name"),
        ("No HP/WA", "phone"), ("Tgl Pendaftaran", "stated_on"), ("CIF", "external_id"),
    ],
)  # fmt: skip
def test_headings_of_the_agencies_are_known(heading, field):
    assert mapping.by_heading(heading)[0] == field


@pytest.mark.parametrize(
    "heading",
    ["Nama PT", "Nama Majikan", "NAMA BANK", "Negara Tujuan", "Kejuruan", "P3MI", "No", "No. Urut"],
)
def test_what_is_not_the_persons_is_left_alone(heading):
    assert mapping.by_heading(heading)[0] == ""


def test_content_decides_where_a_heading_says_nothing():
    found = mapping.as_mapping(
        mapping.suggest(
            {
                "a": NAMES,
                "b": NIKS,
                "c": DAYS,
                "d": ["L", "P", "P", "L"],
                "e": ["0812 3456 789", "+62813111222", "082144455566", ""],
            }
        )
    )

    assert found == {"a": "full_name", "b": "nik", "c": "born_on", "d": "sex", "e": "phone"}


def test_a_heading_that_lies_is_caught_by_its_content():
    found = {
        one.header: one.field
        for one in mapping.suggest(
            {
                "Jenis": ["Formal", "Informal"],
                "Nama": NAMES,
                "No Identitas": ["B1234567", "A7654321", "X1234567", "C7654321"],
            }
        )
    }

    assert found["Jenis"] == ""
    assert found["No Identitas"] == "passport"


def test_a_name_of_single_words_beside_a_fam_is_the_given_name():
    found = mapping.as_mapping(
        mapping.suggest({"Nama": ["Maria", "Ana", "Yohanis"], "Marga": ["Seran", "Bete", "Bria"]})
    )

    assert found == {"Nama": "first_name", "Marga": "last_name"}


def test_months_that_stand_first_are_noticed():
    assert mapping.month_first(["03/25/1985", "12/31/1990", "01/15/1988", "02/02/1980"])
    assert not mapping.month_first(["25/03/1985", "31/12/1990", "15/01/1988"])


def test_a_difference_of_columns_is_told_whatever_their_order_and_writing():
    assert not mapping.difference(["No. Paspor", "Nama"], ["NAMA", "NO_PASPOR"])
    changed = mapping.difference(["Nama", "HP"], ["Nama", "Email"])
    assert (changed.added, changed.missing) == (("Email",), ("HP",))


def test_what_was_confirmed_for_a_source_goes_before_suggestions():
    kept = Choice({"Kolom X": "full_name", "Nama": ""})

    choice, suggestions = suggested({"kolom x": NAMES, "Nama": NAMES, "NIK": NIKS}, kept)

    assert choice.columns == {"kolom x": "full_name", "Nama": "", "NIK": "nik"}
    assert suggestions[0].reason == "kept"


text = st.text(max_size=25)


@given(st.dictionaries(text.filter(str.strip), st.lists(text, max_size=8), max_size=12))
@settings(max_examples=80, deadline=None)
def test_any_table_at_all_gets_an_answer_per_column_and_no_field_twice(columns):
    found = mapping.suggest(columns)

    assert [one.header for one in found] == list(columns)
    given_ = [one.field for one in found if one.field]
    assert len(given_) == len(set(given_))
    assert set(given_) <= set(FIELDS)
