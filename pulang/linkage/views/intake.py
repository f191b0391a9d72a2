"""Doors of intake: sources, their files, columns, preview, the import and what it refused."""

import tempfile
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base import spreadsheet
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.linkage import tasks
from pulang.linkage.actions import imports, sources, uploads
from pulang.linkage.forms.intake import ColumnsForm, SourceForm, UploadForm
from pulang.linkage.models import Batch
from pulang.linkage.queries import intake
from pulang.linkage.sentences import ASIDE, WHY, about_file, field_name, sentence
from pulang.linkage.terms import BatchState

_READS, _RUNS = Permission.SOURCE_WRITE, Permission.IMPORT_RUN
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _to(name: str, *words: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"linkage:{name}", args=words))


@member(permission=_READS)
def source_list(request: MemberRequest) -> HttpResponse:
    """Show the agencies' lists with what came in by each."""
    return render(
        request, "linkage/intake/sources.html", {"lines": intake.source_lines(request.actor)}
    )


@member(writes=("POST",), permission=_READS)
def new_source(request: MemberRequest) -> HttpResponse:
    """Register a list."""
    form = SourceForm(request.POST or None, initial={"organisation": request.actor.organisation_id})
    if request.method == "POST" and form.is_valid():
        try:
            made = sources.register(**form.cleaned_data, by=request.actor, at=now())
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            return _to("source", made.public_id)
    status = 422 if form.errors else 200
    return render(request, "linkage/intake/new_source.html", {"form": form}, status=status)


@member(writes=("POST",), permission=_READS)
def source(request: MemberRequest, source: str) -> HttpResponse:
    """Show a source and its files; on POST take in a file."""
    found = intake.source_for(request.actor, source)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            batch = uploads.upload(
                source=found, file=sent, name=sent.name, by=request.actor, at=now()
            )
        except Refused as refused:
            form.add_error("file", refused.sentence)
        else:
            return _after_upload(request, batch)
    context = {
        "source": found,
        "form": form,
        "page": Paginator(intake.batches(request.actor, found), 20).get_page(
            request.GET.get("page")
        ),
        "records": intake.record_count(found),
    }
    return render(
        request, "linkage/intake/source.html", context, status=422 if form.errors else 200
    )


def _after_upload(request: MemberRequest, batch: Batch) -> HttpResponse:
    if batch.state in uploads.NOT_STARTED:
        return _to("columns", batch.public_id)
    messages.info(request, _("This very file is here already; nothing changed."))
    return _to("batch", batch.public_id)


@member(writes=("POST",), permission=_RUNS)
def other_sheet(request: MemberRequest, batch: str) -> HttpResponse:
    """Take in another sheet of a workbook as a file of its own."""
    found = intake.batch_for(request.actor, batch)
    with intake.stored_file(found) as file:
        made = uploads.upload(
            source=found.source,
            file=file,
            name=found.file_name,
            sheet=request.POST.get("sheet", ""),
            by=request.actor,
            at=now(),
        )
    return _after_upload(request, made)


@member(writes=("POST",), permission=_RUNS)
def columns(request: MemberRequest, batch: str) -> HttpResponse:
    """Show what each column seems to hold; on POST confirm it."""
    found = intake.batch_for(request.actor, batch)
    if found.state not in uploads.NOT_STARTED:
        return _to("batch", found.public_id)
    form = ColumnsForm(request.POST or None, batch=found)
    if request.method == "POST" and form.is_valid():
        try:
            uploads.confirm(batch=found, choice=form.choice(), by=request.actor, at=now())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _to("preview", found.public_id)
    examples = {column.heading: column for column in intake.columns(found)}
    context = {
        **_about(found),
        "form": form,
        "rows": [
            (field, examples[heading], WHY.get(examples[heading].reason, ""))
            for field, heading in zip(form.column_fields(), form.headings, strict=True)
        ],
        "other_sheets": [name for name in found.findings.get("sheets", ()) if name != found.sheet],
    }
    return render(
        request, "linkage/intake/columns.html", context, status=422 if form.errors else 200
    )


@member(permission=_RUNS)
def preview(request: MemberRequest, batch: str) -> HttpResponse:
    """Show what the first rows would become."""
    found = intake.batch_for(request.actor, batch)
    if found.state == BatchState.UPLOADED:
        return _to("columns", found.public_id)
    seen = intake.preview(found, today=today())
    context = {
        **_about(found),
        "seen": seen,
        "remarks": [(sentence(code), count) for code, count in seen.codes],
        "columns": [(column.heading, field_name(column.field)) for column in seen.columns],
        "rows": [(row, [sentence(code) for code in row.codes]) for row in seen.rows],
        "can_start": found.state in uploads.NOT_STARTED,
    }
    return render(request, "linkage/intake/preview.html", context)


