"""Files as agencies send them: what can be read is read whole, what cannot is refused with a sentence."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.linkage import reading
from pulang.linkage.reading import open_list

ROWS = [
    ["Maria Seran", "5304014107850001", "01/07/1985"],
    ["José Nuño", "5304011203850002", "12-03-1985"],
]
HEADING = ["Nama", "NIK", "Tgl Lahir"]


def written(folder: Path, content: bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def rows_of(path: Path, **how) -> list[tuple]:
    return [row for chunk in open_list(path, **how).chunks() for row in chunk.frame.iter_rows()]


def text_of(delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(row) for row in [HEADING, *ROWS]) + "\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_is_found(tmp_path, encoding, delimiter):
    path = written(tmp_path, text_of(delimiter).encode(encoding))

    assert rows_of(path) == [(2, *ROWS[0]), (3, *ROWS[1])]


def test_a_title_above_the_heading_and_a_heading_of_two_rows_are_understood(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["DAFTAR PMI DEPORTASI"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["NO", "NAMA", "IDENTITAS", None, "ALAMAT", None])
    sheet.merge_cells("C3:D3")
    sheet.append([None, None, "NIK", "PASPOR", "DESA", "KECAMATAN"])
    sheet.append([1, 2, 3, 4, 5, 6])
    sheet.append([1, "Maria Seran", "5304014107850001", "B1234567", "Oinlasi", "Kie"])
    book.save(tmp_path / "list.xlsx")

    opened = open_list(tmp_path / "list.xlsx")

    assert opened.headers == (
        "NO",
        "NAMA",
        "IDENTITAS / NIK",
        "IDENTITAS / PASPOR",
        "ALAMAT / DESA",
        "ALAMAT / KECAMATAN",
    )
    assert rows_of(tmp_path / "list.xlsx") == [
        (6, "1", "Maria Seran", "5304014107850001", "B1234567", "Oinlasi", "Kie")
    ]


def test_the_heading_twice_a_total_and_a_note_are_set_aside_and_told(tmp_path):
    content = text_of() + ",".join(HEADING) + "\nAna,,\nJumlah,3,\nCatatan: data sementara,,\n,,\n"

    (chunk,) = open_list(written(tmp_path, content.encode())).chunks()

    assert chunk.frame["Nama"].to_list() == ["Maria Seran", "José Nuño", "Ana"]
    assert chunk.set_aside == ((4, "heading"), (6, "total"), (7, "note"))


def test_a_person_called_total_is_a_row(tmp_path):
    content = text_of() + "Total Manek,5304011203850003,1990-01-02\n"

    assert rows_of(written(tmp_path, content.encode()))[-1][1] == "Total Manek"


def test_rows_too_long_are_put_aside_and_short_ones_filled(tmp_path):
    content = text_of() + "Ana\nRosa,1,2,3,4\n" + "Ina,1,1990-01-01,,\n"

    chunks = list(open_list(written(tmp_path, content.encode())).chunks())
    rows = pl.concat([chunk.frame for chunk in chunks])

    assert [row for chunk in chunks for row in chunk.ragged] == [(5, ("Rosa", "1", "2", "3", "4"))]
    assert rows.filter(pl.col("row_number").is_in([4, 6])).rows() == [
        (4, "Ana", "", ""),
        (6, "Ina", "1", "1990-01-01"),
    ]


def test_a_number_that_lost_its_last_digit_in_a_spreadsheet_is_no_nik(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADING)
    book.active.append(["Maria", 5304014107850000, date(1985, 7, 1)])
    book.active.append(["Ana", 5304014107850003, date(1985, 7, 1)])
    book.save(tmp_path / "list.xlsx")

    lost, whole = rows_of(tmp_path / "list.xlsx")

    assert lost[2:] == ("5.30401410785000E+15", "1985-07-01")
    assert whole[2] == "5304014107850003"


def test_formulas_are_never_executed_but_shown_as_text(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADING)
    book.active.append(['=HYPERLINK("http://bad","x")', "=1+1", "=cmd|'/c calc'!A0"])
    book.save(tmp_path / "list.xlsx")

    opened = open_list(tmp_path / "list.xlsx")

    assert rows_of(tmp_path / "list.xlsx") == [
        (2, '=HYPERLINK("http://bad","x")', "=1+1", "=cmd|'/c calc'!A0")
    ]
    assert ("FORMULAS", {"count": 3}) in opened.findings


def test_a_parquet_list_is_read_with_its_types_as_text(tmp_path):
    pl.DataFrame(
        {
            "Nama": ["Maria", None],
            "NIK": [5304014107850001, None],
            "Lahir": [date(1985, 7, 1), None],
        }
    ).write_parquet(tmp_path / "list.parquet")

    opened = open_list(tmp_path / "list.parquet")

    assert opened.header_row == 0
    assert rows_of(tmp_path / "list.parquet")[0] == (1, "Maria", "5304014107850001", "1985-07-01")


def test_another_sheet_can_be_asked_for(tmp_path):
    book = openpyxl.Workbook()
    for name in ("Belu", "Malaka"):
        sheet = book.create_sheet(name)
        sheet.append(HEADING)
        for number in range(3 if name == "Belu" else 1):
            sheet.append([f"{name} {number}", "", ""])
    del book["Sheet"]
    book.save(tmp_path / "list.xlsx")

    assert open_list(tmp_path / "list.xlsx").sheet == "Belu"
    assert rows_of(tmp_path / "list.xlsx", sheet="malaka")[0][1] == "Malaka 0"
    with pytest.raises(reading.NoSuchSheet, match="Belu, Malaka"):
        open_list(tmp_path / "list.xlsx", sheet="Alor")


def zip_bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _turn in range(200):
                member.write(b"0" * (1 << 20))
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", reading.EmptyFile),
        (b"\n\n , \n", reading.EmptyFile),
        (b"Nama,NIK\n", reading.EmptyFile),
        (b"%PDF-1.7", reading.WrongKind),
        (b"\x89PNG\r\n", reading.WrongKind),
        (b"<html><table><tr><td>Nama</td></tr></table></html>", reading.WrongKind),
        (b"PK\x03\x04 not a workbook", reading.WrongKind),
        (
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
            reading.Encrypted,
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", reading.Unreadable),
        (b"PAR1 broken", reading.Unreadable),
        ((",".join(f"c{n}" for n in range(500)) + "\n1\n").encode(), reading.TooManyColumns),
    ],
)
@pytest.mark.django_db
def test_what_is_no_list_is_refused_with_a_sentence(tmp_path, content, refusal):
    with pytest.raises(refusal) as refused:
        open_list(written(tmp_path, content))

    assert len(refused.value.sentence) > 20


@pytest.mark.django_db
def test_a_zip_bomb_is_weighed_and_not_opened(tmp_path):
    with pytest.raises(reading.Bomb):
        open_list(written(tmp_path, zip_bomb(), "list.xlsx"))


@pytest.mark.django_db
def test_a_cell_in_the_last_corner_of_a_sheet_takes_no_memory_down(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "Nama"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "list.xlsx")

    with pytest.raises((reading.TooManyColumns, reading.TooLarge, reading.Unreadable)):
        open_list(tmp_path / "list.xlsx")


@pytest.mark.django_db
def test_a_file_over_the_limit_is_told_what_to_do(tmp_path):
    path = written(tmp_path, text_of().encode())

    with pytest.raises(reading.TooLarge, match=r"MB"):
        open_list(path, limits=reading.Limits(text_bytes=10))


def test_a_list_of_two_hundred_columns_is_read_and_says_so(tmp_path):
    names = ["Nama", *(f"Kolom {n}" for n in range(199))]
    content = ",".join(names) + "\n" + ",".join(["Maria", *("x" for _n in range(199))]) + "\n"

    opened = open_list(written(tmp_path, content.encode()))

    assert ("MANY_COLUMNS", {"count": 200}) in opened.findings


def test_reading_goes_on_behind_any_row(tmp_path):
    lines = [f"Maria {n},{n},1985-07-01" + (",x,y" if n % 7 == 0 else "") for n in range(1, 200)]
    path = written(tmp_path, "\n".join([",".join(HEADING), *lines, ""]).encode())
    seen = []
    last = 0
    while True:
        chunk = next(open_list(path).chunks(size=30, after=last), None)
        if chunk is None:
            break
        seen += [*chunk.frame["row_number"], *(number for number, _cells in chunk.ragged)]
        last = chunk.last_row

    assert sorted(seen) == list(range(2, 201))


cell = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t"),
    max_size=20,
).map(lambda text: text.strip() or "x")


@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=30), st.sampled_from(",;\t|"))
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_what_was_written_is_read(tmp_path, rows, delimiter):
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["Nama Lengkap", "NIK", "Tgl Lahir"], *rows])
    path = written(tmp_path, sink.getvalue().encode())

    opened = open_list(path)
    chunks = list(opened.chunks())

    read = {row[0]: row[1:] for chunk in chunks for row in chunk.frame.iter_rows()}
    aside = {number for chunk in chunks for number, _why in chunk.set_aside}
    assert opened.delimiter == delimiter
    for number, row in enumerate(rows, start=2):
        assert number in aside or read[number] == row
