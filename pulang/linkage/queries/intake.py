"""Reading sources, files and their rows, always for somebody: the database's policies decide which."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import polars as pl
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.linkage import reading
from pulang.linkage.models import Batch, Record, Refusal, Source
from pulang.linkage.queries.places import finder
from pulang.linkage.reading import stored, unpacked
from pulang.linkage.rules.choice import Choice
from pulang.linkage.sentences import OUR_REASONS, OUR_ROW, sentence
from pulang.linkage.standard import standardise
from pulang.linkage.terms import BatchState

LOCK = 53_1124
"""First key of the advisory lock that an import holds; the second is the batch."""


def limits() -> reading.Limits:
    """Return how large a list may be, as configured."""
    return reading.Limits(
        text_bytes=settings.PULANG_UPLOAD_BYTES,
        workbook_bytes=settings.PULANG_WORKBOOK_BYTES,
    )


def sources(actor: Actor) -> QuerySet[Source]:
    """Return the sources the actor may see."""
    del actor  # the policy of the database reads the acting membership
    return Source.objects.select_related("organisation")


def source_for(actor: Actor, public_id: str) -> Source:
    """Return a source.

    Raises: NotFound.
    """
    found = sources(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def source_named(actor: Actor, name: str) -> Source | None:
    """Return the source of a short or full name, None when there is none."""
    named = Q(slug=name) | Q(name__iexact=name) | Q(public_id=name)
    return sources(actor).filter(named).order_by("pk").first()


@dataclass(frozen=True)
class SourceLine:
    """A source with what came in by it."""

    source: Source
    files: int
    accepted: int
    refused: int
    last_at: datetime | None


def source_lines(actor: Actor) -> list[SourceLine]:
    """Return each source with its counts, in one query for all."""
    sums: dict[int, Any] = {
        row["source_id"]: row
        for row in Batch.objects.values("source_id").annotate(
            files=Count("pk"), accepted=Sum("accepted_count"), refused=Sum("refused_count")
        )
    }
    last = dict(Batch.objects.order_by("pk").values_list("source_id", "uploaded_at"))
    return [
        SourceLine(
            source,
            sums.get(source.pk, {}).get("files", 0),
            sums.get(source.pk, {}).get("accepted", 0),
            sums.get(source.pk, {}).get("refused", 0),
            last.get(source.pk),
        )
        for source in sources(actor)
    ]


def batches(actor: Actor, source: Source | None = None) -> QuerySet[Batch]:
    """Return files, newest first."""
    del actor
    found = Batch.objects.select_related("source__organisation")
    return found.filter(source=source) if source else found


def batch_for(actor: Actor, public_id: str) -> Batch:
    """Return a file.

    Raises: NotFound.
    """
    found = batches(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def stored_path(batch: Batch) -> Path:
    """Return where the file lies."""
    return Path(default_storage.path(batch.stored_as))


def stored_file(batch: Batch) -> IO[bytes]:
    """Open the file as it was uploaded.

    Raises: NotFound when it is gone, CannotOpen when it was altered or its key is not configured.
    """
    path = stored_path(batch)
    if not path.exists():
        raise NotFound
    return stored.opened(path)


def opened(batch: Batch) -> reading.ListFile:
    """Open the stored file.

    Raises: what `reading.open_list` raises; NotFound when the file is gone.
    """
    path = stored_path(batch)
    if not path.exists():
        raise NotFound
    return reading.open_list(
        path, sheet=batch.sheet, limits=limits(), workdir=unpacked.folder_for(path)
    )


def is_running(batch: Batch) -> bool:
    """Tell whether an import of the file is at work: it holds a lock that dies with its process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks where locktype = 'advisory' and classid = %s"
            " and objid = %s and database = (select oid from pg_database where datname = current_database()))",
            [LOCK, batch.pk],
        )
        return bool(cursor.fetchone()[0])


def seconds_left(batch: Batch, *, now: datetime) -> float | None:
    """Return an estimate of the seconds that an import still takes; None before it can be told."""
    if batch.state != BatchState.RUNNING or batch.started_at is None:
        return None
    done_before = int(batch.findings.get("rows_before", 0))
    done = batch.rows_done - done_before
    elapsed = (now - batch.started_at).total_seconds()
    if done <= 0 or elapsed <= 0:
        return None
    return max(0.0, (batch.row_count - batch.rows_done) * elapsed / done)


@dataclass(frozen=True)
class PreviewRow:
    """One row of a preview: cells as written, what would become of it."""

    number: int
    cells: tuple[str, ...]
    codes: tuple[str, ...]
    is_refused: bool