@member(writes=("POST",), permission=_RUNS)
def start(request: MemberRequest, batch: str) -> HttpResponse:
    """Let a job bring the file in, or go on with it."""
    found = intake.batch_for(request.actor, batch)
    if request.method == "POST":
        found = imports.request(batch=found, by=request.actor, at=now())
        if found.state != BatchState.DONE:
            tasks.imports.enqueue(batch=found.public_id, membership=request.actor.membership_id)
    return _to("batch", found.public_id)


@member(writes=("POST",), permission=_RUNS)
def cancel(request: MemberRequest, batch: str) -> HttpResponse:
    """Stop an import after the rows at work."""
    found = intake.batch_for(request.actor, batch)
    if request.method == "POST":
        imports.cancel(batch=found, by=request.actor, at=now())
    return _to("batch", found.public_id)


@member(permission=_READS)
def batch(request: MemberRequest, batch: str) -> HttpResponse:
    """Show a file: its progress, or what came in and what was refused."""
    found = intake.batch_for(request.actor, batch)
    refused = Paginator(intake.refusals(found), 25).get_page(request.GET.get("page"))
    context = {
        **_about(found),
        **_progress(found),
        "page": refused,
        "refused": [
            (row, [sentence(code) for code in row.reasons], _cells(found, row.raw))
            for row in refused
        ],
        "aside": [(row, ASIDE.get(why, why)) for row, why in found.findings.get("aside", ())],
        "reasons": [(sentence(code), count) for code, count in intake.refusal_reasons(found)],
    }
    return render(request, "linkage/intake/batch.html", context)


def _cells(found: Batch, raw: dict[str, Any]) -> str:
    cells = [str(raw[name]) for name in found.findings.get("headers", ()) if raw.get(name)]
    return " · ".join([*cells, *map(str, raw.get("…", ()))])


@member(permission=_READS)
def progress(request: MemberRequest, batch: str) -> HttpResponse:
    """Answer the progress card; when the import has ended, ask the page to load itself anew."""
    found = intake.batch_for(request.actor, batch)
    context = {"batch": found, **_progress(found)}
    response = render(request, "linkage/intake/progress.html", context)
    if found.state != BatchState.RUNNING or context["is_interrupted"]:
        response["HX-Refresh"] = "true"
    return response


def _progress(found: Batch) -> dict[str, Any]:
    is_running = found.state == BatchState.RUNNING
    waits = is_running and found.started_at is None
    return {
        "is_running": is_running,
        "waits": waits,
        "is_interrupted": is_running and not waits and not intake.is_running(found),
        "seconds_left": intake.seconds_left(found, now=now()),
        "can_continue": found.state in {BatchState.FAILED, BatchState.CANCELLED},
    }


def _about(found: Batch) -> dict[str, Any]:
    return {
        "batch": found,
        "about": [about_file(code, facts) for code, facts in found.findings.get("file", ())],
        "difference": found.findings.get("difference"),
    }


@member(permission=_READS)
def refused_csv(request: MemberRequest, batch: str) -> HttpResponse:
    """Send the refused rows as CSV, to be mended and brought in again."""
    found = intake.batch_for(request.actor, batch)
    headings, rows = intake.refused_table(found)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    for line in spreadsheet.csv_lines(headings, rows):
        file.write(line.encode())
    return _sent(file, _name(found, "csv"), "text/csv; charset=utf-8")


@member(permission=_READS)
def refused_xlsx(request: MemberRequest, batch: str) -> HttpResponse:
    """Send the refused rows as a workbook of text cells."""
    found = intake.batch_for(request.actor, batch)
    headings, rows = intake.refused_table(found)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    spreadsheet.write_xlsx(file, headings, rows, title=_("Refused rows"))
    return _sent(file, _name(found, "xlsx"), _XLSX)


def _sent(file: Any, name: str, kind: str) -> HttpResponse:
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    return cast(HttpResponse, answer)


def _name(found: Batch, ending: str) -> str:
    return f"{found.source.slug}-{_('refused')}-{found.public_id[-6:].lower()}.{ending}"
