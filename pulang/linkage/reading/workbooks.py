"""Workbooks: unpacked by a process of its own into Parquet of strings, once per file."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pulang.linkage.reading import stored
from pulang.linkage.reading.kinds import Kind, Limits
from pulang.linkage.reading.refusals import (
    EmptyFile,
    Encrypted,
    NoSuchSheet,
    TooLarge,
    TooManyColumns,
    Unreadable,
)

_UNPACK = Path(__file__).with_name("unpack.py")
"""Run as a file: of the whole application it needs nothing, and starts in a third of a second."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    rows: int
    columns: int
    formulas: int
    path: Path
    visible: bool = True


def sheets_of(path: Path, kind: Kind, *, workdir: Path, limits: Limits) -> list[Sheet]:
    """Return the sheets that hold something, unpacked.

    Raises: EmptyFile, Encrypted, Unreadable, TooLarge, TooManyColumns.
    """
    note = workdir / "sheets.json"
    ending = stored.SEALED if stored.is_sealed(path) else ""
    if not note.exists():
        # Beside, then moved: a preview and an import may unpack the same file at once.
        with tempfile.TemporaryDirectory(dir=workdir) as beside:
            with stored.in_clear(path, Path(beside)) as lent:
                found = json.dumps(_unpack(lent, kind, Path(beside), limits))
            for made in sorted(Path(beside).iterdir()):
                _moved(made, workdir / f"{made.name}{ending}")
            (Path(beside) / note.name).write_text(found)
            (Path(beside) / note.name).replace(note)
    entries: list[dict[str, Any]] = json.loads(note.read_text())["sheets"]
    sheets = [
        Sheet(
            one["name"],
            one["rows"],
            one["columns"],
            one["formulas"],
            workdir / f"{one['file']}{ending}",
            one["visible"],
        )
        for one in entries
        if one["rows"] and (workdir / f"{one['file']}{ending}").exists()
    ]
    if sheets:
        return sheets
    widest = max((one["columns"] for one in entries), default=0)
    if widest > limits.columns:
        raise TooManyColumns(
            _(
                "The sheet has %(count)d columns; at most %(most)d can be read. Delete the columns that are not needed."
            )
            % {"count": widest, "most": limits.columns},
            columns=widest,
        )
    raise EmptyFile(_("The workbook has no sheet with rows. Please export the list again."))


def _moved(made: Path, target: Path) -> None:
    if stored.is_sealed(target):
        sealed = made.with_name(target.name)
        with made.open("rb") as file:
            stored.keep(file, sealed)
        made.unlink()
        made = sealed
    made.replace(target)


def _unpack(path: Path, kind: Kind, workdir: Path, limits: Limits) -> dict[str, Any]:
    words = [str(path), str(kind), str(workdir)]
    words += [str(limits.child_bytes), str(limits.child_seconds), str(limits.columns)]
    done = subprocess.run(  # noqa: S603 - our own module, no shell
        [sys.executable, "-I", str(_UNPACK), *words],
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    if done.returncode == 3:
        raise Encrypted(
            _(
                "The workbook is protected by a password. Remove the password in the spreadsheet program and upload it again."
            )
        )
    if done.returncode < 0:
        raise TooLarge(
            _(
                "This workbook asks for more memory than there is: it may have a stray cell far below or to the right. Copy the list into a new sheet, or save it as CSV."
            )
        )
    raise Unreadable(
        _(
            "The workbook is damaged and cannot be opened. Open it in a spreadsheet program and save it again."
        )
    )


def choose(sheets: list[Sheet], wanted: str) -> Sheet:
    """Return the sheet asked for, or the visible one with most rows.

    Raises: NoSuchSheet.
    """
    if wanted:
        for sheet in sheets:
            if sheet.name.strip().casefold() == wanted.strip().casefold():
                return sheet
        raise NoSuchSheet(
            _("The workbook has no sheet “%(name)s”. It has: %(names)s.")
            % {"name": wanted, "names": ", ".join(sheet.name for sheet in sheets)}
        )
    visible = [sheet for sheet in sheets if sheet.visible] or sheets
    return max(visible, key=lambda sheet: sheet.rows * min(sheet.columns, 3))
