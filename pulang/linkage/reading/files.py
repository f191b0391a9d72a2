"""One list as a file: opened, its heading found, its rows in chunks."""

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from pulang.linkage.reading import asides, stored, text, workbooks
from pulang.linkage.reading.headers import Heading, find_heading
from pulang.linkage.reading.kinds import Kind, Limits, kind_of
from pulang.linkage.reading.refusals import EmptyFile, TooManyColumns, Unreadable

CHUNK = 20_000
"""Small enough that PostgreSQL starts early and its temporary buffers hold most of a piece."""
OURS = "pulang:"
"""Headings of ours in a file of refused rows: taken out again when it comes back mended."""
ROW = "row_number"
MANY_COLUMNS = 60


Ragged = list[tuple[int, list[str]]]


def is_ours(heading: str) -> bool:
    """Tell whether a column is one that our file of refused rows adds."""
    return heading.lower().startswith(OURS)


@dataclass(frozen=True)
class Chunk:
    """Some rows in the order of the file.

    `frame` has `row_number` (as in the file, the first line is 1) and one string column per heading,
    never null. `ragged` holds rows that have more cells than the heading: (row number, cells).
    """

    frame: pl.DataFrame
    ragged: tuple[tuple[int, tuple[str, ...]], ...] = ()
    set_aside: tuple[tuple[int, str], ...] = ()
    """Rows that are none of the list's: (row number, `heading` | `total` | `note`)."""
    last_row: int = 0


@dataclass
class ListFile:
    """An opened list."""

    path: Path
    kind: Kind
    headers: tuple[str, ...]
    header_row: int
    """Row of the (last line of the) heading, from 1; 0 when there is none."""
    row_estimate: int
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    findings: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    """(code, facts) about the file as a whole."""
    sample: list[list[str]] = field(default_factory=list)
    """First data rows, as long as the heading."""
    _source: "text.Blocks | Path | None" = None

    def columns(self) -> dict[str, list[str]]:
        """Return sample values by heading: for `rules.mapping.suggest`."""
        return {
            name: [row[place] for row in self.sample]
            for place, name in enumerate(self.headers)
            if not is_ours(name)
        }

    def chunks(self, *, size: int = CHUNK, after: int = 0) -> Iterator[Chunk]:
        """Yield the rows after a row number, about `size` at a time, in the order of the file.

        All rows up to a chunk's `last_row` are in it or in those before: an import can stop after any.
        """
        width = len(self.headers)
        for cells, numbers, ragged in self._blocks(size):
            frame = _named(cells, self.headers, numbers)
            short, long = _split_ragged(ragged, width)
            if short:
                more = pl.DataFrame(
                    [[number, *row] for number, row in short], schema=frame.schema, orient="row"
                )
                frame = pl.concat([frame, more]).sort(ROW)
            if after:
                frame = frame.filter(pl.col(ROW) > after)
                long = [(number, row) for number, row in long if number > after]
            seen = [*frame[ROW].tail(1), *(number for number, _row in long)]
            if not seen:
                continue
            frame = frame.select(ROW, *(name for name in self.headers if not is_ours(name)))
            kept, aside = asides.without(frame, frame.columns[1:])
            yield Chunk(kept, tuple((n, tuple(row)) for n, row in long), tuple(aside), max(seen))

    def _blocks(self, size: int) -> Iterator[tuple[pa.Table, pl.Series, Ragged]]:
        if isinstance(self._source, text.Blocks):
            yield from self._text_blocks(replace(self._source, ragged=[]), size)
            return
        at = 0
        with pq.ParquetFile(stored.for_arrow(cast(Path, self._source))) as file:
            for batch in file.iter_batches(batch_size=size):
                first, at = at, at + batch.num_rows
                cut = max(0, self.header_row - first)
                if cut >= batch.num_rows:
                    continue
                numbers = pl.int_range(first + cut + 1, at + 1, eager=True).alias(ROW)
                yield pa.Table.from_batches([batch.slice(cut)]), numbers, []

    def _text_blocks(
        self, source: text.Blocks, size: int
    ) -> Iterator[tuple[pa.Table, pl.Series, Ragged]]:
        taken = 0

        def up_to(last: int | None) -> Ragged:
            """Take the ragged rows that come before a row: the reader may already be further."""
            nonlocal taken
            first = taken
            while taken < len(source.ragged) and (last is None or source.ragged[taken].row < last):
                taken += 1
            return [(row.row, row.cells) for row in source.ragged[first:taken]]

        for table, numbers in source:
            rows = pl.Series(ROW, numbers, dtype=pl.Int64)
            for start in range(0, len(rows), size):
                part = rows.slice(start, size)
                yield table.slice(start, size), part, up_to(int(part[-1]))
        if left := up_to(None):
            empty = {f"c{n}": pa.array([], pa.large_string()) for n in range(source.width)}
            yield pa.table(empty), pl.Series(ROW, [], dtype=pl.Int64), left


