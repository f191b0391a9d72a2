"""Passenger lists: taking one in, who of it travels without a pass, forgetting it."""

from collections.abc import Iterator
from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Subject
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.base.privacy import DataClass
from pulang.base.spreadsheet import csv_lines, write_xlsx
from pulang.departure.actions import manifests as actions
from pulang.departure.forms.manifests import ManifestForm
from pulang.departure.models import Manifest
from pulang.departure.queries import manifests as queries
from pulang.departure.rules.manifests import Finding
from pulang.departure.terms import FINDING_WORDS

_WRITE = Permission.MANIFEST_WRITE
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@member(writes=("POST",), permission=_WRITE)
def index(request: MemberRequest) -> HttpResponse:
    """Show the lists of one's office; on POST take one in."""
    form = ManifestForm(
        request.POST or None, request.FILES or None, initial={"departs_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.take_in(**form.voyage_and_list(), by=request.actor, at=now())
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect(made)
    page = Paginator(queries.lists(), 30).get_page(request.GET.get("page"))
    return render(
        request,
        "departure/manifests.html",
        {"form": form, "page": page},
        status=422 if form.errors else 200,
    )


def _opened(request: MemberRequest, manifest: str) -> Manifest:
    found = queries.manifest_for(request.actor, manifest)
    audit.opened(
        by=request.actor,
        at=now(),
        subject=Subject("manifest", found.public_id),
        classes=(DataClass.D2,),
    )
    return found


@member(permission=_WRITE)
def show(request: MemberRequest, manifest: str) -> HttpResponse:
    """Hold a list against the passes of its day."""
    found = _opened(request, manifest)
    comparison = queries.compared(found)
    counts = [(FINDING_WORDS[one], comparison.count(one)) for one in Finding]
    return render(
        request,
        "departure/manifest.html",
        {"manifest": found, "compared": comparison, "counts": counts},
    )


@member(permission=_WRITE)
def export(request: MemberRequest, manifest: str) -> HttpResponse:
    """Send the comparison as CSV."""
    found = _opened(request, manifest)
    comparison = queries.compared(found)
    answer = HttpResponse(
        "".join(csv_lines(_headings(), _cells(comparison))),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.csv"'
    return answer


@member(permission=_WRITE)
def export_xlsx(request: MemberRequest, manifest: str) -> HttpResponse:
    """Send the comparison as a workbook."""
    found = _opened(request, manifest)
    file = BytesIO()
    write_xlsx(file, _headings(), _cells(queries.compared(found)), title=_("Passenger list"))
    answer = HttpResponse(file.getvalue(), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.xlsx"'
    return answer


def _headings() -> list[str]:
    return [_("Name"), _("Number ends with"), _("Seat"), _("What was found")]


def _file_name(manifest: Manifest) -> str:
    return f"manifest-{manifest.departs_on}-{manifest.public_id[-6:].lower()}"


def _cells(comparison: queries.Comparison) -> Iterator[list[str]]:
    for one in comparison.lines:
        line = one.line
        yield [line.full_name, line.number_end, line.seat, str(FINDING_WORDS[one.finding])]
    for absent in comparison.absent:
        yield [absent.name, "", "", _("has a pass for this day and is not on the list")]


@member(writes=("POST",), permission=_WRITE)
def forget(request: MemberRequest, manifest: str) -> HttpResponse:
    """Forget the passengers of a list."""
    found = queries.manifest_for(request.actor, manifest)
    if request.method == "POST":
        actions.forget(manifest=found, by=request.actor, at=now())
        messages.success(request, _("The passengers of this list are forgotten."))
    return redirect(found)
