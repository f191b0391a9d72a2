"""Amounts as banks write them: one and a half million is never one and a half."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.lending.refusals import AmountUnreadable, FractionRefused, StylesMixed
from pulang.lending.rules.amounts import Style, read, style_of


@pytest.mark.parametrize(
    "text",
    [
        "1500000",
        "1.500.000",
        "1,500,000",
        "1.500.000,00",
        "1,500,000.00",
        "1500000.00",
        "1500000,00",
        "Rp1.500.000,00",
        "Rp 1.500.000",
        "IDR 1,500,000.00",
        " 1500000 ",
        "+1.500.000",
    ],
)
def test_one_and_a_half_million_in_every_hand(text):
    answer = read(text)

    assert (answer.amount, answer.is_negative, answer.is_credit) == (1_500_000, False, None)


def test_three_digits_after_one_separator_are_thousands():
    assert read("1.500").amount == 1500
    assert read("1,500").amount == 1500


@pytest.mark.parametrize("text", ["1.50", "1,55", "1.500.000,50", "1,500,000.05", "12,34"])
def test_parts_of_a_rupiah_are_refused_as_a_mix_up(text):
    with pytest.raises(FractionRefused, match="mixed up"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "Rp",
        "1,0",
        "1.5.0",
        "1.500,000",
        "1.500,000.00",
        "15.00.000",
        "1 500 000",
        "1e6",
        "١٥٠٠",
        "--5",
        "0x10",
        "1.500.000.00",
        "9" * 16,
        "lima juta",
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(text):
    with pytest.raises((AmountUnreadable, StylesMixed)):
        read(text)


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("-1.500.000", -1_500_000),
        ("(1.500.000)", -1_500_000),
        ("Rp-1.500.000,00", -1_500_000),
        ("-Rp1.500.000,00", -1_500_000),
        ("1.500.000 DB", -1_500_000),
        ("1,500,000.00 CR", 1_500_000),
        ("1500000 K", 1_500_000),
        ("1500000 D", -1_500_000),
    ],
)
def test_signs_and_marks_say_the_direction(text, signed):
    assert read(text).signed == signed


def test_a_file_has_one_style():
    assert style_of(["1500000", "2.000", "1.500.000,00"]) == Style.POINTS
    assert style_of(["1500000", "2,000.00"]) == Style.COMMAS
    assert style_of(["1500000", "20"]) == Style.PLAIN


def test_a_file_that_mixes_styles_is_refused_with_both_amounts():
    with pytest.raises(StylesMixed, match=r"1\.500\.000.*1,500,000\.00"):
        style_of(["1.500.000", "20", "1,500,000.00"])


def test_in_a_file_of_points_a_comma_does_not_part_thousands():
    with pytest.raises(AmountUnreadable):
        read("1,500,000.00", Style.POINTS)
    with pytest.raises(AmountUnreadable):
        read("1.500.000", Style.COMMAS)


@given(st.integers(0, 10**14))
def test_every_amount_is_read_back_from_every_style(amount):
    commas = f"{amount:,}"
    points = commas.replace(",", ".")

    assert read(str(amount)).amount == amount
    assert read(points + ",00", Style.POINTS).amount == amount
    assert read(commas + ".00", Style.COMMAS).amount == amount
    assert read(points, Style.POINTS).amount == read(commas, Style.COMMAS).amount == amount


@given(st.text(alphabet="0123456789.,-() RpCDB", max_size=20))
def test_whatever_is_written_is_read_or_refused_never_a_bug(text):
    try:
        answer = read(text)
    except (AmountUnreadable, StylesMixed):
        return
    digits = "".join(each for each in text if each.isdigit())
    assert str(answer.amount) in (digits.lstrip("0") or "0", (digits[:-2]).lstrip("0") or "0")