def _named(cells: pa.Table, headers: tuple[str, ...], numbers: pl.Series) -> pl.DataFrame:
    frame = cast(pl.DataFrame, pl.from_arrow(cells))
    frame = frame.select(_strings(frame))
    frame.columns = list(headers)
    return frame.insert_column(0, numbers)


def _strings(frame: pl.DataFrame) -> list[pl.Expr]:
    made = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if kind == pl.String:
            made.append(column.fill_null("").str.replace_all("\0", "", literal=True))
        elif kind.is_float():
            whole = (column == column.floor()) & (column.abs() < 2**53)
            as_whole = column.cast(pl.Int64, strict=False).cast(pl.String)
            made.append(
                pl.when(whole).then(as_whole).otherwise(column.cast(pl.String)).fill_null("")
            )
        elif kind.is_nested():
            made.append(pl.struct(column).struct.json_encode().fill_null(""))
        elif kind == pl.Binary:
            made.append(column.cast(pl.String, strict=False).fill_null(""))
        elif kind == pl.Null:
            made.append(pl.lit("").alias(name))
        else:
            made.append(column.cast(pl.String).fill_null(""))
    return made


def _split_ragged(ragged: Ragged, width: int) -> tuple[Ragged, Ragged]:
    """Pad rows that are short, or long by empty cells only; the others cannot be placed."""
    fits: Ragged = []
    long: Ragged = []
    for number, cells in ragged:
        if not any(cell.strip() for cell in cells[width:]):
            fits.append((number, [*cells[:width], *[""] * (width - len(cells))]))
        else:
            long.append((number, cells))
    return fits, long


def open_list(
    path: Path | str,
    *,
    sheet: str = "",
    limits: Limits | None = None,
    workdir: Path | None = None,
) -> ListFile:
    """Open a list. `workdir` keeps what was unpacked, so that a second opening costs nothing.

    Raises: EmptyFile, WrongKind, Bomb, TooLarge, Encrypted, TooManyColumns, Unreadable, NoSuchSheet.
    """
    path, limits = Path(path), limits or Limits()
    kind = kind_of(path, limits)
    if workdir is not None:
        workdir.mkdir(parents=True, exist_ok=True)
        return _checked(_opened(path, kind, sheet, workdir, limits))
    own = Path(tempfile.mkdtemp(prefix="pulang-list-"))
    try:
        opened = _checked(_opened(path, kind, sheet, own, limits))
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        raise
    weakref.finalize(opened, shutil.rmtree, own, ignore_errors=True)
    return opened


def _opened(path: Path, kind: Kind, sheet: str, workdir: Path, limits: Limits) -> ListFile:
    if kind is Kind.TEXT:
        return _open_text(path, workdir, limits)
    if kind is Kind.PARQUET:
        return _open_parquet(path, limits)
    return _open_workbook(path, kind, sheet, workdir, limits)


def _checked(opened: ListFile) -> ListFile:
    """Refuse a list without rows; remark what is odd about the file as a whole."""
    if not any(any(cell.strip() for cell in row) for row in opened.sample):
        raise EmptyFile(
            _("The file has a heading but no rows. Please check the export.")
            if opened.header_row
            else _("The file has no rows. Please check the export.")
        )
    if len(opened.headers) > MANY_COLUMNS:
        opened.findings.append(("MANY_COLUMNS", {"count": len(opened.headers)}))
    if not opened.header_row and opened.kind is not Kind.PARQUET:
        opened.findings.append(("NO_HEADING", {}))
    return opened


def _check_width(width: int, limits: Limits) -> None:
    if width > limits.columns:
        raise TooManyColumns(
            _(
                "The file has %(count)d columns; at most %(most)d can be read. Delete the columns that are not needed."
            )
            % {"count": width, "most": limits.columns},
            columns=width,
        )


