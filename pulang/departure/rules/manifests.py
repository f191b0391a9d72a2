"""Reading a passenger list, and holding it against the passes of the day. Pure: bytes and values in."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 5 << 20
MOST_UNPACKED = 60 << 20
"""A workbook is a zip: what it unpacks to is counted before it is opened."""
MOST_ROWS = 3_000
_HEADING_WITHIN = 30
_PIECE = 1 << 20
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "nama", "nama penumpang", "nama lengkap", "penumpang", "name", "full name",
        "passenger", "passenger name", "pax name",
    ),
    "number": (
        "paspor", "no paspor", "nomor paspor", "passport", "passport no", "passport number",
        "nik", "no ktp", "no identitas", "nomor identitas", "identitas", "id", "id number",
        "document", "document no", "document number", "no dokumen",
    ),
    "seat": ("kursi", "no kursi", "nomor kursi", "seat", "seat no", "tempat duduk", "bed", "dek"),
}  # fmt: skip
_NIK = re.compile(r"\d{16}")
_TITLE = re.compile(r"\b(mr|mrs|ms|mstr|miss|tn|ny|nn|sdr|sdri)\b\.?|/|,")


class Fault(StrEnum):
    """Why a file is not taken as a passenger list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"
    NO_NAMES = "no_names"


class Unreadable(ValueError):
    """The file cannot be taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Row:
    """One passenger as the list has her: the NIK, or another number without blanks and dashes."""

    name: str
    nik: str
    number: str
    seat: str


def read(data: bytes) -> tuple[list[Row], int]:
    """Return the passengers of a CSV or a workbook, and how many rows had no name.

    Raises: Unreadable.
    """
    if not data.strip():
        raise Unreadable(Fault.EMPTY)
    if len(data) > MOST_BYTES:
        raise Unreadable(Fault.TOO_LARGE)
    table = _workbook(data) if data[:2] == b"PK" else _text(data)
    start, places = _heading(table)
    if len(table) - start - 1 > MOST_ROWS:
        raise Unreadable(Fault.TOO_MANY)
    read_rows = [_row(cells, places) for cells in table[start + 1 :] if any(cells)]
    named = [row for row in read_rows if row.name]
    if not named:
        raise Unreadable(Fault.EMPTY)
    return named, len(read_rows) - len(named)


def _workbook(data: bytes) -> list[list[str]]:
    _refuse_bombs(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(nrows=MOST_ROWS + _HEADING_WITHIN + 2)
    except (CalamineError, IndexError, ValueError, OSError):
        raise Unreadable(Fault.UNREADABLE) from None
    return [[_cell(value) for value in row] for row in rows]


def _refuse_bombs(data: bytes) -> None:
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                with packed.open(name) as part:
                    while piece := part.read(_PIECE):
                        total += len(piece)
                        if total > MOST_UNPACKED:
                            raise Unreadable(Fault.TOO_LARGE)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Unreadable(Fault.UNREADABLE) from None


def _cell(value: Any) -> str:
    # A workbook that holds a NIK as a number has lost its last digits already; what is whole stays.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _text(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable(Fault.UNREADABLE)
    first = "\n".join(text.splitlines()[:_HEADING_WITHIN])
    delimiter = max(";,\t|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise Unreadable(Fault.UNREADABLE) from None
    return [[_cell(value) for value in row] for row in rows]


def _heading(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return where the heading stands, and the place of each column that it names."""
    for at, cells in enumerate(table[:_HEADING_WITHIN]):
        words = [re.sub(r"[^a-z]+", " ", cell.lower()).strip() for cell in cells]
        places = {
            what: next((words.index(one) for one in known if one in words), -1)
            for what, known in _HEADINGS.items()
        }
        if places["name"] >= 0:
            return at, places
    raise Unreadable(Fault.NO_NAMES)


def _row(cells: Sequence[str], places: Mapping[str, int]) -> Row:
    def at(what: str) -> str:
        place = places[what]
        return cells[place] if 0 <= place < len(cells) else ""

    number = re.sub(r"[^0-9A-Z]", "", at("number").upper())
    nik = number if _NIK.fullmatch(number) else ""
    return Row(at("name")[:200], nik, "" if nik else number[:40], at("seat")[:20])


def name_key(name: str) -> str:
    """Return a name as lists of carriers can be compared: no titles, words in order of the alphabet.

    Carriers turn names around (TANEO/MARIA MRS), so the order says nothing.
    """
    plain = _TITLE.sub(" ", name.lower())
    return " ".join(sorted(re.sub(r"[^a-z]+", " ", plain).split()))


# --- the comparison ---


class Finding(StrEnum):
    """What the registry knows of a passenger."""

    WITH_PASS = "with_pass"  # noqa: S105 - a travel pass, no password
    BY_NAME = "by_name"
    OTHER_PASS = "other_pass"  # noqa: S105 - as above
    NOT_CLEARED = "not_cleared"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Passenger:
    """A line of the list, with the persons of the registry who bear its number."""

    position: int
    name_key: str
    persons: frozenset[int]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a pass for this day and exit point."""

    person: int
    name_key: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The finding on each line by position, and the holders who are not on the list."""

    findings: Mapping[int, Finding]
    absent: tuple[Holder, ...]


def compare(
    passengers: Sequence[Passenger],
    *,
    holders: Sequence[Holder],
    with_other_pass: Collection[int],
    preparing: Collection[int],
) -> Compared:
    """Hold a list against the passes of the day.

    `with_other_pass` are persons whose pass is for another day or place, `preparing` those whose
    file goes on without a pass. A number decides; a name only where it is one line's and one
    holder's, and never where the number leads to somebody else.
    """
    of_day = {one.person for one in holders}
    findings: dict[int, Finding] = {}
    met: set[int] = set()
    for one in passengers:
        if one.persons & of_day:
            findings[one.position] = Finding.WITH_PASS
            met |= one.persons & of_day
        elif one.persons & set(with_other_pass):
            findings[one.position] = Finding.OTHER_PASS
        elif one.persons & set(preparing):
            findings[one.position] = Finding.NOT_CLEARED
        else:
            findings[one.position] = Finding.UNKNOWN
    left = [one for one in holders if one.person not in met]
    for position, person in _by_name(passengers, findings, left):
        findings[position] = Finding.BY_NAME
        met.add(person)
    return Compared(findings, tuple(one for one in holders if one.person not in met))


def _by_name(
    passengers: Sequence[Passenger], findings: Mapping[int, Finding], holders: Sequence[Holder]
) -> list[tuple[int, int]]:
    lines = Counter(one.name_key for one in passengers)
    held = Counter(one.name_key for one in holders)
    alone = {one.name_key: one.person for one in holders if held[one.name_key] == 1}
    return [
        (one.position, alone[one.name_key])
        for one in passengers
        if findings[one.position] == Finding.UNKNOWN
        and not one.persons
        and lines[one.name_key] == 1
        and one.name_key in alone
    ]
