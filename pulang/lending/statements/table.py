"""Bank statements as CSV: the table is found by its headings, the style of amounts over the file."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.lending.rules import amounts
from pulang.lending.rules.amounts import Style
from pulang.lending.statements import refusals
from pulang.lending.statements.checks import checked
from pulang.lending.statements.columns import Column, columns_of, is_summary
from pulang.lending.statements.refusals import DoesNotAddUp, RowRefused, StatementRefused
from pulang.lending.statements.values import (
    MOST_ACCOUNT,
    MOST_NAME,
    MOST_TEXT,
    RUPIAH,
    Booking,
    Line,
    Statement,
    cut,
    key,
)

MOST_BYTES = 32 << 20
MOST_ROWS = 200_000
_HEADING_WITHIN = 40
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%d-%m-%y")
_OPENING = re.compile(r"saldo\s*awal|opening\s*balance", re.IGNORECASE)
_CLOSING = re.compile(r"saldo\s*akhir|closing\s*balance", re.IGNORECASE)
_ACCOUNT = re.compile(r"rekening|account", re.IGNORECASE)
_MONEY = (Column.DEBIT, Column.CREDIT, Column.AMOUNT, Column.BALANCE)


@dataclass(slots=True)
class _Row:
    """A booking as written; `number` is the line of the file that an editor shows."""

    number: int
    cells: dict[Column, str]


@dataclass(slots=True)
class _Table:
    """Everything of the file before a number is read."""

    columns: dict[Column, int]
    rows: list[_Row] = field(default_factory=list)
    account: str = ""
    opening: str = ""
    closing: str = ""


def read(data: bytes) -> Statement:
    """Read a bank's CSV.

    Raises: StatementRefused, StylesMixed, AmountUnreadable.
    """
    table = _table(_rows(_decoded(data)))
    style = amounts.style_of(_money(table))
    shape = _day_shape(table.rows)
    bookings = _numbered([_booking(row, style, shape) for row in table.rows])
    balances = [_exact(row.cells.get(Column.BALANCE, ""), style, row.number) for row in table.rows]
    opening, closing, in_order = _chained(bookings, balances, table, style)
    return checked(
        in_order,
        format="csv",
        identifier="",
        account=table.account,
        starts_on=None,
        ends_on=None,
        opening=opening,
        closing=closing,
    )


# --- the file and its table ---


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise StatementRefused(
            _("The file is larger than %(most)d MB. Ask the bank for one file a day.")
            % {"most": MOST_BYTES >> 20}
        )
    if b"\x00" in data:
        raise StatementRefused(_("The file is no text. Export the statement as CSV or camt.053."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    head = "".join(lines[:_HEADING_WITHIN])
    separator = max(";\t|,", key=head.count) if head else ","
    # A decimal comma is more frequent than the separator when amounts are not quoted.
    for candidate in ";\t|":
        if any(columns_of(line.strip().split(candidate)) for line in lines[:_HEADING_WITHIN]):
            separator = candidate
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            if reader.line_num > MOST_ROWS:
                raise StatementRefused(
                    _("The file has more than %(most)d rows.") % {"most": MOST_ROWS}
                )
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error:
        raise RowRefused(row=reader.line_num, why=_("the quotation marks do not fit.")) from None


def _table(rows: Iterator[tuple[int, list[str]]]) -> _Table:
    before: list[list[str]] = []
    for number, row in rows:
        columns = columns_of(row)
        if columns:
            table = _Table(columns)
            for earlier in before:
                _aside(earlier, table)
            _fill(table, rows)
            return table
        if number > _HEADING_WITHIN:
            break
        before.append(row)
    raise StatementRefused(
        _(
            "No table was found: the file needs a heading with the day (Tanggal) and the amounts (Debit and Kredit, or Jumlah)."
        )
    )


def _fill(table: _Table, rows: Iterator[tuple[int, list[str]]]) -> None:
    for number, row in rows:
        if not any(row) or columns_of(row):  # a heading repeated on each page
            continue
        cells = {column: row[index] for column, index in table.columns.items() if index < len(row)}
        said = cells.get(Column.TEXT, "")
        if _OPENING.search(said):
            table.opening = cells.get(Column.BALANCE, "") or table.opening
        elif _CLOSING.search(said):
            table.closing = cells.get(Column.BALANCE, "") or table.closing
        elif _looks_like_day(cells.get(Column.DAY, "")):
            table.rows.append(_Row(number, cells))
        elif is_summary(row):
            _aside(row, table)
        else:
            raise RowRefused(row=number, why=_("the day is missing or cannot be read."))


def _aside(row: Sequence[str], table: _Table) -> None:
    """Take from a row outside of the table what it tells: account, opening or closing balance."""
    label, *values = [
        cell for cell in (part.strip() for cell in row for part in cell.split(":")) if cell
    ] or [""]
    last = values[-1] if values else ""
    if _OPENING.search(label):
        table.opening = last
    elif _CLOSING.search(label):
        table.closing = last
    elif _ACCOUNT.search(label) and not table.account:
        digits = re.sub(r"[\s.-]", "", last.split("(")[0])
        table.account = digits[:MOST_ACCOUNT] if digits.isdigit() else ""


def _money(table: _Table) -> Iterator[str]:
    for row in table.rows:
        yield from (row.cells[column] for column in _MONEY if row.cells.get(column))
    yield from (each for each in (table.opening, table.closing) if each)


# --- days ---


def _looks_like_day(cell: str) -> bool:
    return any(_parsed(cell, shape) for shape in _DAYS)


def _parsed(cell: str, shape: str) -> date | None:
    try:
        return datetime.strptime(cell.split(" ")[0], shape).date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return None


def _day_shape(rows: Sequence[_Row]) -> str:
    """Return the one way in which all days are written; day before month, as everybody here does."""
    for shape in _DAYS:
        if all(_parsed(row.cells[Column.DAY], shape) for row in rows):
            return shape
    raise StatementRefused(
        _("Days are written in two ways in this file, or the month stands before the day.")
    )


# --- one row ---


def _booking(row: _Row, style: Style, shape: str) -> Booking:
    refuse = partial(RowRefused, row=row.number)
    written, is_credit = _direction(row, style)
    exact = abs(_exact(written, style, row.number) or Decimal(0))
    currency = row.cells.get(Column.CURRENCY, "").upper().replace("RP", RUPIAH) or RUPIAH
    booked_on = _parsed(row.cells[Column.DAY], shape)
    if booked_on is None:
        raise refuse(why=_("the day is missing or cannot be read."))
    line = Line(
        reference=row.cells.get(Column.REFERENCE, ""),
        booked_on=booked_on,
        amount=int(exact),
        is_credit=is_credit,
        payer_name=cut(row.cells.get(Column.NAME, ""), MOST_NAME),
        virtual_account=cut(row.cells.get(Column.VIRTUAL_ACCOUNT, "").lstrip("'"), MOST_ACCOUNT),
        remittance_text=cut(row.cells.get(Column.TEXT, ""), MOST_TEXT),
        currency=currency,
        problem=_problem(exact, currency),
    )
    return Booking(line, exact if is_credit else -exact)


def _problem(exact: Decimal, currency: str) -> str:
    if currency != RUPIAH:
        return refusals.foreign(currency)
    if exact != int(exact):
        return refusals.fraction()
    return "" if exact >= 1 else refusals.no_amount()


def _direction(row: _Row, style: Style) -> tuple[str, bool]:
    """Return the amount as written and whether it came in."""
    if Column.AMOUNT not in row.cells:
        return _of_two_columns(row, style)
    written = row.cells[Column.AMOUNT]
    if mark := row.cells.get(Column.DIRECTION, "").strip().lower():
        if mark[0] not in "cdk":
            raise RowRefused(row=row.number, why=_("whether it is credit or debit is not told."))
        return written, mark[0] in "ck"
    read = _exact(written, style, row.number) or Decimal(0)
    is_marked = not written.rstrip(". )")[-1:].isdigit()
    if read > 0 and not is_marked and Column.BALANCE not in row.cells:
        raise RowRefused(row=row.number, why=_("whether it is credit or debit is not told."))
    return written, read > 0


def _of_two_columns(row: _Row, style: Style) -> tuple[str, bool]:
    sides = {
        is_credit: row.cells.get(column, "")
        for column, is_credit in ((Column.DEBIT, False), (Column.CREDIT, True))
    }
    filled = [side for side, cell in sides.items() if _exact(cell, style, row.number)]
    if len(filled) > 1:
        raise RowRefused(row=row.number, why=_("it is credit and debit at once."))
    if not filled:
        return "0", True
    (is_credit,) = filled
    if is_credit and (_exact(sides[True], style, row.number) or 0) < 0:
        raise RowRefused(row=row.number, why=_("a negative amount stands under credit."))
    return sides[is_credit], is_credit


def _exact(cell: str, style: Style, number: int) -> Decimal | None:
    if cell in ("", "-"):
        return None
    try:
        return amounts.exact(cell, style)
    except Refused as refusal:
        raise RowRefused(row=number, why=refusal.sentence) from None


# --- the whole ---


def _numbered(bookings: Sequence[Booking]) -> list[Booking]:
    """Give a reference to bookings whose bank gives none: the same row again is the same booking."""
    seen: dict[str, int] = {}
    named = []
    for one in bookings:
        line = one.line
        if not line.reference:
            said = key(line.booked_on, one.exact, line.virtual_account, line.remittance_text)
            seen[said] = seen.get(said, 0) + 1
            line = _named(line, key(said, seen[said]))
        named.append(Booking(_named(line, key(line.reference)), one.exact))
    return named


def _named(line: Line, reference: str) -> Line:
    return replace(line, reference=reference)


def _chained(
    bookings: list[Booking], balances: Sequence[Decimal | None], table: _Table, style: Style
) -> tuple[Decimal | None, Decimal | None, list[Booking]]:
    """Return opening, closing and the bookings from old to new; each balance follows from the last."""
    opening = _exact(table.opening, style, 0)
    closing = _exact(table.closing, style, 0)
    known = [each for each in balances if each is not None]
    if not bookings or len(known) != len(bookings):
        return opening, closing, bookings
    ways = [(bookings, known), (bookings[::-1], known[::-1])]
    for ordered, held in ways:
        if all(
            before + one.exact == after
            for before, one, after in zip(held, ordered[1:], held[1:], strict=False)
        ):
            first = held[0] - ordered[0].exact
            return (
                opening if opening is not None else first,
                held[-1] if closing is None else closing,
                ordered,
            )
    moved = sum((one.exact for one in bookings), Decimal(0))
    raise DoesNotAddUp(opening=known[0] - bookings[0].exact, moved=moved, closing=known[-1])
