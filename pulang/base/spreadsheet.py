"""Writing lists for spreadsheet programs: no cell that leaves here is ever a live formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet program may execute."""
XLSX_ROWS = 1_048_575


def safe_cell(value: object) -> str:
    """Return the text of a cell; what could be executed is led by an apostrophe.

    A list that was exported, mended and brought in again loses that apostrophe at reading.
    """
    text = "" if value is None else str(value)
    return (
        f"'{text}" if text.startswith(LIVE) or text.lstrip(" \u00a0").startswith(LIVE[:4]) else text
    )


def write_csv(file: IO[str], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a CSV with safe cells; return the count of rows. Open the file with `newline=''`."""
    writer = csv.writer(file)
    writer.writerow([safe_cell(heading) for heading in headings])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        count += 1
    return count


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of such a CSV one by one, led by the mark that tells Excel it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe_cell(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def write_xlsx(
    target: Path | IO[bytes],
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str,
) -> int:
    """Write a workbook of text cells (a NIK keeps its 16 digits, a phone its 0); return the count of rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title[:31] or "1")
    sheet.freeze_panes = "A2"

    def cells(row: Sequence[object]) -> list[WriteOnlyCell]:
        made = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", safe_cell(value)))
            cell.data_type = "s"
            cell.number_format = "@"
            made.append(cell)
        return made

    sheet.append(cells(headings))
    count = 0
    for row in rows:
        sheet.append(cells(row))
        count += 1
        if count == XLSX_ROWS:
            break
    book.save(target)
    return count
