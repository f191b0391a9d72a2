"""What a file is, by its content; its name is only a hint. Zip files are weighed before they are opened."""

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from pulang.linkage.reading import stored
from pulang.linkage.reading.refusals import Bomb, EmptyFile, Encrypted, TooLarge, WrongKind

MEGABYTE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(StrEnum):
    """Kinds of list."""

    TEXT = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. A workbook must be unpacked as a whole, a CSV is read piece by piece."""

    text_bytes: int = 4 << 30
    workbook_bytes: int = 150 * MEGABYTE
    unpacked_bytes: int = 1500 * MEGABYTE
    ratio: int = 200
    members: int = 5_000
    columns: int = 400
    child_bytes: int = 6 << 30
    child_seconds: int = 600


def kind_of(path: Path, limits: Limits) -> Kind:
    """Return the kind of a file and refuse what may not be opened.

    Raises: EmptyFile, WrongKind, TooLarge, Bomb, Encrypted.
    """
    size = stored.byte_count(path)
    if size == 0:
        raise EmptyFile(_("The file is empty (0 bytes). Please export the list again."))
    with stored.opened(path) as file:
        head = file.read(4096)
    if head[:4] == b"PAR1":
        return _weighed(Kind.PARQUET, size, limits.text_bytes)
    if head[:4] == b"PK\x03\x04":
        return _weighed(_zip_kind(path, size, limits), size, limits.workbook_bytes)
    if head[:8] == _OLE:
        if b"E\0n\0c\0r\0y\0p\0t" in _directory(path):
            raise Encrypted(_encrypted())
        return _weighed(Kind.XLS, size, limits.workbook_bytes)
    _refuse_other(head)
    return _weighed(Kind.TEXT, size, limits.text_bytes)


def _encrypted() -> str:
    return _(
        "The workbook is protected by a password. Remove the password in the spreadsheet program and upload it again."
    )


def _directory(path: Path) -> bytes:
    """Return the parts of an OLE file where its directory stands: the beginning and the end."""
    with stored.opened(path) as file:
        first = file.read(2 * MEGABYTE)
        file.seek(max(0, stored.byte_count(path) - 2 * MEGABYTE))
        return first + file.read()


def _weighed(kind: Kind, size: int, most: int) -> Kind:
    if size <= most:
        return kind
    if kind in {Kind.XLSX, Kind.XLS, Kind.ODS}:
        raise TooLarge(
            _(
                "The workbook has %(size)d MB; workbooks may have at most %(most)d MB. Save the sheet as CSV: those may have several GB."
            )
            % {"size": size // MEGABYTE, "most": most // MEGABYTE},
            size=size,
        )
    raise TooLarge(
        _(
            "The file has %(size)d MB; at most %(most)d MB can be read. Please split it into parts; each part can be imported on its own."
        )
        % {"size": size // MEGABYTE, "most": most // MEGABYTE},
        size=size,
    )


def _zip_kind(path: Path, size: int, limits: Limits) -> Kind:
    try:
        with stored.opened(path) as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            kind_note = archive.read("mimetype")[:100] if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as broken:
        raise WrongKind(
            _(
                "The file begins like a workbook but is damaged: perhaps the copy was interrupted. Please export it again."
            )
        ) from broken
    unpacked = sum(member.file_size for member in members)
    if (
        unpacked > limits.unpacked_bytes
        or len(members) > limits.members
        or (unpacked > 50 * MEGABYTE and unpacked > limits.ratio * size)
    ):
        raise Bomb(
            _(
                "This workbook would unpack from %(size)d MB to %(unpacked)d MB. Files like that are damaged or made to do harm; it was not opened."
            )
            % {"size": max(1, size // MEGABYTE), "unpacked": unpacked // MEGABYTE},
            unpacked=unpacked,
        )
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members) or "EncryptedPackage" in names:
        raise Encrypted(_encrypted())
    if b"opendocument.spreadsheet" in kind_note:
        return Kind.ODS
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    raise WrongKind(
        _("This is a ZIP archive, not a list. Unpack it and upload the files inside one by one.")
    )


_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PACKED = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")


def _refuse_other(head: bytes) -> None:
    if head.startswith(b"%PDF"):
        raise WrongKind(
            _(
                "This is a PDF. Ask for the list as a spreadsheet (XLSX) or CSV: tables cannot be taken from a PDF without mistakes."
            )
        )
    if head.startswith(_PICTURES):
        raise WrongKind(_("This is a picture. Ask for the list as a spreadsheet (XLSX) or CSV."))
    if head.startswith(_PACKED):
        raise WrongKind(_("This is a compressed file. Unpack it and upload the list inside."))
    lowered = head[:512].lstrip().lower()
    if lowered.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"{\\rtf")):
        raise WrongKind(
            _(
                "This is a web page or document, although its name may say otherwise. Open it in a spreadsheet program and save it as XLSX or CSV."
            )
        )
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head)
    zeros = head.count(0)
    if strange > len(head) * 0.1 and not zeros > len(head) * 0.3:
        raise WrongKind(
            _("This is not a list that can be read. CSV, XLSX, XLS, ODS and Parquet files can.")
        )
