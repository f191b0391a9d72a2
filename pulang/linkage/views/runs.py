"""Doors of the runs: start one, watch it, see what was measured."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.linkage import tasks
from pulang.linkage.actions import runs
from pulang.linkage.plots import precision
from pulang.linkage.queries import matching
from pulang.linkage.queries import runs as queries
from pulang.linkage.terms import STEPS, RunScope, RunState

_LINKS = Permission.LINK_RUN
_SHOWN = 20


@member(writes=("POST",), permission=_LINKS)
def index(request: MemberRequest) -> HttpResponse:
    """Show the history of runs; on POST ask for one."""
    if request.method == "POST":
        scope = RunScope.FULL if request.POST.get("scope") == RunScope.FULL else RunScope.NEW
        run = runs.request(by=request.actor, at=now(), scope=scope)
        tasks.runs.enqueue(run=run.public_id, membership=request.actor.membership_id)
        return HttpResponseRedirect(reverse("linkage:run", args=[run.public_id]))
    fresh, settled = matching.counts()
    context = {
        "runs": queries.runs(request.actor)[:_SHOWN],
        "at_work": queries.at_work(request.actor),
        "fresh": fresh,
        "settled": settled,
    }
    return render(request, "linkage/runs/index.html", context)


@member(permission=_LINKS)
def run(request: MemberRequest, run: str) -> HttpResponse:
    """Show one run: its progress, or what it did and how sure it was."""
    found = queries.run_for(request.actor, run)
    thresholds = queries.thresholds_of(found)
    context = {
        "run": found,
        "step": STEPS.get(found.step, ""),
        "percent_done": round(found.fraction * 100),
        "is_at_work": found.state in {RunState.QUEUED, RunState.RUNNING},
        "thresholds": thresholds,
        "has_curve": bool(queries.curve_of(found)),
        "seconds": (found.report.get("engine") or {}).get("seconds", {}),
    }
    return render(request, "linkage/runs/run.html", context)


@member(permission=_LINKS)
def progress(request: MemberRequest, run: str) -> HttpResponse:
    """Answer the progress card; when the run has ended, ask the page to load itself anew."""
    found = queries.run_for(request.actor, run)
    context = {
        "run": found,
        "step": STEPS.get(found.step, ""),
        "percent_done": round(found.fraction * 100),
        "is_at_work": found.state in {RunState.QUEUED, RunState.RUNNING},
    }
    response = render(request, "linkage/runs/progress.html", context)
    if not context["is_at_work"]:
        response["HX-Refresh"] = "true"
    return response


@member(permission=_LINKS)
def precision_plot(request: MemberRequest, run: str) -> HttpResponse:
    """Draw precision and recall by threshold."""
    found = queries.run_for(request.actor, run)
    thresholds = queries.thresholds_of(found)
    drawing = precision.svg(
        queries.curve_of(found), linked=thresholds.linked if thresholds else 1.0
    )
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=86400"
    return response
