"""`python -I unpack.py FILE KIND FOLDER …`: a workbook's sheets as Parquet of strings.

Runs as a process of its own, with limited memory and time: a workbook of a few kilobytes can claim a
cell in the last row of the last column and ask for a hundred gigabytes. Nothing in a workbook is ever
executed: cells hold the values which the spreadsheet program stored, formulas without one their text.
"""

import json
import math
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

BLOCK = 50_000
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*>\s*<f[^>]*>([^<]*)</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_SHEET = re.compile(rb'<sheet [^>]*?r:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship [^>]*>")
_FORMULA_BYTES = 256 << 20
_MOST_ROWS = 1 << 20


def as_text(value: object) -> str:
    """Return a cell as text.

    A whole number of 16 digits ending in 0 has lost its last digit in the spreadsheet (which keeps
    15): it is written as the spreadsheet shows it, never as a false NIK.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        if not value.is_integer():
            return repr(value)
        if abs(value) >= 1e15 and (abs(value) > 2**53 or int(value) % 10 == 0):
            return f"{value:.14E}"
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _write(rows: Iterator[list[object]], width: int, target: Path) -> None:
    schema = pa.schema([(f"c{place}", pa.large_string()) for place in range(width)])
    with pq.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer:
        block: list[list[str]] = []
        for row in rows:
            block.append([as_text(value) for value in row])
            if len(block) == BLOCK:
                writer.write_table(_table(block, width, schema))
                block = []
        if block:
            writer.write_table(_table(block, width, schema))


def _table(block: list[list[str]], width: int, schema: pa.Schema) -> pa.Table:
    columns = [[row[place] if place < len(row) else "" for row in block] for place in range(width)]
    return pa.table([pa.array(column, pa.large_string()) for column in columns], schema=schema)


def _sheet_files(archive: zipfile.ZipFile) -> list[str]:
    """Return the files of the sheets in the workbook's order."""
    relations = {}
    for found in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        key = re.search(rb'Id="([^"]+)"', found)
        target = re.search(rb'Target="([^"]+)"', found)
        if key and target:
            relations[key.group(1)] = target.group(1).decode()
    names = [relations.get(key, "") for key in _SHEET.findall(archive.read("xl/workbook.xml"))]
    return [name.lstrip("/") if name.startswith("/") else f"xl/{name}" for name in names]


def _formulas(path: Path, index: int, most_columns: int) -> tuple[int, dict[tuple[int, int], str]]:
    """Return how many formulas a sheet has, and the text of those without a stored value."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = _sheet_files(archive)[index]
            if archive.getinfo(name).file_size > _FORMULA_BYTES:
                return 0, {}
            content = archive.read(name)
    except (KeyError, IndexError, zipfile.BadZipFile):
        return 0, {}
    count = content.count(b"</f>")
    if not count:
        return 0, {}
    texts = {}
    for letters, row, text in _FORMULA.findall(content):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        if int(row) <= _MOST_ROWS and column <= most_columns:
            texts[int(row) - 1, column - 1] = "=" + text.decode("utf-8", "replace")
    return count, texts


def _with_formulas(
    rows: Iterator[list[object]], texts: dict[tuple[int, int], str], top: int
) -> Iterator[list[object]]:
    by_row: dict[int, dict[int, str]] = {}
    for (line, column), text in texts.items():
        by_row.setdefault(line, {})[column] = text
    last = top - 1
    for number, cells in enumerate(rows, start=top):
        for column, text in by_row.get(number, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            if cells[column] in ("", None):
                cells[column] = text
        yield cells
        last = number
    # Rows of nothing but formulas that were never calculated: the sheet ends before them.
    for number in range(last + 1, max(by_row) + 1):
        found = by_row.get(number, {})
        yield [found.get(column, "") for column in range(max(found, default=-1) + 1)]


def unpack(path: Path, kind: str, folder: Path, most_columns: int) -> dict[str, object]:
    """Write each sheet as Parquet into the folder; return what was found."""
    sheets = []
    with CalamineWorkbook.from_path(str(path)) as workbook:
        for index, about in enumerate(workbook.sheets_metadata):
            if str(about.typ) != "SheetTypeEnum.WorkSheet":
                continue
            sheet = workbook.get_sheet_by_index(index)
            end = sheet.end
            width = end[1] + 1 if end else 0
            height = end[0] + 1 if end else 0
            entry = {
                "name": about.name,
                "visible": str(about.visible) == "SheetVisibleEnum.Visible",
                "rows": height,
                "columns": width,
                "formulas": 0,
                "file": f"sheet{index}.parquet",
            }
            if 0 < width <= most_columns:
                count, texts = _formulas(path, index, most_columns) if kind == "xlsx" else (0, {})
                entry["formulas"] = count
                rows: Iterator[list[object]] = _whole_rows(sheet)
                if texts:
                    width = max(width, 1 + max(column for _row, column in texts))
                    rows = _with_formulas(rows, texts, 0)
                _write(rows, width, folder / str(entry["file"]))
            sheets.append(entry)
    return {"sheets": sheets}


def _whole_rows(sheet: object) -> Iterator[list[object]]:
    """Yield the rows from the first of the sheet, empty ones too: numbers of rows stay true."""
    start = sheet.start or (0, 0)  # type: ignore[attr-defined]
    for _row in range(start[0]):
        yield []
    pad: list[object] = [""] * start[1]
    for row in sheet.to_python(skip_empty_area=True):  # type: ignore[attr-defined]
        yield [*pad, *row]


def main() -> int:
    """Unpack and print the findings as JSON; 3 encrypted, 4 damaged."""
    path, kind, folder, memory, seconds, columns = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = unpack(Path(path), kind, Path(folder), int(columns))
    except PasswordError:
        return 3
    except (CalamineError, MemoryError, OSError, ValueError, pa.ArrowException):
        return 4
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