@dataclass(frozen=True)
class PreviewColumn:
    """One column of a preview."""

    heading: str
    field: str
    confidence: float
    reason: str
    filled: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The first rows of a file as they would come in."""

    columns: tuple[PreviewColumn, ...]
    rows: tuple[PreviewRow, ...]
    looked_at: int
    accepted: int
    refused: int
    codes: tuple[tuple[str, int], ...]
    """How often each remark was made, most frequent first."""
    aside: tuple[tuple[int, str], ...]


def preview(
    batch: Batch, *, today: date, choice: Choice | None = None, rows: int = 1000, shown: int = 25
) -> Preview:
    """Return what the first rows of a file would become; rows with a remark are shown first."""
    choice = choice or Choice.of_json(batch.mapping)
    file = opened(batch)
    chunk = next(file.chunks(size=rows), reading.Chunk(_nothing(file)))
    frame = chunk.frame.head(rows)
    done = standardise(
        frame,
        today=today,
        mapping=choice.columns,
        places=finder(code_system=choice.code_system),
        default_area=batch.source.default_area,
        month_first=choice.month_first,
    )
    codes = {
        number: tuple(found)
        for number, found in done.accepted.select("row_number", "warnings").iter_rows()
        if found
    }
    refused = {number: tuple(found) for number, found in done.refused.iter_rows()}
    refused |= {number: ("TOO_MANY_CELLS",) for number, _cells in chunk.ragged}
    counts = Counter(code for found in (*codes.values(), *refused.values()) for code in found)
    cells = {row[0]: row[1:] for row in frame.iter_rows()} | dict(chunk.ragged)
    order = sorted(cells, key=lambda number: (number not in refused, number not in codes, number))
    return Preview(
        columns=_columns(batch, file, choice),
        rows=tuple(
            PreviewRow(
                number,
                cells[number],
                refused.get(number) or codes.get(number, ()),
                number in refused,
            )
            for number in sorted(order[:shown])
        ),
        looked_at=len(cells),
        accepted=len(done.accepted),
        refused=len(refused),
        codes=tuple(counts.most_common()),
        aside=chunk.set_aside,
    )


def _nothing(file: reading.ListFile) -> Any:
    return pl.DataFrame(schema={"row_number": pl.Int64, **dict.fromkeys(file.headers, pl.String)})


def columns(batch: Batch) -> tuple[PreviewColumn, ...]:
    """Return the columns of a file with examples and what they seem to hold."""
    return _columns(batch, opened(batch), Choice.of_json(batch.mapping))


def _columns(batch: Batch, file: reading.ListFile, choice: Choice) -> tuple[PreviewColumn, ...]:
    why = {
        heading: (sure, reason)
        for heading, _field, sure, reason in batch.findings.get("suggestions", ())
    }
    made = []
    for heading, values in file.columns().items():
        told = [value for value in values if value.strip()]
        sure, reason = why.get(heading, (0.0, "none"))
        made.append(
            PreviewColumn(
                heading, choice.columns.get(heading, ""), sure, reason,
                len(told) / max(1, len(values)), tuple(dict.fromkeys(told))[:3],
            )
        )  # fmt: skip
    return tuple(made)


def refusals(batch: Batch) -> QuerySet[Refusal]:
    """Return the refused rows of a file in the order of the file."""
    return Refusal.objects.filter(batch=batch).order_by("row_number")


def refusal_reasons(batch: Batch) -> list[tuple[str, int]]:
    """Return how often each reason refused a row of a file, most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select reason, count(*) from linkage_refusal, jsonb_array_elements_text(reasons) reason"
            " where batch_id = %s group by reason order by count(*) desc, reason",
            [batch.pk],
        )
        return [(str(code), int(count)) for code, count in cursor.fetchall()]


def refused_table(batch: Batch) -> tuple[list[str], Iterator[list[str]]]:
    """Return headings and rows of the refused rows, as they stood, with row number and reasons in front."""
    headers = [name for name in batch.findings.get("headers", ()) if not reading.is_ours(name)]
    extra = max(
        (
            len(raw.get("…", ()))
            for raw in refusals(batch).filter(raw__has_key="…").values_list("raw", flat=True)
        ),
        default=0,
    )

    def rows() -> Iterator[list[str]]:
        for one in refusals(batch).iterator(chunk_size=5_000):
            reasons = "; ".join(str(sentence(code)) for code in one.reasons)
            cells = [one.raw.get(name, "") for name in headers]
            beyond = one.raw.get("…", [])
            yield [str(one.row_number), reasons, *cells, *beyond, *[""] * (extra - len(beyond))]

    return [
        OUR_ROW,
        OUR_REASONS,
        *headers,
        *[f"column {len(headers) + n + 1}" for n in range(extra)],
    ], rows()


def record_count(source: Source) -> int:
    """Return how many rows of a source are in."""
    return Record.objects.filter(source=source).count()
