"""Statements as CSV, the way banks here export them; mix-ups are refused, not booked."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.base.errors import Refused
from pulang.lending.refusals import StylesMixed
from pulang.lending.statements import StatementRefused, read
from pulang.lending.statements.refusals import DoesNotAddUp, RowRefused, Twice

EXPORT = """Bank NTT;;;;;
No. Rekening : 010-123-4567;;;;;
Periode : 01/02/2026 - 28/02/2026;;;;;
Saldo Awal;;;;;1.000.000,00
Tanggal;Keterangan;No. Ref;Debet;Kredit;Saldo
02/02/2026;ANGSURAN MARIA VA 8808000000001234;R1;;5.163.986,00;6.163.986,00
03/02/2026;BIAYA ADM;R2;2.500,00;;6.161.486,00
05/02/2026;"ANGSURAN; TIKA";R3;;500.000,00;6.661.486,00
Saldo Akhir;;;;;6.661.486,00
"""


def test_an_export_with_points_and_two_columns_is_read():
    (found,) = read(EXPORT.encode())

    assert (found.format, found.account) == ("csv", "0101234567")
    assert (found.opening, found.closing) == (1_000_000, 6_661_486)
    assert (found.starts_on, found.ends_on) == (date(2026, 2, 2), date(2026, 2, 5))
    assert [(one.reference, one.amount, one.is_credit) for one in found.lines] == [
        ("R1", 5_163_986, True),
        ("R2", 2500, False),
        ("R3", 500_000, True),
    ]
    assert found.lines[2].remittance_text == "ANGSURAN; TIKA"
    assert not any(one.problem for one in found.lines)


def test_an_export_with_commas_marks_and_english_headings_is_read():
    export = (
        "Date,Description,Amount,Balance\r\n"
        '2026-02-03,ADM,"2,500.00 DB","6,161,486.00"\r\n'
        '2026-02-02,MARIA,"5,163,986.00 CR","6,163,986.00"\r\n'
    )

    (found,) = read(b"\xef\xbb\xbf" + export.encode())

    assert [one.booked_on.day for one in found.lines] == [2, 3]  # newest first in the file
    assert (found.opening, found.closing) == (1_000_000, 6_161_486)


def test_a_column_may_say_the_direction_and_another_the_virtual_account():
    export = (
        "tgl\tnama pengirim\tno va\tjumlah\tD/K\n"
        "02-02-2026\tMARIA BETE\t8808000000001234\t5163986\tK\n"
        "02-02-2026\tKLINIK\t\t1020000\tD\n"
    )

    (found,) = read(export.encode())

    assert [(one.payer_name, one.virtual_account, one.is_credit) for one in found.lines] == [
        ("MARIA BETE", "8808000000001234", True),
        ("KLINIK", "", False),
    ]


def test_bookings_without_reference_get_one_that_is_the_same_in_the_next_file():
    export = (
        "Tanggal;Keterangan;Debit;Kredit\n"
        "02/02/2026;SETOR;;500000\n02/02/2026;SETOR;;500000\n03/02/2026;SETOR;;500000\n"
    )
    (first,), (again,) = read(export.encode()), read(export.encode())

    references = [one.reference for one in first.lines]
    assert len(set(references)) == 3
    assert references == [one.reference for one in again.lines]


def test_a_heading_on_every_page_and_empty_rows_are_no_bookings():
    lines = EXPORT.splitlines()
    paged = "\n".join([*lines[:6], ";;;;;", lines[4], *lines[6:]])

    (found,) = read(paged.encode())

    assert len(found.lines) == 3


def test_a_line_with_sen_or_dollars_says_why():
    export = (
        "Tanggal;Keterangan;Mata Uang;Debit;Kredit\n"
        "02/02/2026;BUNGA;IDR;;1.234,56\n03/02/2026;SETOR;USD;;1.000,00\n"
    )

    (found,) = read(export.encode())

    assert "parts of a rupiah" in found.lines[0].problem
    assert "USD" in found.lines[1].problem


# --- refused ---


def test_thousands_written_in_two_ways_are_refused():
    mixed = EXPORT.replace("500.000,00", '"500,000.00"')

    with pytest.raises(StylesMixed):
        read(mixed.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("6.661.486,00\nSaldo", "6.661.487,00\nSaldo"),
        ("Saldo Akhir;;;;;6.661.486,00", "Saldo Akhir;;;;;9.661.486,00"),
        ("Saldo Awal;;;;;1.000.000,00", "Saldo Awal;;;;;0,00"),
        ("R2;2.500,00;", "R2;25.000,00;"),
        ("Saldo Akhir;;;;;6.661.486,00", "Saldo Akhir;;;;;0"),
    ],
)
def test_an_export_that_does_not_add_up_is_refused(old, new):
    assert old in EXPORT

    with pytest.raises(DoesNotAddUp):
        read(EXPORT.replace(old, new).encode())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("03/02/2026", "02/13/2026", "Row 7: the day"),
        ("03/02/2026", "", "Row 7: the day"),
        ("R2;2.500,00;", "R2;2.500,00;7.000,00", "Row 7: it is credit and debit at once"),
        ("5.163.986,00;6", "-5.163.986,00;6", "Row 6: a negative amount"),
        ("2.500,00;;", "dua ribu;;", "Row 7: “dua ribu”"),
        ("R3", '"R3', "quotation"),
    ],
)
def test_a_row_that_cannot_be_understood_is_named(old, new, said):
    assert old in EXPORT

    with pytest.raises(RowRefused) as refused:
        read(EXPORT.replace(old, new).encode())

    assert said in refused.value.sentence


def test_days_written_in_two_ways_are_refused():
    with pytest.raises(StatementRefused, match="two ways"):
        read(EXPORT.replace("03/02/2026", "2026-02-03").encode())


def test_a_direction_that_nobody_tells_is_refused():
    with pytest.raises(RowRefused, match="credit or debit"):
        read(b"Tanggal;Keterangan;Jumlah\n02/02/2026;SETOR;500000\n")


def test_one_reference_for_two_bookings_is_refused():
    with pytest.raises(Twice, match="R1"):
        read(EXPORT.replace(";R2;", ";R1;").encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"halo",
        b"Tanggal;Keterangan\n1;2\n",
        b"PK\x03\x04\x00\x00",
        b"\xff\xfe\x00a",
        b"%PDF-1.7",
    ],
)
def test_what_holds_no_table_is_refused(data):
    with pytest.raises(StatementRefused):
        read(data)


@settings(max_examples=300)
@given(st.integers(0, len(EXPORT)), st.text(max_size=4))
def test_no_damage_to_an_export_is_a_bug(place, damage):
    with suppress(Refused):
        read((EXPORT[:place] + damage + EXPORT[place + len(damage) :]).encode("utf-8", "replace"))


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.booleans()), min_size=1, max_size=20),
    st.booleans(),
    st.booleans(),
)
def test_whatever_a_bank_exports_is_read_back(moves, points, newest_first):
    def written(amount):
        text = f"{amount:,}.00"
        return text.translate(str.maketrans(",.", ".,")) if points else text

    balance, rows = 10**11, []
    for number, (amount, is_credit) in enumerate(moves, 1):
        balance += amount if is_credit else -amount
        sides = ("", written(amount)) if is_credit else (written(amount), "")
        rows.append(";".join(("01/03/2026", f"R{number}", *sides, written(balance))))
    ordered = rows[::-1] if newest_first else rows
    data = "\n".join(["Tanggal;Ref;Debit;Kredit;Saldo", *ordered]).encode()

    (found,) = read(data)

    signed = [one.amount if one.is_credit else -one.amount for one in found.lines]
    assert sorted(signed) == sorted(amount if credit else -amount for amount, credit in moves)
    assert found.closing - found.opening == sum(signed)
