"""Phones become E.164; what cannot be read says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.people.rules import phones, sexes


@pytest.mark.parametrize(
    ("text", "e164", "country", "kind"),
    [
        ("0812-3456-7890", "+6281234567890", "ID", "mobile"),
        ("+62 812 3456 7890", "+6281234567890", "ID", "mobile"),
        ("62 812.3456.7890", "+6281234567890", "ID", "mobile"),
        ("81234567890", "+6281234567890", "ID", "mobile"),
        ("+62 (0) 812 345 678", "+62812345678", "ID", "mobile"),
        ("(0380) 821234", "+62380821234", "ID", "landline"),
        ("+60 12-345 6789", "+60123456789", "MY", "mobile"),
        ("+65 9123 4567", "+6591234567", "SG", "mobile"),
        ("+852 9123 4567", "+85291234567", "HK", "mobile"),
        ("+886 912 345 678", "+886912345678", "TW", "mobile"),
        ("+81 90-1234-5678", "+819012345678", "JP", "mobile"),
    ],
)
def test_numbers_of_home_and_of_the_destinations_are_read(text, e164, country, kind):
    reading = phones.parse(text)

    assert (reading.e164, reading.country, reading.kind) == (e164, country, kind)


def test_the_area_of_a_landline_is_told():
    assert phones.parse("0389 21234").area == "Atambua"


@pytest.mark.parametrize(
    ("text", "code"),
    [("6.28E+11", "PHONE_SPREADSHEET"), ("12345", "PHONE_INVALID"), ("tidak ada", "PHONE_EMPTY")],
)
def test_what_cannot_be_dialled_says_why(text, code):
    reading = phones.parse(text)

    assert reading.e164 == ""
    assert [finding.code for finding in reading.findings] == [code]


def test_two_numbers_in_one_cell_are_both_read():
    readings = phones.parse_all("0812345678 / 0813456789")

    assert [reading.e164 for reading in readings] == ["+62812345678", "+62813456789"]


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789+-() /", max_size=25)))
def test_no_text_makes_it_raise(text):
    for reading in phones.parse_all(text):
        assert reading.e164 == "" or phones.parse(reading.e164).e164 == reading.e164


@pytest.mark.parametrize(
    ("text", "sex"),
    [("L", "M"), ("Laki-laki", "M"), ("Male", "M"), ("P", "F"), ("Perempuan", "F"), ("W", "F"),
     ("", ""), ("?", ""), ("1", "")],
)  # fmt: skip
def test_sex_is_read_and_never_assumed(text, sex):
    assert sexes.read(text) == sex
