"""Bank statements in, plain values out: camt.053, camt.054 and the CSV that banks export."""

from pulang.lending.statements import camt, table
from pulang.lending.statements.refusals import StatementRefused
from pulang.lending.statements.values import Line, Statement

__all__ = ["Line", "Statement", "StatementRefused", "read"]


def read(data: bytes) -> tuple[Statement, ...]:
    """Read a statement file by what it is, not by its name.

    Raises: MessageRefused, StatementRefused, AmountUnreadable, StylesMixed.
    """
    start = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return camt.read(data)
    return (table.read(data),)
