"""Birth dates in every form a list carries."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.people.rules import births

TODAY = date(2026, 11, 24)


def codes(reading):
    return [finding.code for finding in reading.findings]


@pytest.mark.parametrize(
    ("value", "on", "precision"),
    [
        ("12-03-1985", date(1985, 3, 12), "day"),
        ("1985-03-12", date(1985, 3, 12), "day"),
        ("12/03/85", date(1985, 3, 12), "day"),
        ("12 Maret 1985", date(1985, 3, 12), "day"),
        ("12-Mar-85", date(1985, 3, 12), "day"),
        ("12 Nopember 1985", date(1985, 11, 12), "day"),
        ("March 5, 1990", date(1990, 3, 5), "day"),
        ("Maret 1985", date(1985, 3, 1), "month"),
        ("03/1985", date(1985, 3, 1), "month"),
        ("1985", date(1985, 1, 1), "year"),
        (1985, date(1985, 1, 1), "year"),
        ("00/00/1985", date(1985, 1, 1), "year"),
        ("±1985", date(1985, 1, 1), "estimated"),
        ("± 20 th", date(2006, 1, 1), "estimated"),
        ("usia 21 tahun", date(2005, 1, 1), "estimated"),
        (31118, date(1985, 3, 12), "day"),
        ("31118.0", date(1985, 3, 12), "day"),
        ("19850312", date(1985, 3, 12), "day"),
        ("12031985", date(1985, 3, 12), "day"),
        ("1985-03-12 00:00:00", date(1985, 3, 12), "day"),
        (datetime(1985, 3, 12, 7, 30), date(1985, 3, 12), "day"),  # noqa: DTZ001
        (date(1985, 3, 12), date(1985, 3, 12), "day"),
    ],
)
def test_it_reads_dates_in_many_forms(value, on, precision):
    reading = births.parse_date(value, today=TODAY)

    assert (reading.on, reading.precision) == (on, precision)


@pytest.mark.parametrize(
    "text", ["Kupang, 12-03-1985", "Kupang / 12 Maret 1985", "Kupang 12-03-1985"]
)
def test_a_birthplace_before_the_date_is_kept(text):
    reading = births.parse_date(text, today=TODAY)

    assert (reading.place, reading.on) == ("Kupang", date(1985, 3, 12))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2999-01-01", "DOB_IMPLAUSIBLE"),
        ("01/01/1850", "DOB_IMPLAUSIBLE"),
        ("24-12-2026", "DOB_IMPLAUSIBLE"),
        ("31-02-1990", "DOB_INVALID"),
        ("lupa", "DOB_UNREADABLE"),
        (float("nan"), "DOB_UNREADABLE"),
        (float("inf"), "DOB_UNREADABLE"),
    ],
)
def test_what_cannot_be_a_birth_date_is_refused_with_its_reason(value, code):
    reading = births.parse_date(value, today=TODAY)

    assert codes(reading) == [code]
    assert reading.on is None


@pytest.mark.parametrize("text", ["", "-", "N/A", None])
def test_nothing_said_is_no_finding(text):
    reading = births.parse_date(text, today=TODAY)

    assert (reading.on, reading.findings) == (None, ())


def test_first_of_july_is_remarked_as_a_day_nobody_knew():
    assert codes(births.parse_date("01-07-1985", today=TODAY)) == ["DOB_DEFAULT_DAY"]
    assert births.is_default_day(date(1990, 12, 31))
    assert not births.is_default_day(date(1990, 12, 30))


def test_day_and_month_may_be_exchanged():
    assert births.swap(date(1985, 3, 12)) == date(1985, 12, 3)
    assert births.swap(date(1985, 3, 13)) is None
    assert births.swap(date(1985, 3, 3)) is None
    assert births.parse_date("12-03-1985").alternatives == (date(1985, 12, 3),)


def test_month_first_is_read_when_no_other_order_is_a_date_and_said_so():
    reading = births.parse_date("12/31/1985", today=TODAY)

    assert reading.on == date(1985, 12, 31)
    assert "DOB_MONTH_FIRST" in codes(reading)


def test_age_counts_full_years():
    assert births.age_on(date(2026, 7, 1), date(2010, 7, 2)) == 15
    assert births.age_on(date(2026, 7, 2), date(2010, 7, 2)) == 16


@given(st.dates(date(1930, 1, 1), date(2026, 1, 1)))
def test_every_common_way_of_writing_reads_back(born):
    for text in (f"{born:%d-%m-%Y}", f"{born:%d/%m/%Y}", f"{born:%Y-%m-%d}", f"{born:%d %B %Y}"):
        assert births.parse_date(text, today=TODAY).on == born


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_swapping_twice_gives_the_same_day(born):
    swapped = births.swap(born)

    assert swapped is None or births.swap(swapped) == born


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789/-. ±jantulimre", max_size=16)))
def test_no_text_makes_it_raise(text):
    reading = births.parse_date(text, today=TODAY)

    assert reading.on is None or 1900 < reading.on.year <= 2026


@given(st.one_of(st.floats(), st.integers()))
def test_no_number_makes_it_raise(number):
    births.parse_date(number, today=TODAY)
