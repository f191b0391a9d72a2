"""A file's rows enter: in chunks, each whole or not at all; stopped anywhere, it goes on from there."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.base.log import logger
from pulang.linkage import reading
from pulang.linkage.actions.uploads import NothingMapped
from pulang.linkage.models import Batch, Refusal
from pulang.linkage.queries import intake
from pulang.linkage.queries.places import finder
from pulang.linkage.reading import unpacked
from pulang.linkage.rules.choice import Choice
from pulang.linkage.rules.packing import COLUMNS, NULL, packed
from pulang.linkage.standard import Finder, standardise
from pulang.linkage.terms import BatchState

log = logger(__name__)

Progress = Callable[[Batch], None]
MOST_ASIDE = 500
_AHEAD = 2
# Our own column names, no value of anybody.
_STAGE = f"""
create temporary table if not exists intake_stage on commit delete rows
as select {", ".join(COLUMNS)} from linkage_record limit 0
"""  # noqa: S608
_COPY = f"copy intake_stage ({', '.join(COLUMNS)}) from stdin (format csv, null '{NULL}')"
_ENTER = f"""
insert into linkage_record (source_id, batch_id, {", ".join(COLUMNS)})
select %s, %s, {", ".join(COLUMNS)} from intake_stage
on conflict (source_id, fingerprint) do nothing
"""  # noqa: S608


class ImportUnderWay(Refused):
    """Somebody is bringing in this very file at this moment."""

    code = "linkage.import_under_way"


@dataclass(frozen=True)
class _Piece:
    """A chunk ready to be written."""

    lines: bytes
    accepted: int
    refused: list[Refusal]
    aside: tuple[tuple[int, str], ...]
    rows: int
    last_row: int


def request(*, batch: Batch, by: Actor, at: datetime) -> Batch:
    """Let a file wait for its import by a job; asking twice changes nothing.

    Raises: NotAllowed, WrongState when its columns are not confirmed, ImportUnderWay.
    """
    require(by, Permission.IMPORT_RUN)
    if batch.state == BatchState.DONE:
        return batch
    if batch.state == BatchState.UPLOADED:
        raise WrongState(_("Confirm first what each column of the file holds."))
    if intake.is_running(batch):
        raise _under_way(batch)
    with transaction.atomic():
        batch.state, batch.failure, batch.started_at = BatchState.RUNNING, "", None
        batch.save(update_fields=["state", "failure", "started_at"])
        audit.record("linkage.import_requested", by=by, at=at, subject=_subject(batch))
    return batch


def perform(
    *,
    batch: Batch,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
    size: int = reading.CHUNK,
) -> Batch:
    """Bring in the rows of a file that are not in yet.

    Promises: a chunk is in as a whole or not at all, with its refused rows and the counts; the same
    row of a source enters once; killed anywhere and called again, it goes on behind the last chunk.
    Raises: NotAllowed, ImportUnderWay, NothingMapped, and what reading raises.
    """
    require(by, Permission.IMPORT_RUN)
    with _alone(batch):
        batch.refresh_from_db()
        if batch.state == BatchState.DONE:
            return batch
        choice = Choice.of_json(batch.mapping)
        if not choice.can_identify:
            raise NothingMapped(_("No column says who the rows are about."))
        batch.state, batch.failure, batch.started_at = BatchState.RUNNING, "", at
        batch.findings["rows_before"] = batch.rows_done
        batch.save(update_fields=["state", "failure", "started_at", "findings"])
        try:
            finished = _all_pieces(batch, choice, at, progress, size)
        except Exception as fault:
            _fail(batch, at, fault)
            raise
        if finished:
            _finish(batch, by, at)
    return batch


def cancel(*, batch: Batch, by: Actor, at: datetime) -> Batch:
    """Stop an import after the chunk at work. What is in stays; it can be continued.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.IMPORT_RUN)
    with transaction.atomic():
        locked = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
        if locked.state != BatchState.RUNNING:
            raise WrongState(_("This import is not at work; there is nothing to stop."))
        locked.state = BatchState.CANCELLED
        locked.save(update_fields=["state"])
        audit.record("linkage.import_cancelled", by=by, at=at, subject=_subject(locked))
    return locked


def _all_pieces(
    batch: Batch, choice: Choice, at: datetime, progress: Progress | None, size: int
) -> bool:
    """Write all pieces; return False when somebody cancelled meanwhile."""
    file = intake.opened(batch)
    places = finder(code_system=choice.code_system)
    Refusal.objects.filter(batch=batch, row_number__gt=batch.last_row).delete()
    today = at.astimezone(WITA).date()
    area = batch.source.default_area  # read here: the thread must not ask the database
    chunks = file.chunks(size=size, after=batch.last_row)
    for piece in _ahead(
        chunks,
        partial(_prepared, batch=batch, choice=choice, places=places, today=today, area=area),
    ):
        if Batch.objects.filter(pk=batch.pk, state=BatchState.CANCELLED).exists():
            batch.state = BatchState.CANCELLED
            return False
        with transaction.atomic():
            _write(batch, piece)
        if progress:
            progress(batch)
    return True


