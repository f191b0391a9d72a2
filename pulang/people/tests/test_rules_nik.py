"""A NIK is evidence: read, explained, never corrected silently."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.people.rules import nik

TODAY = date(2026, 11, 24)


def codes(reading):
    return [finding.code for finding in reading.findings]


def test_a_womans_day_carries_forty():
    reading = nik.parse("5304124507850003", today=TODAY)

    assert (reading.sex, reading.born_on) == ("F", date(1985, 7, 5))
    assert (reading.regency, reading.district, reading.serial) == ("5304", "530412", "0003")
    assert reading.is_clean


def test_another_birth_date_or_sex_is_a_warning_and_the_number_stays_usable():
    reading = nik.parse("5304124507850003", born_on=date(1985, 3, 12), sex="M", today=TODAY)

    assert codes(reading) == ["NIK_DOB_MISMATCH", "NIK_SEX_MISMATCH"]
    assert reading.is_usable
    assert not reading.is_clean
    assert reading.digits == "5304124507850003"


def test_people_of_malaka_may_hold_the_code_of_belu():
    assert "5304" in nik.accepted_regencies("5321")
    assert nik.former_regency_of("5304124507850003", home="53.21".replace(".", "")) == "5304"
    assert nik.former_regency_of("5310124507850003", home="5321") == ""
    assert nik.parse("5304124507850003", today=TODAY).is_clean


def test_an_unknown_regency_is_a_warning():
    assert codes(nik.parse("5399120107850001", today=TODAY)) == ["NIK_REGION_UNKNOWN"]
    assert codes(nik.parse("9904120107850003", today=TODAY)) == ["NIK_REGION_UNKNOWN"]
    assert codes(nik.parse("3201120107850001", regions={"5304"}, today=TODAY)) == [
        "NIK_REGION_UNKNOWN"
    ]


def test_east_timor_before_1999_is_a_note_only():
    reading = nik.parse("5401120107850001", today=TODAY)

    assert codes(reading) == ["NIK_FORMER_REGION"]
    assert reading.is_clean


def test_two_digits_of_a_year_may_mean_two_centuries():
    reading = nik.parse("5304120107200003", today=date(2026, 11, 24))

    assert set(reading.birth_dates) == {date(2020, 7, 1)} | {
        born for born in [date(1920, 7, 1)] if 2026 - born.year <= nik.OLDEST
    }
    assert "NIK_CENTURY" in codes(reading)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("530412010785000", "NIK_LENGTH"),
        ("53041201078500033", "NIK_LENGTH"),
        ("53O4I20107850003", "NIK_LETTERS"),
        ("5.3E+15", "NIK_SPREADSHEET"),
        ("5,30412E+15", "NIK_SPREADSHEET"),
        ("0000000000000000", "NIK_PLACEHOLDER"),
        ("tidak ada", "NIK_NO_DIGITS"),
    ],
)
def test_a_malformed_number_is_refused_with_its_reason(text, code):
    reading = nik.parse(text, today=TODAY)

    assert codes(reading) == [code]
    assert not reading.is_usable


def test_letters_that_look_like_digits_are_suggested_never_replaced():
    reading = nik.parse("53O4I20107850003", today=TODAY)

    assert reading.suggestions == ("5304120107850003",)
    assert reading.given == "53O4I20107850003"
    assert not reading.is_usable


def test_a_doubled_digit_is_suggested_away_when_birth_date_agrees():
    reading = nik.parse("53041201078500033", born_on=date(1985, 7, 1), sex="M", today=TODAY)

    assert "5304120107850003" in reading.suggestions


def test_a_transposed_pair_in_an_impossible_date_is_suggested():
    reading = nik.parse("5304120170850003", born_on=date(1985, 7, 1), today=TODAY)

    assert codes(reading) == ["NIK_DATE_INVALID"]
    assert reading.suggestions == ("5304120107850003",)


def test_a_spreadsheets_decimal_point_does_not_hide_the_number():
    assert nik.parse("5304120107850003.0").digits == "5304120107850003"
    assert nik.digits_of("5304.1201 0785-0003") == "5304120107850003"


def test_the_family_card_typed_as_nik_is_noticed():
    reading = nik.parse("5304120107850003", family_card="5304120107850003", today=TODAY)

    assert "NIK_IS_FAMILY_CARD" in codes(reading)


@given(st.one_of(st.text(max_size=30), st.text(alphabet="0123456789OIE+. ", max_size=20)))
def test_no_text_makes_it_raise(text):
    reading = nik.parse(text, born_on=date(1985, 7, 1), sex="F", today=TODAY)

    assert reading.given == text
    assert all(len(suggestion) == 16 for suggestion in reading.suggestions)


@given(
    st.dates(date(1950, 1, 1), date(2010, 12, 31)),
    st.sampled_from("MF"),
    st.integers(1, 9999),
    st.sampled_from(sorted(nik.NTT_REGENCIES)),
)
def test_a_number_built_by_the_rule_reads_back_clean(born, sex, serial, regency):
    day = born.day + (40 if sex == "F" else 0)
    digits = f"{regency}01{day:02d}{born:%m%y}{serial:04d}"

    reading = nik.parse(digits, born_on=born, sex=sex, today=TODAY)

    assert reading.is_clean
    assert born in reading.birth_dates
    assert reading.sex == sex
