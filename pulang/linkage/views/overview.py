"""Doors of the overview and of the export."""

from tempfile import TemporaryFile
from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.linkage import tasks
from pulang.linkage.actions import exports
from pulang.linkage.queries import overview as queries
from pulang.linkage.queries import runs

_SEES = Permission.REGISTRY_OVERVIEW


@member(writes=("POST",), permission=_SEES)
def index(request: MemberRequest) -> HttpResponse:
    """Show the registry's figures; on POST count them anew."""
    may_count = request.actor.may(Permission.LINK_RUN)
    if request.method == "POST" and may_count:
        tasks.runs.recount(membership=request.actor.membership_id)
        messages.info(request, _("The figures are being counted; load the page again in a moment."))
        return HttpResponseRedirect(reverse("linkage:overview"))
    figures = queries.latest(request.actor)
    context = {
        "figures": figures,
        "overview": queries.overview(figures) if figures else None,
        "may_count": may_count,
        "may_export": request.actor.may(Permission.REGISTRY_EXPORT),
        "may_review": request.actor.may(Permission.REVIEW_DECIDE),
        "at_work": runs.at_work(request.actor),
    }
    return render(request, "linkage/overview/index.html", context)


@member(permission=_SEES)
def overlap_plot(request: MemberRequest) -> HttpResponse:
    """Answer the drawing of who is known to which agencies."""
    figures = queries.latest(request.actor)
    drawing = queries.plot(figures, get_language() or "id") if figures else ""
    if not drawing:
        return HttpResponseNotFound()
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=300"
    return response


@member(writes=("POST",), permission=Permission.REGISTRY_EXPORT)
def export(request: MemberRequest) -> HttpResponse:
    """Ask for what the registry is exported; on POST answer the file."""
    context: dict[str, object] = {"forms": exports.FORMS, "least": exports.LEAST_PURPOSE}
    if request.method != "POST":
        return render(request, "linkage/overview/export.html", context)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it, and with that it is gone
    try:
        made = exports.export(
            target=file,
            form=request.POST.get("form", ""),
            purpose=request.POST.get("purpose", ""),
            by=request.actor,
            at=now(),
        )
    except Refused as refusal:
        file.close()
        context |= {"refusal": refusal, "purpose": request.POST.get("purpose", "")}
        return render(request, "linkage/overview/export.html", context, status=422)
    file.seek(0)
    return cast("HttpResponse", FileResponse(file, as_attachment=True, filename=made.name))