def _ahead(
    chunks: Iterator[reading.Chunk], prepared: Callable[[reading.Chunk], _Piece]
) -> Iterator[_Piece]:
    """Yield pieces; the next ones are prepared in a thread while PostgreSQL writes one."""
    language = get_language()
    waiting: list[Future[_Piece | None]] = []

    def prepare() -> _Piece | None:
        with override(language):
            chunk = next(chunks, None)
            return prepared(chunk) if chunk else None

    with ThreadPoolExecutor(1) as pool:
        waiting = [pool.submit(prepare) for _turn in range(_AHEAD)]
        try:
            while True:
                piece = waiting.pop(0).result()
                if piece is None:
                    return
                waiting.append(pool.submit(prepare))
                yield piece
        finally:
            for one in waiting:
                one.cancel()


def _prepared(
    chunk: reading.Chunk, *, batch: Batch, choice: Choice, places: Finder, today: date, area: str
) -> _Piece:
    frame = chunk.frame
    done = standardise(
        frame,
        today=today,
        mapping=choice.columns,
        places=places,
        default_area=area,
        month_first=choice.month_first,
    )
    refused = [
        _refusal(batch, number, dict(zip(frame.columns[1:], cells, strict=True)), reasons)
        for number, reasons, *cells in done.refused.join(frame, on="row_number").iter_rows()
    ]
    headings = list(batch.findings.get("headers", frame.columns[1:]))
    for number, cells in chunk.ragged:
        raw: dict[str, object] = dict(zip(headings, cells, strict=False))
        raw["…"] = list(cells[len(headings) :])
        refused.append(_refusal(batch, number, raw, ["TOO_MANY_CELLS"]))
    lines = packed(done.accepted, frame) if len(done.accepted) else b""
    rows = len(frame) + len(chunk.ragged) + len(chunk.set_aside)
    return _Piece(lines, len(done.accepted), refused, chunk.set_aside, rows, chunk.last_row)


def _refusal(batch: Batch, number: int, raw: dict[str, object], reasons: list[str]) -> Refusal:
    clean = {
        name: cell.replace("\0", "") if isinstance(cell, str) else cell
        for name, cell in raw.items()
    }
    return Refusal(
        batch=batch, source_id=batch.source_id, row_number=number, raw=clean, reasons=reasons
    )


def _write(batch: Batch, piece: _Piece) -> None:
    entered = 0
    if piece.lines:
        with connection.cursor() as cursor:
            # PostgreSQL copies into no table with row-level security: first aside, then over.
            cursor.execute(_STAGE)
            with cursor.copy(_COPY) as copy:
                copy.write(piece.lines)
            cursor.execute(_ENTER, [batch.source_id, batch.pk])
            entered = cursor.rowcount
            # Not left to the commit: inside a larger transaction the next piece would enter these again.
            cursor.execute("truncate intake_stage")
    Refusal.objects.bulk_create(piece.refused, batch_size=2_000)
    batch.accepted_count += entered
    batch.repeated_count += piece.accepted - entered
    batch.refused_count += len(piece.refused)
    batch.rows_done += piece.rows
    batch.row_count = max(batch.row_count, batch.rows_done)
    batch.last_row = piece.last_row
    aside = batch.findings.setdefault("aside", [])
    aside.extend([number, why] for number, why in piece.aside[: max(0, MOST_ASIDE - len(aside))])
    batch.save(
        update_fields=[
            "accepted_count", "repeated_count", "refused_count", "rows_done", "row_count",
            "last_row", "findings",
        ]
    )  # fmt: skip


def _finish(batch: Batch, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        batch.state, batch.row_count, batch.finished_at = BatchState.DONE, batch.rows_done, at
        batch.save(update_fields=["state", "row_count", "finished_at"])
        facts = {
            "accepted": batch.accepted_count,
            "repeated": batch.repeated_count,
            "refused": batch.refused_count,
        }
        audit.record("linkage.import_done", by=by, at=at, subject=_subject(batch), facts=facts)
    unpacked.forget(intake.stored_path(batch))
    log.info("linkage.import", batch=batch.public_id, rows=batch.rows_done, **facts)


def _fail(batch: Batch, at: datetime, fault: Exception) -> None:
    """Say on the file's page that it stopped; the fault itself rises and is logged once."""
    if connection.needs_rollback:
        return
    sentence = fault.sentence if isinstance(fault, Refused) else _("The import stopped by a fault.")
    rest = _("Rows up to row %(row)d are in; the import can be continued from there.") % {
        "row": batch.last_row
    }
    Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.FAILED,
        failure=f"{sentence} {rest}" if batch.last_row else sentence,
        finished_at=at,
    )


@contextmanager
def _alone(batch: Batch) -> Iterator[None]:
    """Hold the lock of a file, or refuse: it goes with the connection, so a killed import frees it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [intake.LOCK, batch.pk])
        if not cursor.fetchone()[0]:
            raise _under_way(batch)
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [intake.LOCK, batch.pk])


def _under_way(batch: Batch) -> ImportUnderWay:
    return ImportUnderWay(
        _(
            "“%(name)s” is being imported at this moment (%(done)d rows done). Wait for its end: the same file twice changes nothing."
        )
        % {"name": batch.file_name, "done": batch.rows_done},
        batch=batch.public_id,
    )


def _subject(batch: Batch) -> Subject:
    return Subject("batch", batch.public_id)
