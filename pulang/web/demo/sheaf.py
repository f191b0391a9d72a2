"""A list on its way to a file: rows with the person whom each is about, and the dirt that gathers on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pulang.web.demo.cast import Said
from pulang.web.demo.gazetteer import Ints
from pulang.web.demo.persons import Rng
from pulang.web.demo.sheets import Cell

Row = list[Cell]


@dataclass
class Sheaf:
    """Header cells, then rows in file order; rows about nobody carry no person."""

    header: list[str]
    rows: list[tuple[Row, int | None]] = field(default_factory=list)

    def column(self, name: str) -> int:
        """Where a column stands."""
        return self.header.index(name)

    def cells(self) -> list[Row]:
        """The cells of all rows."""
        return [cells for cells, _ in self.rows]

    def change(self, name: str, rows: Sequence[int], how: Callable[[Cell], Cell]) -> None:
        """Change the cells of one column in some rows."""
        at = self.column(name)
        for number in rows:
            cells, _ = self.rows[number]
            cells[at] = how(cells[at])

    def some(self, rng: Rng, share: float) -> list[int]:
        """Some row numbers, by chance."""
        return [number for number in range(len(self.rows)) if rng.random() < share]

    def insert(self, rng: Rng, cells: Row) -> None:
        """Put a row about nobody somewhere between the others."""
        padded = [*cells, *[None] * (len(self.header) - len(cells))]
        self.rows.insert(int(rng.integers(0, len(self.rows) + 1)), (padded, None))

    def repeat_header(self, every: int) -> None:
        """Write the header again as on a new printed page."""
        for at in range(len(self.rows) // every * every, 0, -every):
            self.rows.insert(at, (list[Cell](self.header), None))

    def number(self, name: str = "NO") -> None:
        """Count the rows in the first column, skipping what is not a row."""
        at, count = self.column(name), 0
        for cells, person in self.rows:
            if person is not None:
                count += 1
                cells[at] = count


def sheaf(columns: Mapping[str, pl.Series | None], persons: Ints) -> Sheaf:
    """Gather columns into rows; a column of None is filled later."""
    nothing: list[Cell] = [None] * len(persons)
    cells: list[Sequence[Cell]] = [
        nothing if values is None else values.to_list() for values in columns.values()
    ]
    rows: list[tuple[Row, int | None]] = [
        ([*row], int(person)) for row, person in zip(zip(*cells, strict=True), persons, strict=True)
    ]
    return Sheaf(list(columns), rows)


@dataclass(frozen=True)
class Manner:
    """How a list writes what the cast's rows hold: dates, the words for the sexes, capitals."""

    dated: Callable[[date], Cell]
    woman: str = "P"
    man: str = "L"
    capitals: bool = False

    def write(self, name: str, value: str) -> Cell:
        """One value in the list's manner; a birth date that is not a whole day stays as it was said."""
        if name == "sex":
            return self.woman if value == "F" else self.man
        if name != "born_on":
            return value.upper() if self.capitals else value
        parts = value.split("-")
        if len(parts) != 3:
            return value
        return self.dated(date(int(parts[2]), int(parts[1]), int(parts[0])))


def add_cast(
    made: Sheaf, cast: Sequence[Said], fields: Mapping[str, str], manner: Manner, rng: Rng
) -> None:
    """Put the cast among the rows; `fields` says which of our fields a column carries."""
    for said in cast:
        cells: Row = [None] * len(made.header)
        for name, value in said.values.items():
            if name in fields:
                cells[made.column(fields[name])] = manner.write(name, value)
        made.rows.insert(int(rng.integers(0, len(made.rows) + 1)), (cells, said.person))


def rounded_nik(cell: Cell) -> Cell:
    """A NIK as a spreadsheet keeps a number: the last digit is gone."""
    return int(str(cell)) // 10 * 10 if cell and str(cell).isdigit() else cell


def scientific_nik(cell: Cell) -> Cell:
    """A NIK as a spreadsheet shows a number: 5,3E+15."""
    return f"{int(str(cell)):.5E}".replace(".", ",") if cell and str(cell).isdigit() else cell


def quoted_nik(cell: Cell) -> Cell:
    """A NIK with the apostrophe that a careful clerk types before it."""
    return f"'{cell}" if cell else cell


def serial_day(cell: Cell) -> Cell:
    """A date as the number that spreadsheets count days with."""
    return (cell - date(1899, 12, 30)).days if isinstance(cell, date) else cell


def spelled_day(cell: Cell) -> Cell:
    """A date typed as text beside cells that hold real dates."""
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell
