"""CSV and its kin: encoding, delimiter, and reading piece by piece."""

import codecs
import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as pacsv
from django.utils.translation import gettext as _

from pulang.linkage.reading import stored
from pulang.linkage.reading.refusals import Unreadable

_BLOCK = 1 << 24
_SAMPLE = 1 << 18
_DELIMITERS = (",", ";", "\t", "|")
_VALID = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UNDEFINED_1252 = b"\x81\x8d\x8f\x90\x9d"
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written."""

    encoding: str
    delimiter: str
    quoted: bool = True
    repaired: bool = False
    """Some bytes are no characters of the encoding: they stand as the replacement character."""


@dataclass(frozen=True, slots=True)
class RaggedRow:
    """A row with more or fewer cells than the heading."""

    row: int
    cells: list[str]


@dataclass
class Blocks:
    """Reads the data rows of a text file in blocks; ragged rows are put aside, never dropped."""

    path: Path
    dialect: Dialect
    skip_lines: int
    width: int
    first_row: int
    """Number of the first data row, as a spreadsheet numbers rows."""
    ragged: list[RaggedRow] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[pa.Table, list[int]]]:
        """Yield (cells as strings c0…, row numbers)."""
        names = [f"c{place}" for place in range(self.width)]
        skipped: list[int] = []

        def put_aside(row: pacsv.InvalidRow) -> str:
            number = row.number - self.skip_lines
            skipped.append(number)
            cells = next(csv.reader([row.text], delimiter=self.dialect.delimiter), [])
            self.ragged.append(RaggedRow(self.first_row + number - 1, cells))
            return "skip"

        if not self._has_data():
            return
        try:
            reader = pacsv.open_csv(
                stored.for_arrow(self.path),
                read_options=pacsv.ReadOptions(
                    column_names=names,
                    skip_rows=self.skip_lines,
                    use_threads=False,
                    block_size=_BLOCK,
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.dialect.delimiter,
                    quote_char='"' if self.dialect.quoted else False,
                    newlines_in_values=self.dialect.quoted,
                    ignore_empty_lines=False,
                    invalid_row_handler=put_aside,
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()),
                    strings_can_be_null=False,
                    check_utf8=True,
                ),
            )
            at, cursor = 1, 0
            for batch in reader:
                numbers: list[int] = []
                while len(numbers) < batch.num_rows:
                    if cursor < len(skipped):
                        stop = min(skipped[cursor], at + batch.num_rows - len(numbers))
                        numbers.extend(range(at, stop))
                        at = stop
                        if at == skipped[cursor] and len(numbers) < batch.num_rows:
                            cursor += 1
                            at += 1
                    else:
                        stop = at + batch.num_rows - len(numbers)
                        numbers.extend(range(at, stop))
                        at = stop
                yield (
                    pa.Table.from_batches([batch]),
                    [self.first_row + number - 1 for number in numbers],
                )
        except pa.ArrowInvalid as broken:
            raise Unreadable(
                _(
                    "The file cannot be read as a table: a quotation mark may be open somewhere. Save it again as XLSX or CSV."
                )
            ) from broken

    def _has_data(self) -> bool:
        with stored.opened(self.path) as file:
            for _line in range(self.skip_lines):
                if not file.readline():
                    return False
            return bool(file.read(1))


def encoding_of(path: Path) -> tuple[str, bool]:
    """Return (encoding, whether some bytes had to be replaced). The whole file is looked through."""
    with stored.opened(path) as file:
        head = file.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", not _decodes(path)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd > len(head) * 0.2:
        return ("utf-16-le" if odd > even else "utf-16-be"), False
    if _decodes(path):
        return "utf-8", False
    return _of_one_byte(path)


def _decodes(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with stored.opened(path) as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _of_one_byte(path: Path) -> tuple[str, bool]:
    good = high = 0
    undefined = False
    with stored.opened(path) as file:
        while block := file.read(_BLOCK):
            good += sum(len(found) for found in _VALID.findall(block))
            high += len(block) - len(block.translate(None, bytes(range(128, 256))))
            undefined |= any(byte in block for byte in _UNDEFINED_1252)
    if high and good > 0.8 * high:
        return "utf-8", True
    return ("latin-1" if undefined else "cp1252"), False


def as_utf8(path: Path, encoding: str, *, repaired: bool, workdir: Path) -> Path:
    """Return a file of the same text in UTF-8 without byte order mark or NUL: the same file if it is one."""
    if encoding == "utf-8" and not repaired and not _has_nul(path):
        return path
    target = workdir / f"text.utf8{stored.SEALED if stored.is_sealed(path) else ''}"
    if target.exists():
        return target
    # Beside, then moved: a preview and an import may do this at once.
    with tempfile.TemporaryDirectory(dir=workdir) as beside, stored.opened(path) as file:
        made = Path(beside) / target.name
        stored.keep(io.BufferedReader(_Recoded(file, encoding)), made)
        made.replace(target)
    return target


class _Recoded(io.RawIOBase):
    """A text in UTF-8, whatever it was written in."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            block = self._file.read(_BLOCK)
            text = self._decoder.decode(block, final=not block)
            self._left = memoryview(text.replace("\0", "").encode())
            if not block:
                break
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _has_nul(path: Path) -> bool:
    with stored.opened(path) as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                return True
    return False


def sample_rows(
    path: Path, delimiter: str, *, quoted: bool = True
) -> tuple[list[list[str]], list[int]]:
    """Return the first rows of a UTF-8 file, and after how many lines each ends."""
    with (
        stored.opened(path) as file,
        io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="") as lines_of,
    ):
        text = lines_of.read(_SAMPLE)
    lines = text.splitlines(keepends=True)
    if len(text) == _SAMPLE and len(lines) > 1:
        lines = lines[:-1]  # cut in the middle
    if quoted:
        reader = csv.reader(lines, delimiter=delimiter)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    rows, ends = [], []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == 400:
                break
    except csv.Error as broken:
        raise Unreadable(
            _("The file cannot be read as a table. Save it again as XLSX or CSV.")
        ) from broken
    return rows, ends


def dialect_of(path: Path, encoding: str, *, repaired: bool) -> Dialect:
    """Return the delimiter under which most rows have the same, and many, cells."""
    best, chosen, quoted = 0.0, ",", True
    for delimiter in _DELIMITERS:
        rows, ends = sample_rows(path, delimiter)
        widths = Counter(len(row) for row in rows if any(row))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (width - 1) * (count / sum(widths.values())) ** 2
        if score > best:
            best, chosen = score, delimiter
            quoted = not _swallows(rows, ends)
    return Dialect(encoding, chosen, quoted, repaired)


def _swallows(rows: list[list[str]], ends: list[int]) -> bool:
    """Tell whether a quotation mark that is never closed swallows many lines into one cell."""
    before = 0
    for row, end in zip(rows, ends, strict=True):
        if end - before > 20 and max(len(cell) for cell in row) > 2000:
            return True
        before = end
    return False
