"""Files of a source: taken in, looked at, their columns confirmed. Nothing enters the registry yet."""

import hashlib
import io
import shutil
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import Refused, WrongState
from pulang.base.ids import new_ulid
from pulang.linkage import reading
from pulang.linkage.models import Batch, Source
from pulang.linkage.queries import intake
from pulang.linkage.reading import unpacked
from pulang.linkage.reading.stored import SEALED, keep
from pulang.linkage.rules.choice import Choice, suggested
from pulang.linkage.rules.mapping import difference
from pulang.linkage.terms import FIELDS, BatchState

NOT_STARTED = (BatchState.UPLOADED, BatchState.MAPPED)


class NothingMapped(Refused):
    """No column is there by which a person could be known."""

    code = "linkage.nothing_mapped"


class MappedTwice(Refused):
    """Two columns are to be the same field."""

    code = "linkage.mapped_twice"


def upload(
    *, source: Source, file: IO[bytes], name: str, by: Actor, at: datetime, sheet: str = ""
) -> Batch:
    """Take in a file: stored, opened, its columns understood as far as they can be.

    The same bytes again answer with the batch that is there; nothing changes. A file that cannot be
    read leaves nothing behind.
    Raises: NotAllowed and what `reading.open_list` raises.
    """
    require(by, Permission.IMPORT_RUN)
    stored, digest, size = _store(file)
    known = Batch.objects.filter(source=source, sha256=digest)
    again = known.filter(sheet=sheet).first() if sheet else known.first()
    if again:
        _let_go(stored)
        return again
    target = stored.with_name(f"{digest}{SEALED}")
    try:
        opened = reading.open_list(
            stored, sheet=sheet, limits=intake.limits(), workdir=unpacked.folder_for(stored)
        )
        findings = _findings(source, opened)
    except BaseException:
        _let_go(stored)
        raise
    if not target.exists():
        stored.rename(target)
    unpacked.follow(stored, target)
    stored.unlink(missing_ok=True)
    choice, suggestions = suggested(opened.columns(), Choice.of_json(source.mapping))
    findings["suggestions"] = [
        [found.header, found.field, found.confidence, found.reason] for found in suggestions
    ]
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                source=source,
                file_name=Path(name).name[:255],
                stored_as=str(target.relative_to(default_storage.path("."))),
                sha256=digest,
                byte_count=size,
                sheet=opened.sheet[:100],
                mapping=choice.as_json(),
                findings=findings,
                row_count=opened.row_estimate,
                uploaded_at=at,
                uploaded_by=by.membership_id,
            )
            audit.record(
                "linkage.file_uploaded",
                by=by,
                at=at,
                subject=Subject("batch", batch.public_id),
                facts={"bytes": size, "source": source.slug},
            )
    except IntegrityError:
        return Batch.objects.get(source=source, sha256=digest, sheet=opened.sheet[:100])
    return batch


def _findings(source: Source, opened: reading.ListFile) -> dict[str, Any]:
    found: dict[str, Any] = {
        "file": [[code, facts] for code, facts in opened.findings],
        "kind": str(opened.kind),
        "header_row": opened.header_row,
        "headers": list(opened.headers),
        "encoding": opened.encoding,
        "delimiter": opened.delimiter,
        "sheets": list(opened.sheets),
    }
    changed = difference(source.headers, list(opened.columns())) if source.headers else None
    if changed:
        found["difference"] = {"added": list(changed.added), "missing": list(changed.missing)}
    return found


def _store(file: IO[bytes]) -> tuple[Path, str, int]:
    """Seal the file as it comes, never whole in memory or in clear; return its path, SHA-256 and size.

    Raises: TooLarge.
    """
    folder = Path(default_storage.path("lists"))
    folder.mkdir(parents=True, exist_ok=True)
    target, counted = folder / f"{new_ulid()}.part{SEALED}", _Counted(file)
    try:
        keep(io.BufferedReader(counted, buffer_size=1 << 18), target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target, counted.digest.hexdigest(), counted.size


class _Counted(io.RawIOBase):
    """An upload as it is read: hashed, counted, refused as soon as it is too large."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._file.read(len(buffer))
        self.size += len(block)
        if self.size > settings.PULANG_UPLOAD_BYTES:
            raise reading.TooLarge(
                _(
                    "The file is larger than %(most)d MB, the most that can be uploaded. Split it into parts; each part can be imported on its own."
                )
                % {"most": settings.PULANG_UPLOAD_BYTES >> 20}
            )
        self.digest.update(block)
        buffer[: len(block)] = block
        return len(block)


def _let_go(stored: Path) -> None:
    stored.unlink(missing_ok=True)
    shutil.rmtree(unpacked.folder_for(stored), ignore_errors=True)


def confirm(*, batch: Batch, choice: Choice, by: Actor, at: datetime) -> Batch:
    """Confirm which column is what; kept with the source for its next file.

    Raises: NotAllowed, WrongState once the import began, NothingMapped, MappedTwice.
    """
    require(by, Permission.IMPORT_RUN)
    headers = set(batch.findings.get("headers", ()))
    columns = {
        heading: field
        for heading, field in choice.columns.items()
        if heading in headers and (field in FIELDS or field == "")
    }
    choice = Choice(columns, choice.month_first, choice.code_system)
    _check(choice)
    with transaction.atomic():
        locked = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
        if locked.state not in NOT_STARTED:
            raise WrongState(
                _("The import of this file has begun; its columns cannot be changed any more.")
            )
        locked.mapping, locked.state = choice.as_json(), BatchState.MAPPED
        locked.save(update_fields=["mapping", "state"])
        source = locked.source
        source.mapping, source.headers = choice.as_json(), list(columns)
        source.save(update_fields=["mapping", "headers"])
        audit.record(
            "linkage.columns_confirmed",
            by=by,
            at=at,
            subject=Subject("batch", batch.public_id),
            facts={"columns": len([field for field in columns.values() if field])},
        )
    return locked


def _check(choice: Choice) -> None:
    if not choice.can_identify:
        raise NothingMapped(
            _(
                "No column says who the rows are about. Say which column holds the name, the NIK, the passport or the phone number."
            )
        )
    if choice.twice:
        names = ", ".join(str(FIELDS[name]) for name in choice.twice)
        raise MappedTwice(
            _("Two columns were given the same meaning: %(names)s. Keep one of them.")
            % {"names": names}
        )