def _open_text(path: Path, workdir: Path, limits: Limits) -> ListFile:
    encoding, repaired = text.encoding_of(path)
    plain = text.as_utf8(path, encoding, repaired=repaired, workdir=workdir)
    dialect = text.dialect_of(plain, encoding, repaired=repaired)
    rows, ends = text.sample_rows(plain, dialect.delimiter, quoted=dialect.quoted)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise EmptyFile(_("The file has no rows. Please check the export."))
    heading = _without_strays(find_heading(_trimmed(rows)), rows)
    width = len(heading.names)
    _check_width(width, limits)
    skip = ends[heading.last] if heading.last >= 0 else 0
    data = rows[heading.rows :]
    size = stored.byte_count(plain)
    per_row = max(1.0, ends[-1] and _bytes_per_row(plain, ends[-1], len(rows)))
    opened = ListFile(
        path, Kind.TEXT, heading.names, heading.rows,
        row_estimate=len(data) if len(rows) < 400 else int(size / per_row),
        encoding=encoding, delimiter=dialect.delimiter,
        sample=_fitted(data, width),
    )  # fmt: skip
    opened._source = text.Blocks(plain, dialect, skip, width, heading.rows + 1)
    if repaired:
        opened.findings.append(("ENCODING_REPAIRED", {"encoding": encoding}))
    if not dialect.quoted:
        opened.findings.append(("QUOTE_OPEN", {}))
    return opened


def _bytes_per_row(path: Path, lines: int, rows: int) -> float:
    with stored.opened(path) as file:
        for _line in range(lines):
            file.readline()
        return file.tell() / max(1, rows)


def _open_parquet(path: Path, limits: Limits) -> ListFile:
    try:
        with pq.ParquetFile(stored.for_arrow(path)) as file:
            names, count = file.schema_arrow.names, file.metadata.num_rows
            _check_width(len(names), limits)
            first = next(file.iter_batches(batch_size=400), None)
    except (pa.ArrowException, OSError) as broken:
        raise Unreadable(_("The Parquet file is damaged. Please export it again.")) from broken
    sample: list[list[str]] = []
    if first is not None:
        table = pa.Table.from_batches([first])
        frame = _named(
            table,
            tuple(f"{at}" for at in range(len(names))),
            pl.int_range(len(table), eager=True).alias(ROW),
        )
        sample = [list(row[1:]) for row in frame.iter_rows()]
    opened = ListFile(path, Kind.PARQUET, _plain_names(names), 0, count, sample=sample)
    opened._source = path
    return opened


def _plain_names(names: list[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    result = []
    for place, name in enumerate(names):
        text_ = name.strip() or f"column {place + 1}"
        while text_ in seen or text_ == ROW:
            text_ += " (2)"
        seen.add(text_)
        result.append(text_)
    return tuple(result)


def _open_workbook(path: Path, kind: Kind, wanted: str, workdir: Path, limits: Limits) -> ListFile:
    sheets = workbooks.sheets_of(path, kind, workdir=workdir, limits=limits)
    sheet = workbooks.choose(sheets, wanted)
    with pq.ParquetFile(stored.for_arrow(sheet.path)) as file:
        batch = next(file.iter_batches(batch_size=450), None)
        count = file.metadata.num_rows
    if batch is None:
        raise EmptyFile(_("The sheet “%(name)s” has no rows.") % {"name": sheet.name})
    grid = [
        list(row) for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    heading = find_heading(grid)
    names = (
        *heading.names,
        *(f"column {n + 1}" for n in range(len(heading.names), len(batch.columns))),
    )
    opened = ListFile(
        path, kind, tuple(names), heading.rows, max(0, count - heading.rows),
        sheet=sheet.name, sheets=tuple(one.name for one in sheets),
        sample=_fitted(grid[heading.rows :], len(names)),
    )  # fmt: skip
    opened._source = sheet.path
    others = [one.name for one in sheets if one.name != sheet.name and one.rows > 1]
    if others:
        opened.findings.append(("OTHER_SHEETS", {"names": ", ".join(others)}))
    if sheet.formulas:
        opened.findings.append(("FORMULAS", {"count": sheet.formulas}))
    return opened


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Leave out columns at the right that are empty in every row (a trailing delimiter)."""
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell.strip()), default=0)
    return [row[:width] for row in rows]


def _without_strays(heading: Heading, rows: list[list[str]]) -> Heading:
    """Leave out nameless columns at the right that a stray row made: that row has too many cells."""
    data, width = rows[heading.rows :], len(heading.names)
    while (
        heading.first >= 0
        and width > 1
        and not any(
            row[width - 1].strip()
            for row in rows[heading.first : heading.rows]
            if len(row) >= width
        )
    ):
        filled = sum(len(row) >= width and bool(row[width - 1].strip()) for row in data)
        if filled > max(1, len(data) // 50):
            break
        width -= 1
    return Heading(heading.first, heading.last, heading.names[:width])


def _fitted(rows: list[list[str]], width: int) -> list[list[str]]:
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]
