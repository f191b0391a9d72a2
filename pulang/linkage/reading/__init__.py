"""Lists as files: CSV in any encoding, XLSX, XLS, ODS, Parquet, read piece by piece as strings.

`open_list(path)` finds kind, sheet, heading and delimiter, refuses what cannot or must not be read,
and `chunks()` yields the rows as they stand, with their numbers in the file. Nothing is dropped in
silence: what is no row of the list (a repeated heading, a total, a note) is counted among the
findings.
"""

from pulang.linkage.reading.files import CHUNK, Chunk, ListFile, is_ours, open_list
from pulang.linkage.reading.kinds import Kind, Limits
from pulang.linkage.reading.refusals import (
    Bomb,
    EmptyFile,
    Encrypted,
    NoSuchSheet,
    TooLarge,
    TooManyColumns,
    Unreadable,
    WrongKind,
)

__all__ = [
    "CHUNK",
    "Bomb",
    "Chunk",
    "EmptyFile",
    "Encrypted",
    "Kind",
    "Limits",
    "ListFile",
    "NoSuchSheet",
    "TooLarge",
    "TooManyColumns",
    "Unreadable",
    "WrongKind",
    "is_ours",
    "open_list",
]
