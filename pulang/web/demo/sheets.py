"""Write tables as the programs of offices do: CSV, XLSX and ODS, with the same bytes at every run."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | None
STAMP = (2026, 1, 5, 8, 0, 0)
_MOMENT = "2026-01-05T08:00:00Z"


@dataclass(frozen=True)
class Sheet:
    """Rows from the first line of the sheet on; merges are ranges such as A1:L1."""

    title: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[str] = ()
    bold: Sequence[int] = ()


def delimited(rows: Sequence[Sequence[Cell]], *, delimiter: str, encoding: str) -> bytes:
    """The rows as text, quoted only where needed, lines ended as Windows does."""
    lines = [delimiter.join(_quoted(_said(cell), delimiter) for cell in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _quoted(text: str, delimiter: str) -> str:
    if delimiter in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook; a text that begins with = becomes a formula, as it does when a clerk types it."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    made = io.BytesIO()
    book.save(made)
    return _repacked(made.getvalue())


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for row in sheet.rows:
        page.append(list(row))
    for row_number in sheet.bold:
        for cell in page[row_number]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for merge in sheet.merges:
        page.merge_cells(merge)
    for column in range(1, page.max_column + 1):
        page.column_dimensions[get_column_letter(column)].width = 18
    for cells in page.iter_rows():
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = "DD/MM/YYYY"


def _repacked(made: bytes) -> bytes:
    """The same archive with fixed moments: a clock inside a file would make every build another file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in sorted(before.namelist()):
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _MOMENT.encode(), content)
            _put(after, name, content)
    return packed.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, *, stored: bool = False) -> None:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def ods(sheets: Sequence[Sheet]) -> bytes:
    """The smallest OpenDocument spreadsheet that office programs open."""
    tables = "".join(
        f'<table:table table:name="{escape(sheet.title)}">'
        + "".join(_ods_row(row) for row in sheet.rows)
        + "</table:table>"
        for sheet in sheets
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _put(archive, "mimetype", _ODS.encode(), stored=True)
        _put(archive, "META-INF/manifest.xml", _MANIFEST.encode())
        _put(archive, "content.xml", content.encode())
    return packed.getvalue()


def _ods_row(row: Sequence[Cell]) -> str:
    return "<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
